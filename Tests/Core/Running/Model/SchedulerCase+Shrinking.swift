@testable import RecuaCore

extension SchedulerCase {
    /// The smallest case, found one cut at a time, that is still as bad.
    func shrunk(while isBad: (SchedulerCase) -> Bool) -> SchedulerCase {
        var smallest = self
        while let smaller = smallest.smaller.first(where: { isBad($0) }) { smallest = smaller }
        return smallest
    }

    /// Every case that is this one with one thing less in it, the greatest cuts first. No cut undoes another, so that
    /// there is an end to them.
    private var smaller: [SchedulerCase] {
        withoutAStack + withoutAStep + simplified { $0.stopsAfter = nil } + simplified { $0.failsFast = false }
            + simplified { $0.order = 0 }
            + simplified { $0.limits = Limits(jobs: 1) } + withoutANeed + withoutAFailure + withoutAStandby
            + withoutATaking
    }

    private func simplified(_ change: (inout SchedulerCase) -> Void) -> [SchedulerCase] {
        var copy = self
        change(&copy)
        return copy == self ? [] : [copy]
    }

    private var withoutAStack: [SchedulerCase] {
        stacks.indices.flatMap { stack in simplified { $0.stacks.remove(at: stack) } }
    }

    private var withoutAStep: [SchedulerCase] {
        places.flatMap { place in
            simplified { smaller in
                smaller.stacks[place.stack].remove(at: place.step)
                for later in smaller.stacks[place.stack].indices {
                    smaller.stacks[place.stack][later].lose(place.step)
                }
            }
        }
    }

    private var withoutANeed: [SchedulerCase] {
        places.flatMap { place in
            stacks[place.stack][place.step].needs.indices.flatMap { need in
                simplified { $0.stacks[place.stack][place.step].loseNeed(at: need) }
            }
        }
    }

    private var withoutAFailure: [SchedulerCase] {
        places.flatMap { place in simplified { $0.stacks[place.stack][place.step].ending = .done } }
    }

    private var withoutAStandby: [SchedulerCase] {
        places.flatMap { place in simplified { $0.stacks[place.stack][place.step].standsBy = nil } }
    }

    private var withoutATaking: [SchedulerCase] {
        places.flatMap { place in
            let step = stacks[place.stack][place.step]
            return step.takes.sorted().filter { $0 != step.standsBy }.flatMap { taken in
                simplified { $0.stacks[place.stack][place.step].takes.remove(taken) }
            }
        }
    }

    /// Every step, by its place.
    var places: [Scheduler.Index] {
        stacks.indices.flatMap { stack in stacks[stack].indices.map { .init(stack: stack, step: $0) } }
    }
}

extension SchedulerCase.Step {
    /// An earlier step is gone, and those behind it have moved up.
    fileprivate mutating func lose(_ step: Int) {
        func moved(_ other: Int) -> Int { other > step ? other - 1 : other }
        needs = needs.filter { $0 != step }.map(moved)
        takes = Set(takes.subtracting([step]).map(moved))
        standsBy = standsBy.flatMap { $0 == step ? nil : moved($0) }
    }

    /// What it needs twice it still needs.
    fileprivate mutating func loseNeed(at place: Int) {
        let need = needs.remove(at: place)
        guard !needs.contains(need) else { return }
        takes.remove(need)
        if standsBy == need { standsBy = nil }
    }
}
