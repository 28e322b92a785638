/// Asks plugins what sources stand for now. Keeps nothing in the ledger.
struct Pinner: Sendable {
    let pipeline: Pipeline
    let site: Runner.Site
    let events: EventStream
    let limits: Limits

    /// Sources of one stack that one plugin owns.
    struct Question: Sendable {
        var provider: any StepProvider
        var stack: Stack
        var uses: [SourceUse]

        var name: Event.StepName {
            Event.StepName(stack: stack.name, plugin: provider.descriptor.name, kind: "pins")
        }
    }

    /// The sources by who is asked about them, in their order.
    func questions(_ uses: [SourceUse], _ manifests: [Manifest]) -> [Question] {
        var open = Set(uses)
        return manifests.flatMap { manifest in
            let here = Set(manifest.sources).intersection(open)
            open.subtract(here)
            return questions(uses.filter(here.contains), in: manifest)
        }
    }

    private func questions(_ uses: [SourceUse], in manifest: Manifest) -> [Question] {
        let stacks = Dictionary(manifest.stacks.map { ($0.name, $0) }) { first, _ in first }
        var questions: [Question] = []
        var places: [Event.StepName: Int] = [:]
        for use in uses {
            let owner = pipeline.providers.first { $0.descriptor.sections.contains { $0.name == use.section } }
            guard let owner, let stack = stacks[use.stack] else { continue }
            let name = Event.StepName(stack: stack.name, plugin: owner.descriptor.name, kind: "pins")
            if let known = places[name] {
                questions[known].uses.append(use)
            } else {
                places[name] = questions.count
                questions.append(Question(provider: owner, stack: stack, uses: [use]))
            }
        }
        return questions
    }

    func ask(_ questions: [Question]) async -> (pins: [String: Pin], RunResult) {
        let clock = ContinuousClock()
        let start = clock.now
        let answers = await withTaskGroup(of: (Int, [String: Pin], StepResult).self) { group in
            var answers: [Int: ([String: Pin], StepResult)] = [:]
            for (index, question) in questions.enumerated() {
                if index >= min(limits.network, limits.total), let (done, pins, result) = await group.next() {
                    answers[done] = (pins, result)
                }
                group.addTask {
                    let (pins, result) = await self.ask(question, folder: "\(site.folder)/\(index)")
                    return (index, pins, result)
                }
            }
            for await (done, pins, result) in group { answers[done] = (pins, result) }
            return answers
        }
        let pins = answers.values.reduce(into: [String: Pin]()) { all, answer in
            all.merge(answer.0) { first, _ in first }
        }
        let steps = questions.indices.compactMap { answers[$0]?.1 }
        return (pins, RunResult(steps: steps, duration: clock.now - start))
    }

    /// One source after the other: what fails does not keep the next from being asked.
    ///
    /// - Parameter folder: its own: of one stack with two profiles both are asked at once.
    private func ask(_ question: Question, folder: String) async -> ([String: Pin], StepResult) {
        let clock = ContinuousClock()
        let start = clock.now
        events.send(.stepStarted(question.name, reasons: []))
        var pins: [String: Pin] = [:]
        var problems: [Diagnostic] = []
        var artifact: JSON?
        do {
            let step = try step(of: question, folder: folder)
            for use in question.uses {
                try Task.checkCancellation()
                do {
                    pins[use.text] = try await pin(use, question, step, &artifact)
                } catch let error where !(error is CancellationError) {
                    problems += described(error, use, question)
                }
            }
        } catch {
            problems += described(error, question.uses[0], question)
        }
        let outcome: StepResult.Outcome =
            Task.isCancelled
            ? .cancelled : problems.isEmpty ? .done(.object(pins.mapValues(\.json))) : .failed(problems)
        let result = StepResult(name: question.name, outcome: outcome, duration: clock.now - start)
        events.send(.stepFinished(question.name, result))
        return (pins, result)
    }

    private func step(of question: Question, folder: String) throws -> Step<JSON, [ArtifactKind: JSON]> {
        let descriptor = question.provider.descriptor
        var site = site
        site.folder = folder
        let counting = try pipeline.sections(for: descriptor, of: question.stack)
        return Step(
            stack: question.stack.facts,
            sections: pipeline.sections(counting, withHintsFor: descriptor, of: question.stack),
            input: [:], token: "\(question.name)",
            host: try site.host(
                for: descriptor, question.name, manifestFolder: question.stack.facts.folder, events: events)
        )
    }

    private func pin(
        _ use: SourceUse, _ question: Question, _ step: Step<JSON, [ArtifactKind: JSON]>, _ artifact: inout JSON?
    ) async throws -> Pin {
        if let pin = try await question.provider.pin(use.pointer, step) { return sound(pin, use) }
        if artifact == nil { artifact = try await run(question, step) }
        let key = use.pointer.split(separator: "/").dropFirst()
        let value = key.reduce(artifact ?? .null) { value, token in value[String(token)] ?? .null }
        if let file = try? value.decode(StoredFile.self) { return Pin(sha256: file.sha256, size: file.size) }
        throw Diagnostic(
            "lock.unpinnable",
            "the plugin `\(question.name.plugin)` cannot tell what `\(SourceName.shown(use.text))` stands for",
            at: use.place, help: "write its `sha256` into the manifest"
        )
    }

    /// What a run of the plugin's step makes: it has the file of a source under the source's key.
    ///
    /// - Returns: nil for a plugin that cannot be run by itself, or not without leaving something behind.
    private func run(_ question: Question, _ step: Step<JSON, [ArtifactKind: JSON]>) async throws -> JSON? {
        let descriptor = question.provider.descriptor
        guard descriptor.needs.isEmpty, descriptor.work != .effect else { return nil }
        return try await question.provider.run(step)
    }

    /// Without a place that lies elsewhere than the source, or that tells what a reference stands for.
    private func sound(_ pin: Pin, _ use: SourceUse) -> Pin {
        var pin = pin
        if use.text.contains("${") || pin.url == use.text || !pin.isBeside(use.text) { pin.url = nil }
        return pin
    }

    private func described(_ error: any Error, _ use: SourceUse, _ question: Question) -> [Diagnostic] {
        Diagnostics.from(error, code: "\(question.name.plugin).failed").map { problem in
            var placed = site.redactor.redact(question.stack.placing(problem))
            if placed.place == nil { placed.place = use.place }
            return placed
        }
    }
}
