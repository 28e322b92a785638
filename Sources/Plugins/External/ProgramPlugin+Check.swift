public import RecuaCore
import RecuaRPC

extension ProgramPlugin {
    /// What the program has against the sections.
    ///
    /// `check` does no I/O, so its answer is kept in the store for the same program, description, sections and stack: a run
    /// with nothing to do starts nothing.
    public func check(_ sections: JSON, in stack: StackFacts) async throws -> [Diagnostic] {
        guard serves("check") else { return [] }
        let params = ProgramParams.check(sections, in: stack)
        let question: JSON = [
            "program": .string(program.hex), "description": .string(saying.hex), "params": params,
        ]
        let key = Digest(of: question.text())
        if let known = store.record("plugin-checks", key, followsFromKey: true),
            let diagnostics = try? diagnostics(known, on: sections)
        {
            return diagnostics
        }
        let answer: JSON
        do {
            answer = try await look("check", params, for: stack) { answer, redactor in
                guard let items = answer["diagnostics"]?.array else { return redactor.redact(answer) }
                return ["diagnostics": .array(items.map(redactor.diagnosticItem))]
            }
        } catch {
            throw told(error, of: stack)
        }
        let diagnostics = try diagnostics(answer, on: sections)
        // Without the record the next run asks again.
        try? store.setRecord("plugin-checks", key, answer)
        return diagnostics
    }

    /// What the program answered in the place of a result: by its own words nobody knows whose they are.
    private func told(_ error: any Error, of stack: StackFacts) -> any Error {
        guard var problem = error as? Diagnostic, problem.place == nil else { return error }
        problem.message = "\(identity) answered `check` with an error: \(problem.message)"
        problem.help =
            problem.help ?? "this is a mistake in the plugin: what is wrong with a section belongs in `diagnostics`"
        problem.related.append(Diagnostic.Related("it was at work on `\(stack.name)`"))
        // Else it stands where it points to.
        if problem.pointer == nil { problem.place = identity.place }
        return problem
    }

    private func diagnostics(_ answer: JSON, on sections: JSON) throws -> [Diagnostic] {
        guard let items = answer["diagnostics"]?.array else { throw malformed("check", "`diagnostics` is no list") }
        return try items.flatMap { item in
            let code = "\(identity.name).check"
            guard let diagnostic = Diagnostic(message: item, code: code) else {
                throw malformed("check", "a diagnostic has no `message`")
            }
            return [placed(diagnostic, on: sections)] + Diagnostic.faults(of: item, code: code).map(warning)
        }
    }

    /// One line, at a place: without one of its own that of the program's section.
    private func placed(_ diagnostic: Diagnostic, on sections: JSON) -> Diagnostic {
        guard diagnostic.pointer == nil else { return diagnostic }
        var diagnostic = diagnostic
        if let own = descriptor.sections.first(where: { sections[$0.name] != nil }) {
            diagnostic.pointer = "/\(own.name)"
        } else {
            diagnostic.message = "\(identity): \(diagnostic.message)"
        }
        return diagnostic
    }

    /// Of what is borne.
    private func warning(of fault: FormFault) -> Diagnostic {
        Diagnostic(
            "plugin.protocol", "\(identity): a diagnostic of `check` \(fault.text)", severity: .warning,
            at: identity.place, help: "this is a mistake in the plugin; see `check` in docs/plugin-protocol.md")
    }
}
