import RecuaCore

extension Transcript {
    /// What was said in the one process that a rule is about, until the rule was seen to be kept or broken.
    ///
    /// That is the process that was asked what the rule looks at, or, for what a plugin says of itself, the first. Questions
    /// that came later are left out.
    func conversation(on rule: ContractRule) -> [Line] {
        let methods = Self.methods(of: rule)
        let isAsked = { (line: Line) in
            line.from == .host && line.message?["method"]?.string.map(methods.contains) == true
        }
        let lives = lives()
        guard let life = lives.last(where: { $0.contains(where: isAsked) }) else { return lives.first ?? [] }
        let asked = Self.isOfFirst(rule) ? life.firstIndex(where: isAsked) : life.lastIndex(where: isAsked)
        let start = asked ?? life.startIndex
        let next = life[start...].dropFirst().firstIndex { $0.from == .host && $0.message?["method"] != nil }
        return Array(life[..<(next ?? life.endIndex)])
    }

    /// What a program is asked for the sake of a rule: `run.files` is a rule of `run`.
    private static func methods(of rule: ContractRule) -> Set<String> {
        let subject = String(rule.code.prefix { $0 != "." })
        return subject == "forecast" ? ["plan"] : [subject]
    }

    /// Whether a rule is about the first of several equal questions.
    private static func isOfFirst(_ rule: ContractRule) -> Bool {
        ["run.artifact", "run.files", "observe.present"].contains(rule.code)
    }
}

extension ContractFinding {
    /// With what was said until a rule was broken, where a file has it.
    func told(by trace: String?) -> ContractFinding {
        guard isBroken, let trace, let transcript = try? Transcript(file: trace) else { return self }
        var told = self
        told.transcript = transcript.conversation(on: rule).map(\.description)
        return told
    }
}
