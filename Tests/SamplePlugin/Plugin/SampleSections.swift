public import RecuaCore

/// The sections that ``SamplePlugin`` sees.
public struct SampleSections: Codable, Sendable {
    /// What a run does.
    public enum Deed: String, Codable, Sendable, CaseIterable {
        case answer, print, fail, failTwice, failWithOutput, lackCredentials, `break`, wait, trap, file, save, diagnose

        static var schema: Schema { Schema(.choice(allCases.map(\.rawValue))) }
    }

    public struct Sample: Codable, Sendable {
        public var deed: Deed?
        public var count: Int
        public var token: Secret?
        public var plain: String?
    }

    public struct Function: Codable, Sendable { public var memory: Int? }
    public struct Server: Codable, Sendable { public var context: Int? }

    public var sample: Sample?
    public var function: Function?
    public var server: Server?
}
