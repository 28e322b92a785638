internal import RecuaCore

/// A folder of a project may be a copy of another one's: its records then name the front of that.
extension FrontFolder {
    /// The folder of the project that has a front on record here, when that is another one: one that knows it as its
    /// own, or one that has lost its state, and whose front goes on by its record outside of the project.
    func owner(of deployment: Deployment) -> String? {
        guard let process = deployment.process, let home = Self.home(of: deployment), !isSame(home) else { return nil }
        if let original = FrontFolder(home).recorded, original.process == process {
            return original.owner?.folder ?? home
        }
        guard let owner = known(process)?.owner, Files.exists(owner.folder) else { return nil }
        return Files.isOneFolder(owner.root, Project.root(of: path)) ? nil : owner.folder
    }

    func isForeign(_ record: FrontRecord) -> Bool { owner(of: record.deployment) != nil }

    /// True of a front that looks for its record, and for the project, where this configuration has them. One that an
    /// earlier Recua started does not say whose it is.
    func isInPlace(_ record: FrontRecord, of configuration: FrontConfiguration) -> Bool {
        guard let owner = record.owner, let other = configuration.owner else {
            return Self.home(of: record.deployment).map(isSame) ?? false
        }
        return owner.isInPlace(of: other)
    }

    /// Under whatever name it comes to be found.
    private func isSame(_ folder: String) -> Bool {
        if folder == path { return true }
        guard let there = Files.FolderIdentity(folder) else { return false }
        return there == Files.FolderIdentity(path)
    }

    private static func home(of deployment: Deployment) -> String? {
        deployment.resources[FrontConfiguration.logResource].map { Files.folder(of: $0) }
    }
}
