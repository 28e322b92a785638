internal import RecuaCore

/// One hook, as its stack writes it.
struct Hook: Codable, Sendable {
    enum Run: Sendable, Hashable {
        /// For `/bin/sh -eu -c`.
        case shell(String)
        /// The program and its arguments.
        case program([String])
    }

    var run: Run
    var retries: Int
    var timeout: TimeSpan
    var environment: [String]?
    var secrets: [String: Secret]?
    var folder: String?
}

extension Hook {
    /// The program and its arguments.
    ///
    /// - Parameter folder: where it runs, absolute.
    func words(in folder: String) -> [String] {
        switch run {
        case .shell(let text): ["/bin/sh", "-eu", "-c", text]
        case .program(let words): [Self.program(words[0], in: folder)] + words.dropFirst()
        }
    }

    var isForShell: Bool { if case .shell = run { true } else { false } }

    /// A path starts in the folder, a bare name is looked up.
    private static func program(_ name: String, in folder: String) -> String {
        name.contains("/") ? Files.resolve(name, in: folder) : name
    }

    /// What it runs, on one line that is not too long.
    var shown: String {
        let text =
            switch run {
            case .shell(let text): text
            case .program(let words): words.joined(separator: " ")
            }
        let lines = text.split(whereSeparator: \.isNewline)
        let first = lines.first.map(String.init) ?? ""
        return first.count > 60 || lines.count > 1 ? "\(first.prefix(59))…" : first
    }
}

extension Hook.Run: Codable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .shell(text)
        } else {
            self = .program(try container.decode([String].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .shell(let text): try container.encode(text)
        case .program(let words): try container.encode(words)
        }
    }
}
