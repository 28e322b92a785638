import Testing

@testable import RecuaTransfer

struct ExtentsTests {
    @Test func `random stretches give what a list of bytes gives`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var extents = Extents()
            var bytes = [Bool](repeating: false, count: 60)
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                let start = Int.random(in: 0..<60, using: &random)
                let end = Int.random(in: start...60, using: &random)
                extents.insert(Int64(start)..<Int64(end))
                for index in start..<end { bytes[index] = true }
            }
            #expect(extents.count == bytes.count { $0 })
            #expect(extents.frontier == bytes.prefix { $0 }.count)
            let gap = extents.firstGap(upTo: 60)
            #expect(gap.map { Int($0.lowerBound) } == bytes.firstIndex(of: false))
            if let gap { #expect(bytes[Int(gap.lowerBound)..<Int(gap.upperBound)].allSatisfy { !$0 }) }
            #expect(zip(extents.ranges, extents.ranges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
        }
    }

    @Test func `all parts are dealt out once, the first ones first, and smaller towards the end`() {
        let total: Int64 = 3 << 30
        var present = Extents()
        present.insert(100..<5_000_000)
        let queue = PieceQueue(total: total, present: present, sizes: PartSizes())
        var pieces: [Range<Int64>] = []
        while let piece = queue.next(among: 8) { pieces.append(piece) }
        #expect(pieces.first == 0..<100)
        #expect(zip(pieces, pieces.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
        #expect(pieces.reduce(0) { $0 + Int64($1.count) } == total - 4_999_900)
        #expect(pieces[1].count == 64 << 20)
        #expect(pieces.last.map { $0.count <= 2 << 20 } == true)
        #expect(queue.isEmpty)
    }

    @Test func `what somebody gives back of a part is dealt out next`() {
        let queue = PieceQueue(total: 100, present: Extents(), sizes: PartSizes(first: 10, smallest: 10, largest: 10))
        let pieces = (0..<10).compactMap { _ in queue.next(among: 1) }
        #expect(pieces.count == 10)
        #expect(queue.isEmpty)
        queue.giveBack(73..<80)
        queue.giveBack(25..<30)
        queue.giveBack(40..<40)
        #expect(!queue.isEmpty)
        #expect(queue.next(among: 1) == 25..<30)
        #expect(queue.next(among: 1) == 73..<80)
        #expect(queue.next(among: 1) == nil)
        #expect(queue.isEmpty)
    }

    @Test func `a rate holds for all who share it`() async throws {
        let start = ContinuousClock.now
        let slept = Sleeps()
        let limit = RateLimit(bytesPerSecond: 1000, now: { start }, sleep: slept.sleep)
        for _ in 0..<3 { try await limit.take(500) }
        #expect(slept.all == [.milliseconds(500), .seconds(1)])
    }
}
