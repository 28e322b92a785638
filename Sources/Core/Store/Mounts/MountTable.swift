/// What is mounted where, as this process sees it: `/proc/self/mountinfo` (proc(5)).
///
/// It knows folders as well that are mounted in a second place (`mount --bind`), of which the numbers of devices tell
/// nothing.
struct MountTable {
    /// In the order in which they were mounted: of several at one point the last is seen.
    let mounts: [Mount]

    /// Lines that are not understood are passed over.
    init(parsing text: String) { mounts = text.split(separator: "\n").compactMap { Self.mount($0) } }

    /// Read anew each time; nil where there is none.
    static var current: MountTable? {
        Trace.$current.withValue(nil) { try? MountTable(parsing: Files.readText("/proc/self/mountinfo")) }
    }

    /// What `path` is on. It need not be there: then the nearest folder above it counts.
    func mount(of path: String) -> Mount? {
        var here = path
        while Files.real(here) == nil, here != "/", here != "." { here = Files.folder(of: here) }
        return Files.real(here).flatMap { mount(ofReal: $0) }
    }

    /// - Parameter path: absolute, without symbolic links.
    func mount(ofReal path: String) -> Mount? {
        let above = mounts.reversed().filter { $0.point == "/" || $0.point == path || path.hasPrefix("\($0.point)/") }
        return above.max { $0.point.utf8.count < $1.point.utf8.count }
    }

    /// What is mounted at a point.
    func mount(at point: String) -> Mount? { mounts.last { $0.point == point } }

    /// `36 35 98:0 /folder /mnt/a rw,noatime master:1 - ext4 /dev/root rw`.
    private static func mount(_ line: Substring) -> Mount? {
        let fields = line.split(separator: " ")
        guard fields.count > 6, let dash = fields[6...].firstIndex(of: "-"), dash + 2 < fields.count else { return nil }
        return Mount(
            point: plain(fields[4]), root: plain(fields[3]), device: String(fields[2]), type: plain(fields[dash + 1]),
            source: plain(fields[dash + 2]))
    }

    /// Spaces and the like are written as a backslash and three octal digits, and so is the backslash.
    private static func plain(_ field: Substring) -> String {
        let parts = field.split(separator: "\\", omittingEmptySubsequences: false)
        let rest = parts.dropFirst().flatMap { [UInt8($0.prefix(3), radix: 8) ?? 0x3F] + $0.utf8.dropFirst(3) }
        return String(decoding: Array(parts[0].utf8) + rest, as: UTF8.self)
    }
}
