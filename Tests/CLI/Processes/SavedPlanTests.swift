import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

@Suite struct SavedPlanProcessTests {
    private func plan(_ toys: ToyProject, _ more: String...) async throws {
        let plan = try await toys.recua.command(["plan", "--out", "today.plan"] + more).run()
        #expect(plan.status == .exited(0), "\(plan.errorOutput)")
        #expect(plan.errorOutput == "kept in today.plan: `recua up today.plan` does exactly this\n")
        #expect(plan.output.contains("shelf"))
    }

    @Test func `a kept plan is carried out once, and its work is not done again`() async throws {
        try await withToys("one: { shelf: { word: a }, probe: {} }\ntwo: { shelf: {}, probe: {} }") { toys in
            try await plan(toys, "one")
            let up = try await toys.recua.run("up", "today.plan")
            #expect(up.status == .exited(0), "\(up.errorOutput)")
            let status = try await toys.recua.json("status", "--json")["stacks"]
            #expect(status?[0]?["state"] == "up" && status?[1]?["state"] == "down")
            let again = try await toys.recua.run("up", "today.plan")
            #expect(again.status == .exited(5) && again.errorOutput.contains("one/shelf: has run since"))
            #expect(again.errorOutput.contains("look again: recua plan one --out today.plan"))
        }
    }

    @Test func `a plan is not kept in standard output, nor in a file that is called so`() async throws {
        try await withToys { toys in
            let plan = try await toys.recua.run("plan", "--out", "-")
            #expect(plan.status == .exited(2) && plan.output == "" && plan.errorOutput.contains("[usage.out]"))
            #expect(!Files.exists(toys.scratch.path("-")))
            #expect(try await toys.recua.run("plan", "--out", "./-").status == .exited(0))
            #expect(Files.exists(toys.scratch.path("-")))
        }
    }

    @Test func `what moved meanwhile is named, and nothing is done`() async throws {
        try await withToys { toys in
            try await plan(toys)
            try toys.write("one: { shelf: { word: b }, probe: {} }\nnew: { shelf: {}, probe: {} }")
            let up = try await toys.recua.run("up", "today.plan")
            #expect(up.status == .exited(5))
            #expect(up.errorOutput.contains("[plan.moved]"))
            #expect(up.errorOutput.contains("note: the stack `new` is new"))
            #expect(up.errorOutput.contains("note: one/shelf: section shelf.word: \"a\" → \"b\""), "\(up.errorOutput)")
            #expect(!Files.exists(toys.scratch.path(".recua/ledger.db")))
        }
    }

    @Test func `a plugin whose program changed by a byte is another`() async throws {
        try await withToys { toys in
            try await plan(toys)
            let program = try Files.readText(toys.scratch.path("toy.py"))
            try toys.scratch.write(program + "\n#", to: "toy.py", mode: 0o755)
            let up = try await toys.recua.run("up", "today.plan")
            #expect(up.status == .exited(5) && up.errorOutput.contains("one/shelf: plugin program: sha256:"))
        }
    }

    @Test func `a plan that is refused promises nothing first`() async throws {
        try await withToys { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            try toys.write("one: { shelf: { word: b }, probe: {} }")
            try await plan(toys)
            let program = try Files.readText(toys.scratch.path("toy.py"))
            try toys.scratch.write(program + "\n#", to: "toy.py", mode: 0o755)
            let up = try await toys.recua.run("up", "today.plan")
            #expect(up.status == .exited(5) && up.errorOutput.contains("[plan.moved]"), "\(up.errorOutput)")
            #expect(!up.errorOutput.contains("run again"), "\(up.errorOutput)")
            #expect(try await toys.recua.run("up").errorOutput.contains("its steps run again"))
        }
    }

    @Test func `the choices of the plan are kept, and cannot be made again`() async throws {
        try await withToys { toys in
            try await plan(toys, "--set", "shelf.word=chosen")
            let other = try await toys.recua.run("up", "today.plan", "--set", "shelf.word=other")
            #expect(other.status == .exited(2) && other.errorOutput.contains("[usage.plan]"))
            #expect(try await toys.recua.run("up", "today.plan", "one").errorOutput.contains("[usage.plan]"))
            #expect(try await toys.recua.run("up", "today.plan").status == .exited(0))
            let why = try await toys.recua.run("why")
            #expect(why.output.contains("shelf.word: \"chosen\" → \"a\""), "\(why.output)")
        }
    }

    @Test func `a kept plan is carried out from any folder, another project's too`() async throws {
        try await withToys { toys in
            try await plan(toys)
            try toys.scratch.write("recua: 1\nproject: other\nstacks: {}\n", to: "other/recua.yaml")
            var up = toys.recua.command("up", "../today.plan")
            up.folder = toys.scratch.path("other")
            let done = try await up.run()
            let place = toys.scratch.path("recua.yaml")
            #expect(done.status == .exited(0), "\(done.errorOutput)")
            let told = "../today.plan is carried out with the manifest that it was made with: \(place)\n"
            #expect(done.errorOutput.hasPrefix(told), "\(done.errorOutput)")
            #expect(try await toys.recua.json("status", "--json")["stacks"]?[0]?["state"] == "up")
            #expect(!Files.exists(toys.scratch.path("other/.recua")))
            let again = try await up.run()
            #expect(again.errorOutput.contains("look again: recua plan -f \(place) --out ../today.plan"))
        }
    }

    @Test func `in a copy of its project a kept plan is the copy's, and the other one is left alone`() async throws {
        try await withToys { toys in
            try await plan(toys)
            try Files.createFolder(toys.scratch.path("copy/plans"))
            for file in ["recua.yaml", "toy.py", "today.plan"] {
                let text = try Files.readText(toys.scratch.path(file))
                try toys.scratch.write(text, to: "copy/\(file == "today.plan" ? "plans/" : "")\(file)", mode: 0o755)
            }
            let copy = RecuaBinary(in: toys.scratch.path("copy"))
            let manifest = try Files.readText(toys.scratch.path("recua.yaml"))
            try toys.scratch.write("stacks: [", to: "copy/recua.yaml")
            let broken = try await copy.run("up", "plans/today.plan")
            #expect(broken.status == .exited(2) && broken.errorOutput.contains("recua.yaml:1:"), "\(broken)")
            try toys.scratch.write(manifest, to: "copy/recua.yaml")
            let done = try await copy.run("up", "plans/today.plan")
            #expect(done.status == .exited(0) && !done.errorOutput.contains("made with"), "\(done.errorOutput)")
            #expect(!Files.exists(toys.scratch.path(".recua/ledger.db")))
            #expect(try await copy.json("status", "--json")["stacks"]?[0]?["state"] == "up")
        }
    }

    @Test func `beside another manifest of its project a kept plan is still of the one it was made with`() async throws
    {
        try await withToys { toys in
            try await plan(toys)
            try toys.scratch.write(Files.readText(toys.scratch.path("recua.yaml")), to: "other/recua.yaml")
            var up = toys.recua.command("up", "../today.plan")
            up.folder = toys.scratch.path("other")
            let done = try await up.run()
            #expect(done.status == .exited(0) && done.errorOutput.contains("it was made with"), "\(done.errorOutput)")
            #expect(Files.exists(toys.scratch.path(".recua/ledger.db")))
            #expect(!Files.exists(toys.scratch.path("other/.recua")))
        }
    }

    @Test func `where its manifest is not there a kept plan takes what has its place, or says what is missing`()
        async throws
    {
        try await withToys { toys in
            try await plan(toys)
            try Files.createFolder(toys.scratch.path("copy"))
            for file in ["recua.yaml", "toy.py", "today.plan"] {
                try Files.move(toys.scratch.path(file), to: toys.scratch.path("copy/\(file)"))
            }
            var up = toys.recua.command("up", "copy/today.plan")
            let lost = try await up.run()
            #expect(lost.status == .exited(2) && lost.errorOutput.contains("[plan.manifest]"), "\(lost.errorOutput)")
            #expect(lost.errorOutput.contains("is not there: `\(toys.scratch.path("recua.yaml"))`"))
            up = toys.recua.command("up", "today.plan")
            up.folder = toys.scratch.path("copy")
            let done = try await up.run()
            #expect(done.status == .exited(0), "\(done.errorOutput)")
        }
    }

    @Test func `a plan that does not say yet where its manifest lies is carried out where it was made`() async throws {
        try await withToys { toys in
            try await plan(toys)
            var kept = try JSON(parsing: Files.readText(toys.scratch.path("today.plan")))
            var choice = try #require(kept["choice"])
            #expect(choice["place"] == .string(toys.scratch.path("recua.yaml")))
            choice["place"] = nil
            kept["choice"] = choice
            try toys.scratch.write(kept.text(), to: "today.plan")
            var up = toys.recua.command("up", toys.scratch.path("today.plan"))
            up.folder = "/"
            let lost = try await up.run()
            #expect(lost.status == .exited(2) && lost.errorOutput.contains("[plan.manifest]"), "\(lost.errorOutput)")
            #expect(lost.errorOutput.contains("help: go to the folder in which it was made, or plan again"))
            #expect(try await toys.recua.run("up", "today.plan").status == .exited(0))
        }
    }

    @Test func `a file that is no plan, one that is not there, and one without a dot are told so`() async throws {
        try await withToys { toys in
            try toys.scratch.write("garbage", to: "today.plan")
            let garbage = try await toys.recua.run("up", "today.plan")
            #expect(garbage.status == .exited(2) && garbage.errorOutput.contains("[plan.unreadable]"))
            let manifest = try await toys.recua.run("up", "recua.yaml")
            #expect(manifest.status == .exited(2) && manifest.errorOutput.contains("[plan.unreadable]"))
            let missing = try await toys.recua.run("up", "none.plan")
            #expect(missing.status == .exited(2) && missing.errorOutput.contains("[plan.missing]"))
            let plan = try await toys.recua.run("plan", "--out", "today")
            #expect(plan.errorOutput.contains("`recua up ./today` does exactly this"))
            #expect(try await toys.recua.run("up", "./today").status == .exited(0))
        }
    }
}
