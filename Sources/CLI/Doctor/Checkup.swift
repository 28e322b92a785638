import RecuaCore

/// What `recua doctor` looks at. Cheap, and never waits for long.
struct Checkup: Sendable {
    let context: CommandContext
    let manifest: ManifestOptions

    /// Every finding, in the order in which they are shown.
    func findings() async -> [Finding] {
        let environment = context.environment
        let programs = await withTaskGroup(of: (Int, Finding).self) { group in
            for (index, check) in ProgramCheck.all.enumerated() {
                group.addTask { (index, await check.finding(environment)) }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
        return [Finding(name: "recua", state: .good, detail: "\(Recua.version), \(context.executable)")] + programs
            + [Self.store(Store(environment: environment)), await project()] + (await places())
    }

    /// True to life: writes a file and reads it back.
    static func store(_ store: Store) -> Finding {
        let path = "\(store.root)/partial/doctor"
        let text = "recua doctor\n"
        do {
            try Files.write(text, to: path)
            defer { try? Files.remove(path) }
            guard try Files.readText(path) == text else {
                return Finding(
                    name: "store", state: .broken, detail: "`\(path)` reads other than it was written",
                    help: "check the disk")
            }
            return Finding(name: "store", state: .good, detail: store.root)
        } catch {
            let problem = Diagnostics.from(error)[0].message
            return Finding(
                name: "store", state: .broken, detail: problem, help: "set RECUA_STORE to a folder that can be written")
        }
    }

    /// - Throws: ``Diagnostic`` when the ledger is not whole.
    private static func ledger(of engine: Engine) throws -> String {
        guard try engine.checkLedger() else { return "\(engine.project.ledger): none yet" }
        let stacks = Quantity.count(try engine.snapshot().stacks.count, "stack")
        let backup = engine.ledgerBackups.first.map { "backed up at \($0.made)" } ?? "no backup yet"
        let damaged = engine.damagedLedgers.first.map { ", a damaged one is kept in \($0)" } ?? ""
        return "\(engine.project.ledger): whole, \(stacks), \(backup)\(damaged)"
    }

    /// What is unusual about where the store and the ledger are.
    private func places() async -> [Finding] {
        let workspace = try? await Workspace.open(manifest, startsPrograms: false)
        let folders =
            [Store(environment: context.environment).root] + (workspace.map { [$0.engine.project.stateFolder] } ?? [])
        return folders.compactMap { folder in
            FileSystemKind.of(folder).doubt(about: folder).map {
                Finding(name: "disk", state: .absent, detail: $0.message, help: $0.help)
            }
        }
    }

    /// Reads the manifest and the project's ledger, when there are any.
    private func project() async -> Finding {
        do {
            let workspace = try await Workspace.open(ManifestChoice.parse(manifest.file, context), assembly: nil)
            return Finding(name: "ledger", state: .good, detail: try Self.ledger(of: workspace.engine))
        } catch {
            let problem = Diagnostics.from(error)[0]
            let isLedger = problem.code.hasPrefix("ledger.")
            return Finding(
                name: isLedger ? "ledger" : "manifest", state: isLedger ? .broken : .absent, detail: problem.message,
                help: problem.help
            )
        }
    }
}
