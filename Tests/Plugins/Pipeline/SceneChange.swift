import Testing

/// One thing that is done to a project that is up, and what must follow from it.
struct SceneChange: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// How each reason of each stale step begins; every other step stays fresh.
    var stale: [String: [String]]
    var apply: @Sendable (inout Scene) throws -> Void

    init(
        _ name: String, stale: [String: [String]] = [:], _ apply: @escaping @Sendable (inout Scene) throws -> Void
    ) {
        testDescription = name
        self.stale = stale
        self.apply = apply
    }

    /// The steps of both stacks, by what provides them.
    static let everyStep: [String: [String]] = [
        "fetch": ["fn/fetch", "here/fetch"], "image": ["fn/image", "here/image"], "publish": ["fn/publish"],
        "template": ["fn/template"], "lambda": ["fn/lambda"], "local": ["here/local"],
        "smoke": ["fn/smoke", "here/smoke"],
    ]
}
