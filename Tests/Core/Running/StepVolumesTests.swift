import Testing

@testable import RecuaCore

/// How much of what a step says its readers are told.
@Suite struct StepVolumesTests {
    private let name = Event.StepName(stack: "a", plugin: "local", kind: "deployment")

    @Test func `beyond sixteen MiB one message says so, and nothing follows`() {
        let volumes = StepVolumes()
        let message = String(repeating: "x", count: 1 << 20)
        let verdicts = (0..<20).map { _ in volumes.take(message, of: name) }
        #expect(verdicts.filter { $0 == .told }.count == 15)
        #expect(verdicts[15] == .overflows && verdicts[16...].allSatisfy { $0 == .dropped })
    }

    @Test func `many short messages count with what stands around each`() {
        let volumes = StepVolumes()
        var count = 0
        while volumes.take("x", of: name) == .told { count += 1 }
        #expect(count == StepVolumes.limit / 257)
        #expect(volumes.take("x", of: Event.StepName(stack: "b", plugin: "local", kind: "deployment")) == .told)
    }
}
