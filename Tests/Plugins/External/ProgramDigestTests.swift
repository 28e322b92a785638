import Glibc
import RecuaCore
import RecuaExternal
import RecuaTestSupport
import Testing

/// What of a program counts: whatever can make another of it.
struct ProgramDigestTests {
    private struct Place {
        let folder: ScratchFolder
        var store: Store { Store(root: folder.path("store")) }

        /// What a manifest with this entry under `plugins:` makes of it, as a digest.
        func digest(_ entry: String, path: String = "/usr/bin:/bin") throws -> Digest {
            try folder.write("recua: 1\nproject: p\nplugins:\n  thing: \(entry)\nstacks: {}\n", to: "recua.yaml")
            let parsed = try ManifestReader(environment: [:], workingFolder: folder.path).parse("recua.yaml")
            return try #require(parsed.plugins.first).digest(in: store, environment: ["PATH": path])
        }
    }

    @Test func `another program of the same name in PATH is another plugin`() async throws {
        try await withScratchFolder { folder async throws in
            let place = Place(folder: folder)
            try folder.write("1", to: "one/thingtool", mode: 0o755)
            try folder.write("2", to: "two/thingtool", mode: 0o755)
            let (one, two) = (folder.path("one"), folder.path("two"))
            let first = try place.digest("{ run: [thingtool] }", path: one)
            #expect(try place.digest("{ run: [thingtool] }", path: two) != first)
            #expect(try place.digest("{ run: [thingtool] }", path: "\(folder.path("none")):\(one):\(two)") == first)
            // Also beside a file that counts.
            try folder.write("{}", to: "rules.json")
            let ruled = "{ run: [thingtool, rules.json] }"
            #expect(try place.digest(ruled, path: one) != place.digest(ruled, path: two))
        }
    }

    @Test func `a name in a folder that is no UTF-8 is not passed over`() async throws {
        try await withScratchFolder { folder async throws in
            let place = Place(folder: folder)
            try folder.write("1", to: "plug/__main__.py")
            _ = try place.digest("{ run: [python3, plug] }")
            let name = Array("\(folder.path("plug"))/caf".utf8CString.dropLast()) + [CChar(bitPattern: 0xE9), 0]
            try #require(creat(name, 0o644) >= 0)
            let problem = #expect(throws: Diagnostic.self) { try place.digest("{ run: [python3, plug] }") }
            #expect(problem?.code == "file.name")
        }
    }

    @Test func `an interpreter in PATH counts only where nothing else does`() async throws {
        try await withScratchFolder { folder async throws in
            let place = Place(folder: folder)
            try folder.write("1", to: "one/python3", mode: 0o755)
            try folder.write("2", to: "two/python3", mode: 0o755)
            try folder.write("", to: "script.py")
            func isOther(_ entry: String) throws -> Bool {
                try place.digest(entry, path: folder.path("one")) != place.digest(entry, path: folder.path("two"))
            }
            #expect(try isOther("{ run: [python3, script.py] }") == false)
            #expect(try isOther("{ run: [python3, -m, module], files: [script.py] }") == false)
            #expect(try isOther("{ run: [python3, -m, module] }"))
        }
    }

    @Test(arguments: [
        "{ run: [python3, plug] }", "{ run: [python3, -m, plug] }", "{ run: [python3, -c, x], files: [plug] }",
    ])
    func `a folder counts with all that lies in it`(entry: String) async throws {
        try await withScratchFolder { folder async throws in
            let place = Place(folder: folder)
            try folder.write("1", to: "plug/__main__.py")
            try folder.write("1", to: "plug/inner/part.py")
            var known: Set<Digest> = [try place.digest(entry)]
            try folder.write("22", to: "plug/inner/part.py")
            #expect(known.insert(try place.digest(entry)).inserted)
            try folder.write("1", to: "plug/more.py")
            #expect(known.insert(try place.digest(entry)).inserted)
            try Files.move(folder.path("plug/more.py"), to: folder.path("plug/other.py"))
            #expect(known.insert(try place.digest(entry)).inserted)
            // What comes of running it is no part of it.
            try folder.write("1", to: "plug/__pycache__/part.pyc")
            try folder.write("1", to: "plug/.cache")
            #expect(try known.contains(place.digest(entry)))
        }
    }

    @Test(arguments: ["{ run: [python3, script.py, data] }", "{ run: [/bin/sh, script.py, data] }"])
    func `a folder that a program works on does not count`(entry: String) async throws {
        try await withScratchFolder { folder async throws in
            let place = Place(folder: folder)
            try folder.write("", to: "script.py")
            try folder.write("1", to: "data/a")
            let before = try place.digest(entry)
            try folder.write("2", to: "data/b")
            #expect(try place.digest(entry) == before)
        }
    }

    @Test func `of an interpreter whose program nobody knows a warning says what to write`() async throws {
        try await withScratchFolder { folder async throws in
            func warnings(_ entry: String) throws -> [String] {
                try folder.write(
                    "recua: 1\nproject: p\nplugins:\n  thing: \(entry)\nstacks: {}\n", to: "recua.yaml")
                return try ManifestReader(environment: [:], workingFolder: folder.path)
                    .read("recua.yaml", descriptors: []).warnings.map(\.code)
            }
            try folder.write("", to: "module.py")
            #expect(try warnings("{ run: [python3, -m, module] }") == ["manifest.plugin-files"])
            #expect(try warnings("{ run: [/bin/sh, -x] }") == ["manifest.plugin-files"])
            #expect(try warnings("{ run: [python3, -m, module], files: [module.py] }") == [])
            #expect(try warnings("{ run: [bash, -c, 'exec x'] }") == [])
            #expect(try warnings("{ run: [python3, module.py] }") == [])
            #expect(try warnings("{ run: [thingtool, -m] }") == [])
        }
    }

    @Test func `what is neither a file nor a folder is refused where it is written`() async throws {
        try await withScratchFolder { folder async throws in
            let place = Place(folder: folder)
            let problem = #expect(throws: Diagnostics.self) { try place.digest("{ run: [ls], files: [/dev/null] }") }
            #expect(problem?.all.map(\.code) == ["manifest.plugin-program"])
            #expect(problem?.all.first?.message == "`/dev/null` is neither a file nor a folder")
        }
    }
}
