import Glibc
import RecuaProcess
import RecuaTestSupport
import Testing

/// The system refuses what a `down` writes.
@Suite(.serialized) struct RemovalFaultTests {
    @Test(arguments: [true, false])
    func `a down that cannot write destroys nothing without a trace, and up brings all back`(isForGood: Bool)
        async throws
    {
        try await withCrashScene { scene in
            try await scene.complete("up")
            try scene.forget()
            var ended = 0
            for number in stride(from: 1, through: 200, by: TortureSize.choose(9, large: 1)) {
                let fault = Fault(number: number, reason: ENOSPC, isForGood: isForGood)
                let comment = "a full disk from change \(number) on"
                try await withScratchFolder { folder in
                    let copy = try scene.copied(to: folder)
                    if try await refused(copy, fault).succeeded { ended += 1 }
                    try await copy.examine(comment)
                    try await copy.complete("up", comment)
                    try await copy.examineUp(comment, hasBackup: false) { $0.last == "create" }
                }
            }
            #expect(ended < 20, "nothing was refused")
        }
    }

    private func refused(_ scene: CrashScene, _ fault: Fault) async throws -> Finished {
        try await withScratchFolder { tools in
            let environment = try await Faults.environment(for: scene.state, tools: tools, refusing: fault)
            return try await scene.command("down", environment: environment).run()
        }
    }
}
