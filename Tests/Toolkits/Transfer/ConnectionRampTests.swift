import Testing

@testable import RecuaTransfer

struct ConnectionRampTests {
    /// The numbers of connections after each look.
    private func counts(
        _ ramp: inout ConnectionRamp, _ looks: [(Int64, ConnectionRamp.Trouble?)]
    ) -> [Int] {
        looks.map { bytes, trouble in
            ramp.look(received: bytes, trouble)
            return ramp.count
        }
    }

    /// A ramp that has reached `limit`, with as many bytes as connections.
    private func raised(to limit: Int) -> ConnectionRamp {
        var ramp = ConnectionRamp(limit: limit)
        while ramp.count < limit { ramp.look(received: Int64(ramp.count) * 10) }
        return ramp
    }

    @Test func `connections are added as long as they bring more`() {
        var ramp = ConnectionRamp(limit: 16)
        #expect(ramp.count == 2)
        #expect(counts(&ramp, [10, 10, 20, 20, 40, 40, 80, 80].map { ($0, nil) }) == [2, 4, 4, 8, 8, 16, 16, 16])
        var flat = ConnectionRamp(limit: 16)
        #expect(counts(&flat, (0..<8).map { _ in (50, nil) }) == [2, 4, 4, 4, 4, 4, 4, 4])
        #expect(ConnectionRamp(limit: 1).count == 1)
        #expect(ConnectionRamp(limit: 0).count == 1)
    }

    @Test func `after a broken connection there are no more, and no fewer`() {
        var ramp = ConnectionRamp(limit: 16)
        #expect(
            counts(&ramp, [(10, nil), (10, nil), (20, .broken), (20, .broken), (90, nil), (90, nil)])
                == [2, 4, 4, 4, 4, 4])
    }

    @Test func `a server that asks for rest gets half at once, and never again as many`() {
        var ramp = raised(to: 16)
        #expect(counts(&ramp, [(100, .rest)]) == [8])
        // Twelve are three quarters of sixteen.
        #expect(counts(&ramp, [(80, nil), (80, nil), (120, nil), (120, nil), (120, nil)]) == [8, 12, 12, 12, 12])
        #expect(counts(&ramp, [(120, .rest)]) == [6])
        #expect(counts(&ramp, [(60, nil), (60, nil), (90, nil), (90, nil)]) == [6, 9, 9, 9])
    }

    @Test func `one burst of refusals counts once, and refusals that go on count again`() {
        var ramp = raised(to: 16)
        #expect(counts(&ramp, (0..<7).map { _ in (0, .rest) }) == [8, 8, 8, 4, 4, 4, 2])
        #expect(counts(&ramp, (0..<12).map { _ in (0, .rest) }).last == 1)
    }

    @Test func `a number that was settled is lowered all the same, and grows again only where that helps`() {
        var ramp = ConnectionRamp(limit: 16)
        _ = counts(&ramp, (0..<8).map { _ in (50, nil) })
        #expect(ramp.count == 4)
        #expect(counts(&ramp, [(50, .rest), (50, nil), (50, nil), (50, nil), (50, nil)]) == [2, 2, 3, 3, 3])
    }

    @Test func `a refusal of two leaves one for a while, and one of one leaves one for good`() {
        var ramp = ConnectionRamp(limit: 16)
        #expect(counts(&ramp, [(10, .rest), (10, nil), (10, nil), (20, nil), (20, nil)]) == [1, 1, 2, 2, 2])
        ramp = ConnectionRamp(limit: 16)
        _ = counts(&ramp, [(10, .rest), (0, .rest), (0, .rest)])
        #expect(counts(&ramp, [(0, .rest)] + (0..<5).map { _ in (10, nil) }) == [1, 1, 1, 1, 1, 1])
    }

    @Test func `who is one too many leaves, and the last one stays`() {
        let crew = Crew(3)
        #expect((0..<4).map { _ in crew.join() } == [true, true, true, false])
        #expect(!crew.leavesAsSurplus())
        crew.want(1)
        #expect((0..<3).map { _ in crew.leavesAsSurplus() } == [true, true, false])
        crew.want(0)
        #expect(!crew.leavesAsSurplus())
        crew.leave()
        crew.want(1)
        #expect(crew.join())
    }
}
