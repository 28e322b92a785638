extension ManifestReader {
    /// The manifest's file or folder, absolute: what names it from anywhere.
    ///
    /// - Parameter path: a file or a folder; nil for `stacks/`, else `recua.yaml`.
    /// - Throws: ``Diagnostic`` `manifest.missing`.
    public func place(of path: String?) throws -> String {
        let location = try ManifestLocation(path, in: workingFolder)
        return location.shownFolder == nil ? location.files[0].path : location.folder
    }
}
