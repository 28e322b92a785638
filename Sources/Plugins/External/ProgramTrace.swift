import Glibc
import RecuaCore
import RecuaRPC
import Synchronization

/// A file with all that goes over the wire between Recua and programs, a JSON object a line.
///
/// `{"from":"host"|"plugin","life":1,"message":{…},"plugin":"greet"}`; what a program writes that is no message has `text`
/// in place of `message`, and its log is `from` `log`. Values of secrets are left out.
public final class ProgramTrace: Sendable {
    private struct State {
        var lives = 0
        /// Requests for secrets that wait for their answer, by life and id.
        var asked: Set<String> = []
        /// Values that were handed out.
        var secrets: Set<String> = []
    }

    /// What stands for a secret.
    static let veil = "(secret)"

    private let path: String
    private let state = Mutex(State())

    /// - Throws: ``Diagnostic`` `file.write`.
    public init(_ path: String) throws {
        self.path = path
        try Files.write("", to: path)
    }

    /// The number of a new life of a program.
    func begin() -> Int {
        state.withLock { state in
            state.lives += 1
            return state.lives
        }
    }

    func host(_ bytes: [UInt8], _ plugin: String, _ life: Int) {
        guard let json = try? JSON(parsing: bytes) else { return }
        state.withLock { state in
            var message = json
            // The answer to a request for a secret is the one place where its value stands by right.
            if let id = json["id"]?.text(), state.asked.remove("\(life) \(id)") != nil,
                let value = json["result"]?["value"]?.string
            {
                if !value.isEmpty { state.secrets.insert(value) }
                message["result"] = ["value": .string(Self.veil)]
            }
            add(["from": "host", "message": message], plugin, life, &state)
        }
    }

    func plugin(_ bytes: [UInt8], _ plugin: String, _ life: Int) {
        state.withLock { state in
            guard let json = try? JSON(parsing: bytes) else {
                return add(["from": "plugin", "text": .string(PlainText.line(bytes))], plugin, life, &state)
            }
            if json["method"] == "secret", let id = json["id"]?.text() { state.asked.insert("\(life) \(id)") }
            add(["from": "plugin", "message": json], plugin, life, &state)
        }
    }

    func log(_ text: String, _ plugin: String, _ life: Int) {
        state.withLock { add(["from": "log", "text": .string(text)], plugin, life, &$0) }
    }

    private func add(_ line: JSON, _ plugin: String, _ life: Int, _ state: inout State) {
        var line = line
        line["plugin"] = .string(plugin)
        line["life"] = .integer(Int64(life))
        append(veiled(line, state.secrets).text() + "\n")
    }

    private func veiled(_ json: JSON, _ secrets: Set<String>) -> JSON {
        if secrets.isEmpty { return json }
        switch json {
        case .string(let text): return .string(secrets.reduce(text) { $0.replacing($1, with: Self.veil) })
        case .array(let items): return .array(items.map { veiled($0, secrets) })
        case .object(let members): return .object(members.mapValues { veiled($0, secrets) })
        default: return json
        }
    }

    /// A trace that cannot be written to is no reason to fail what is traced.
    private func append(_ text: String) {
        let file = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard file >= 0 else { return }
        defer { close(file) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
