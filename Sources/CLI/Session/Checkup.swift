import RecuaCore
import RecuaProcess

/// What `recua doctor` found out about one thing.
struct Finding {
    enum State: String {
        case good
        /// Not there, and not needed by every target.
        case absent
        case broken
    }

    var name: String
    var state: State
    /// What was found, or what is wrong.
    var detail: String
    /// What to type.
    var help: String?

    var json: JSON {
        ["name": .string(name), "state": .string(state.rawValue), "detail": .string(detail), "help": help.map { .string($0) } ?? .null]
    }

    static func table(_ findings: [Finding], _ style: TextStyle) -> String {
        var table = Table()
        for finding in findings {
            let mark: Table.Cell =
                switch finding.state {
                case .good: .init("✓", .green)
                case .absent: .init("–", .yellow)
                case .broken: .init("✗", .red)
                }
            table.add([mark, .init(finding.name, .bold), .init(finding.detail + (finding.help.map { "; \($0)" } ?? ""))])
        }
        return table.text(style)
    }
}

/// The checks themselves.
enum Checkup {
    /// A program that some part of Recua starts.
    struct Program {
        var name: String
        var arguments: [String]
        /// Who needs it.
        var purpose: String
        var help: String

        func finding(_ environment: [String: String]) async -> Finding {
            let command = Command(name, arguments, environment: environment)
            guard let done = try? await command.run(), done.succeeded else {
                return Finding(name: name, state: .absent, detail: "not found; needed for \(purpose)", help: help)
            }
            let version = (done.output + done.errorOutput).split(separator: "\n").first.map(String.init) ?? "found"
            return Finding(name: name, state: .good, detail: version)
        }
    }

    static let programs = [
        Program(name: "sam", arguments: ["--version"], purpose: "the target lambda", help: "pip install aws-sam-cli"),
        Program(name: "aws", arguments: ["--version"], purpose: "the target lambda", help: "pip install awscli"),
        Program(name: "python3", arguments: ["--version"], purpose: "plugins in Python", help: "apt install python3"),
    ]

    /// Runs nothing in the very kind of sandbox that the target `local` uses.
    static func sandbox(_ environment: [String: String]) async -> Finding {
        let help = "apt install bubblewrap, or write `local: { sandbox: none }`"
        let command = Command(
            "bwrap", ["--unshare-all", "--share-net", "--die-with-parent", "--ro-bind", "/", "/", "true"], environment: environment
        )
        do {
            let done = try await command.run()
            guard done.succeeded else {
                let reason = done.errorOutput.split(separator: "\n").first.map(String.init) ?? "it failed"
                return Finding(name: "bwrap", state: .absent, detail: "cannot make a sandbox: \(reason)", help: help)
            }
            return Finding(name: "bwrap", state: .good, detail: "makes sandboxes")
        } catch {
            return Finding(name: "bwrap", state: .absent, detail: "not found; needed for the target local", help: help)
        }
    }

    /// True to life: writes a file and reads it back.
    static func store(_ store: Store) -> Finding {
        do {
            let file = try store.add(Array("recua doctor\n".utf8))
            let readBack = try Store.digest(ofFile: file.path)
            return readBack == file.sha256
                ? Finding(name: "store", state: .good, detail: store.root)
                : Finding(name: "store", state: .broken, detail: "`\(file.path)` is damaged", help: "remove that file")
        } catch {
            return Finding(name: "store", state: .broken, detail: "\(Diagnostics.from(error)[0].message)", help: "set RECUA_STORE to a folder that can be written")
        }
    }

    /// Reads the project's ledger, when there is one.
    static func ledger(_ options: ManifestOptions) async -> Finding {
        do {
            let session = try await Session.open(options)
            let stacks = try session.engine.snapshot().stacks
            return Finding(name: "ledger", state: .good, detail: "\(session.engine.project.ledger): \(Quantity.count(stacks.count, "stack"))")
        } catch {
            let problem = Diagnostics.from(error)[0]
            let isManifest = !problem.code.hasPrefix("ledger.")
            return Finding(name: isManifest ? "manifest" : "ledger", state: isManifest ? .absent : .broken, detail: problem.message, help: problem.help)
        }
    }
}
