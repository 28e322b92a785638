import RecuaCore
import Synchronization
import Testing

@testable import RecuaOCI

struct PushProgressTests {
    @Test func `sums are told in the order in which they were true, whoever tells them`() async {
        let told = Mutex<[Int64]>([])
        let progress = PushProgress(total: 8000) { done, _ in told.withLock { $0.append(done) } }
        await withTaskGroup(of: Void.self) { group in
            for blob in 0..<8 {
                group.addTask {
                    for count in 1...1000 { progress.set(Digest(of: "\(blob)"), Int64(count)) }
                }
            }
        }
        #expect(told.withLock { $0 } == Array(1...8000))
    }
}
