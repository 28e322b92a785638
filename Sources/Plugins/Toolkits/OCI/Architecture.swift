/// The processor an image is made for.
public enum Architecture: String, Sendable, Hashable, Codable, CaseIterable {
    case amd64, arm64

    /// Lambda's own words, as in `function.architecture`: `x86_64` or `arm64`.
    public init?(lambdaName: String) {
        switch lambdaName {
        case "x86_64": self = .amd64
        case "arm64": self = .arm64
        default: return nil
        }
    }

    /// `x86_64` or `arm64`.
    public var lambdaName: String { self == .amd64 ? "x86_64" : "arm64" }

    /// The processor this program was compiled for.
    public static var machine: Self {
        #if arch(arm64)
            .arm64
        #else
            .amd64
        #endif
    }

    /// The processor that a stack's image is made for: the function's for the target `lambda`, this machine's for
    /// `local`, and for every other target the one that the image asks for, else this machine's.
    ///
    /// - Parameters:
    ///   - function: `function.architecture`; nil for its default.
    ///   - image: `image.architecture`; nil where nothing is asked for.
    /// - Returns: nil for a word that there is not.
    public static func running(on target: String, function: String?, image: String?) -> Self? {
        switch target {
        case "lambda": Self(lambdaName: function ?? "x86_64")
        case "local": .machine
        default: image.map { Self(rawValue: $0) } ?? .machine
        }
    }

    /// `e_machine` of an ELF header: EM_X86_64 and EM_AARCH64.
    var elfMachine: UInt16 { self == .amd64 ? 0x3E : 0xB7 }
}
