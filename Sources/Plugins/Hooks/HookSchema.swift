internal import RecuaCore

/// What `hooks:` may hold.
enum HookSchema {
    static let section = Schema.map(of: hook).about("Commands that run before or after an artifact exists, by name")

    static let hook = Schema.object(
        [
            .optional(
                "before",
                kind.about(
                    "Run it ahead of making this artifact: model, image, published, template, deployment, report")),
            .optional("after", kind.about("Run it when this artifact is there: model, image, …, or another hook")),
            .optional(
                "retries", .integer(0...100).about("How often it is tried again when it fails, with pauses"), default: 0
            ),
            .optional(
                "timeout", .string(format: .duration).about("How long one try may take").example("30s"), default: "10m"),
            .optional(
                "when",
                HookOccasion.schema.about(
                    "Run it when something has changed for it, in each run, or when what it stands after fails"),
                default: "changed"),
        ] + counting)

    /// The keys that change what it does; the others only say when it runs, and how often it is tried.
    static let counting: [Schema.Property] = [
        .required(
            "run",
            .either(
                .string(length: 1 ... .max, format: .script),
                .array(of: .string(length: 1 ... .max, format: .script), count: 1 ... .max)
            ).about("A text for /bin/sh, or a program and its arguments as a list")),
        .optional(
            "environment",
            .array(of: .string(pattern: variable).about("A variable's name: letters, digits and _")).about(
                "Variables it is given besides PATH, HOME, LANG, TMPDIR and USER")),
        .optional(
            "secrets",
            .map(of: .string.secret).about("Variables with secret values, resolved when it runs: `${env:NAME}`")),
        .optional(
            "files",
            .array(of: .string(format: .path)).about("Local files and folders: it runs again when one is another")),
        .optional("folder", .string(length: 1 ... .max).about("Where it runs; the manifest's folder by default")),
    ]

    private static let kind = Schema.string(length: 1 ... .max)
    private static let variable = "[A-Za-z_][A-Za-z0-9_]*"

    static func isName(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count) && text.first?.isLetter == true
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                default: byte == UInt8(ascii: "-")
                }
            }
    }

    static func isVariable(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: byte == UInt8(ascii: "_")
            }
        }
    }

    /// A key as a part of a JSON pointer.
    static func token(_ key: String) -> String { key.replacing("~", with: "~0").replacing("/", with: "~1") }
}
