import Dispatch
import Glibc

/// A thread for what waits or computes for long: the few that all tasks share are not for that.
enum OwnThread {
    /// What `body` comes to, on a thread of its own.
    static func value<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            start { continuation.resume(returning: body()) }
        }
    }

    /// Starts `body`, and waits for nothing.
    static func start(_ body: @escaping @Sendable () -> Void) {
        let work = Unmanaged.passRetained(Work(body: body))
        var thread = pthread_t()
        let problem = pthread_create(
            &thread, nil,
            { work in
                if let work { Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body() }
                return nil
            }, work.toOpaque())
        if problem == 0 {
            pthread_detach(thread)
        } else {
            // Where the system has none left, one that is shared has to do.
            work.release()
            DispatchQueue.global().async(execute: body)
        }
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
