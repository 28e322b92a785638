import Glibc

/// Standard input, output and error: the descriptors 0, 1 and 2.
enum StandardDescriptors {
    /// Puts `/dev/null` in the place of those that were closed when the process began. A file of Recua's own would have
    /// that number else, and be sent what is meant for people.
    static func complete() {
        for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
            // It gets the lowest number that is free.
            _ = open("/dev/null", number == STDIN_FILENO ? O_RDONLY : O_WRONLY)
        }
    }
}
