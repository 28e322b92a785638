import Glibc

extension Output {
    /// Columns of the terminal on standard output; nil when it is none, and lines may be as long as they are.
    var resultWidth: Int? {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
