/// What can be fuzzed. `recua-fuzz --target=json FOLDER` fuzzes one, beginning with the inputs of a folder.
enum Subject: String, CaseIterable {
    /// A manifest's text, then what is given on the command line, each behind a NUL byte.
    case manifest
    case json
    /// What a program writes to its standard output.
    case conversation
    /// Texts of a ledger's rows: a byte that picks the column, the text, a NUL byte; and so on.
    case row
    /// A ledger's file.
    case ledger
    case lock
    /// A plan that was written down.
    case plan
    /// What is kept of a command's answer.
    case answer
    /// A model's file, as far as its header goes.
    case model

    static let chosen: Subject = {
        let names = CommandLine.arguments.compactMap { $0.hasPrefix("--target=") ? String($0.dropFirst(9)) : nil }
        guard let name = names.last, let subject = Subject(rawValue: name) else {
            fatalError("usage: recua-fuzz --target=\(allCases.map(\.rawValue).joined(separator: "|")) FOLDER")
        }
        return subject
    }()

    func test(_ bytes: [UInt8]) {
        switch self {
        case .manifest: ManifestSubject.test(bytes)
        case .json: JSONSubject.test(bytes)
        case .conversation: ConversationSubject.test(bytes)
        case .row: LedgerSubject.test(rows: bytes)
        case .ledger: LedgerSubject.test(file: bytes)
        case .lock: LockSubject.test(bytes)
        case .plan: PlanSubject.test(bytes)
        case .answer: AnswerSubject.test(bytes)
        case .model: ModelSubject.test(bytes)
        }
    }
}
