extension SavedPlan {
    /// Larger files are no plans.
    private static let sizeLimit = 512 << 20

    /// Whether a word of the command line names a saved plan: names of stacks have neither dots nor slashes.
    public static func isFileName(_ word: String) -> Bool { word.contains { $0 == "." || $0 == "/" } }

    /// Reads a plan.
    ///
    /// - Parameter name: the file as the user wrote it, for messages.
    /// - Throws: ``Diagnostic`` `plan.missing`, `plan.unreadable` for anything but a saved plan, `plan.newer`.
    public static func read(_ path: String, name: String) throws -> SavedPlan {
        guard Files.exists(path) else {
            throw Diagnostic(
                "plan.missing", "there is no file `\(name)`",
                help: "`recua plan --out \(name)` writes one; names of stacks have neither dots nor slashes")
        }
        let json = try? JSON(parsing: Files.read(path, limit: sizeLimit))
        guard let json, let version = json["recuaPlan"]?.integer else { throw unreadable(name) }
        guard version == Self.version else {
            throw Diagnostic(
                "plan.newer", "`\(name)` is a plan of form \(version), and this recua reads form \(Self.version)",
                help: "carry it out with the recua that made it, or plan again")
        }
        guard let plan = try? json.decode(SavedPlan.self) else { throw unreadable(name) }
        return plan
    }

    /// Writes the plan in one step, for the user's eyes only.
    ///
    /// - Throws: ``Diagnostic`` `plan.occupied` where something else than a plan would be lost, `plan.folder` where there
    ///   is no such folder.
    public func write(to path: String) throws {
        let folder = Files.folder(of: path)
        guard Files.facts(folder)?.isFolder == true else {
            throw Diagnostic(
                "plan.folder", "`\(path)` cannot be written: there is no folder `\(folder)`",
                help: "type: mkdir -p \(folder)")
        }
        guard try Self.isFree(path) else {
            throw Diagnostic(
                "plan.occupied", "`\(path)` is there already, and is no plan", help: "choose another name for the plan")
        }
        var json = try JSON(encoding: self)
        json["recuaPlan"] = .integer(Self.version)
        try Files.write("\(json.text())\n", to: path, mode: 0o600)
    }

    /// Whether a plan or nothing is there. What is no regular file is not read: a pipe would be waited for.
    private static func isFree(_ path: String) throws -> Bool {
        guard let facts = Files.facts(path) else { return true }
        guard facts.isRegular else { return false }
        return (try? JSON(parsing: Files.read(path, limit: sizeLimit)))?["recuaPlan"] != nil
    }

    private static func unreadable(_ name: String) -> Diagnostic {
        Diagnostic(
            "plan.unreadable", "`\(name)` is not a plan that `recua plan --out` wrote, or was damaged",
            help: "`recua plan --out FILE` writes one; names of stacks have neither dots nor slashes")
    }
}
