/// A regular expression as a machine that is in several places at once (Thompson, 1968): each character of the text is
/// looked at once for each place, so that no text takes longer than its length times ``size``.
struct PatternProgram: Sendable, Hashable {
    enum Instruction: Sendable, Hashable {
        /// Goes on after one of these characters.
        case scalar(ScalarSet)
        /// Goes on in both places.
        case split(Int, Int)
        case jump(Int)
        /// Goes on where the text begins.
        case start
        /// Goes on where the text ends.
        case end
        /// All has matched.
        case matched
    }

    /// So many instructions a pattern may be made of.
    static let size = 4_000

    private(set) var instructions: [Instruction] = []
    /// Parts that were looked at; one that makes no instruction can still be repeated often.
    private var visits = 0

    /// - Throws: ``PatternMistake`` when it would be larger than ``size``.
    init(_ pattern: PatternNode) throws {
        try add(pattern)
        instructions.append(.matched)
    }

    /// Where it is when all has matched.
    var end: Int { instructions.count - 1 }

    func accepts(_ scalar: Unicode.Scalar, at place: Int) -> Bool {
        if case .scalar(let set) = instructions[place] { set.contains(scalar) } else { false }
    }

    private mutating func add(_ node: PatternNode) throws {
        visits += 1
        guard instructions.count <= Self.size, visits <= 4 * Self.size else {
            throw PatternMistake("it is too large, once what it counts is written out")
        }
        switch node {
        case .scalar(let set): instructions.append(.scalar(set))
        case .start: instructions.append(.start)
        case .end: instructions.append(.end)
        case .sequence(let nodes): for node in nodes { try add(node) }
        case .choice(let nodes): try add(choice: nodes[...])
        case .repetition(let node, let least, let most): try add(node, least, most)
        }
    }

    private mutating func add(choice nodes: ArraySlice<PatternNode>) throws {
        var jumps: [Int] = []
        for node in nodes.dropLast() {
            let split = reserve()
            try add(node)
            jumps.append(reserve())
            instructions[split] = .split(split + 1, instructions.count)
        }
        if let last = nodes.last { try add(last) }
        for jump in jumps { instructions[jump] = .jump(instructions.count) }
    }

    private mutating func add(_ node: PatternNode, _ least: Int, _ most: Int?) throws {
        for _ in 0..<least { try add(node) }
        guard let most else {
            let split = reserve()
            try add(node)
            instructions.append(.jump(split))
            return instructions[split] = .split(split + 1, instructions.count)
        }
        var splits: [Int] = []
        for _ in least..<most {
            splits.append(reserve())
            try add(node)
        }
        for split in splits { instructions[split] = .split(split + 1, instructions.count) }
    }

    /// A place whose instruction follows when it is known where it leads.
    private mutating func reserve() -> Int {
        instructions.append(.jump(0))
        return instructions.count - 1
    }
}
