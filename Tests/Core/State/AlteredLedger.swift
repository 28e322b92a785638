import Glibc
import RecuaTestSupport
import Testing

@testable import RecuaCore

/// Changes one letter of what a ledger's file says; its size stays.
///
/// - Parameter time: what the file then says when it was written to, in nanoseconds since 1970.
func alter(_ path: String, _ text: String, at time: Int64) throws {
    var bytes = try Files.read(path)
    let wanted = Array(text.utf8)
    let places = bytes.indices.dropLast(wanted.count).filter { bytes[$0...].starts(with: wanted) }
    try #require(!places.isEmpty)
    for place in places { bytes[place] = bytes[place] == 0x30 ? 0x31 : 0x30 }
    try Files.write(bytes, to: path)
    let stamp = timespec(tv_sec: Int(time / 1_000_000_000), tv_nsec: Int(time % 1_000_000_000))
    try #require(utimensat(AT_FDCWD, path, [stamp, stamp], 0) == 0)
}
