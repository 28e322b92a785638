import RecuaCore
import RecuaRPC

/// Who hears what a program says about a request.
struct Listener: Sendable {
    static let nobody = Listener(host: nil, stack: nil)

    let host: StepHost?
    /// The stack's name.
    let stack: String?
    /// What the program may ask for meanwhile; nil when it may ask for nothing.
    var secrets: ProgramSecrets?
    /// Keeps out what the program may know.
    let veil: Veil
    private let attention = Attention()
    /// Mistakes in the sections, of which its failure tells: notices do not take their place.
    private let faults = Attention()

    /// - Parameter hidden: the values that the program may know.
    init(host: StepHost?, stack: String?, secrets: ProgramSecrets? = nil, hidden: Set<String> = []) {
        self.host = host
        self.stack = stack
        self.secrets = secrets
        veil = Veil(hidden)
    }

    /// Passes on a `progress` notification.
    ///
    /// - Returns: why it says nothing, if it does not.
    func progress(_ params: JSON) -> [FormFault] {
        guard let phase = params["phase"]?.string, let done = params["done"]?.integer else {
            return [FormFault("progress", "has no text `phase`, or no whole number `done`, and is passed over")]
        }
        let unit = params["unit"]?.string.flatMap(StepMessage.Unit.init(rawValue:)) ?? .items
        host?.progress(
            PlainText.line(Array(phase.utf8), behind: veil), done: Forecast.amount(done),
            total: params["total"]?.integer.map(Forecast.amount), unit: unit)
        return []
    }

    /// Passes on a `log` notification.
    ///
    /// - Returns: why it says nothing, if it does not.
    func log(_ params: JSON) -> [FormFault] {
        guard let message = params["message"]?.string else {
            return [FormFault("message", "has no text `message`, and is passed over")]
        }
        let level = params["level"]?.string.flatMap(StepMessage.Level.init(rawValue:)) ?? .info
        let isShown = level == .debug || level == .info || isShown(by: attention)
        host?.log(PlainText.lines(message), level: isShown ? level : .info)
        return []
    }

    /// - Returns: false for what goes to the log alone: nobody reads a hundred thousand warnings.
    private func isShown(by attention: Attention) -> Bool {
        switch attention.next() {
        case .shown: return true
        case .firstHidden:
            host?.log("it has told \(Attention.most) things: the others are in its log alone", level: .warning)
            return false
        case .hidden: return false
        }
    }

    /// Passes on a `diagnostic` notification.
    ///
    /// - Parameter plugin: gives those a code that have none.
    /// - Returns: what is wrong with its form.
    func diagnostic(_ params: JSON, of plugin: String) -> [FormFault] {
        let code = "\(plugin).diagnostic"
        if let diagnostic = Diagnostic(message: params, code: code) {
            if isShown(by: diagnostic.severity == .error ? faults : attention) {
                host?.diagnose(diagnostic)
            } else {
                host?.log("\(diagnostic.message)  [\(diagnostic.code)]")
            }
        }
        return Diagnostic.faults(of: params, code: code, behind: veil)
    }

    /// Keeps what a `checkpoint` notification carries.
    ///
    /// - Throws: ``Diagnostic`` when it cannot be kept, or must not: the program relies on it.
    func checkpoint(_ params: JSON) throws {
        let data = params["data"] ?? .null
        try secrets?.checkAbsence(in: data, of: "checkpoint")
        try host?.checkpoint(data)
    }

    /// The answer to a `secret` request.
    func secret(_ params: JSON) -> Result<JSON, AnswerError> {
        guard let secrets, let pointer = params["pointer"]?.string else {
            return .failure(
                AnswerError(
                    "there is nothing to ask for: no request with this `id` is open, or `pointer` is missing",
                    code: "plugin.secret", kind: "config"))
        }
        do {
            return .success(["value": .string(try secrets.value(at: pointer))])
        } catch {
            let problem = Diagnostics.from(error, code: "plugin.secret")[0]
            var refusal = AnswerError(problem, kind: "config")
            refusal.code = "plugin.secret"
            return .failure(refusal)
        }
    }
}
