public import RecuaCore

/// What the beginning of a file says of it as a program: all that an image needs to know of it besides its digest.
public struct ProgramFacts: Codable, Sendable, Hashable {
    /// How much of a file's beginning is looked at.
    public static let headSize = Assimilation.headSize

    /// True for a llamafile and its kin, which are assimilated on the way into their layer.
    public let isPortable: Bool
    /// Of a portable one: its ELF headers, by architecture.
    private let headers: [String: [UInt8]]
    /// `e_machine` of one that is not portable; nil when it is no ELF program.
    private let machine: UInt16?
    private let needsLoader: Bool
    private let scheme: Int

    /// Raised whenever the same bytes would give other facts.
    private static let scheme = 1

    /// - Parameter head: the file's first 8 KiB, or all of it.
    public init(head: [UInt8]) {
        let found = Architecture.allCases.compactMap { architecture in
            Assimilation.header(in: head, architecture: architecture).map { (architecture.rawValue, $0) }
        }
        let program = ProgramHead(head)
        isPortable = Assimilation.isPortable(head)
        headers = Dictionary(uniqueKeysWithValues: found)
        machine = program?.machine
        needsLoader = program?.needsLoader ?? false
        scheme = Self.scheme
    }

    /// The 64 bytes that take the place of a portable program's first ones; nil when it holds none for `architecture`.
    public func header(for architecture: Architecture) -> [UInt8]? { headers[architecture.rawValue] }

    /// What would keep the program from starting.
    ///
    /// - Parameters:
    ///   - isAlone: true when the image holds no loader and no shell.
    ///   - name: what the file is called in messages.
    /// - Returns: an error for the wrong architecture; a warning for what an image from scratch cannot start.
    public func problems(on architecture: Architecture, isAlone: Bool, name: String) -> [Diagnostic] {
        if isPortable { return header(for: architecture) == nil ? [Self.wrong(architecture, name)] : [] }
        guard let machine else {
            let why = "`\(name)` is no ELF program and no llamafile; an image from `scratch` cannot start it"
            return isAlone ? [Diagnostic("image.not-a-program", why, severity: .warning, help: Self.help)] : []
        }
        if machine != architecture.elfMachine { return [Self.wrong(architecture, name)] }
        guard isAlone, needsLoader else { return [] }
        let why = "`\(name)` is linked dynamically; an image from `scratch` holds no loader for it"
        return [Diagnostic("image.needs-loader", why, severity: .warning, help: Self.help)]
    }

    private static let help = "give a static program, or name an `image.base` that holds what it needs"

    private static func wrong(_ architecture: Architecture, _ name: String) -> Diagnostic {
        Diagnostic(
            "image.architecture", "`\(name)` is no program for `\(architecture.lambdaName)`",
            help: "choose the other `function.architecture`, or another engine"
        )
    }
}

extension ProgramFacts {
    /// The facts of a file: from the store's record of its digest, so that it is not opened, or from its first 8 KiB,
    /// which are then recorded. Whoever brings a file into the store calls this too, and saves later builds the look.
    ///
    /// - Throws: ``Diagnostic`` `file.read`, or `store.changed` when the file is no longer the one with that digest.
    @discardableResult
    public static func of(_ file: StoredFile, store: Store) throws -> ProgramFacts {
        if let known = try? store.record("heads", file.sha256)?.decode(ProgramFacts.self), known.isSound {
            return known
        }
        let facts = ProgramFacts(head: try FileWindow(file.path).read(at: 0, count: headSize))
        // A record of other bytes would never go away. What is in the store is what its name says.
        if file.path != store.path(of: file.sha256) {
            guard try store.digest(ofLocalFile: file.path).sha256 == file.sha256 else { throw FileLayer.changed(file) }
        }
        try? store.setRecord("heads", file.sha256, JSON(encoding: facts))
        return facts
    }

    /// False for a record that another version of Recua, or nobody sensible, has written.
    private var isSound: Bool {
        scheme == Self.scheme
            && headers.allSatisfy { ProgramHead($1)?.machine == Architecture(rawValue: $0)?.elfMachine }
            && headers.values.allSatisfy { $0.count == Assimilation.headerSize } && (isPortable || headers.isEmpty)
    }
}
