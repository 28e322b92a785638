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

    @Test func `phases that follow each other without end come as seldom as all else`() {
        var thinner = ProgressThinner()
        let start = ContinuousClock.now
        let reports = (0..<10_000).filter { number in
            thinner.lets("phase \(number)", done: 1, total: 1, at: start + .milliseconds(number))
        }
        // Fifty at once, and one each tenth of a second: each of them makes room for one more.
        #expect(reports.prefix(51).last == 50 && reports.count < 300)
    }
}
