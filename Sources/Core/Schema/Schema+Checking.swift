extension Schema {
    /// Every mistake in `node`, in the order of the text; empty when the value fits.
    ///
    /// - Parameters:
    ///   - name: what the value is called in messages: `server`.
    ///   - key: where its key is written; a missing key inside is reported there.
    ///   - isPartial: true for a value that is merged with others before it is whole: missing keys are no mistake.
    public func check(_ node: Node, name: String, at key: Place? = nil, isPartial: Bool = false) -> [Diagnostic] {
        var checker = SchemaChecker()
        checker.check(node, self, name: name, key: key, isPartial: isPartial)
        return checker.diagnostics
    }
}
