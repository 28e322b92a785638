import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaSmoke

@Suite struct ForecastTests {
    @Test(
        arguments: [
            ([:], "test it with the standard cases"), (["smoke": [["chat": "Hi"]]], "test it with 1 case"),
            (["smoke": ["cases": [["chat": "Hi"], ["chat": "Ho"]]]], "test it with 2 cases"),
        ] as [(JSON, String)])
    func `it says how many cases there are`(sections: JSON, text: String) async throws {
        try await withScratchFolder { folder in
            let found = try await SmokePlugin().provider.forecast(.testing(sections, in: folder))
            #expect(found == [Forecast(.run, text)])
        }
    }
}
