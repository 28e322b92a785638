extension LockFile {
    /// A larger file is no lock file; it is refused before it is read.
    static let sizeLimit = 16 << 20

    /// The lock file at `path`; nil when there is none.
    ///
    /// - Parameter name: the path as the user would write it, for messages.
    /// - Throws: ``Diagnostics`` `lock.unreadable`, `lock.syntax`, `lock.newer` or `lock.broken`: what is there and
    ///   cannot be understood is never taken for nothing.
    static func read(_ path: String, name: String) throws -> LockFile? {
        guard Files.facts(path) != nil else { return nil }
        let bytes: [UInt8]
        do {
            bytes = try Files.read(path, limit: sizeLimit)
        } catch {
            throw Diagnostics([
                Diagnostic(
                    "lock.unreadable", "the lock file `\(name)` cannot be read",
                    help: "a lock file that is there must be readable", cause: error)
            ])
        }
        return try LockFile(parsing: bytes, name: name)
    }

    init(parsing bytes: [UInt8], name: String) throws {
        if let own = Self.own(bytes) {
            self = own
            return
        }
        let text = try LockText(bytes, name: name)
        if let version = text.json["recuaLock"]?.integer, version > Self.version { throw text.newer(version) }
        let mistakes = text.mistakes()
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
        self.init(
            pins: (text.json["sources"]?.object ?? [:]).compactMapValues { Pin($0) }, plugins: Self.plugins(text.json))
    }

    /// A text that is just as this program writes it, which is nearly always, and cheaper to see than to check.
    private static func own(_ bytes: [UInt8]) -> LockFile? {
        guard let json = try? JSON(parsing: bytes),
            let pins = json["sources"]?.object?.compactMapValues({ Pin($0) })
        else { return nil }
        let file = LockFile(pins: pins, plugins: plugins(json))
        return file.text.utf8.elementsEqual(bytes) && file.isNearItsSources ? file : nil
    }

    private static func plugins(_ json: JSON) -> [String: PluginPin] {
        (json["plugins"]?.object ?? [:]).compactMapValues { PluginPin($0) }
    }

    private var isNearItsSources: Bool {
        pins.allSatisfy { $0.value.isBeside($0.key) } && plugins.values.allSatisfy(\.isBesideItsSource)
    }

    /// What a lock file of this version holds.
    static let schema = Schema.object([
        .required("recuaLock", .integer(version...version).about("The version of the lock file's form")),
        .required("sources", .map(of: entry)), .optional("plugins", .map(of: plugin)),
    ])

    private static let entry = Schema.object([
        .required("sha256", .string(pattern: "[0-9a-f]{64}")),
        .required("size", .integer(0 ... .max)),
        .optional("url", .string(length: 1 ... .max)),
    ])

    private static let plugin = Schema.object([
        .required("sha256", .string(pattern: "[0-9a-f]{64}")), .optional("size", .integer(0 ... .max)),
        .optional("source", .string(length: 1 ... .max)), .optional("url", .string(length: 1 ... .max)),
    ])
}
