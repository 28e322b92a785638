extension Engine {
    /// Asks the plugins what sources stand for now, without fetching them where that can be told otherwise.
    ///
    /// Takes no lock and records nothing; what had to be fetched is in the store afterwards.
    ///
    /// - Parameters:
    ///   - uses: what to ask about, each once.
    ///   - manifests: where they stand, resolved without the lock file: ``ParsedManifest/Locking/leftAside``. Several
    ///     are one manifest with different profiles.
    /// - Returns: the pins by text, and how each plugin fared with each stack.
    public func pins(
        of uses: [SourceUse], in manifests: [Manifest], options: Options, events: EventStream
    ) async throws -> (pins: [String: Pin], result: RunResult) {
        let folder = "\(temporaryFolder)/recua-lock-\(UInt64.random(in: 0 ... .max))"
        defer { try? Files.remove(folder) }
        let pinner = Pinner(
            pipeline: pipeline, site: site(options, folder: folder), events: events, limits: options.limits)
        let questions = pinner.questions(uses, manifests)
        let steps = questions.map { RunOutline.Step($0.name) }
        events.send(.runStarted(RunOutline(run: nil, command: options.command, steps: steps)))
        let (pins, result) = await pinner.ask(questions)
        events.send(.runFinished(result))
        for provider in pipeline.providers { await provider.shutDown() }
        return (pins, result)
    }
}
