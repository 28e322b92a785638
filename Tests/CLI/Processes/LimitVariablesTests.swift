import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// What says how much of the line and of time downloads may take, and cannot be read.
@Suite struct LimitVariablesTests {
    @Test(arguments: [
        ("RECUA_LIMIT_RATE", "0"), ("RECUA_LIMIT_RATE", "banana"), ("RECUA_CONNECTIONS", "0"),
        ("RECUA_CONNECTIONS", "65"), ("RECUA_IDLE_TIMEOUT", "0s"), ("RECUA_DOWNLOAD_TIMEOUT", "soon"),
    ])
    func `a variable that says nothing is a mistake before anything runs, fetching or not`(
        name: String, value: String
    ) async throws {
        try await withToys(environment: [name: value]) { toys in
            for command in [["plan"], ["up"], ["lock"], ["adopt"], ["validate"], ["why"], ["smoke"]] {
                let run = try await toys.recua.command(command).run()
                #expect(run.status == .exited(2), "\(command): \(run.errorOutput)")
                #expect(run.errorOutput.hasPrefix("error: the variable `\(name)` is `\(value)`  [usage.variable]\n"))
            }
            #expect(!Files.exists(toys.scratch.path(".recua/ledger.db")))
            #expect(try await toys.recua.run("status").status == .exited(0))
        }
    }

    @Test(arguments: ["banana", "0", "", "20X", "99999999999G"])
    func `a rate that is none is a mistake, also where nothing is fetched`(rate: String) async throws {
        try await withToys { toys in
            for command in ["plan", "up"] {
                let run = try await toys.recua.run(command, "--limit-rate", rate)
                #expect(run.status == .exited(2) && run.output == "", "\(run.errorOutput)")
                #expect(run.errorOutput.contains("--limit-rate is `\(rate)`"), "\(run.errorOutput)")
            }
            #expect(!Files.exists(toys.scratch.path(".recua/ledger.db")))
        }
    }

    @Test func `the option counts before the variable`() async throws {
        try await withToys(environment: ["RECUA_LIMIT_RATE": "banana"]) { toys in
            let up = try await toys.recua.run("up", "--limit-rate", "20M")
            #expect(up.status == .exited(0), "\(up.errorOutput)")
        }
    }
}
