// `local-resident reside local FILE` does what `recua reside local FILE` does.
import Glibc
import RecuaLocal

do {
    try await LocalPlugin().reside(configuration: CommandLine.arguments.last ?? "")
} catch {
    let text = "\(error)\n"
    write(STDERR_FILENO, text, text.utf8.count)
    exit(1)
}
