extension NeighbouringManifests {
    /// Which manifests some projects have here.
    struct Owners {
        /// A manifest of each that has one.
        var manifests: [String: String] = [:]
        /// What may be a manifest of one of the others.
        var doubts: [Doubt] = []

        /// Why it cannot be told whether a project has one; nil when it can.
        func doubt(about project: String) -> Doubt? {
            manifests[project] == nil ? doubts.first { $0.projects.contains(project) } : nil
        }
    }

    func owners(of projects: Set<String>) -> Owners {
        var owners = Owners()
        for folder in folders {
            do {
                for file in try files(in: folder) { owners.add(file, among: projects) }
            } catch {
                owners.doubts.append(Doubt(folder, of: projects, error))
            }
        }
        return owners
    }
}

extension NeighbouringManifests.Owners {
    fileprivate mutating func add(_ file: NeighbouringManifests.File, among projects: Set<String>) {
        do {
            guard let project = try file.project(among: projects) else { return }
            if manifests[project] == nil { manifests[project] = file.path }
        } catch {
            doubts.append(error)
        }
    }
}
