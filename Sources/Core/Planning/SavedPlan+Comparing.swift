extension SavedPlan {
    /// Differences that are named one by one; of the others it is said how many there are.
    private static let shown = 20

    /// Refuses a world that is not the one which was planned for.
    ///
    /// - Parameter name: the file of this plan, as the user wrote it.
    /// - Throws: ``Diagnostic`` `plan.moved` that names what differs.
    func check(_ now: SavedPlan, name: String) throws {
        let differences = differences(to: now)
        guard !differences.isEmpty else { return }
        let rest = differences.count - Self.shown
        let notes = differences.prefix(Self.shown) + (rest > 0 ? ["… and \(rest) more"] : [])
        throw Diagnostic(
            "plan.moved", "what `\(name)` was planned for is not as it was: nothing was done",
            help: "look again: \(command(for: name))", related: notes.map { Diagnostic.Related($0) })
    }

    /// The command that plans the same again, to be typed as it is. What `--set` set is no secret in a plan that is kept.
    private func command(for name: String) -> String {
        let options = [("-f", choice.file), ("--profile", choice.profile), ("--target", choice.target)]
        let words = options.flatMap { option, value in value.map { [option, $0] } ?? [] }
        let overrides = choice.overrides.flatMap { ["--set", $0] }
        var typed: [String] = ["recua", "plan"]
        typed += choice.stacks + words
        typed += overrides
        if choice.isRefreshed { typed.append("--refresh") }
        typed += ["--out", name]
        return typed.map { ShellWord.quoted($0) }.joined(separator: " ")
    }

    /// What is not as it was when this plan was made, a sentence each.
    func differences(to now: SavedPlan) -> [String] {
        guard recua == now.recua else { return ["it was made by recua \(recua), and this is \(now.recua)"] }
        guard project == now.project else { return ["it is of the project `\(project)`, and this is `\(now.project)`"] }
        let (old, new) = (byName, now.byName)
        let gone = stacks.filter { new[$0.name] == nil }.map { "the stack `\($0.name)` is not there any more" }
        let added = now.stacks.filter { old[$0.name] == nil }.map { "the stack `\($0.name)` is new" }
        return gone + added
            + stacks.flatMap { stack in new[stack.name].map { stack.differences(to: $0) } ?? [] }
    }

    private var byName: [String: Stack] { Dictionary(stacks.map { ($0.name, $0) }) { first, _ in first } }
}

extension SavedPlan.Stack {
    fileprivate func differences(to now: Self) -> [String] {
        let (old, new) = (steps.map(\.plugin), now.steps.map(\.plugin))
        guard old == new else {
            return ["\(name): its steps were \(old.joined(separator: ", ")) and are \(new.joined(separator: ", "))"]
        }
        var found: [String] = []
        for (step, now) in zip(steps, now.steps) {
            let differences = step.differences(to: now, followingOthers: !found.isEmpty)
            found += differences.map { "\(name)/\(step.plugin): \($0)" }
        }
        return found
    }
}

extension SavedPlan.Step {
    /// - Parameter followingOthers: whether an earlier step is not as it was: then artifacts that this one gets are no
    ///   news.
    fileprivate func differences(to now: Self, followingOthers: Bool) -> [String] {
        let changes = Fingerprint(components: now.inputs).changes(since: Fingerprint(components: inputs))
        let news = changes.filter { !followingOthers || !$0.name.hasPrefix("artifact ") }
        var found = news.map { change -> String in
            let isSecret = [change.from, change.to].contains { $0?.hasPrefix("secret ") == true }
            return isSecret ? "\(change.name) is another secret" : "\(change)"
        }
        if artifact != now.artifact { found.append(Self.story(artifact, now.artifact)) }
        // What else there is to say of its state only where nothing above says it already.
        guard found.isEmpty, news.count == changes.count, state != now.state || reasons != now.reasons else {
            return found
        }
        return ["was \(told), and is \(now.told)"]
    }

    private static func story(_ old: Digest?, _ new: Digest?) -> String {
        switch (old, new) {
        case (nil, _): "has run since"
        case (_, nil): "what it had made was taken down since"
        default: "has run since, and made something else"
        }
    }

    private var told: String {
        let word = state == "fresh" ? "up to date" : state == "stale" ? "to run" : state
        return reasons.isEmpty ? word : "\(word) (\(reasons.joined(separator: "; ")))"
    }
}
