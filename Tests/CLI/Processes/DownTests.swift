import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

@Suite struct DownTests {
    @Test func `down takes away what is deployed, and says when there is nothing`() async throws {
        try await withToys { toys in
            #expect(try await toys.recua.run("down").output == "nothing is deployed\n")
            #expect(try await toys.recua.run("up").status == .exited(0))
            let down = try await toys.recua.run("down")
            #expect(down.status == .exited(0) && down.output == "1 stack down\n", "\(down.errorOutput)")
            #expect(try await toys.recua.run("down").output == "nothing is deployed\n")
        }
    }

    @Test func `of what was taken down is not said that it never ran`() async throws {
        try await withToys { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            #expect(try await toys.recua.run("down").status == .exited(0))
            let why = try await toys.recua.run("why").output
            #expect(why.contains("shelf  nothing of it stands") && why.contains("probe  after shelf"), "\(why)")
        }
    }

    @Test func `on a terminal it asks before it takes down what is not on this machine`() async throws {
        try await withToys { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            let no = try await Terminal.run(toys.recua.command("down"), answer: "n\n")
            #expect(no.status == .exited(130), "\(no.output)")
            #expect(no.output.contains("http://127.0.0.1:9/one") && no.output.contains("Take down 1 stack? [y/N]"))
            #expect(no.output.contains("nothing was taken down"))
            #expect(try await toys.recua.json("status", "--json")["stacks"]?[0]?["state"] == "up")
            let yes = try await Terminal.run(toys.recua.command("down"), answer: "y\n")
            #expect(yes.status == .exited(0) && yes.output.contains("1 stack down"), "\(yes.output)")
        }
    }

    @Test func `--yes asks nothing`() async throws {
        try await withToys { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            let down = try await Terminal.run(toys.recua.command("down", "--yes"))
            #expect(down.status == .exited(0) && !down.output.contains("[y/N]"), "\(down.output)")
        }
    }

    @Test func `mistakes in the stacks stop neither status nor down, and orphans go when asked for`() async throws {
        try await withToys { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            try toys.write("two: { shelf: { wrod: a }, frobnicate: {} }")
            #expect(try await toys.recua.run("up").status == .exited(2))
            #expect(try await toys.recua.run("status").status == .exited(0))
            let shy = try await toys.recua.run("down")
            #expect(shy.status == .exited(0) && shy.output.contains("still known, but not in the manifest: one"))
            let down = try await toys.recua.run("down", "--orphans")
            #expect(down.status == .exited(0) && down.output == "1 stack down\n", "\(down.errorOutput)")
        }
    }

    @Test func `that nothing of a stack is deployed says nothing of the others`() async throws {
        try await withToys("one: { shelf: {}, probe: {} }\ntwo: { shelf: {} }") { toys in
            #expect(try await toys.recua.run("deploy", "one").status == .exited(0))
            #expect(try await toys.recua.run("down", "two").output == "nothing of two is deployed\n")
            try toys.write("two: { shelf: { word: b } }")
            try toys.scratch.write("recua: 1\nproject: toys\nstacks: { one: {} }\n", to: "other.yaml")
            #expect(try await toys.recua.run("down").output == "nothing of the manifest is deployed\n")
            try toys.scratch.write("recua: 1\nproject: toys\nstack: { one: {} }\n", to: "other.yaml")
            let doubt = try await toys.recua.run("down")
            #expect(doubt.output == "nothing of the manifest is deployed\n" && doubt.status == .exited(0))
            #expect(doubt.errorOutput.contains("manifest.neighbour"), "\(doubt.errorOutput)")
        }
    }

    @Test func `whose events are on standard output is told of orphans all the same`() async throws {
        try await withToys { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            try toys.write("two: { shelf: { word: a } }")
            let down = try await toys.recua.run("down", "--events", "-")
            #expect(!down.output.contains("still known"), "\(down.output)")
            #expect(down.errorOutput.contains("still known, but not in the manifest: one"), "\(down.errorOutput)")
        }
    }

    @Test func `where only orphans stand it says what is true of them`() async throws {
        try await withToys { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            try toys.write("two: { shelf: { word: a } }")
            let rest = "still known, but not in the manifest: one; `recua down --orphans` takes it down"
            let down = try await toys.recua.run("down")
            #expect(down.output == "nothing of the manifest is deployed; \(rest)\n" && down.status == .exited(0))
            #expect(!down.errorOutput.contains("still known"), "\(down.errorOutput)")
            #expect(try await toys.recua.run("down", "two").output == "nothing of two is deployed; \(rest)\n")
            #expect(try await toys.recua.run("down", "--orphans").output == "1 stack down\n")
            #expect(
                try await toys.recua.run("down", "--orphans").output
                    == "nothing is deployed that has left the manifest\n")
        }
    }
}
