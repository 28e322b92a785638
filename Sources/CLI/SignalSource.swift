// Dispatch sources may be used from any thread, but are not marked `Sendable`.
@preconcurrency import Dispatch
import Glibc

/// Signals that are heard of, in place of what they do by themselves.
enum SignalSource {
    /// Hears of every one that comes after this. Until the source is in place, which takes a moment, the signal does what
    /// it did: if it were ignored first, as is the custom elsewhere, one that comes in that moment would be lost.
    static func hear(_ number: Int32, _ handler: @escaping @Sendable () -> Void) -> any DispatchSourceSignal {
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        let isInPlace = DispatchSemaphore(value: 0)
        source.setRegistrationHandler { isInPlace.signal() }
        source.setEventHandler(handler: handler)
        source.resume()
        isInPlace.wait()
        return source
    }

    static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        // Handlers are functions, which Swift does not compare; `SIG_IGN` is the address 1.
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    }
}
