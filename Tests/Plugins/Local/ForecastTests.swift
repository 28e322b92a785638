import Glibc
import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaLocal

@Suite struct ForecastTests {
    private func forecast(_ local: JSON, in folder: ScratchFolder, prior: Deployment? = nil) async throws -> [Forecast]
    {
        try await LocalPlugin().provider.forecast(
            .testing(
                ["local": local, "function": [:]], in: folder, prior: try prior.map { try JSON(encoding: $0) }))
    }

    @Test func `a server is started, restarted, or moved to another port`() async throws {
        try await withScratchFolder { folder async throws in
            let new = try await forecast([:], in: folder)
            #expect(new == [Forecast(.create, "start a server on this machine")])
            let fixed = try await forecast(["port": 8080], in: folder)
            #expect(fixed.map(\.text) == ["start a server on this machine, at port 8080"])
            let running = Deployment.testing(process: Deployment.Process(pid: getpid()))
            let restart = [Forecast(.update, "restart the server at http://127.0.0.1:15281")]
            #expect(try await forecast([:], in: folder, prior: running) == restart)
            #expect(try await forecast(["port": 15281], in: folder, prior: running) == restart)
            #expect(
                try await forecast(["port": 8080], in: folder, prior: running) == [
                    Forecast(.replace, "start the server anew at port 8080; http://127.0.0.1:15281 goes")
                ])
            let gone = Deployment.testing(process: .init(pid: getpid(), started: 1, boot: "an earlier boot"))
            #expect(
                try await forecast([:], in: folder, prior: gone) == [
                    Forecast(.update, "start the server again at http://127.0.0.1:15281")
                ])
        }
    }
}
