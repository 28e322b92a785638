import Glibc
import RecuaTestSupport
import Synchronization
import Testing

@testable import RecuaCore

@Suite struct GarbageCollectionTests {
    @Test func `what a ledger names stays, and what nobody names goes`() async throws {
        try await withBench { bench in
            let weights = try await bench.weights()
            let stray = try bench.store.add(Array("stray".utf8))
            let report = try await bench.collect()
            #expect(report.removed(.files) == [stray.path])
            #expect(report.verdict(of: weights.path) == .named)
            #expect(Files.exists(weights.path) && !Files.exists(stray.path))
            #expect(report.projects == [bench.project.stateFolder])
            #expect(try bench.plan().isFresh)
        }
    }

    @Test func `what came or was needed a short time ago stays`() async throws {
        try await withBench { bench in
            let old = try await bench.weights()
            bench.sections["model"] = ["weights": ["url": "https://models.test/other"]]
            let new = try await bench.weights()
            #expect(old != new)
            let stray = try bench.store.add(Array("stray".utf8))
            let day: Int64 = 86_400 * 1_000_000_000
            let young = try await bench.collect(age: .seconds(86_400), now: Files.now() + day / 2)
            #expect(young.removed() == [])
            #expect(young.verdict(of: old.path) == .young && young.verdict(of: stray.path) == .young)
            let late = try await bench.collect(age: .seconds(86_400), now: Files.now() + 2 * day)
            #expect(late.removed(.files) == [old.path, stray.path].sorted())
            #expect(late.verdict(of: new.path) == .named)
        }
    }

    @Test func `what a clock that was wrong dates in the future is as young as what comes now, and not at all at 0s`()
        async throws
    {
        try await withBench { bench in
            let old = try await bench.weights()
            bench.sections["model"] = ["weights": ["url": "https://models.test/other"]]
            _ = try await bench.weights()
            let stray = try bench.store.add(Array("stray".utf8))
            let answer = "\(bench.store.root)/answers/\(Digest(of: "question").hex)"
            try Files.write("words", to: answer)
            let past = Files.now() - 2 * 86_400 * 1_000_000_000
            let young = try await bench.collect(age: .seconds(1), now: past)
            #expect(young.removed() == [] && young.verdict(of: answer) == .young)
            let report = try await bench.collect(now: past)
            #expect(report.removed(.files) == [old.path, stray.path].sorted() && report.removed(.answers) == [answer])
        }
    }

    @Test func `what counted until yesterday is as young as what came yesterday`() async throws {
        try await withBench { bench in
            let weights = try await bench.weights()
            bench.sections["model"] = ["weights": ["url": "https://models.test/other"]]
            try await bench.up()
            let names = try Ledger.namedFiles(in: bench.project.ledger)
            let end = try #require(names.past[weights.sha256])
            #expect(!names.standing.contains(weights.sha256))
            #expect(abs(Files.now() - end) < 3600 * 1_000_000_000)
            // As if it had come long ago.
            let item = StoreInventory.Item(
                kind: .files, paths: [weights.path], size: 1, changed: 0, digests: [weights.sha256])
            let needs = try StoreNeeds(of: bench.store, projects: KnownProjects(store: bench.store), more: [])
            #expect(needs.verdict(of: item, limit: end - 1) == .young)
            #expect(needs.verdict(of: item, limit: end + 1) == .removed)
        }
    }

    @Test func `what a running process has asked for stays until it lets go of the store`() async throws {
        try await withBench { bench in
            let path: String
            do {
                let store = bench.store
                path = try store.add(Array("wanted".utf8)).path
                #expect(try await bench.collect().verdict(of: path) == .used)
                withExtendedLifetime(store) {}
            }
            #expect(try await bench.collect().removed(.files) == [path])
        }
    }

    @Test func `who reads the files of an artifact keeps them, though the ledger names others by now`() async throws {
        try await withBench { bench in
            let old = try await bench.weights()
            let reader = bench.store
            reader.hold(filesOf: ["layers": [["path": .string(old.path), "sha256": .string(old.sha256.hex)]]])
            bench.sections["model"] = ["weights": ["url": "https://models.test/other"]]
            _ = try await bench.weights()
            #expect(try await bench.collect().verdict(of: old.path) == .used)
            withExtendedLifetime(reader) {}
        }
    }

    @Test func `a running step's sections and inputs are held, whoever looks for them`() async throws {
        try await withBench { bench in
            let pinned = Digest(of: "pinned")
            bench.sections["model"] = ["weights": ["url": "https://models.test/x", "sha256": .string(pinned.hex)]]
            bench.image.onRun = { step in
                let held = try StoreUse.named(in: step.host.store.root).digests
                return ["held": .array(held.map { .string($0.hex) })]
            }
            let held = Mentions.digests(in: try #require(try await bench.up().artifact(.image, of: "a")).text())
            #expect(held.isSuperset(of: [pinned, Digest(of: pinned.hex)]))
        }
    }

    @Test func `what is deployed keeps the files that its configuration mentions`() async throws {
        try await withBench { bench in
            try await bench.up()
            let bound = try bench.store.add(Array("bound".utf8))
            try bench.folder.write(#"{"mounts":["\#(bound.path)"]}"#, to: ".recua/stacks/a/local/configuration.json")
            #expect(try await bench.collect().verdict(of: bound.path) == .named)
        }
    }

    @Test func `files are kept by what is large and no JSON, and by JSON that is too large to ask who lives`()
        async throws
    {
        try await withBench { bench in
            try await bench.up()
            let kept = try ["text", "record"].map { try bench.store.add(Array($0.utf8)) }
            let lines = String(repeating: "a mount\n", count: 200_000)
            try bench.folder.write("\(lines)\(kept[0].path)\n", to: ".recua/stacks/a/local/mounts.conf")
            let own = try #require(Deployment.Process(pid: getpid()))
            let gone = Deployment.Process(pid: own.pid, started: own.started + 1, boot: own.boot)
            let record: JSON = [
                "files": [.string(kept[1].path)], "mounts": .string(lines), "process": try JSON(encoding: gone),
            ]
            let fronts = "\(try bench.store.folder(ofPlugin: "local"))/fronts"
            try Files.write(record.text(), to: "\(fronts)/front-a.json")
            let report = try await bench.collect()
            #expect(kept.map { report.verdict(of: $0.path) } == [.named, .named])
        }
    }

    @Test func `files are kept by configurations of any name and size`() async throws {
        try await withBench { bench in
            try await bench.up()
            let kept = try ["latin", "large", "torn"].map { try bench.store.add(Array($0.utf8)) }
            let folder = bench.folder.path(".recua/programs/wall")
            try Files.createFolder(folder)
            let odd = (Array("\(folder)/caf".utf8) + [0xE9]).map { CChar(bitPattern: $0) } + [0]
            let file = open(odd, O_WRONLY | O_CREAT, 0o644)
            try #require(write(file, kept[0].path, kept[0].path.utf8.count) > 64)
            close(file)
            let lines = String(repeating: "\"a mount\",", count: 200_000)
            try bench.folder.write("[\(lines)\"\(kept[1].path)\"]", to: ".recua/stacks/a/local/configuration.json")
            let fronts = "\(try bench.store.folder(ofPlugin: "local"))/fronts"
            try Files.write("{\"files\":[\"\(kept[2].path)\"", to: "\(fronts)/front-a.json")
            let report = try await bench.collect()
            #expect(kept.map { report.verdict(of: $0.path) } == [.named, .named, .named])
            #expect(report.hidden == [])
        }
    }

    @Test func `nothing is removed while plugins cannot be asked what they run`() async throws {
        try await withBench { bench in
            let needed = try bench.store.add(Array("needed".utf8))
            try Files.write("", to: "\(bench.store.root)/plugins")
            let report = try await bench.collect()
            #expect(report.verdict(of: needed.path) == .unjudged)
            #expect(report.hidden.first?.message.contains("/plugins`, cannot be asked what it needs") == true)
        }
    }

    @Test func `what runs keeps the files that it wrote down in the store, whatever became of its project`()
        async throws
    {
        try await withBench { bench in
            let bound = try bench.store.add(Array("bound".utf8))
            let path = "\(try bench.store.folder(ofPlugin: "local"))/fronts/front-a.json"
            let own = try #require(Deployment.Process(pid: getpid()))
            func record(_ process: Deployment.Process) throws {
                let json: JSON = ["files": [.string(bound.path)], "process": try JSON(encoding: process)]
                try Files.write(json.text(), to: path)
            }
            try record(own)
            #expect(try await bench.collect().verdict(of: bound.path) == .named)
            try record(Deployment.Process(pid: own.pid, started: own.started + 1, boot: own.boot))
            #expect(try await bench.collect().verdict(of: bound.path) == .removed)
        }
    }

    @Test func `a project that is gone is forgotten`() async throws {
        try await withBench { bench in
            let weights = try await bench.weights()
            try Files.remove(bench.project.stateFolder)
            let dry = try await bench.collect(isDry: true)
            #expect(dry.forgotten == [bench.project.stateFolder] && dry.removed(.files) == [weights.path])
            #expect(try KnownProjects(store: bench.store).all().count == 1)
            #expect(try await bench.collect().removed(.files) == [weights.path])
            #expect(try KnownProjects(store: bench.store).all() == [])
        }
    }

    @Test func `while a project cannot be asked, everything stays that may be its`() async throws {
        try await withBench { bench in
            let weights = try await bench.weights()
            let stray = try bench.store.add(Array("stray".utf8))
            try KnownProjects(store: bench.store, machine: "there").add("/p/.recua")
            let report = try await bench.collect()
            #expect(report.removed(.files) == [])
            #expect(report.verdict(of: stray.path) == .unjudged && report.verdict(of: weights.path) == .named)
            #expect(report.hidden.map(\.code) == ["store.project-hidden"])
            #expect(report.hidden[0].message.contains("`/p/.recua`"))
        }
    }

    @Test func `a damaged ledger counts as one that cannot be asked`() async throws {
        try await withBench { bench in
            let weights = try await bench.weights()
            for part in ["-wal", "-shm"] { try Files.remove(bench.project.ledger + part) }
            try Files.write(String(repeating: "no ledger ", count: 1000), to: bench.project.ledger)
            let report = try await bench.collect()
            #expect(report.verdict(of: weights.path) == .unjudged)
            #expect(report.hidden.count == 1 && report.projects == [])
        }
    }

    @Test func `a project that has not been entered yet is asked when it is named`() async throws {
        try await withBench { bench in
            let weights = try await bench.weights()
            try Files.remove("\(bench.store.root)/projects")
            #expect(try await bench.collect(isDry: true).removed(.files) == [weights.path])
            let report = try await bench.collect(projects: [bench.project.stateFolder, "/none/.recua"])
            #expect(report.verdict(of: weights.path) == .named)
        }
    }

    @Test func `a download stays while it is written, asked for or young`() async throws {
        try await withScratchFolder { folder in
            let store = Store(root: folder.path("store"))
            let keys = ["locked", "held", "cut off"].map { Digest(of: $0) }
            for key in keys {
                try folder.write("bytes", to: "store/partial/\(key.hex)")
                try folder.write("which", to: "store/partial/\(key.hex).journal")
            }
            let lock = try ProjectLock(folder.path("store/partial/\(keys[0].hex)"), command: "c", since: "s")
            store.hold([keys[1]])
            let young = try await GarbageCollection(of: store, options: .init()).run()
            #expect(young.removed() == [] && young.items.count == 3)
            let report = try await collect(store)
            #expect(report.removed(.downloads) == [folder.path("store/partial/\(keys[2].hex)")])
            #expect(report.sum(.downloads) { $0.isRemoved }.size == 10)
            #expect(try Files.list(folder.path("store/partial")).count == 4)
            withExtendedLifetime(lock) {}
            withExtendedLifetime(store) {}
        }
    }

    @Test func `what killed processes left half written goes, unless somebody may be writing it`() async throws {
        try await withScratchFolder { folder in
            let store = Store(root: folder.path("store"))
            let name = "\(Digest(of: "x").hex).\(getpid()).7.new"
            let path = try folder.write("half", to: "store/sha256/\(name)")
            store.hold([Digest(of: "anything")])
            #expect(try await collect(Store(root: store.root)).verdict(of: path) == .used)
            withExtendedLifetime(store) {}
            let other = try folder.write("half", to: "other/sha256/\(name)")
            #expect(try await collect(Store(root: folder.path("other"))).removed(.leftovers) == [other])
        }
    }

    @Test func `copies that plugins keep go with what they were made from, and the plugins' own files stay`()
        async throws
    {
        try await withBench { bench in
            let weights = try await bench.weights()
            let folder = "\(try bench.store.folder(ofPlugin: "local"))/programs"
            let kept = "\(folder)/\(weights.sha256.hex)-arm64"
            let gone = "\(folder)/\(Digest(of: "gone").hex)"
            for path in [kept, gone, "\(folder)/notes"] { try Files.write("x", to: path) }
            let report = try await bench.collect()
            #expect(report.removed(.copies) == [gone] && report.verdict(of: kept) == .named)
            #expect(Files.exists("\(folder)/notes") && report.foreign == [])
        }
    }

    @Test func `records go with the files they speak of`() async throws {
        try await withBench { bench in
            let weights = try await bench.weights()
            let (store, gone, key) = (bench.store, Digest(of: "gone"), Digest(of: "key"))
            for (kind, key, value) in [
                ("heads", weights.sha256, ["size": 1]), ("heads", gone, ["size": 1]),
                ("sources", key, ["sha256": .string(weights.sha256.hex)]),
                ("compressed", key, ["sha256": .string(gone.hex)]), ("checks", key, ["diagnostics": []]),
            ] as [(String, Digest, JSON)] { try store.setRecord(kind, key, value) }
            let day: Int64 = 86_400 * 1_000_000_000
            let report = try await bench.collect(now: Files.now() + 2 * day)
            #expect(report.removed(.records) == ["\(store.root)/records/compressed/\(key.hex)"])
            // What mentions nothing may be of use to anybody, for a month.
            let late = try await bench.collect(now: Files.now() + 31 * day)
            #expect(
                late.removed(.records) == [
                    "\(store.root)/records/checks/\(key.hex)", "\(store.root)/records/heads/\(gone.hex)",
                ])
            #expect(store.record("sources", key) != nil)
            withExtendedLifetime(store) {}
        }
    }

    @Test func `answers go by their age, and so does what killed processes left of one`() async throws {
        try await withScratchFolder { folder in
            let store = Store(root: folder.path("store"))
            let answer = try folder.write("words", to: "store/answers/\(Digest(of: "question").hex)")
            let half = try folder.write("wo", to: "store/answers/\(Digest(of: "question").hex).\(pid_t.max).7.new")
            let foreign = try folder.write("mine", to: "store/answers/notes")
            let young = try await GarbageCollection(of: store, options: .init()).run()
            #expect(young.removed() == [])
            #expect(young.verdict(of: answer) == .young && young.verdict(of: half) == .used)
            let longAgo = [timespec(), timespec()]
            #expect(utimensat(AT_FDCWD, half, longAgo, 0) == 0)
            let report = try await collect(store)
            #expect(report.removed(.answers) == [answer] && report.removed(.leftovers) == [half])
            #expect(report.sum(.answers) { $0.isRemoved }.size == 5)
            #expect(report.foreign == [foreign])
            #expect(try Files.list(folder.path("store/answers")) == ["notes"])
        }
    }

    @Test func `what Recua did not make is left alone, and named`() async throws {
        try await withScratchFolder { folder in
            let foreign = [
                "notes.txt", "sha256/readme", "sha256/folder/x", "partial/thing", "records/plain", "records/a/b",
            ]
            for name in foreign { try folder.write("mine", to: "store/\(name)") }
            #expect(symlink("/etc/passwd", folder.path("store/sha256/\(Digest(of: "link").hex)")) == 0)
            let report = try await collect(Store(root: folder.path("store")))
            let named =
                foreign.map { $0 == "sha256/folder/x" ? "sha256/folder" : $0 } + ["sha256/\(Digest(of: "link").hex)"]
            #expect(report.foreign == named.map { folder.path("store/\($0)") }.sorted())
            #expect(report.removed() == [])
            for name in foreign { #expect(Files.exists(folder.path("store/\(name)"))) }
        }
    }

    @Test func `a dry run says the same and removes nothing`() async throws {
        try await withBench { bench in
            try await bench.up()
            let stray = try bench.store.add(Array("stray".utf8))
            let before = try bench.traces()
            let dry = try await bench.collect(isDry: true)
            #expect(try bench.traces() == before)
            #expect(dry.removed() == [stray.path])
            #expect(try await bench.collect().removed() == dry.removed())
        }
    }

    @Test func `a flipped bit and a cut end are found by reading, and the next run brings the file again`() async throws
    {
        try await withBench { bench in
            let weights = try await bench.weights()
            let sound = try bench.store.add(Array("sound".utf8))
            var bytes = try Files.read(weights.path)
            bytes[0] ^= 1
            try Files.write(bytes, to: weights.path)
            #expect(try bench.plan().isFresh, "as long as nobody reads it")
            let dry = try await bench.collect(isDry: true, verifies: true)
            #expect(dry.verdict(of: weights.path) == .damaged && Files.exists(weights.path))
            #expect(dry.verdict(of: sound.path) == .removed)
            let report = try await bench.collect(verifies: true)
            #expect(report.verdict(of: weights.path) == .damaged && !Files.exists(weights.path))
            #expect(try !bench.plan().isFresh)
            try await bench.up()
            #expect(Digest(of: try Files.read(weights.path)) == weights.sha256)
        }
    }

    @Test func `a file that has become shorter is noticed by its size`() async throws {
        try await withBench { bench in
            let weights = try await bench.weights()
            #expect(truncate(weights.path, 3) == 0)
            #expect(try !bench.plan().isFresh)
            try await bench.up()
            #expect(Digest(of: try Files.read(weights.path)) == weights.sha256)
        }
    }

    @Test func `there may be no store at all`() async throws {
        try await withScratchFolder { folder in
            let report = try await collect(Store(root: folder.path("none")))
            #expect(report.items.isEmpty)
            #expect(!Files.exists(folder.path("none")))
        }
    }

    @Test func `it says that it waits for a process that cannot say what it needs`() async throws {
        try await withScratchFolder { folder in
            try folder.write("", to: "store/uses")
            let store = Store(root: folder.path("store"))
            store.hold([Digest(of: "a")])
            let (told, teller) = AsyncStream<Void>.makeStream()
            await withTaskGroup(of: Void.self) { group in
                group.addTask { _ = try? await collect(Store(root: store.root)) { teller.finish() } }
                for await _ in told {}
                group.cancelAll()
            }
            withExtendedLifetime(store) {}
        }
    }

    @Test func `what is being taken in stays, though nobody knows its digest yet`() async throws {
        try await withScratchFolder { folder in
            let store = Store(root: folder.path("store"))
            let intake = try store.intake(try folder.write("brick", to: "brick"), moving: true)
            #expect(try await collect(Store(root: store.root)).removed(.leftovers) == [])
            #expect(try Files.readText(intake.keep().path) == "brick")
        }
    }

    @Test func `who has been told that a file is there finds it there, whatever is removed meanwhile`() async throws {
        try await withScratchFolder { folder in
            let root = folder.path("store")
            try Files.createFolder("\(root)/sha256")
            let work = Work()
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        var removed = 0
                        while !work.isDone {
                            removed += try await collect(Store(root: root)).removed().count
                            // It never waits by itself, and others need the thread.
                            await Task.yield()
                        }
                        return removed
                    }
                }
                for worker in 0..<3 {
                    group.addTask {
                        for round in 0..<300 {
                            // As a process of its own would.
                            let store = Store(root: root)
                            let text = "content \((worker + round) % 7)"
                            let file = try store.file(Digest(of: text)) ?? store.add(Array(text.utf8))
                            await Task.yield()
                            let found = try Files.readText(file.path)
                            #expect(found == text)
                            withExtendedLifetime(store) {}
                        }
                        return -1
                    }
                }
                var workers = 3
                var removed = 0
                while let count = try await group.next() {
                    if count < 0 { workers -= 1 } else { removed += count }
                    if workers == 0 { work.end() }
                }
                #expect(removed > 0, "nothing was ever removed")
            }
        }
    }
}

/// Something that several tasks wait for.
private final class Work: Sendable {
    private let state = Mutex(false)

    var isDone: Bool { state.withLock { $0 } }
    func end() { state.withLock { $0 = true } }
}

/// As if it were a month later, so that nothing is young.
private func collect(_ store: Store, onWait: @Sendable () -> Void = {}) async throws -> GarbageReport {
    try await GarbageCollection(
        of: store, more: [], known: KnownProjects(store: store), options: .init(age: .zero),
        now: Files.now() + 60 * 1_000_000_000
    ).run(onWait: onWait)
}

extension Bench {
    /// Runs everything, and says which weights came of it.
    fileprivate func weights() async throws -> StoredFile {
        let result = try await up()
        let model = try #require(result.artifact(.model, of: "a"))
        return try #require(model["weights"]).decode(StoredFile.self)
    }

    fileprivate func collect(
        age: Duration = .zero, projects: [String] = [], isDry: Bool = false, verifies: Bool = false, now: Int64? = nil
    ) async throws -> GarbageReport {
        try await GarbageCollection(
            of: store, more: projects, known: KnownProjects(store: store),
            options: .init(age: age, isDry: isDry, verifies: verifies), now: now ?? Files.now() + 60 * 1_000_000_000
        ).run()
    }
}

extension GarbageReport {
    fileprivate func removed(_ kind: Kind? = nil) -> [String] {
        items.filter { $0.isRemoved && (kind == nil || $0.kind == kind) }.map(\.path).sorted()
    }

    fileprivate func verdict(of path: String) -> Verdict? { items.first { $0.path == path }?.verdict }
}
