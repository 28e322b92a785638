extension Stack {
    /// A plugin's diagnostic with its pointer turned into a place of the manifest.
    public func placing(_ diagnostic: Diagnostic) -> Diagnostic {
        guard diagnostic.place == nil, let pointer = diagnostic.pointer else { return diagnostic }
        var placed = diagnostic
        placed.place = place(of: pointer)
        return placed
    }
}
