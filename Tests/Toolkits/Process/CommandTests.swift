import Glibc
import RecuaCore
import RecuaProcess
import Testing

@Suite struct CommandTests {
    private let environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "GREETING": "hola"]

    private func shell(_ script: String, input: String? = nil, folder: String? = nil) -> Command {
        Command("sh", ["-c", script], environment: environment, folder: folder, input: input)
    }

    @Test func `a command says how it ended and what it wrote`() async throws {
        let finished = try await shell("echo out; echo err >&2; exit 3").run()
        #expect(finished == Finished(status: .exited(3), output: "out\n", errorOutput: "err\n"))
        #expect(!finished.succeeded)
    }

    @Test func `a command that is killed says by which signal`() async throws {
        #expect(try await shell("kill -9 $$").run().status == .signalled(9))
    }

    @Test func `a command gets its environment and nothing else`() async throws {
        let output = try await Command("/usr/bin/env", environment: environment).runChecked()
        #expect(Set(output.split(separator: "\n")) == ["PATH=/usr/local/bin:/usr/bin:/bin", "GREETING=hola"])
    }

    @Test func `a command runs in its folder`() async throws {
        #expect(try await shell("pwd", folder: "/usr").runChecked() == "/usr\n")
    }

    @Test func `a command reads its input`() async throws {
        let input = String(repeating: "línea\n", count: 100_000)
        #expect(try await shell("cat", input: input).runChecked() == input)
    }

    @Test func `a command that does not read its input is no error`() async throws {
        #expect(try await shell("true", input: String(repeating: "x", count: 1 << 20)).run().succeeded)
    }

    @Test func `without an input there is nothing to read`() async throws {
        #expect(try await shell("cat").runChecked() == "")
    }

    @Test func `lines are told as they come, the last one without its end too`() async throws {
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        let (errors, errorContinuation) = AsyncStream.makeStream(of: String.self)
        let finished = try await shell(#"printf 'a\r\n\nb'; echo c >&2"#).run(
            onErrorLine: { errorContinuation.yield($0) }, onOutputLine: { continuation.yield($0) })
        continuation.finish()
        errorContinuation.finish()
        #expect(await lines.reduce(into: []) { $0.append($1) } == ["a", "", "b"])
        #expect(await errors.reduce(into: []) { $0.append($1) } == ["c"])
        #expect(finished.output.isEmpty)
    }

    @Test func `more output than the limit is an error`() async throws {
        let error = await #expect(throws: Diagnostic.self) { try await shell("yes").run(outputLimit: 1000) }
        #expect(error?.code == "process.output-limit")
    }

    @Test func `of much error output the end is kept`() async throws {
        let finished = try await shell("seq 1 100000 >&2").run()
        #expect(finished.errorOutput.utf8.count == 64 << 10)
        #expect(finished.errorOutput.hasSuffix("99999\n100000\n"))
    }

    @Test func `a failure carries the last lines`() async throws {
        let error = await #expect(throws: Diagnostic.self) {
            try await shell("seq 1 100 >&2; echo never mind; exit 7").runChecked()
        }
        #expect(error?.code == "process.failed")
        #expect(error?.message == "`sh` ended with exit code 7")
        #expect(error?.related.last?.message == "100")
    }

    @Test(arguments: ["no-such-program-anywhere", "/no/such/program", "/etc/passwd", "/usr"])
    func `a missing program is named, with the way to get it`(program: String) async throws {
        let error = await #expect(throws: Diagnostic.self) {
            try await Command(program, environment: environment).run(hint: "apt install something")
        }
        #expect(error?.code == "process.missing")
        #expect(error?.message.contains("`\(program)`") == true)
        #expect(error?.help == "apt install something")
    }

    @Test(arguments: [
        ("/no/such/program", "put it there, or write the path of one that is there"),
        ("/etc/passwd", "run: chmod +x /etc/passwd"), ("/usr", "write a program's path"),
        ("no-such-program-anywhere", "install it, or add its folder to `PATH`"),
    ])
    func `only a name that was looked up on PATH gets advice about PATH`(program: String, help: String) async throws {
        let error = await #expect(throws: Diagnostic.self) {
            try await Command(program, environment: environment).run()
        }
        #expect(error?.code == "process.missing")
        #expect(error?.help == help)
    }

    @Test func `a missing folder is an error, not a missing program`() async throws {
        let error = await #expect(throws: Diagnostic.self) { try await shell("true", folder: "/no/such/folder").run() }
        #expect(error?.code == "process.start")
    }

    @Test func `cancelling ends the program and all it started, however deaf`() async throws {
        let (started, continuation) = AsyncStream.makeStream(of: Int32.self)
        let command = shell("trap '' TERM; sleep 1000 & echo $!; echo $$; while :; do sleep 1; done")
        let numbers = await withThrowingTaskGroup(of: Void.self, returning: [Int32].self) { group in
            group.addTask {
                _ = try await command.run(onOutputLine: { continuation.yield(Int32($0) ?? 0) })
            }
            var numbers: [Int32] = []
            for await number in started {
                numbers.append(number)
                if numbers.count == 2 { break }
            }
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
            return numbers
        }
        // A killed process takes a moment to go.
        for _ in 0..<500 where numbers.contains(where: { Deployment.Process(pid: $0) != nil }) {
            try? await Task.sleep(for: .milliseconds(10))
        }
        for number in numbers {
            #expect(Deployment.Process(pid: number) == nil, "process \(number) is still there")
        }
    }

    @Test func `a command that is typed shows its quotes`() {
        #expect(Command("a", ["b c", "it's", "", "x=1"], environment: [:]).description == #"a 'b c' 'it'\''s' '' x=1"#)
    }
}
