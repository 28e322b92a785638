/// One thing that is wrong, or worth knowing: what, where, and the way out.
///
/// Match on ``code``, never on ``message``. Thrown as an error, or collected in ``Diagnostics`` when several
/// things are wrong at once.
public struct Diagnostic: Error, Sendable, Hashable, Codable {
    /// How bad it is: only an error keeps a command from going on.
    public enum Severity: String, Sendable, Hashable, Codable, Comparable {
        case note, warning, error

        public static func < (lhs: Severity, rhs: Severity) -> Bool { lhs.rank < rhs.rank }
        private var rank: Int { self == .note ? 0 : self == .warning ? 1 : 2 }
    }

    /// A second place that belongs to the story, such as the first of two equal keys.
    public struct Related: Sendable, Hashable, Codable {
        /// What is there, a sentence without a final period.
        public var message: String
        /// Where it is, if it is anywhere.
        public var place: Place?

        /// A sentence, and where it belongs.
        public init(_ message: String, at place: Place? = nil) {
            self.message = message
            self.place = place
        }
    }

    /// Whether it stops what was asked for.
    public var severity: Severity
    /// Stable, dotted, lower case: `manifest.unknown-key`. Part of the public interface.
    public var code: String
    /// One sentence without a final period; literals in backticks.
    public var message: String
    /// Where it is written, when that is known.
    public var place: Place?
    /// Where it is, as a JSON pointer into a stack's sections (`/server/context`): what a plugin, which sees no
    /// files, can say. The engine turns it into ``place``.
    public var pointer: String?
    /// What to do about it: a sentence, or the command to type.
    public var help: String?
    /// Other places and facts that belong to the story, in the order in which they are told.
    public var related: [Related]
    /// Why it happened, when another error is the reason: its text, already free of secrets.
    public var cause: String?
    /// True when whoever runs the command is not let in somewhere, whatever ``code`` says: a program's error of class
    /// `auth`. The command ends with the status for credentials then.
    public var isOfCredentials = false

    // What is written down stays as it was before there was more to say.
    private enum CodingKeys: String, CodingKey {
        case severity, code, message, place, pointer, help, related, cause
    }

    /// - Parameter cause: the error behind it, whose text becomes ``cause``. Its text must be free of secrets.
    public init(
        _ code: String,
        _ message: String,
        severity: Severity = .error,
        at place: Place? = nil,
        pointer: String? = nil,
        help: String? = nil,
        related: [Related] = [],
        cause: (any Error)? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.place = place
        self.pointer = pointer
        self.help = help
        self.related = related
        self.cause = cause.map(Self.text(of:))
    }

    /// In one line, down to the first cause.
    private static func text(of cause: any Error) -> String {
        guard let diagnostic = cause as? Diagnostic else { return "\(cause)" }
        return diagnostic.message + (diagnostic.cause.map { ": \($0)" } ?? "")
    }
}

extension Diagnostic: CustomStringConvertible {
    /// The whole diagnostic as plain text, source line and caret included.
    public var description: String { DiagnosticText.plain(self) }
}
