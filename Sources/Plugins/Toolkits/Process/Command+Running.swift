internal import Glibc
public import RecuaCore
internal import Subprocess
internal import SystemPackage

extension Command {
    /// Runs the program in a session of its own and waits for its end. An exit code other than zero is a normal result.
    ///
    /// Cancelling ends the program and all it started, asking with SIGTERM first and with SIGKILL two seconds later.
    ///
    /// - Parameters:
    ///   - outputLimit: the most standard output to keep, in bytes. Not counted when `onOutputLine` takes it.
    ///   - hint: what to type to get the program when it is missing.
    ///   - onStart: called with the number of the process, which is also its session's, as soon as it runs.
    ///   - onErrorLine: called with each line of standard error as it comes.
    ///   - onOutputLine: takes standard output line by line; ``Finished/output`` is empty then.
    /// - Throws: ``Diagnostic`` `process.missing`, `process.start` or `process.output-limit`; `CancellationError`.
    public func run(
        outputLimit: Int = 16 << 20, hint: String? = nil, onStart: (@Sendable (Int32) -> Void)? = nil,
        onErrorLine: (@Sendable (String) -> Void)? = nil, onOutputLine: (@Sendable (String) -> Void)? = nil
    ) async throws -> Finished {
        let configuration = try configuration(hint: hint)
        let output = OutputCollector(
            limit: outputLimit, whenFull: .fail, onLine: onOutputLine, keepsLines: onOutputLine == nil)
        let errors = OutputCollector(limit: 64 << 10, whenFull: .dropOldest, onLine: onErrorLine, keepsLines: true)
        var leader: pid_t?
        defer { if Task.isCancelled, let leader { kill(-leader, SIGKILL) } }
        do {
            let result = try await Subprocess.run(
                configuration, input: .fileDescriptor(try inputFile(), closeAfterSpawningProcess: true),
                output: .sequence, error: .sequence
            ) { execution in
                leader = execution.processIdentifier.value
                onStart?(execution.processIdentifier.value)
                async let errorText = errors.collect(execution.standardError)
                return (try await output.collect(execution.standardOutput), try await errorText)
            }
            try Task.checkCancellation()
            return Finished(
                status: Finished.Status(result.terminationStatus), output: result.closureResult.0,
                errorOutput: result.closureResult.1
            )
        } catch {
            try Task.checkCancellation()
            throw diagnostic(for: error)
        }
    }

    /// Runs the program and gives its standard output.
    ///
    /// - Throws: as ``run(outputLimit:hint:onStart:onErrorLine:onOutputLine:)``, and ``Diagnostic`` `process.failed`
    ///   with the last lines it wrote when it ends in any other way than exit code zero.
    public func runChecked(
        outputLimit: Int = 16 << 20, hint: String? = nil, onErrorLine: (@Sendable (String) -> Void)? = nil,
        onOutputLine: (@Sendable (String) -> Void)? = nil
    ) async throws -> String {
        let finished = try await run(
            outputLimit: outputLimit, hint: hint, onErrorLine: onErrorLine, onOutputLine: onOutputLine)
        guard finished.succeeded else { throw finished.diagnostic(for: self) }
        return finished.output
    }

    private func configuration(hint: String?) throws -> Configuration {
        Configuration(
            ownSessionOf: try located(hint: hint), arguments, name: executable, folder: folder,
            environment: environment,
            teardown: [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2))])
    }

    /// A file rather than a pipe: nobody has to write while the program runs, and one that never reads harms nobody.
    private func inputFile() throws -> FileDescriptor {
        FileDescriptor(rawValue: try MemoryFile.open(input ?? ""))
    }

    private func diagnostic(for error: any Error) -> Diagnostic {
        if let diagnostic = error as? Diagnostic { return diagnostic }
        let path = Self.path(of: executable, environment: environment)
        if let obstacle = path.flatMap({ StartObstacle(of: $0, environment: environment, folder: folder) }) {
            return Diagnostic("process.start", "`\(executable)` \(obstacle.problem)", help: obstacle.help)
        }
        return Diagnostic("process.start", "`\(executable)` cannot be run", cause: error)
    }
}

extension Finished {
    /// `process.failed`, with the last lines that the command wrote.
    public func diagnostic(for command: Command) -> Diagnostic {
        let said = errorOutput.isEmpty ? output : errorOutput
        let lines = said.split(whereSeparator: \.isNewline).suffix(20)
        return Diagnostic(
            "process.failed", "`\(command.executable)` \(status)",
            related: lines.map { Diagnostic.Related(String($0)) }
        )
    }
}

extension Finished.Status {
    fileprivate init(_ status: TerminationStatus) {
        switch status {
        case .exited(let code): self = .exited(code)
        case .signaled(let number): self = .signalled(number)
        }
    }
}
