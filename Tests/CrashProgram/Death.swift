import Glibc
import RecuaCore
import Synchronization

/// When the process kills itself, as `kill -9` does.
final class Death: Sendable {
    private let point: Int?
    private let microseconds: UInt32?
    private let count = Atomic<Int>(0)

    init(_ text: String) {
        let parts = text.split(separator: "=")
        point = parts.first == "point" ? Int(parts.last ?? "") : nil
        microseconds = parts.first == "time" ? UInt32(parts.last ?? "") : nil
    }

    var passed: Int { count.load(ordering: .relaxed) }

    /// A crash point is reached.
    func pass() {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        if number == point { kill(getpid(), SIGKILL) }
    }

    /// Starts the clock, when it is time that kills.
    func begin() {
        guard let microseconds else { return }
        var thread = pthread_t()
        let delay = UnsafeMutableRawPointer(bitPattern: UInt(microseconds) + 1)
        pthread_create(
            &thread, nil,
            { delay in
                usleep(UInt32(UInt(bitPattern: delay)) - 1)
                kill(getpid(), SIGKILL)
                return nil
            }, delay)
    }
}
