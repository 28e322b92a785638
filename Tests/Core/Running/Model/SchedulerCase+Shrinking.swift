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
            + simplified { $0.limits = Limits(jobs: 1) } + withoutANeed + withoutAFailure
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
                    let needs = smaller.stacks[place.stack][later].needs.filter { $0 != place.step }
                    smaller.stacks[place.stack][later].needs = needs.map { $0 > place.step ? $0 - 1 : $0 }
                }
            }
        }
    }

    private var withoutANeed: [SchedulerCase] {
        places.flatMap { place in
            stacks[place.stack][place.step].needs.indices.flatMap { need in
                simplified { $0.stacks[place.stack][place.step].needs.remove(at: need) }
            }
        }
    }

    private var withoutAFailure: [SchedulerCase] {
        places.flatMap { place in simplified { $0.stacks[place.stack][place.step].ending = .done } }
    }

    /// Every step, by its place.
    var places: [Scheduler.Index] {
        stacks.indices.flatMap { stack in stacks[stack].indices.map { .init(stack: stack, step: $0) } }
    }
}
