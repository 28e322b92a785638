import Glibc
import RecuaCore

/// `crash-program VERB FOLDER STACKS JOBS [DEATH]`: brings a project in a folder up, takes it down, looks at it or
/// brings its ledger back.
///
/// DEATH is `point=N`, to die at the N-th crash point, or `time=N`, to die after so many microseconds. It prints how many
/// crash points it has passed and how the run ended.
struct CrashProject: Sendable {
    private let verb: String
    private let folder: String
    private let stacks: Int
    private let jobs: Int
    private let death: Death

    init(_ arguments: [String]) throws {
        guard arguments.count >= 5, let stacks = Int(arguments[3]), let jobs = Int(arguments[4]) else {
            throw Diagnostic("usage", "crash-program VERB FOLDER STACKS JOBS [DEATH]")
        }
        verb = arguments[1]
        folder = arguments[2]
        self.stacks = stacks
        self.jobs = jobs
        death = Death(arguments.count > 5 ? arguments[5] : "")
    }

    /// - Returns: the exit status: 0 when all was done.
    func perform() async throws -> Int32 {
        death.begin()
        let names = (0..<stacks).map { "s\($0)" }
        switch verb {
        case "up":
            return report(try await engine.run(names.map(stack), goal: .everything, options: options, events: events))
        case "down": return report(try await engine.down(names, options: options, events: events))
        case "restore": print("restored \(try await engine.restoreLedger(options).backup.made)")
        case "check": print("whole \(try engine.checkLedger())")
        default: print("knows \(try engine.snapshot().current.count)")
        }
        print("points \(death.passed)")
        return 0
    }

    private func report(_ result: RunResult) -> Int32 {
        for problem in result.problems + result.unrecorded {
            let text = "\(problem.code): \(problem.message); \(problem.help ?? "")\n"
            write(STDERR_FILENO, text, text.utf8.count)
        }
        print("points \(death.passed)")
        print("unfinished \(result.unfinished.count)")
        return result.isWhole ? 0 : 1
    }

    private var engine: Engine {
        let cloud = Cloud(path: "\(folder)/cloud")
        return Engine(
            project: Project(name: "crash", manifestFolder: folder), pipeline: Pipeline(CrashPlugin.all(cloud)),
            store: Store(root: "\(folder)/store"), environment: ["TMPDIR": folder], executable: "/proc/self/exe",
            hook: { [death] _ in death.pass() }
        )
    }

    private var options: Engine.Options {
        Engine.Options(command: "recua \(verb)", limits: Limits(jobs: jobs), waitsForLock: true)
    }

    /// What a user is told is done stands in a file, one line a step.
    private var events: EventStream {
        let told = Lines(path: "\(folder)/told")
        return EventStream([
            { event in
                guard case .stepFinished(let name, let result) = event, result.artifact != nil else { return }
                told.append("\(name) \(result.outcome.word)")
            }
        ])
    }

    private func stack(_ name: String) -> Stack {
        let place = Place(
            file: "recua.yaml", start: .init(line: 1, column: 1, offset: 0), end: .init(line: 1, column: 1, offset: 0),
            excerpt: "")
        return Stack(
            name: name, place: place, facts: StackFacts(name: name, project: "crash", target: "deploy", folder: folder),
            sections: ["model": Node(.string(name), at: place), "dns": Node(.string("\(name).test"), at: place)]
        )
    }
}

extension StepResult.Outcome {
    fileprivate var word: String {
        switch self {
        case .fresh: "fresh"
        case .removed: "removed"
        default: "done"
        }
    }
}
