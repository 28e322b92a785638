import RecuaCore
import RecuaProcess

/// Whether a program that some part of Recua starts is there and answers.
struct ProgramCheck: Sendable {
    /// `sam --version` takes seconds on a busy machine; what takes longer hangs.
    static let patience = Duration.seconds(10)

    var name: String
    /// What makes it answer at once.
    var arguments: [String]
    /// Who needs it.
    var purpose: String
    /// How to get it.
    var help: String

    static let all = [
        ProgramCheck(
            name: "sam", arguments: ["--version"], purpose: "the target lambda", help: "pip install aws-sam-cli"),
        ProgramCheck(
            name: "aws", arguments: ["--version"], purpose: "the target lambda",
            help: "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html"),
        ProgramCheck(
            name: "python3", arguments: ["--version"], purpose: "plugins in Python", help: "apt install python3"),
        // Runs nothing in the very kind of sandbox that the target `local` and plugins have.
        ProgramCheck(
            name: "bwrap",
            arguments: ["--unshare-all", "--share-net", "--die-with-parent", "--ro-bind", "/", "/", "true"],
            purpose: "the target local, and for plugins that are programs, which run without a sandbox else",
            help: "apt install bubblewrap, or write `local: { sandbox: none }`"
        ),
    ]

    func finding(_ environment: [String: String], patience: Duration = patience) async -> Finding {
        let command = Command(name, arguments, environment: environment)
        guard Command.path(of: name, environment: environment) != nil else { return absent("not found") }
        switch await Patience.limit(patience, { try await command.run() }) {
        case nil: return absent("does not answer")
        case .failure(let error): return absent(Diagnostics.from(error)[0].message)
        case .success(let done) where !done.succeeded: return absent(Self.firstLine(done) ?? "\(done.status)")
        case .success(let done): return judged(Self.firstLine(done) ?? "works")
        }
    }

    /// The AWS CLI reads credentials out for others, and shows logs, from version 2 on; `pip` has version 1.
    private func judged(_ version: String) -> Finding {
        guard name == "aws", version.hasPrefix("aws-cli/1.") else {
            return Finding(name: name, state: .good, detail: version)
        }
        return absent("version 1; version 2 is")
    }

    private func absent(_ what: String) -> Finding {
        Finding(name: name, state: .absent, detail: "\(what); needed for \(purpose)", help: help)
    }

    private static func firstLine(_ done: Finished) -> String? {
        (done.output + done.errorOutput).split(separator: "\n").first.map(String.init)
    }
}
