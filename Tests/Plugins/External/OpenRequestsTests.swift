import RecuaCore
import Testing

@testable import RecuaExternal

@Suite struct OpenRequestsTests {
    @Test func `what the program could not be told of may be asked of another, and is no crash`() async {
        let requests = OpenRequests()
        let id = requests.newID()
        await #expect(throws: NeverAsked.self) {
            _ = try await withCheckedThrowingContinuation { continuation in
                #expect(requests.add(id, continuation, .nobody))
                requests.keepUnsent(id)
                #expect(!requests.end(with: Diagnostic("plugin.crashed", "gone")))
            }
        }
    }
}
