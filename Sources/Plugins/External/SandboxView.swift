import Glibc
import RecuaCore

/// What of a sandbox's hidden `/tmp` is to be seen in it all the same.
enum SandboxView {
    /// The paths to bind, each with all that lies below it; none below another, which would be in the way of what is there
    /// already: a symbolic link, say, as every virtual environment of Python has one for its interpreter.
    ///
    /// - Parameter paths: what must be seen. Where a link leads elsewhere, that must be seen as well, and each link there.
    static func paths(_ paths: [String]) -> [String] {
        let hidden = Set(paths.flatMap { [$0] + hops(from: $0) }.filter(isHidden))
        return hidden.filter { path in !hidden.contains { path.hasPrefix("\($0)/") } }.sorted()
    }

    private static func isHidden(_ path: String) -> Bool { path.hasPrefix("/tmp/") }

    /// Where the path leads, with one link after the other followed, each as the system meets it; no more than the system
    /// itself follows (path_resolution(7)).
    private static func hops(from path: String) -> [String] {
        var hops: [String] = []
        var (plain, rest) = ("", parts(of: path))
        while !rest.isEmpty, hops.count < 40 {
            let part = rest.removeFirst()
            if part == ".." {
                plain = String(plain[..<(plain.lastIndex(of: "/") ?? plain.startIndex)])
                continue
            }
            guard let target = target(ofLinkAt: "\(plain)/\(part)") else {
                plain += "/\(part)"
                continue
            }
            if target.hasPrefix("/") { plain = "" }
            rest = parts(of: target) + rest
            hops.append(joined(plain, rest))
        }
        return hops
    }

    private static func parts(of path: String) -> [String] {
        path.split(separator: "/").map(String.init).filter { $0 != "." }
    }

    /// The path without `..`.
    private static func joined(_ plain: String, _ rest: [String]) -> String {
        let whole = rest.reduce(into: parts(of: plain)) { whole, part in
            if part != ".." { whole.append(part) } else if !whole.isEmpty { whole.removeLast() }
        }
        return "/" + whole.joined(separator: "/")
    }

    private static func target(ofLinkAt path: String) -> String? {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }
}
