/// One thing that Recua expects of a plugin. docs/plugin-contract.md lists them all.
public struct ContractRule: Sendable, Hashable {
    /// When it is looked at.
    public enum Scope: String, Sendable, Hashable, Codable, CaseIterable {
        /// Of every plugin: what it says of itself, of sections, of what it would do.
        case plugin
        /// When it may be run.
        case run
        /// Of a program: what it says line by line.
        case wire
    }

    /// Stable, as codes of diagnostics are: `describe.name`.
    public let code: String
    /// What holds, as a sentence without its subject, the plugin: `says the same twice`.
    public let title: String
    /// What would happen else.
    public let prevents: String
    /// When it is looked at.
    public let scope: Scope

    init(_ code: String, _ scope: Scope, _ title: String, prevents: String) {
        self.code = code
        self.scope = scope
        self.title = title
        self.prevents = prevents
    }
}
