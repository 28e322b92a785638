internal import Dispatch
internal import Glibc
internal import Synchronization

/// Many stacks are planned on several processors: what is planned of one says nothing of another.
extension Planner {
    /// Stacks that are worth a processor of their own.
    private static let share = 100
    private static let processors = min(4, max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))

    /// What `body` makes of each share of the stacks, in their order.
    func inShares<Value: Sendable>(
        _ stacks: [Stack], _ body: @Sendable (ArraySlice<Stack>) -> Value
    ) -> [Value] {
        let count = min(Self.processors, stacks.count / Self.share)
        guard count > 1 else { return [body(stacks[...])] }
        let values = Mutex<[Int: Value]>([:])
        // Threads that are lent know nothing of the task.
        let trace = Trace.current
        DispatchQueue.concurrentPerform(iterations: count) { number in
            let share = stacks[stacks.count * number / count..<stacks.count * (number + 1) / count]
            let value = Trace.$current.withValue(trace) { body(share) }
            values.withLock { $0[number] = value }
        }
        return values.withLock { values in (0..<count).compactMap { values[$0] } }
    }
}
