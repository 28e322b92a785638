public import RecuaCore

/// The section `smoke:`: a list of cases, or a mapping that holds them beside what they share.
public struct SmokeSection: Codable, Sendable, Hashable {
    /// Without any, the stack gets the standard ones.
    public var cases: [SmokeCase]
    /// For one answer.
    public var timeout: TimeSpan?
    /// For the server to become healthy, its cold start included.
    public var warmup: TimeSpan?
    public var maxTokens: Int?
    public var temperature: Double?
    public var seed: Int?
    public var retries: Int?
    /// True when it was written as a list, which decides what pointers into it look like.
    var isList = false

    public init(cases: [SmokeCase] = []) { self.cases = cases }

    private enum CodingKeys: String, CodingKey {
        case cases, timeout, warmup, maxTokens, temperature, seed, retries
    }

    public init(from decoder: any Decoder) throws {
        if (try? decoder.unkeyedContainer()) != nil {
            cases = try [SmokeCase](from: decoder)
            isList = true
            return
        }
        let values = try decoder.container(keyedBy: CodingKeys.self)
        cases = try values.decodeIfPresent([SmokeCase].self, forKey: .cases) ?? []
        timeout = try values.decodeIfPresent(TimeSpan.self, forKey: .timeout)
        warmup = try values.decodeIfPresent(TimeSpan.self, forKey: .warmup)
        maxTokens = try values.decodeIfPresent(Int.self, forKey: .maxTokens)
        temperature = try values.decodeIfPresent(Double.self, forKey: .temperature)
        seed = try values.decodeIfPresent(Int.self, forKey: .seed)
        retries = try values.decodeIfPresent(Int.self, forKey: .retries)
    }

    /// The JSON pointer to case `index`.
    func pointer(toCase index: Int) -> String { isList ? "/smoke/\(index)" : "/smoke/cases/\(index)" }

    /// What `test` is asked with: its own settings, else the section's, else the standard ones.
    func settings(of test: SmokeCase) -> Settings {
        Settings(
            maxTokens: test.maxTokens ?? maxTokens ?? 256,
            temperature: test.temperature ?? temperature ?? 0,
            seed: test.seed ?? seed ?? 42,
            timeout: (test.timeout ?? timeout)?.duration ?? .seconds(120),
            retries: test.retries ?? retries ?? 0
        )
    }

    var warmupLimit: Duration { warmup?.duration ?? .seconds(15 * 60) }

    struct Settings: Sendable {
        var maxTokens: Int
        var temperature: Double
        var seed: Int
        var timeout: Duration
        var retries: Int
    }
}
