internal import RecuaCore

/// A folder of a project may be a copy of another one's: its records then name the front of that.
extension FrontFolder {
    /// The folder that a front on record here works from, when that is another one, which knows it as its own.
    func original(of deployment: Deployment) -> String? {
        guard let process = deployment.process, let home = Self.home(of: deployment), !isSame(home),
            FrontFolder(home).recorded?.process == process
        else { return nil }
        return home
    }

    /// The folder of the project that has a front on record here, when that is another one.
    func owner(of deployment: Deployment) -> String? {
        original(of: deployment).map { FrontFolder($0).recorded?.owner?.folder ?? $0 }
    }

    func isForeign(_ record: FrontRecord) -> Bool { original(of: record.deployment) != nil }

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
