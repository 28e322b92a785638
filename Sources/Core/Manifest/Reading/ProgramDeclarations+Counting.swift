extension ProgramDeclarations {
    /// What of a command's arguments is a part of the plugin: files, and behind an interpreter the folder that it runs,
    /// as `python3 FOLDER` does. Other folders are what the program works on.
    func named(_ arguments: some Collection<String>, after program: String? = nil) -> [String] {
        let runsScript = program.map(ProgramDeclaration.isInterpreter) ?? false
        let script = runsScript ? arguments.first { !$0.hasPrefix("-") } : nil
        return arguments.map { ($0, Files.resolve($0, in: folder)) }.filter { word, path in
            guard let facts = Files.facts(path) else { return false }
            return facts.isRegular || facts.isFolder && word == script && !holdsManifest(path)
        }.map(\.1)
    }

    /// Not all that lies in a folder is a program's when it holds the manifest.
    private func holdsManifest(_ path: String) -> Bool { "\(folder)/".hasPrefix("\(path)/") }

    /// That nothing counts of what an interpreter runs: nobody would see it change.
    static func doubt(about declaration: ProgramDeclaration, at place: Place?) -> Diagnostic? {
        guard declaration.startsInterpreter, let program = declaration.run.first,
            declaration.files.allSatisfy({ $0 == program }),
            !ProgramDeclaration.holdsProgram(declaration.run.dropFirst())
        else { return nil }
        let words = declaration.run.dropFirst().joined(separator: " ")
        return Diagnostic(
            "manifest.plugin-files",
            "of the plugin `\(declaration.name)` nothing counts but `\(program)` itself: that what it runs is another "
                + "(`\(words)`) would go unnoticed",
            severity: .warning, at: place, help: "list what the plugin is made of, files or folders: files: [src]")
    }
}
