internal import Glibc

/// Ports of 127.0.0.1 that nobody listens on.
enum FreePort {
    /// Any free port, below those that the kernel gives to outgoing connections: in the time between this look and the
    /// moment somebody listens there, no such connection can take it.
    static func any() -> Int? {
        for _ in 0..<100 {
            let port = Int.random(in: 10_000..<32_768)
            if isFree(port) { return port }
        }
        return nil
    }

    static func isFree(_ port: Int) -> Bool {
        guard let wanted = UInt16(exactly: port), wanted > 0 else { return false }
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // Else the connections of a front that has just ended would block the port it had.
        var yes: CInt = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<CInt>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = wanted.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                // Two who share SO_REUSEADDR may both bind, but not both listen.
                bind(descriptor, plain, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 && listen(descriptor, 1) == 0
            }
        }
    }
}
