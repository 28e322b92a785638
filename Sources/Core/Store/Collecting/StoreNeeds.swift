/// What of a store is needed, and by whom.
struct StoreNeeds {
    /// By ledgers, and by what is deployed.
    var named = NamedFiles()
    /// By running processes.
    var used: Set<Digest> = []
    /// How many processes say what they need.
    var processes = 0
    var projects: [String] = []
    var gone: [KnownProjects.Entry] = []
    var hidden: [Diagnostic] = []

    /// Asks everybody. Be alone inside the gate.
    ///
    /// - Parameter more: state folders of projects that may not be entered yet.
    init(of store: Store, projects known: KnownProjects, more: [String]) throws {
        // First who runs: what a process commits after this question, the ledgers are asked for below.
        (used, processes) = try StoreUse.named(in: store.root)
        var folders = more.filter(Files.exists)
        for entry in entries(known) {
            switch known.standing(of: entry) {
            case .present: folders.append(entry.folder)
            case .gone: gone.append(entry)
            case .hidden(let reason):
                hide("the project at `\(entry.folder)`", reason, "`\(known.path(of: entry))` to forget it")
            }
        }
        for folder in Set(folders).sorted() { ask(folder) }
        askResidents(in: "\(store.root)/plugins")
    }

    private mutating func entries(_ known: KnownProjects) -> [KnownProjects.Entry] {
        do {
            return try known.all()
        } catch {
            hidden += Diagnostics.from(error)
            return []
        }
    }

    private mutating func ask(_ folder: String) {
        do {
            let names = try Ledger.namedFiles(in: "\(folder)/ledger.db")
            named.standing.formUnion(names.standing)
            named.past.merge(names.past) { max($0, $1) }
            for part in ["stacks", "programs", "plugins"] {
                named.standing.formUnion(try Self.mentions(below: "\(folder)/\(part)"))
            }
            projects.append(folder)
        } catch {
            let problem = Diagnostics.from(error)[0]
            hide("the project at `\(folder)`", problem.message, nil)
        }
    }

    private mutating func askResidents(in folder: String) {
        do { named.standing.formUnion(try Self.residents(in: folder)) } catch {
            hide("what plugins run, by `\(folder)`,", Diagnostics.from(error)[0].message, nil)
        }
    }

    /// Plugins of the last run are started again by the next. What is deployed may be at any time, also when a later run has made something else of its stack:
    /// `local` keeps the paths of its files in its configuration.
    private static func mentions(below folder: String) throws -> Set<Digest> {
        var found: Set<Digest> = []
        try FileWalk.forEach(below: folder) { entry in
            found.formUnion(Mentions.digests(in: entry.name))
            if entry.size != nil { found.formUnion(try entry.mentions()) }
        }
        return found
    }

    /// What runs outlives its project's folder: plugins write down in the store, in JSON, what their processes need.
    private static func residents(in folder: String) throws -> Set<Digest> {
        var found: Set<Digest> = []
        try FileWalk.forEach(below: folder) { entry in
            guard entry.isJSON, let size = entry.size else { return }
            // Parsed, a larger file would take many times its size, and all wait meanwhile.
            guard size <= 1 << 20 else { return found.formUnion(try entry.mentions()) }
            let text = try entry.read()
            if mayLive(text) { found.formUnion(Mentions.digests(in: text)) }
        }
        return found
    }

    /// False when the text names processes, and all of them are gone. What is no JSON may have been.
    private static func mayLive(_ text: [UInt8]) -> Bool {
        guard let json = try? JSON(parsing: text) else { return true }
        let processes = ArtifactFacts.witnesses(of: json).compactMap { witness in
            if case .process(let process) = witness { process } else { nil }
        }
        return processes.isEmpty || processes.contains(where: \.isAlive)
    }

    private mutating func hide(_ what: String, _ reason: String, _ registration: String?) {
        hidden.append(
            Diagnostic(
                "store.project-hidden", "\(what) cannot be asked what it needs: \(reason)",
                severity: .warning,
                help: "what may be needed stays; make it readable" + (registration.map { ", or remove \($0)" } ?? "")))
    }
}

extension StoreNeeds {
    /// Why an item stays, or that it goes.
    ///
    /// - Parameter limit: nanoseconds since 1970: what was needed or came later stays.
    func verdict(of item: StoreInventory.Item, limit: Int64) -> GarbageReport.Verdict {
        if !item.digests.isDisjoint(with: used) { return .used }
        // A beginning is worth its time, whoever it was for.
        if item.kind == .downloads { return item.changed > limit ? .young : .removed }
        if !item.digests.isDisjoint(with: named.standing) { return .named }
        if !hidden.isEmpty { return .unjudged }
        let last = item.digests.compactMap { named.past[$0] }.max() ?? 0
        return max(item.changed, last) > limit ? .young : .removed
    }
}

extension FileWalk.Entry {
    fileprivate var isJSON: Bool { name.suffix(5).elementsEqual(".json".utf8) }

    fileprivate func mentions() throws -> Set<Digest> {
        var scan = Mentions.Scan()
        try forEachPiece { scan.go(over: $0) }
        return scan.end()
    }
}
