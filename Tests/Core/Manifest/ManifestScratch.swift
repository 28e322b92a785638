import RecuaCore
import Testing

/// Files of a manifest in a folder of their own, and a pipeline of plugins to read them with.
struct ManifestScratch: ~Copyable {
    let folder: String

    init(_ files: [String: String]) throws {
        folder = "/tmp/recua-manifest-\(UInt64.random(in: 0 ... .max))"
        try Files.createFolder(folder)
        for (name, text) in files { try Files.write(text, to: "\(folder)/\(name)") }
    }

    deinit { try? Files.remove(folder) }

    func read(
        _ path: String? = "m.yaml", environment: [String: String] = [:], profile: String? = nil, set: [String] = [],
        target: String? = nil
    ) throws -> Manifest {
        try ManifestReader(environment: environment, workingFolder: folder)
            .read(path, descriptors: Self.plugins, profile: profile, overrides: set, target: target)
    }

    /// What a person sees when the manifest is refused; empty when it is accepted.
    func complaint(
        _ path: String? = "m.yaml", environment: [String: String] = [:], profile: String? = nil, set: [String] = [],
        target: String? = nil
    ) -> String {
        do {
            _ = try read(path, environment: environment, profile: profile, set: set, target: target)
            return ""
        } catch {
            return "\(error)".replacing(folder, with: "FOLDER")
        }
    }
}

extension ManifestScratch {
    /// A small pipeline with a section of every kind.
    static let plugins = [
        plugin("fetch", [.init("model", model)], provides: .model),
        plugin("image", [.init("server", server), .init("image", image)], provides: .image),
        plugin("lambda", [.init("lambda", lambda), .init("function", function)], provides: .deployment),
        plugin("local", [.init("local", .object([]))], provides: .deployment),
        plugin("smoke", [.init("smoke", smoke)], provides: .report),
    ]

    private static func plugin(_ name: String, _ sections: [PluginDescriptor.Section], provides: ArtifactKind)
        -> PluginDescriptor
    {
        PluginDescriptor(
            name: name, version: "1", summary: name, sections: sections, needs: [], provides: provides, work: .compute
        )
    }

    private static let source: Schema = .either(
        .string(format: .source),
        .object([
            .required("url", .string(format: .source).about("Where the file comes from")),
            .optional("sha256", .string(pattern: "[0-9a-f]{64}").about("64 hexadecimal digits")),
        ])
    )
    private static let model: Schema = .either(
        .object([.required("llamafile", source), .optional("sha256", .string)]),
        .object([.required("engine", source), .required("weights", source)])
    )
    private static let server: Schema = .object([
        .optional("context", .integer(1...1_000_000), default: 4096),
        .optional("arguments", .array(of: .string)),
        .optional("key", .string.secret),
    ])
    private static let image: Schema = .object([
        .optional("adapter", .choice("auto", "none"), default: "auto"),
        .optional("timeout", .string(format: .duration), default: "30s"),
        .optional("tmp", .string(format: .bytes)),
    ])
    private static let lambda: Schema = .object([
        .required("region", .string(pattern: "[a-z]{2}-[a-z]+-[0-9]").about("An AWS region"))
    ])
    private static let function: Schema = .object([
        .optional("memory", .either(.choice("auto"), .integer(128...10240)), default: "auto"),
        .optional("rate", .number(0...1)),
        .optional(
            "url",
            .object([
                .optional("stream", .boolean, default: true),
                .optional("auth", .choice("iam", "none"), default: "iam"),
            ])
        ),
        .optional("environment", .map(of: .string.secret)),
    ])
    private static let smoke: Schema = .array(
        of: .object([.required("chat", .string), .optional("expect", .object([.optional("contains", .string)]))]),
        count: 1 ... .max
    )
}
