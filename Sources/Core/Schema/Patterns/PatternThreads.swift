/// The places of a ``PatternProgram`` that have been reached by what was read of the text, each of them once.
struct PatternThreads {
    private let instructions: [PatternProgram.Instruction]
    /// Where a character, or the end of all, is expected.
    private(set) var places: [Int] = []
    /// The round in which a place was reached last.
    private var reached: [Int]
    private var round = 1
    private var open: [Int] = []

    init(_ program: PatternProgram) {
        instructions = program.instructions
        reached = Array(repeating: 0, count: instructions.count)
    }

    mutating func clear() {
        places.removeAll(keepingCapacity: true)
        round += 1
    }

    /// Adds a place, and all that lead on from there without a character.
    mutating func start(at place: Int, isStart: Bool, isEnd: Bool) {
        open.append(place)
        while let place = open.popLast() {
            if reached[place] == round { continue }
            reached[place] = round
            switch instructions[place] {
            case .scalar, .matched: places.append(place)
            case .jump(let next): open.append(next)
            case .split(let one, let other): open += [one, other]
            case .start: if isStart { open.append(place + 1) }
            case .end: if isEnd { open.append(place + 1) }
            }
        }
    }
}
