internal import Glibc

/// Who started a run, for the history.
///
/// All is nil for a run that was recorded by a build which did not keep it yet.
public struct RunAuthor: Sendable, Hashable, Codable {
    public var user: String?
    public var host: String?
    /// Recua's own.
    public var version: String?
    /// The number of its process, on `host`.
    public var process: Int32?

    public init(user: String? = nil, host: String? = nil, version: String? = nil, process: Int32? = nil) {
        self.user = user
        self.host = host
        self.version = version
        self.process = process
    }

    /// This process.
    public static var current: RunAuthor {
        RunAuthor(user: accountName, host: hostName, version: RecuaVersion.current, process: getpid())
    }

    /// The account's name, or its number where it has none, as in many containers.
    private static var accountName: String {
        var entry = passwd()
        var buffer = [CChar](repeating: 0, count: 1 << 14)
        var found: UnsafeMutablePointer<passwd>?
        guard getpwuid_r(geteuid(), &entry, &buffer, buffer.count, &found) == 0, let found else {
            return String(geteuid())
        }
        return String(cString: found.pointee.pw_name)
    }

    private static var hostName: String? {
        var info = utsname()
        guard uname(&info) == 0 else { return nil }
        return withUnsafeBytes(of: info.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
