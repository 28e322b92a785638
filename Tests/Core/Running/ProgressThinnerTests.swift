import Testing

@testable import RecuaCore

struct ProgressThinnerTests {
    @Test func `each phase's start and end pass, and ten reports a second between them`() {
        var thinner = ProgressThinner()
        let start = ContinuousClock.now
        func lets(_ phase: String, _ done: Int64, _ milliseconds: Int) -> Bool {
            thinner.lets(phase, done: done, total: 100, at: start + .milliseconds(milliseconds))
        }
        #expect(lets("get", 0, 0) && !lets("get", 1, 99) && lets("get", 2, 100) && !lets("get", 3, 199))
        #expect(lets("get", 100, 199) && lets("check", 0, 199) && !lets("check", 1, 200) && lets("check", 2, 299))
    }
}
