/// A stretch of a text file, as a person would name it: `stacks/demo.yaml:14:7`.
public struct Place: Sendable, Hashable, Codable {
    /// A point in a text. `line` and `column` count from 1; columns count Unicode scalars. `offset` counts bytes from 0.
    public struct Position: Sendable, Hashable, Codable, Comparable {
        /// From 1.
        public var line: Int
        /// From 1, in Unicode scalars.
        public var column: Int
        /// From 0, in bytes.
        public var offset: Int

        public init(line: Int, column: Int, offset: Int) {
            self.line = line
            self.column = column
            self.offset = offset
        }

        public static func < (lhs: Position, rhs: Position) -> Bool { lhs.offset < rhs.offset }
    }

    /// The path as the user wrote it, or a name such as `--set` for text that is in no file.
    public var file: String
    /// The first position of the stretch.
    public var start: Position
    /// The first position after the stretch.
    public var end: Position
    /// How many scalars of a line are kept.
    public static let excerptLimit = 200

    /// The line of `start` without its newline, for the caret display; of a long one ``excerptLimit`` scalars.
    public var excerpt: String?
    /// The column that the excerpt begins at, where that is not the line's first.
    public var excerptColumn: Int?

    public init(file: String, start: Position, end: Position, excerpt: String? = nil, excerptColumn: Int? = nil) {
        self.file = file
        self.start = start
        self.end = end
        self.excerpt = excerpt
        self.excerptColumn = excerptColumn
    }
}

extension Place: CustomStringConvertible {
    public var description: String { "\(file):\(start.line):\(start.column)" }
}
