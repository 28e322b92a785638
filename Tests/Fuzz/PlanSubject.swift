@testable import RecuaCore

enum PlanSubject {
    static func test(_ bytes: [UInt8]) {
        let path = "\(ScratchPlace.path)/kept.plan"
        guard (try? Files.write(bytes, to: path)) != nil else { return }
        guard let plan = Laws.attempt({ try SavedPlan.read(path, name: "kept.plan") }) else { return }
        Laws.expect(plan.differences(to: plan).isEmpty, "a plan does not differ from itself")
        var other = plan
        other.stacks = other.stacks.reversed()
        Laws.attempt { try plan.check(other, name: "kept.plan") }
    }
}
