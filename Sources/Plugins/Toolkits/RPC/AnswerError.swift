package import RecuaCore

/// The `error` of an answer.
package struct AnswerError: Error, Sendable, Hashable {
    /// As JSON-RPC numbers what is asked for and not there.
    package static let unknownMethod: Int64 = -32601
    /// Any other error: what it is, ``code`` and ``kind`` say.
    package static let failed: Int64 = -32000

    package var number: Int64
    package var message: String
    /// `wheel.no-such-file`, when one was named.
    package var code: String?
    /// `config`, `auth`, `network`, `conflict`, `internal` or `cancelled`: the `class` of the protocol.
    package var kind: String?
    package var help: String?
    /// A JSON pointer into `sections`.
    package var pointer: String?
    package var isRetryable: Bool
    /// What there is to show all the same, in the form of what was asked for.
    package var artifact: JSON?

    package init(
        _ message: String, number: Int64 = Self.failed, code: String? = nil, kind: String? = nil, help: String? = nil,
        pointer: String? = nil, isRetryable: Bool = false, artifact: JSON? = nil
    ) {
        (self.message, self.number, self.code, self.kind) = (message, number, code, kind)
        (self.help, self.pointer, self.isRetryable) = (help, pointer, isRetryable)
        self.artifact = artifact
    }

    /// Of a request whose method this side does not know.
    package static func unknown(_ method: String) -> AnswerError {
        AnswerError("unknown method `\(method)`", number: unknownMethod)
    }

    /// Whatever the other side sent under `error`.
    package init(_ error: JSON) {
        let data = error["data"]
        self.init(
            error["message"]?.string ?? "", number: error["code"]?.integer ?? Self.failed,
            code: data?["code"]?.string.flatMap(Self.checkedCode),
            kind: data?["class"]?.string.flatMap(Self.checkedCode), help: data?["help"]?.string.map(PlainText.visible),
            pointer: data?["pointer"]?.string.flatMap(Self.checkedPointer),
            isRetryable: data?["retryable"]?.bool ?? false,
            artifact: data?["artifact"].flatMap { $0.object == nil ? nil : $0 })
    }

    /// What a diagnostic says, without its place: the other side sees no files.
    ///
    /// - Parameter kind: `auth` for what is of credentials, if not given.
    package init(_ diagnostic: Diagnostic, kind: String? = nil) {
        let message = diagnostic.message + (diagnostic.cause.map { ": \($0)" } ?? "")
        self.init(
            message, code: diagnostic.code, kind: kind ?? (diagnostic.isOfCredentials ? "auth" : nil),
            help: diagnostic.help, pointer: diagnostic.pointer)
    }

    package var json: JSON {
        var data: JSON = [:]
        data["code"] = code.map { .string($0) }
        data["class"] = kind.map { .string($0) }
        data["help"] = help.map { .string($0) }
        data["pointer"] = pointer.map { .string($0) }
        if isRetryable { data["retryable"] = true }
        data["artifact"] = artifact
        var error: JSON = ["code": .integer(number), "message": .string(message)]
        if data != [:] { error["data"] = data }
        return error
    }

    /// As the engine reports it: with the program's own code, or `plugin.CLASS`, or `plugin.failed`.
    package var diagnostic: Diagnostic {
        let fallback = kind.map { "plugin.\($0)" } ?? "plugin.failed"
        let sentence = PlainText.sentence(message)
        var diagnostic = Diagnostic(
            code ?? fallback, sentence.isEmpty ? "the plugin failed without saying why" : sentence, pointer: pointer,
            help: help)
        diagnostic.isOfCredentials = kind == "auth"
        return diagnostic
    }

    /// ``diagnostic``, with what there is to show.
    package var failure: any Error { artifact.map { FailedOutput($0, [diagnostic]) } ?? diagnostic }

    /// Codes are matched on, so anything that does not look like one is dropped.
    package static func checkedCode(_ text: String) -> String? {
        let isCode = text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 }
        return isCode && !text.isEmpty && text.utf8.count <= 80 ? text : nil
    }

    package static func checkedPointer(_ text: String) -> String? {
        text.hasPrefix("/") && text.utf8.count <= PlainText.longest ? text : nil
    }
}
