/// A plugin in Swift: a type that can be compiled into a `recua`, and is a program as it is here.
enum SwiftTemplate {
    static func package(_ plugin: PluginName, _ recua: RecuaPackage) -> String {
        #"""
        // swift-tools-version: 6.2
        import PackageDescription

        let package = Package(
            name: "\#(plugin.name)",
            dependencies: [.package(\#(recua.dependency))],
            targets: [
                .target(
                    name: "\#(plugin.type)Plugin",
                    dependencies: [.product(name: "RecuaCore", package: "\#(recua.identity)")]),
                .executableTarget(
                    name: "\#(plugin.name)",
                    dependencies: ["\#(plugin.type)Plugin", .product(name: "RecuaProgram", package: "\#(recua.identity)")]),
                .testTarget(
                    name: "\#(plugin.type)Tests",
                    dependencies: ["\#(plugin.type)Plugin", .product(name: "RecuaContract", package: "\#(recua.identity)")]),
            ]
        )
        """#
    }

    /// What is the plugin's own, under sixty lines.
    static func plugin(_ plugin: PluginName) -> String {
        #"""
        public import RecuaCore

        /// Writes the words of a text into a file, a line each.
        public struct \#(plugin.type)Plugin: Plugin {
            public struct Sections: Codable, Sendable {
                public struct \#(plugin.type): Codable, Sendable { public var text: String }
                public var \#(plugin.section): \#(plugin.type)
            }

            /// What a run makes: any `Codable`.
            public struct Output: Artifact {
                public static let kind: ArtifactKind = "\#(plugin.name)"
                public var words: Int
                public var file: StoredFile
            }

            public static let descriptor = PluginDescriptor(
                name: "\#(plugin.name)", version: "0.1.0", summary: "Writes the words of a text into a file",
                sections: [
                    .init(
                        "\#(plugin.section)",
                        .object([.required("text", .string(length: 1 ... .max).about("The words").example("Hello, llamas"))]))
                ],
                needs: NoInput.kinds, provides: Output.kind)

            public init() {}

            /// What the schema cannot express. No files, no network: the answer is kept.
            public func check(_ sections: Sections, in stack: StackFacts) -> [Diagnostic] {
                let text = sections.\#(plugin.section).text
                guard text.first?.isWhitespace == true || text.last?.isWhitespace == true else { return [] }
                return [
                    Diagnostic(
                        "\#(plugin.name).spaces", "the text begins or ends with a space",
                        pointer: "/\#(plugin.section)/text", help: "remove the space")
                ]
            }

            public func run(_ step: Step<Sections, NoInput>) async throws -> Output {
                let words = step.sections.\#(plugin.section).text.split(whereSeparator: \.isWhitespace)
                for done in words.indices {
                    try Task.checkCancellation()
                    step.host.progress("write", done: Int64(done + 1), total: Int64(words.count), unit: .items)
                }
                let text = words.map { "\($0)\n" }.joined()
                return Output(words: words.count, file: try step.host.store.add(Array(text.utf8)))
            }
        }
        """#
    }

    static func program(_ plugin: PluginName) -> String {
        #"""
        import RecuaProgram
        import \#(plugin.type)Plugin

        await PluginProgram(\#(plugin.type)Plugin()).main()
        """#
    }

    static func test(_ plugin: PluginName) -> String {
        #"""
        import RecuaContract
        import RecuaCore
        import Testing
        import \#(plugin.type)Plugin

        @Test func `it keeps the contract of plugins`() async throws {
            let provider = \#(plugin.type)Plugin().provider
            let sample = try ContractSample(of: provider.descriptor, sections: ["\#(plugin.section)": ["text": "a b"]])
            let report = await Contract.examine(provider, sample, runs: true)
            #expect(report.broken.isEmpty, "\(report)")
        }

        @Test func `a space at the end is pointed at`() async throws {
            let provider = \#(plugin.type)Plugin().provider
            let sample = try ContractSample(of: provider.descriptor, sections: ["\#(plugin.section)": ["text": "a b "]])
            let found = try await provider.check(sample.sections, in: sample.stack)
            #expect(found.map(\.pointer) == ["/\#(plugin.section)/text"])
        }
        """#
    }
}
