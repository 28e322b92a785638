import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// The exit status is an interface: scripts branch on it.
@Suite struct ExitStatusTests {
    @Test func `0 when all is done, and when there is nothing to do`() async throws {
        try await withToys { toys in
            let first = try await toys.recua.run("up")
            #expect(first.status == .exited(0), "\(first.errorOutput)")
            #expect(first.output.contains("1 stack done in "))
            let second = try await toys.recua.run("up")
            #expect(second.status == .exited(0))
            #expect(second.output.contains("1 stack up to date"))
        }
    }

    @Test func `1 when every stack failed`() async throws {
        try await withToys("one: { shelf: { error: toy.broken }, probe: {} }") { toys in
            let run = try await toys.recua.run("up")
            #expect(run.status == .exited(1))
            #expect(run.errorOutput.contains("error: the toy is broken  [toy.broken]"))
            #expect(run.errorOutput.contains("1 of 1 stack failed: one"))
        }
    }

    @Test(arguments: [
        "one: { shelf: { wrod: a }, probe: {} }", "one: { shelf: [ }", "one: { shelf: { refuses: No }, probe: {} }",
    ])
    func `2 for a mistake in the manifest`(stacks: String) async throws {
        try await withToys(stacks) { toys in
            let run = try await toys.recua.run("up")
            #expect(run.status == .exited(2), "\(run.errorOutput)")
            #expect(run.errorOutput.contains("recua.yaml:8:"), "\(run.errorOutput)")
            #expect(run.output.isEmpty)
        }
    }

    @Test(arguments: ["error: aws.credentials.missing", "error: shelf.locked-out, class: auth"])
    func `3 when the credentials are missing, also with a code of the plugin's own`(failure: String) async throws {
        try await withToys("one: { shelf: { \(failure) }, probe: {} }") { toys in
            let run = try await toys.recua.run("up")
            #expect(run.status == .exited(3), "\(run.errorOutput)")
        }
    }

    @Test func `4 when some stacks failed, whose failure stops no other`() async throws {
        try await withToys("one: { shelf: { error: toy.broken }, probe: {} }\ntwo: { shelf: {}, probe: {} }") { toys in
            let run = try await toys.recua.run("up")
            #expect(run.status == .exited(4))
            #expect(run.output.contains("http://127.0.0.1:9/two"))
            #expect(run.errorOutput.contains("1 of 2 stacks failed: one"))
            #expect(run.errorOutput.contains("one/probe  not run: shelf did not finish"))
        }
    }

    @Test func `1 when one stack failed and the others were never begun, of which none is said to have failed`()
        async throws
    {
        try await withToys("one: { shelf: { error: toy.broken }, probe: {} }\ntwo: { shelf: {}, probe: {} }") { toys in
            let run = try await toys.recua.run("up", "--fail-fast", "--jobs", "1")
            #expect(run.status == .exited(1))
            let end = "\n1 of 2 stacks failed: one; 1 not finished; the same command goes on from here\n"
            #expect(run.errorOutput.hasSuffix(end), "\(run.errorOutput)")
        }
    }

    @Test func `4 when the first failure has stopped a run that would have found the other stacks up to date`()
        async throws
    {
        let others = "two: { shelf: {}, probe: {} }\nthree: { shelf: {}, probe: {} }"
        try await withToys("one: { shelf: {}, probe: {} }\n\(others)") { toys in
            #expect(try await toys.recua.run("up").status == .exited(0))
            try toys.write("one: { shelf: { error: toy.broken }, probe: {} }\n\(others)")
            let run = try await toys.recua.run("up", "--fail-fast", "--jobs", "1", "--events", "events.jsonl")
            #expect(run.status == .exited(4), "\(run.errorOutput)")
            let end = "\n1 of 3 stacks failed: one; the same command goes on from here\n"
            #expect(run.errorOutput.hasSuffix(end), "\(run.errorOutput)")
            let lines = try Files.readText(toys.scratch.path("events.jsonl"))
            #expect(lines.contains(#""steps":{"blocked":1,"failed":1,"fresh":4}"#), "\(lines)")
            #expect(try await EventSchema.complaints(lines) == "", "\(lines)")
        }
    }

    @Test func `7 while another recua works on the project, and --wait waits for it`() async throws {
        try await withToys("one: { shelf: { waits: true }, probe: {} }") { toys in
            let first = try await toys.whileRunning("up") { _ in
                try await toys.started()
                let second = try await toys.recua.run("up")
                #expect(second.status == .exited(7))
                #expect(second.errorOutput.contains("the project is in use by `recua up`"), "\(second.errorOutput)")
                #expect(second.errorOutput.contains("--wait"))
                async let third = toys.recua.run("up", "--wait")
                try toys.letGo()
                #expect(try await third.status == .exited(0))
            }
            #expect(first.status == .exited(0))
        }
    }

    @Test func `10 when a smoke test failed`() async throws {
        try await withToys("one: { shelf: {}, probe: { error: smoke.failed } }\ntwo: { shelf: {}, probe: {} }") {
            toys in
            let run = try await toys.recua.run("up")
            #expect(run.status == .exited(10), "\(run.errorOutput)")
        }
    }

    @Test func `11 when plan finds changes and is asked for them`() async throws {
        try await withToys { toys in
            let unasked = try await toys.recua.run("plan")
            #expect(unasked.status == .exited(0))
            let asked = try await toys.recua.run("plan", "--exit-code")
            #expect(asked.status == .exited(11))
            #expect(try await toys.recua.run("up").status == .exited(0))
            #expect(try await toys.recua.run("plan", "--exit-code").status == .exited(0))
        }
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func `130 when it was asked to stop`(signal: Int32) async throws {
        try await withToys("one: { shelf: { waits: true }, probe: {} }\ntwo: { shelf: {}, probe: {} }") { toys in
            let run = try await toys.whileRunning("up", "--events", "events.jsonl") { running in
                try await toys.started()
                running.signal(signal)
            }
            #expect(run.status == .exited(130), "\(run.errorOutput)")
            #expect(run.errorOutput.contains("stopping: "))
            #expect(run.errorOutput.contains("one/shelf  cancelled"), "\(run.errorOutput)")
            #expect(run.errorOutput.contains("the same command goes on from here"))
            try toys.letGo()
            #expect(try await toys.recua.run("up").status == .exited(0))
        }
    }

    @Test func `the second Ctrl-C leaves at once`() async throws {
        try await withToys("one: { shelf: { waits: true, isDeaf: true }, probe: {} }") { toys in
            let run = try await toys.whileRunning("up", "--events", "events.jsonl") { running in
                try await toys.started()
                running.signal(SIGINT)
                try await running.tells("stopping: ")
                running.signal(SIGINT)
            }
            #expect(run.status == .exited(130))
            let events = try Files.readText(toys.scratch.path("events.jsonl"))
            #expect(!events.contains("run.finished"), "it waited for the toy")
            try toys.letGo()
        }
    }
}
