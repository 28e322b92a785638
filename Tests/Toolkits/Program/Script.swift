import RecuaCore
import RecuaTestSupport

/// A conversation of `Tests/Fixtures/plugin-protocol`, as its program sees it.
struct Script: Sendable {
    struct Line: Sendable {
        let isFromHost: Bool
        let message: JSON
    }

    static let folder = "\(RecuaBinary.package)/Tests/Fixtures/plugin-protocol/1"
    static let names = ((try? Files.list(folder)) ?? []).filter { $0.hasSuffix(".jsonl") }.sorted()

    /// Without what a ``PluginProgram`` never says, and what it is told about that: it knows no other methods, and asks
    /// for no secret that its schema does not name.
    let lines: [Line]

    init(_ name: String) throws {
        let all = try Files.readText("\(Self.folder)/\(name)").split(separator: "\n").map { line in
            let json = try JSON(parsing: Array(line.utf8))
            return Line(isFromHost: json["from"] == "host", message: json["message"] ?? .null)
        }
        let unsaid = all.filter { !$0.isFromHost && Self.isNeverSaid($0.message) }
        let questions = unsaid.compactMap { $0.message["id"] }
        lines = all.filter { line in
            if line.isFromHost { return line.message["method"] != nil || !questions.contains(line.message["id"] ?? 0) }
            return !Self.isNeverSaid(line.message)
        }
    }

    private static func isNeverSaid(_ message: JSON) -> Bool {
        message["method"] == "dance" || message["params"]?["pointer"] == "/probe/word" && message["method"] == "secret"
    }

    /// The answer to `initialize`.
    var description: JSON { answer(to: 1)?["result"] ?? .null }

    /// What the host asks of the plugin itself, in order.
    var requests: [JSON] {
        lines.filter(\.isFromHost).map(\.message).filter { message in
            message["id"] != nil && ["check", "plan", "run", "observe", "destroy"].contains(message["method"])
        }
    }

    func answer(to id: JSON?) -> JSON? {
        lines.first { !$0.isFromHost && $0.message["id"] == id && $0.message["method"] == nil }?.message
    }

    func answer(fromHostTo id: JSON?) -> JSON? {
        lines.first { $0.isFromHost && $0.message["id"] == id && $0.message["method"] == nil }?.message
    }

    /// What the program says about a request before it answers.
    func messages(about id: JSON?) -> [JSON] {
        lines.filter { !$0.isFromHost && $0.message["params"]?["id"] == id }.map(\.message)
    }

    /// True when the host takes the request back.
    func cancels(_ id: JSON?) -> Bool {
        lines.contains { $0.isFromHost && $0.message["method"] == "cancel" && $0.message["params"]?["id"] == id }
    }

    /// The text of the one secret that the sections name.
    var secretReference: String {
        requests.compactMap { $0["params"]?["sections"]?["probe"]?["token"]?.string }.first ?? ""
    }
}
