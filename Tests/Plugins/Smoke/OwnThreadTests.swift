import Dispatch
import Testing

@testable import RecuaSmoke

struct OwnThreadTests {
    @Test func `as many wait at once as there are, however few threads the tasks share`() async {
        let count = 64
        let isLast = DispatchSemaphore(value: 0)
        await withTaskGroup(of: Int.self) { group in
            for number in 0..<count {
                group.addTask {
                    await OwnThread.value {
                        if number == count - 1 {
                            for _ in 1..<count { isLast.signal() }
                        } else {
                            isLast.wait()
                        }
                        return number
                    }
                }
            }
            let numbers = await group.reduce(into: Set<Int>()) { $0.insert($1) }
            #expect(numbers == Set(0..<count))
        }
    }
}
