import RecuaTestSupport
import Synchronization
import Testing

@testable import RecuaCore

/// Counts how often two of its kind are compared.
private struct Counted: Comparable {
    let value: Int
    let comparisons: Tally

    final class Tally: Sendable {
        private let count = Mutex(0)

        var all: Int { count.withLock { $0 } }

        func add() { count.withLock { $0 += 1 } }
    }

    static func == (lhs: Counted, rhs: Counted) -> Bool { lhs.value == rhs.value }

    static func < (lhs: Counted, rhs: Counted) -> Bool {
        lhs.comparisons.add()
        return lhs.value < rhs.value
    }
}

struct HeapTests {
    @Test func `what goes in comes out in order, the same value as often as it went in`() {
        var random = SplitMix64(seed: 1)
        for count in 0..<200 {
            var (heap, values) = (Heap<Int>(), [Int]())
            for _ in 0..<count {
                let value = Int.random(in: 0..<max(1, count / 2), using: &random)
                heap.insert(value)
                values.append(value)
                #expect(heap.first == values.min())
            }
            var sorted: [Int] = []
            while let value = heap.removeFirst() { sorted.append(value) }
            #expect(sorted == values.sorted() && heap.first == nil)
        }
    }

    /// Of n elements, each is compared twice a level on its way down and once on its way up: 3n log₂ n at most.
    @Test(arguments: [1_000, 10_000, 50_000], ["rising", "falling", "random"])
    func `the work grows with n log n, in whatever order the steps of so many stacks become ready`(
        count: Int, order: String
    ) {
        let tally = Counted.Tally()
        var random = SplitMix64(seed: 2)
        var heap = Heap<Counted>()
        let rising = Array(0..<count)
        let values =
            order == "rising" ? rising : order == "falling" ? rising.reversed() : rising.shuffled(using: &random)
        for value in values { heap.insert(Counted(value: value, comparisons: tally)) }
        while heap.removeFirst() != nil {}
        let levels = Int.bitWidth - count.leadingZeroBitCount
        #expect(tally.all <= 3 * count * levels)
    }
}
