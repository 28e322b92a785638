public import RecuaCore

extension ProgramExamination {
    /// A program that said what it is.
    public struct Greeted: Sendable {
        /// The result of `initialize`.
        public let description: JSON
        /// As it calls itself.
        public var name: String { description["plugin"]?["name"]?.string ?? "" }
        /// The variables that it is to be given.
        public var variables: [String] {
            ["environment", "fingerprintedEnvironment"].flatMap { description[$0]?.array ?? [] }.compactMap(\.string)
        }
    }
}
