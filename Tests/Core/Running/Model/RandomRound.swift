import RecuaTestSupport

@testable import RecuaCore

/// What comes to pass in one `up`, and what was edited before it.
struct RandomRound: Sendable {
    typealias Place = RandomProject.Place

    var failsFast = false
    /// The step that cancels the run, counted by when steps start; nil: none does.
    var cancelling: Int?
    /// The steps that fail.
    var failing: Set<Place> = []
    /// What is written for steps; 0 where nothing is said.
    var words: [Place: Int] = [:]

    func word(of place: Place) -> Int { words[place] ?? 0 }

    /// Some rounds as they come, each after the one before it, then two in which all is well.
    static func sequence(
        over places: [Place], editing isWritten: (Place) -> Bool, _ random: inout SplitMix64
    ) -> [RandomRound] {
        var rounds: [RandomRound] = []
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            var round = next(after: rounds.last ?? RandomRound(), over: places, &random)
            if random.oneIn(2) {
                for place in places where isWritten(place) && random.oneIn(4) {
                    round.words[place] = .random(in: 0...3, using: &random)
                }
            }
            rounds.append(round)
        }
        let calm = RandomRound(words: rounds.last?.words ?? [:])
        return rounds + [calm, calm]
    }

    private static func next(
        after last: RandomRound, over places: [Place], _ random: inout SplitMix64
    ) -> RandomRound {
        var round = last
        round.failsFast = random.oneIn(4)
        round.cancelling = random.oneIn(4) ? .random(in: 0...6, using: &random) : nil
        // The same failures again are told of once.
        if last.failing.isEmpty || random.oneIn(2) {
            let share = random.oneIn(4) ? 0 : 4
            round.failing = Set(places.filter { _ in share > 0 && random.oneIn(share) })
        }
        return round
    }
}
