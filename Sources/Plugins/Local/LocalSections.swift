internal import RecuaCore

/// What `local` sees of a stack.
public struct LocalSections: Codable, Sendable {
    public var local: LocalSection
    /// Some keys of the section that describes the function. Their owner sets the defaults; these hold without it.
    public var function: FunctionKeys?

    public init(local: LocalSection = LocalSection(), function: FunctionKeys? = nil) {
        self.local = local
        self.function = function
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        local = try container.decodeIfPresent(LocalSection.self, forKey: .local) ?? LocalSection()
        function = try container.decodeIfPresent(FunctionKeys.self, forKey: .function)
    }

    /// Secrets count by their references.
    var digest: Digest {
        get throws { Digest(of: try JSON(encoding: self).text()) }
    }

    /// True when a variable of the engine stands for something else.
    var hasSecrets: Bool { (function?.environment ?? [:]).values.contains(where: \.isReference) }

    /// Seconds. Lambda gives a request no more than 900.
    var timeout: Int { function?.timeout ?? 900 }
    /// MB of `/tmp`.
    var ephemeralStorage: Int { function?.ephemeralStorage ?? 512 }
    var isStreaming: Bool { function?.url?.stream ?? true }

    /// MB; nil for `auto`, which leaves the engine what the machine has.
    var memory: Int? {
        if case .megabytes(let megabytes) = function?.memory { megabytes } else { nil }
    }

    /// The variables whose values are written out in the manifest.
    var plainEnvironment: [String: String] {
        (function?.environment ?? [:]).filter { !$0.value.isReference }.mapValues(\.reference)
    }

    /// The variables that stand for something else, resolved. Never for a file or an argument list.
    func secrets(from host: StepHost) throws -> [String: String] {
        try (function?.environment ?? [:]).filter(\.value.isReference).mapValues { try host.resolve($0) }
    }
}
