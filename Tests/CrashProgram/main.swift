// A small project that can be killed anywhere: see `CrashProject` for what its arguments mean.
import Glibc
import RecuaCore

do {
    let project = try CrashProject(CommandLine.arguments)
    exit(try await project.perform())
} catch {
    let text = Diagnostics.from(error).map { "\($0.code): \($0.message); \($0.help ?? "")\n" }.joined()
    write(STDERR_FILENO, text, text.utf8.count)
    exit(1)
}
