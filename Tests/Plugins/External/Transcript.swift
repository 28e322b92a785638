import RecuaCore
import RecuaTestSupport

/// A conversation that was written down once and stays as it is: `Tests/Fixtures/plugin-protocol/1`.
struct Transcript: Sendable, CustomStringConvertible {
    struct Line: Sendable {
        let isFromHost: Bool
        let message: JSON
    }

    static let folder = "\(RecuaBinary.package)/Tests/Fixtures/plugin-protocol/1"
    static let names = ["minimal", "pure", "effect", "adopt", "secret", "failed", "cancel", "tolerance"]

    let name: String
    let lines: [Line]

    init(_ name: String) throws {
        self.name = name
        let text = try Files.readText("\(Self.folder)/\(name).jsonl")
        lines = try text.split(separator: "\n").map { line in
            let json = try JSON(parsing: Array(line.utf8))
            return Line(isFromHost: json["from"] == "host", message: json["message"] ?? .null)
        }
    }

    var description: String { name }

    /// What the host asks, besides `initialize` and `shutdown`.
    var requests: [JSON] {
        lines.filter(\.isFromHost).map(\.message).filter { message in
            guard let method = message["method"]?.string, message["id"] != nil else { return false }
            return method != "initialize" && method != "shutdown"
        }
    }

    /// The program's answer to the request `id`.
    func answer(to id: JSON?) -> JSON {
        lines.first { !$0.isFromHost && $0.message["id"] == id && $0.message["method"] == nil }?.message ?? .null
    }

    /// True when the host takes the request back.
    func cancels(_ id: JSON?) -> Bool {
        lines.contains { $0.isFromHost && $0.message["method"] == "cancel" && $0.message["params"]?["id"] == id }
    }

    /// A program that says what the transcript's program says, and ends when it hears anything but what its host says.
    static let program = """
        #!/usr/bin/env python3
        import json, sys

        swaps, done = json.loads(sys.argv[2]), sys.argv[3]

        def swapped(value):
            if isinstance(value, dict): return {key: swapped(item) for key, item in value.items()}
            if isinstance(value, list): return [swapped(item) for item in value]
            for old, new in swaps.items():
                if isinstance(value, str) and (value == old or value.startswith(old + "/")):
                    return new + value[len(old):]
            return value

        def demand(heard, expected):
            if heard != expected:
                sys.exit(f"heard {json.dumps(heard)}\\nexpected {json.dumps(expected)}")

        for line in open(sys.argv[1]):
            line = json.loads(line)
            if line["from"] == "host":
                heard = sys.stdin.readline()
                demand(json.loads(heard) if heard else "the end", swapped(line["message"]))
            else:
                print(json.dumps(line["message"]), flush=True)
        demand(sys.stdin.read(), "")
        open(done, "w").close()
        """
}
