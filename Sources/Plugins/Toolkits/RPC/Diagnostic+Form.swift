package import RecuaCore

extension Diagnostic {
    /// What is wrong with the form of a diagnostic that a program wrote, and what `Diagnostic(message:code:)` makes of it.
    ///
    /// - Parameter veil: keeps secrets out of what is shown of it.
    package static func faults(of item: JSON, code fallback: String, behind veil: Veil = Veil()) -> [FormFault] {
        guard !PlainText.sentence(item["message"]?.string ?? "").isEmpty else {
            return [FormFault("message", "has no `message`, and is passed over")]
        }
        return [severityFault(item, veil), codeFault(item, fallback, veil), pointerFault(item, veil), helpFault(item)]
            .compactMap(
                \.self)
    }

    private static func severityFault(_ item: JSON, _ veil: Veil) -> FormFault? {
        guard let severity = written("severity", in: item), severity != "error", severity != "warning" else {
            return nil
        }
        let taken = severity == "note" ? "note" : "error"
        return FormFault(
            "severity",
            "has the severity \(shown(severity, veil)), neither `error` nor `warning`: it counts as `\(taken)`")
    }

    private static func codeFault(_ item: JSON, _ fallback: String, _ veil: Veil) -> FormFault? {
        guard let code = written("code", in: item), code.string.flatMap(AnswerError.checkedCode) == nil else {
            return nil
        }
        return FormFault(
            "code",
            "has the code \(shown(code, veil)), where small letters, digits, `-` and `.` may stand: it is `\(fallback)`"
        )
    }

    private static func pointerFault(_ item: JSON, _ veil: Veil) -> FormFault? {
        guard let pointer = written("pointer", in: item), pointer.string.flatMap(AnswerError.checkedPointer) == nil
        else {
            return nil
        }
        return FormFault(
            "pointer", "has the pointer \(shown(pointer, veil)), which does not begin with `/`: it is left out")
    }

    private static func helpFault(_ item: JSON) -> FormFault? {
        guard let help = written("help", in: item), help.string == nil else { return nil }
        return FormFault("help", "has a `help` that is no text: it is left out")
    }

    private static func written(_ key: String, in item: JSON) -> JSON? { item[key].flatMap { $0.isNull ? nil : $0 } }

    private static func shown(_ value: JSON, _ veil: Veil) -> String {
        "`\(PlainText.line(Array(veil.covering(value.string ?? value.text()).utf8)).prefix(60))`"
    }
}
