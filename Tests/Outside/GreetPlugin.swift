import RecuaCore

struct Greeting: Artifact {
    static let kind: ArtifactKind = "greeting"
    var text: String
}

struct GreetPlugin: Plugin {
    struct Sections: Codable, Sendable {
        struct Greet: Codable, Sendable { var name: String }
        var greet: Greet
    }

    static let descriptor = PluginDescriptor(
        name: "greet", version: "1.0.0", summary: "Says where a stack answers",
        sections: [.init("greet", .object([.required("name", .string.about("Who is greeted"))]))],
        needs: Needs<Deployment>.kinds, provides: Greeting.kind)

    func run(_ step: Step<Sections, Needs<Deployment>>) async throws -> Greeting {
        let text = "Hello \(step.sections.greet.name), \(step.stack.name) answers at \(step.input.values.url)"
        step.host.log(text, level: .notice)
        return Greeting(text: text)
    }
}
