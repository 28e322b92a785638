/// Everything that was found to carry a project's name.
struct Survey: Sendable {
    /// A finding, and who found it how.
    struct Found: Sendable {
        var name: Event.StepName
        var artifact: JSON
        /// Of the step that led there.
        var sections: JSON
        var facts: StackFacts

        /// Two that answer at one URL are one.
        var identity: String { Self.identity(of: artifact) }

        static func identity(of artifact: JSON) -> String { artifact["url"]?.string ?? artifact.text() }
    }

    var found: [Found] = []
    /// What could not be asked, by plugin.
    var problems: [String: [Diagnostic]] = [:]

    func found(_ stack: String, _ plugin: String) -> [Found] {
        found.filter { $0.name.stack == stack && $0.name.plugin == plugin }
    }
}
