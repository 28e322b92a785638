internal import Glibc
internal import SystemPackage

/// Removes from a store what no ledger names and no running process needs.
///
/// It may be cut off at any moment, run twice at once, and run beside everything else: who needs a file says so before
/// looking for it (``Store/hold(_:)``), and for the short time in which files are removed nobody can say so.
public struct GarbageCollection: Sendable {
    /// What is removed, and how thoroughly is looked.
    public struct Options: Sendable, Hashable {
        /// Nanoseconds: what was needed or came within that time stays; 0 for nothing.
        var age: Int64
        /// Remove nothing, and report as if.
        var isDry: Bool
        /// Read every file, and remove those that are damaged.
        var verifies: Bool

        /// - Parameter age: what was needed or came within that time stays; zero for nothing.
        public init(age: Duration = .seconds(86_400), isDry: Bool = false, verifies: Bool = false) {
            self.age = age.components.seconds * 1_000_000_000 + age.components.attoseconds / 1_000_000_000
            self.isDry = isDry
            self.verifies = verifies
        }
    }

    /// What an unneeded record that names nothing is kept for, in nanoseconds: it may save a long upload.
    private static let recordAge: Int64 = 30 * 86_400 * 1_000_000_000

    let store: Store
    let projects: KnownProjects
    let more: [String]
    let options: Options
    let now: Int64

    /// - Parameter projects: state folders that are asked besides those that the store knows.
    public init(of store: Store, projects: [String] = [], options: Options) {
        self.init(of: store, more: projects, known: KnownProjects(store: store), options: options, now: Files.now())
    }

    init(of store: Store, more: [String], known: KnownProjects, options: Options, now: Int64) {
        self.store = store
        self.more = more
        self.projects = known
        self.options = options
        self.now = now
    }

    /// - Parameters:
    ///   - onWait: called once when a process keeps everybody from removing.
    ///   - onProgress: told how many bytes have been verified, of all.
    /// - Throws: ``Diagnostic`` `store.clean`, or `CancellationError`. What cannot be removed is in the report.
    public func run(
        onWait: () -> Void = {}, onProgress: (Int64, Int64) -> Void = { _, _ in }
    ) async throws -> GarbageReport {
        guard Files.exists(store.root) else { return GarbageReport() }
        let verification = options.verifies ? try Verification(of: store.root, onProgress: onProgress) : Verification()
        let damaged = verification.damaged
        var report = GarbageReport()
        report.problems = verification.problems
        var inventory = StoreInventory(root: store.root)
        let needs = try await alone(onWait) {
            let needs = try StoreNeeds(of: store, projects: projects, more: more)
            for item in inventory.files() { take(item, judged(item, needs, damaged), &report) }
            for item in inventory.downloads() { take(item, judged(item, needs), &report) }
            for item in inventory.copies() { take(item, judged(item, needs), &report) }
            if !options.isDry { for entry in needs.gone { try? projects.forget(entry) } }
            return needs
        }
        // Records are hints: nobody is sorry for one.
        let kept = Set(report.items.filter { !$0.isRemoved }.compactMap { Digest(Files.name(of: $0.path)) })
        for item in inventory.records() { take(item, judged(record: item, needs, kept), &report) }
        for item in inventory.answers() { take(item, judged(answer: item), &report) }
        if !options.isDry { StoreUse.sweep("\(store.root)/uses") }
        report.foreign = inventory.foreign.sorted()
        (report.projects, report.hidden) = (needs.projects, needs.hidden)
        report.forgotten = needs.gone.map(\.folder).sorted()
        return report
    }

    /// Nobody can say meanwhile what is needed.
    private func alone<Result>(_ onWait: () -> Void, _ body: () throws -> Result) async throws -> Result {
        if options.isDry { return try body() }
        let gate: StoreGate
        do { gate = try StoreGate(root: store.root, removes: true) } catch {
            throw Diagnostic(
                "store.clean", "nothing can be removed from `\(store.root)`",
                help: "run it as the user whose files these are; `--dry-run` shows what would go", cause: error)
        }
        defer { gate.close() }
        var tries = 0
        while !gate.enterAlone() {
            tries += 1
            if tries == 50 { onWait() }
            try await Task.sleep(for: .milliseconds(20))
        }
        return try body()
    }
}

extension GarbageCollection {
    private func judged(
        _ item: StoreInventory.Item, _ needs: StoreNeeds, _ damaged: Set<FileTree.Entry> = []
    ) -> GarbageReport.Verdict {
        if item.kind == .leftovers {
            let isAbandoned = needs.processes == 0 || item.paths.allSatisfy(Files.isAbandoned)
            return isAbandoned ? .removed : .used
        }
        if let entry = FileTree.entry(item.paths[0]), damaged.contains(entry) { return .damaged }
        let verdict = needs.verdict(of: item, limit: limit(options.age))
        guard item.kind == .downloads, verdict == .removed else { return verdict }
        return item.paths.allSatisfy(isFree) ? .removed : .used
    }

    /// - Parameter kept: digests of the files that stay.
    private func judged(
        record item: StoreInventory.Item, _ needs: StoreNeeds, _ kept: Set<Digest>
    ) -> GarbageReport.Verdict {
        // Records are also written by those who need no file.
        if item.kind == .leftovers { return item.paths.allSatisfy(Files.isAbandoned) ? .removed : .used }
        let mentioned = Mentions.digests(in: (try? Files.read(item.paths[0], limit: 4 << 20)) ?? [])
        let names = item.digests.union(mentioned)
        if !names.isDisjoint(with: kept) || !names.isDisjoint(with: needs.named.standing) { return .named }
        if !names.isDisjoint(with: needs.used) { return .used }
        if !needs.hidden.isEmpty { return .unjudged }
        let age = mentioned.isEmpty ? max(options.age, Self.recordAge) : options.age
        return item.changed > limit(age) ? .young : .removed
    }

    /// An answer needs nothing, and nobody needs it: it is worked out again.
    private func judged(answer item: StoreInventory.Item) -> GarbageReport.Verdict {
        if item.kind == .leftovers { return item.paths.allSatisfy(Files.isAbandoned) ? .removed : .used }
        return item.changed > limit(options.age) ? .young : .removed
    }

    /// What is later is young. Nothing is where no age is asked for, also not what a clock that was wrong dates in the
    /// future; else that is as young as what comes now.
    private func limit(_ age: Int64) -> Int64 { age > 0 ? now - age : .max }

    private func take(_ item: StoreInventory.Item, _ verdict: GarbageReport.Verdict, _ report: inout GarbageReport) {
        let path = item.paths.last ?? ""
        let line = GarbageReport.Item(kind: item.kind, path: path, size: item.size, verdict: verdict)
        guard line.isRemoved, !options.isDry else { return report.items.append(line) }
        do {
            for path in item.paths { try Files.remove(path) }
            report.items.append(line)
        } catch {
            report.problems += Diagnostics.from(error)
        }
    }

    /// False while a process works on the download, or may.
    private func isFree(_ path: String) -> Bool {
        do {
            let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
            defer { HeldLock.giveBack(file) }
            return flock(file.rawValue, LOCK_EX | LOCK_NB) == 0
        } catch {
            return error as? Errno == .noSuchFileOrDirectory
        }
    }
}
