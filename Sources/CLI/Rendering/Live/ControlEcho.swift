// Dispatch sources may be used from any thread, but are not marked `Sendable`.
@preconcurrency import Dispatch
import Glibc
import Synchronization

/// What the terminal shows of keys such as Ctrl-C while a live view stands on it: nothing.
///
/// A `^C` moves the cursor, and by itself the key throws away what was written to the terminal and is not shown yet, a
/// part of a frame perhaps. The next frame would then be drawn, or the last one erased, in the wrong place.
enum ControlEcho {
    private static let found = Mutex<tcflag_t?>(nil)
    private static let flags = tcflag_t(ECHOCTL | NOFLSH)
    private static let quitting = Mutex<(any DispatchSourceSignal)?>(nil)

    static func hide() {
        watchForQuit()
        found.withLock { found in
            change { modes in
                if found == nil { found = modes & flags }
                modes = modes & ~flags | tcflag_t(NOFLSH)
            }
        }
    }

    /// Puts back what ``hide()`` had found. On every way out: the terminal outlives the process.
    static func restore() {
        quitting.withLock { watch in
            guard watch != nil else { return }
            watch?.cancel()
            watch = nil
            signal(SIGQUIT, SIG_DFL)
        }
        found.withLock { found in
            guard let before = found else { return }
            found = nil
            change { $0 = $0 & ~flags | before }
        }
    }

    /// Ctrl-\ ends the process on the spot, and leaves its memory behind, as it always does; the terminal is put back first.
    private static func watchForQuit() {
        quitting.withLock { watch in
            // Whoever has it ignored knows why.
            guard watch == nil, !SignalSource.isIgnored(SIGQUIT) else { return }
            watch = SignalSource.hear(SIGQUIT) {
                restore()
                quit()
            }
        }
    }

    /// To this thread alone: what is sent to the process may still be taken by the source, and then ends nothing.
    private static func quit() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGQUIT)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        raise(SIGQUIT)
    }

    /// Leaves a terminal alone that is another's now, as a job's in the background: that would stop this process.
    private static func change(_ body: (inout tcflag_t) -> Void) {
        var modes = termios()
        guard tcgetpgrp(STDERR_FILENO) == getpgrp(), tcgetattr(STDERR_FILENO, &modes) == 0 else { return }
        body(&modes.c_lflag)
        tcsetattr(STDERR_FILENO, TCSANOW, &modes)
    }
}
