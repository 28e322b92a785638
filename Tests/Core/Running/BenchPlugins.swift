import RecuaCore
import RecuaTestSupport

/// The descriptors of the bench's plugins, and what two of them do.
enum BenchPlugins {
    static let fetch = PluginDescriptor(
        name: "fetch", version: "1", summary: "", sections: [.init("model", .object([.required("weights", source)]))],
        needs: [], provides: .model, work: .network, environment: ["HF_*"], fingerprintedEnvironment: ["MIRROR"]
    )

    static let image = PluginDescriptor(
        name: "image", version: "1", summary: "",
        sections: [
            .init("server", .object([.optional("context", .integer, default: 2048), .optional("alias", .string)])),
            .init("image", .object([.optional("files", .array(of: .string(format: .path)))])),
        ],
        reads: ["function.memory"], needs: [.model], provides: .image, work: .compute
    )

    static let template = PluginDescriptor(
        name: "template", version: "1", summary: "",
        sections: [
            .init(
                "function",
                .object([.optional("memory", .integer, default: 1024), .optional("timeout", .integer, default: 30)])
            )
        ],
        needs: [.image], provides: .template, work: .compute
    )

    static let local = PluginDescriptor(
        name: "local", version: "1", summary: "",
        sections: [
            .init("local", .object([.optional("port", .integer, default: 8080), .optional("key", .string.secret)]))
        ],
        needs: [.image], provides: .deployment, work: .effect, facts: [.name, .tags]
    )

    static let smoke = PluginDescriptor(
        name: "smoke", version: "1", summary: "",
        sections: [.init("smoke", .array(of: .object([.required("ask", .string)])))],
        needs: [.deployment], provides: .report, work: .network, isAlways: true
    )

    private static let source = Schema.object([
        .required("url", .string(format: .source)), .optional("sha256", .string),
        .optional("size", .integer), .optional("mirrors", .array(of: .string)),
    ])

    /// The "file" at a URL is the URL in lower case: two that differ in case give one artifact.
    static func model(_ step: FakePlugin.Running) throws -> JSON {
        let weights = step.sections["model"]?["weights"]
        let content = weights?["sha256"]?.string ?? weights?["url"]?.string ?? ""
        return ["weights": try JSON(encoding: step.host.store.add(Array(content.lowercased().utf8)))]
    }

    static func deployment(_ step: FakePlugin.Running) -> JSON {
        ["url": .string("http://\(step.stack.name).test"), "image": step.input[.image] ?? .null]
    }
}
