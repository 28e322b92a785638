import RecuaCore

/// What Lambda starts: the entry point, and extensions such as the Lambda Web Adapter.
extension LintRule {
    static let programs = [entryPoint, entryPointMode, entryPointFormat, extensionMode, extensionFormat]

    /// Source: the error as in aws/aws-lambda-ruby-runtime-interface-client#13 (a path that is not there); without any
    /// entry point there is nothing to start.
    static let entryPoint = LintRule(
        "image.lint.entry-point", prevents: "Runtime.InvalidEntrypoint: no such file or directory"
    ) { subject in
        guard let config = subject.config else { return [] }
        guard let command = EntryPoint(config) else { return [Finding("the image does not say what is to be started")] }
        guard let tree = ImageTree(subject.layers), command.file(in: tree) == nil else { return [] }
        return [Finding("the entry point `\(command.name)` is not in the image")]
    }

    /// Source: the error as in ko-build/ko#669 and awslabs/aws-lambda-dart-runtime#20.
    static let entryPointMode = LintRule(
        "image.lint.entry-point-mode", prevents: "Runtime.InvalidEntrypoint: permission denied"
    ) { subject in
        guard let (command, _, entry) = started(by: subject) else { return [] }
        if entry.kind != .file { return [Finding("the entry point `\(command.name)` is not a file")] }
        guard entry.mode & 0o001 == 0 else { return [] }
        return [
            Finding(
                "the entry point `\(command.name)` (mode \(String(entry.mode, radix: 8))) may not be started by all")
        ]
    }

    /// A llamafile as it was published is a shell script to the kernel, without saying so.
    /// Source: the error as in gbdevw/python-fastapi-aws-lambda-container#5.
    static let entryPointFormat = LintRule(
        "image.lint.entry-point-format", prevents: "Runtime.InvalidEntrypoint: exec format error"
    ) { subject in
        guard let (command, tree, entry) = started(by: subject), let kind = tree.kind(of: entry) else { return [] }
        return problem(kind, subject).map { [Finding("the entry point `\(command.name)` \($0)")] } ?? []
    }

    /// Source: aws/aws-lambda-web-adapter#626 and #141.
    static let extensionMode = LintRule(
        "image.lint.extension-mode", prevents: "Extension.LaunchError: permission denied"
    ) { subject in
        guard let tree = ImageTree(subject.layers) else { return [] }
        return tree.files(in: extensions).filter { $0.mode & 0o001 == 0 }.map {
            Finding("the extension `\($0.path)` (mode \(String($0.mode, radix: 8))) may not be started by all")
        }
    }

    /// Source: aws/aws-lambda-web-adapter#626.
    static let extensionFormat = LintRule(
        "image.lint.extension-format", prevents: "Extension.LaunchError: exec format error"
    ) { subject in
        guard let tree = ImageTree(subject.layers) else { return [] }
        return tree.files(in: extensions).compactMap { entry in
            guard let kind = tree.kind(of: entry), let why = problem(kind, subject) else { return nil }
            return Finding("the extension `\(entry.path)` \(why)")
        }
    }

    /// Lambda starts every file in this folder beside the function.
    private static let extensions = "opt/extensions"

    private static func started(by subject: LintSubject) -> (EntryPoint, ImageTree, TarEntry)? {
        guard let command = subject.config.flatMap({ EntryPoint($0) }), let tree = ImageTree(subject.layers),
            let entry = command.file(in: tree)
        else { return nil }
        return (command, tree, entry)
    }

    private static func problem(_ kind: ProgramKind, _ subject: LintSubject) -> String? {
        let named = subject.config?["architecture"]?.string.flatMap { Architecture(rawValue: $0) }
        switch kind {
        case .script: return nil
        case .neither: return "is neither an ELF program nor a script that names its interpreter"
        case .elf(let machine):
            guard let wanted = subject.architecture ?? named, machine != wanted.elfMachine else { return nil }
            let found = Architecture.allCases.first { $0.elfMachine == machine }?.rawValue ?? "machine \(machine)"
            return "is a program for `\(found)`, not for `\(wanted.rawValue)`"
        }
    }
}
