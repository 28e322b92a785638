import Glibc
import RecuaCore
import Synchronization
import Testing

@testable import RecuaOCI

struct PushProgressTests {
    @Test func `sums are told in the order in which they were true, however long telling one takes`() async {
        for _ in 0..<50 {
            let told = Mutex<[Int64]>([])
            let progress = PushProgress(total: 2) { done, _ in
                // Time enough for the other one to come first.
                if done == 1 { for _ in 0..<1000 { sched_yield() } }
                told.withLock { $0.append(done) }
            }
            await withTaskGroup(of: Void.self) { group in
                for blob in ["one", "two"] { group.addTask { progress.set(Digest(of: blob), 1) } }
            }
            #expect(told.withLock { $0 } == [1, 2])
        }
    }
}
