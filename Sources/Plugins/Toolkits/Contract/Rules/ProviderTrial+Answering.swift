import RecuaCore

extension ProviderTrial {
    /// What a plugin says of sections, before anything is run.
    static let answers: [ProviderTrial] = [
        ProviderTrial(
            "check.understands", "understands all sections that its schemas accept",
            prevents: "a manifest that the editor takes and a run does not"
        ) { subject in
            for sections in try subject.shapes() {
                do {
                    _ = try await subject.provider.check(sections, in: subject.sample.stack)
                } catch {
                    throw Breach("of \(sections.text()) it says: \(ErrorText.of(error))")
                }
            }
        },
        ProviderTrial(
            "check.accepts", "finds no mistake in a stack without one",
            prevents: "a plugin that nobody can use"
        ) { subject in
            let found = try await subject.provider.check(subject.sample.sections, in: subject.sample.stack)
            guard let mistake = found.first(where: { $0.severity == .error }) else { return }
            let what = "it refuses the sample: \(ErrorText.of(mistake))"
            // What nobody wrote may well be wrong.
            if subject.sample.isMadeUp { throw Unconcerned("\(what); give a section with `--section`") }
            throw Breach(what)
        },
        ProviderTrial(
            "check.same", "finds the same each time it is asked",
            prevents: "answers that are kept, and are wrong the next time"
        ) { subject in
            for sections in try subject.shapes() {
                let first = try await subject.provider.check(sections, in: subject.sample.stack)
                let second = try await subject.provider.check(sections, in: subject.sample.stack)
                try demand(first == second, "first \(texts(first)), then \(texts(second))")
            }
        },
        ProviderTrial(
            "check.findings", "gives each finding a code, one sentence, and a pointer into its sections",
            prevents: "mistakes that are shown without their place"
        ) { subject in
            for sections in try subject.shapes() {
                for finding in try await subject.provider.check(sections, in: subject.sample.stack) {
                    try demand(isCode(finding.code), "`\(finding.code)` is no code")
                    let message = finding.message
                    try demand(
                        isLine(message) && !message.hasSuffix("."), "`\(message)` is no sentence without a period")
                    let pointer = finding.pointer ?? ""
                    let section = pointer.split(separator: "/").first.map(String.init) ?? ""
                    try demand(
                        pointer.isEmpty || sections[section] != nil || subject.descriptor.reads(section),
                        "`\(pointer)` leads to no section that it sees")
                }
            }
        },
        ProviderTrial(
            "forecast.same", "says in one line each what a run would do, and the same each time",
            prevents: "a plan that shows something else than what is carried out"
        ) { subject in
            let store = Store(root: "/nonexistent/store")
            let outlook = subject.outlook(store)
            let (first, second) = (
                try await subject.provider.forecast(outlook), try await subject.provider.forecast(outlook)
            )
            try demand(first == second, "first \(first.map(\.text)), then \(second.map(\.text))")
            for forecast in first {
                try demand(isLine(forecast.text), "`\(forecast.text)` is not one line")
                try demand(forecast.bytes.map { $0 >= 0 } ?? true, "it forecasts fewer bytes than none")
            }
        },
    ]

    private static func isCode(_ text: String) -> Bool {
        let isPlain = text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 }
        return isPlain && text.contains(".") && text.first?.isLetter == true
    }

    private static func texts(_ findings: [Diagnostic]) -> String {
        findings.isEmpty ? "nothing" : findings.map { "`\($0.message)`" }.joined(separator: ", ")
    }
}

extension PluginDescriptor {
    fileprivate func reads(_ section: String) -> Bool {
        (reads + hints).contains { $0 == section || $0.hasPrefix("\(section).") }
            || sections.contains { $0.name == section }
    }
}
