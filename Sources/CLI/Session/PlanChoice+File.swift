import RecuaCore

extension PlanChoice {
    /// What `-f` would name here: the manifest that the plan was made with, whatever folder this is. It is told where
    /// that is not what the same words name here.
    ///
    /// In a copy of the project it is the copy's; where there is none, as on another machine, what the same words name.
    ///
    /// - Parameter name: the plan's file, as the user wrote it.
    /// - Throws: ``Diagnostic`` `plan.manifest`.
    static func file(of plan: SavedPlan, name: String, _ context: CommandContext) throws -> String? {
        let choice = plan.choice
        let here = try? place(of: choice.file, context)
        if let place = choice.place, place != here, Files.exists(place) {
            if here != nil, isCopied(plan, name: name, from: place, context) { return choice.file }
            let told = "\(name) is carried out with the manifest that it was made with: \(place)"
            context.output.tell(DisplayText.line(told))
            return place
        }
        guard here == nil else { return choice.file }
        throw missing(choice, name)
    }

    /// Whether the plan came here with a copy of its project: it lies here, what it was made with does not, and what has
    /// its place here is of the same project. Of one that cannot be read, its mistakes are to be told.
    private static func isCopied(
        _ plan: SavedPlan, name: String, from place: String, _ context: CommandContext
    ) -> Bool {
        let file = Files.resolve(name, in: context.workingFolder)
        guard isInside(file, context.workingFolder), !isInside(place, context.workingFolder) else { return false }
        let manifest = try? ManifestChoice.parse(plan.choice.file, context, startsPrograms: false, hasPlugins: false)
        guard let project = manifest?.project, !project.isEmpty else { return true }
        return project == plan.project
    }

    private static func isInside(_ path: String, _ folder: String) -> Bool {
        let (path, folder) = (Files.real(path) ?? path, Files.real(folder) ?? folder)
        return path.hasPrefix(folder == "/" ? folder : "\(folder)/")
    }

    private static func missing(_ choice: SavedPlan.Choice, _ name: String) -> Diagnostic {
        let place = choice.place.map { ": `\($0)`" } ?? ""
        return Diagnostic(
            "plan.manifest", "the manifest that the plan `\(name)` was made with is not there\(place)",
            help: choice.place == nil ? "go to the folder in which it was made, or plan again" : "plan again")
    }
}
