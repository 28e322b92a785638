public import RecuaCore

/// A file that an image is to start, looked at before it is put in.
public struct Program: Sendable, Hashable {
    /// True for a llamafile and its kin, which are assimilated on the way into their layer.
    public let isPortable: Bool
    private let path: String
    private let head: [UInt8]

    /// Reads the file's first 8 KiB.
    public init(_ path: String) throws {
        self.path = path
        head = try FileWindow(path).read(at: 0, count: Assimilation.headSize)
        isPortable = Assimilation.isPortable(head)
    }

    /// What would keep it from starting.
    ///
    /// - Parameter isAlone: true when the image holds no loader and no shell.
    /// - Returns: an error for the wrong architecture; a warning for what an image from scratch cannot start.
    public func problems(on architecture: Architecture, isAlone: Bool) -> [Diagnostic] {
        if isPortable {
            return Assimilation.header(in: head, architecture: architecture) == nil
                ? [wrongArchitecture(architecture)] : []
        }
        guard let program = ProgramHead(head) else {
            let why = "`\(path)` is no ELF program and no llamafile; an image from `scratch` cannot start it"
            return isAlone ? [Diagnostic("image.not-a-program", why, severity: .warning, help: Self.help)] : []
        }
        if program.machine != architecture.elfMachine { return [wrongArchitecture(architecture)] }
        guard isAlone, program.needsLoader else { return [] }
        let why = "`\(path)` is linked dynamically; an image from `scratch` holds no loader for it"
        return [Diagnostic("image.needs-loader", why, severity: .warning, help: Self.help)]
    }

    private static let help = "give a static program, or name an `image.base` that holds what it needs"

    private func wrongArchitecture(_ architecture: Architecture) -> Diagnostic {
        Diagnostic(
            "image.architecture", "`\(path)` is no program for `\(architecture.lambdaName)`",
            help: "choose the other `function.architecture`, or another engine"
        )
    }
}
