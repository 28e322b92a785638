import Glibc

/// What a program says when it traps.
enum CrashReport {
    /// Leaves it at the reason: Recua shows the last lines of what a program said, and the Swift runtime's report, where
    /// the toolchain is installed, is a hundred more that take seconds. `SWIFT_BACKTRACE` in the environment keeps that.
    static func isShort() {
        guard ProcessVariables.all["SWIFT_BACKTRACE"] == nil else { return }
        for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGQUIT] { signal(number, SIG_DFL) }
    }
}
