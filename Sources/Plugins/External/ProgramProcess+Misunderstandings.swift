import RecuaCore
import RecuaRPC
import Synchronization

extension ProgramProcess {
    /// A line that is no message: printed by a library perhaps. A few are borne.
    func stray(_ line: NoMessage) {
        let what = "a line that is no message (\(line)): \(line.excerpt(behind: veil))"
        let count = state.withLock { state in
            state.misunderstandings.addStrayLine(what)
            return state.misunderstandings.strayLines
        }
        warn(once: "line: \(line.reason)", "\(identity) wrote to standard output \(what)")
        if count > limits.strayLines {
            condemn("plugin.protocol", "wrote \(count) lines to standard output that are no messages")
        }
    }

    /// An answer that belongs to no request.
    func misunderstand(anAnswerTo id: JSON, _ result: Result<JSON, AnswerError>) {
        let shown = PlainText.line(Array(id.text().utf8), behind: veil)
        if let number = id.string.flatMap({ Int64($0) }), requests.wasAsked(number) {
            return misunderstand(
                "answer with a text", did: "answered with the `id` \(shown), a text, where \(number) is a number")
        }
        if id.isNull, case .failure(let error) = result {
            let told = PlainText.sentence(error.message)
            return misunderstand("answer to null", did: "answered with an error that names no request: \(told)")
        }
        misunderstand("answer to nothing", did: "answered a request that was never made: id \(shown)")
    }

    /// A request of the program's that is none.
    func misunderstand(aRequest method: String) {
        let deed = "sent `\(method)` as a request, with an `id` beside `params` and not in it"
        misunderstand("\(method) as a request", did: deed)
    }

    /// A notification of which nobody knows what it is about.
    func misunderstand(_ method: String, _ flaw: String) {
        misunderstand("\(method) lost", did: "sent `\(method)` \(flaw)")
    }

    /// - Parameter deed: what it did, after its name.
    private func misunderstand(_ kind: String, did deed: String) {
        state.withLock { $0.misunderstandings.add("it \(deed)") }
        warn(once: kind, "\(identity) \(deed)")
    }

    func warn(of fault: FormFault, in method: String, _ listener: Listener) {
        warn(once: "\(method).\(fault.key)", "\(identity): a `\(method)` \(fault.text)", to: listener)
    }

    /// - Parameter kind: what is told of once in the program's life.
    func warn(once kind: String, _ text: String, to listener: Listener? = nil) {
        let host = (listener ?? requests.listener(nil))?.host
        let isNews = state.withLock { state in
            guard state.misunderstandings.isNews(kind) else { return false }
            if host == nil { state.misunderstandings.untold.append(text) }
            return true
        }
        if isNews { host?.log(text, level: .warning) }
    }

    /// Tells what there was nobody to be told yet.
    func tellUntold(_ host: StepHost) {
        let texts = state.withLock { state in
            defer { state.misunderstandings.untold = [] }
            return state.misunderstandings.untold
        }
        for text in texts { host.log(text, level: .warning) }
    }
}
