import RecuaCore
import RecuaRPC

/// What makes a request long, part by part.
struct RequestSize {
    /// `sections.wheel`, `inputs.image`, `prior`: bytes as JSON text, the largest first.
    let parts: [(name: String, bytes: Int)]

    init(_ params: JSON) {
        parts = (params.object ?? [:]).flatMap { name, value in
            guard Self.folders.contains(name), let members = value.object else { return [(name, Self.size(value))] }
            return members.map { ("\(name).\($0.key)", Self.size($0.value)) }
        }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }

    /// Why a request of this size is not made.
    func refusal(of method: String, to program: ProgramIdentity, _ limits: ProgramLimits) -> Diagnostic {
        let large = parts.prefix(3).filter { $0.bytes >= 64 << 10 }.map { "`\($0.name)` (\($0.bytes) bytes)" }
        return Diagnostic(
            "plugin.request-size",
            "\(program) cannot be asked to `\(method)`: the request is longer than a line of the protocol may be, "
                + "\(limits.lineLength) bytes",
            at: program.place,
            help: large.isEmpty
                ? "its sections and inputs are many; keep what is large in files"
                : "largest are \(large.joined(separator: ", ")): keep what is large in files")
    }

    /// Members that hold one part for each name.
    private static let folders: Set<String> = ["sections", "inputs", "earlier"]

    private static func size(_ value: JSON) -> Int { value.text().utf8.count }
}
