internal import Glibc

/// Ports of 127.0.0.1 that nobody listens on.
enum FreePort {
    /// `preferred` when it is free, else nil; for 0 one that the kernel chooses.
    static func find(preferred: Int) -> Int? {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0, let wanted = UInt16(exactly: preferred) else { return nil }
        defer { close(descriptor) }
        // Else the connections of a front that has just ended would block the port it had.
        var yes: CInt = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<CInt>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = wanted.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                // Without listening, two who share SO_REUSEADDR may both bind.
                bind(descriptor, plain, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, plain, &length) == 0
            }
        }
        return isBound ? Int(UInt16(bigEndian: address.sin_port)) : nil
    }
}
