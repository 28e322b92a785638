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
        /// Values that were handed out, or may be.
        var secrets: Set<String> = []
        /// Whether the file is this trace's, and no longer what was there before.
        var isBegun = false
    }

    /// What stands for a secret.
    static let veil = "(secret)"

    private let path: String
    private let state = Mutex(State())

    /// Writes nothing until there is something to trace; an older trace is there until then.
    ///
    /// - Throws: ``Diagnostic`` `usage.trace` when the file is none that a trace may take the place of.
    public init(_ path: String) throws {
        self.path = path
        try TraceFile.check(path)
    }

    /// The number of a new life of a program.
    func begin() -> Int {
        state.withLock { state in
            state.lives += 1
            return state.lives
        }
    }

    /// Leaves these values out from now on.
    func hide(_ values: Set<String>) { state.withLock { $0.secrets.formUnion(values) } }

    func host(_ bytes: [UInt8], _ plugin: String, _ life: Int) {
        guard let json = try? JSON(parsing: bytes) else { return }
        state.withLock { state in
            var message = json
            // The answer to a request for a secret is the one place where its value stands by right.
            if let id = json["id"]?.text(), state.asked.remove("\(life) \(id)") != nil,
                let value = json["result"]?["value"]?.string
            {
                // A shorter one is a part of everything.
                if value.count >= 4 { state.secrets.insert(value) }
                message["result"] = ["value": .string(Self.veil)]
            }
            add(["from": "host", "message": message], plugin, life, &state)
        }
    }

    func plugin(_ bytes: [UInt8], _ plugin: String, _ life: Int) {
        state.withLock { state in
            guard let json = try? JSON(parsing: bytes) else {
                let text = PlainText.line(bytes, behind: Veil(state.secrets))
                return add(["from": "plugin", "text": .string(text)], plugin, life, &state)
            }
            if json["method"] == "secret", let id = json["id"]?.text() { state.asked.insert("\(life) \(id)") }
            add(["from": "plugin", "message": json], plugin, life, &state)
        }
    }

    func log(_ text: String, _ plugin: String, _ life: Int) {
        state.withLock { add(["from": "log", "text": .string(text)], plugin, life, &$0) }
    }

    private func add(_ line: JSON, _ plugin: String, _ life: Int, _ state: inout State) {
        // A value may be a part of another.
        let secrets = state.secrets.sorted { $0.count > $1.count }
        var line = JSON.object((line.object ?? [:]).mapValues { $0.veiled(secrets, as: Self.veil) })
        line["plugin"] = .string(plugin)
        line["life"] = .integer(Int64(life))
        append(line.text() + "\n", &state)
    }

    /// A trace that cannot be written to is no reason to fail what is traced.
    private func append(_ text: String, _ state: inout State) {
        let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | (state.isBegun ? 0 : O_TRUNC), 0o600)
        guard file >= 0 else { return }
        state.isBegun = true
        defer { close(file) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
