public import RecuaCore

/// One thing to ask of the model, and what must hold of the answer.
public struct SmokeCase: Codable, Sendable, Hashable {
    /// What is asked.
    public enum Question: Sendable, Hashable {
        case chat(ChatPrompt)
        case completion(String)
        case embed([String])
        case request(RawRequest)
    }

    public var name: String?
    public var chat: ChatPrompt?
    public var completion: String?
    public var embed: OneOrMany?
    public var request: RawRequest?
    public var stream: Bool?
    public var maxTokens: Int?
    public var temperature: Double?
    public var seed: Int?
    public var timeout: TimeSpan?
    /// How often it is asked; every answer must fit.
    public var `repeat`: Int?
    /// How often a failed case is tried again.
    public var retries: Int?
    public var expect: SmokeExpectation?

    public init(name: String? = nil, _ question: Question, expect: SmokeExpectation? = nil) {
        self.name = name
        self.expect = expect
        switch question {
        case .chat(let prompt): chat = prompt
        case .completion(let text): completion = text
        case .embed(let texts): embed = OneOrMany(texts)
        case .request(let raw): request = raw
        }
    }

    /// All that is written; a sound case has exactly one.
    var questions: [(key: String, question: Question)] {
        var found: [(key: String, question: Question)] = []
        if let chat { found.append(("chat", .chat(chat))) }
        if let completion { found.append(("completion", .completion(completion))) }
        if let embed { found.append(("embed", .embed(embed.items))) }
        if let request { found.append(("request", .request(request))) }
        return found
    }

    public var question: Question? { questions.count == 1 ? questions[0].question : nil }

    /// How often the question is put: twice when the answers shall be compared and nothing else is said.
    var repetitions: Int { `repeat` ?? (expect?.identical == true ? 2 : 1) }

    /// The name, or what is asked, cut to 40 characters.
    public var title: String {
        if let name { return name }
        return switch question {
        case .chat(let prompt): Self.short(prompt.messages.last?.content ?? "chat")
        case .completion(let text): Self.short(text)
        case .embed(let texts): Self.short("embed \(texts.first ?? "")")
        case .request(let raw): Self.short("\(raw.effectiveMethod) \(raw.path)")
        case nil: "case"
        }
    }

    private static func short(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > 40 ? line.prefix(39) + "…" : line
    }
}
