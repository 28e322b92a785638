import Glibc
import Synchronization

/// What the terminal shows of keys such as Ctrl-C while a live view stands on it: nothing.
///
/// A `^C` moves the cursor, and by itself the key throws away what was written to the terminal and is not shown yet, a
/// part of a frame perhaps. The next frame would then be drawn, or the last one erased, in the wrong place.
enum ControlEcho {
    private static let found = Mutex<tcflag_t?>(nil)
    private static let flags = tcflag_t(ECHOCTL | NOFLSH)

    static func hide() {
        found.withLock { found in
            change { modes in
                if found == nil { found = modes & flags }
                modes = modes & ~flags | tcflag_t(NOFLSH)
            }
        }
    }

    /// Puts back what ``hide()`` had found. On every way out: the terminal outlives the process.
    static func restore() {
        found.withLock { found in
            guard let before = found else { return }
            found = nil
            change { $0 = $0 & ~flags | before }
        }
    }

    /// Leaves a terminal alone that is another's now, as a job's in the background: that would stop this process.
    private static func change(_ body: (inout tcflag_t) -> Void) {
        var modes = termios()
        guard tcgetpgrp(STDERR_FILENO) == getpgrp(), tcgetattr(STDERR_FILENO, &modes) == 0 else { return }
        body(&modes.c_lflag)
        tcsetattr(STDERR_FILENO, TCSANOW, &modes)
    }
}
