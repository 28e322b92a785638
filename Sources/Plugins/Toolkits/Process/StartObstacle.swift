internal import RecuaCore

/// What keeps a file from being started, as far as the first bytes of it and of its interpreters tell.
///
/// The system says of all of these that there is no such file, or hands the file to a shell, which says something else.
public struct StartObstacle: Sendable, Hashable {
    /// What the program is or does, as the end of a sentence: `names the interpreter `perl6`, which is not on `PATH``.
    public let problem: String
    /// What to do about it.
    public let help: String
    /// True of what the system does not start and a shell runs all the same.
    package let isRunByShell: Bool

    /// - Parameters:
    ///   - path: absolute, of a file that may be executed.
    ///   - environment: what it is to be started with; `PATH` counts for `#!/usr/bin/env`.
    ///   - folder: where it is to be started: the working folder of this process when nil.
    /// - Returns: nil when nothing is seen; that it starts is not said with that.
    public init?(of path: String, environment: [String: String], folder: String? = nil) {
        let folder = folder ?? Files.workingFolder
        guard let found = Self.find(path, environment, folder, depth: 0) else { return nil }
        self = found
    }

    private init(_ problem: String, help: String, isRunByShell: Bool = false) {
        self.problem = problem
        self.help = help
        self.isRunByShell = isRunByShell
    }

    private static func find(
        _ path: String, _ environment: [String: String], _ folder: String, depth: Int
    ) -> StartObstacle? {
        switch ExecutableHead(of: path) {
        case .unknown: return nil
        case .text:
            return StartObstacle(
                "is a text that names no interpreter", help: "begin it with a line such as #!/bin/sh",
                isRunByShell: true)
        case .elf(let processor, let loader): return find(processor, loader)
        case .script(let line) where line.hasSuffix("\r"): return windows(path)
        case .script(let line):
            let shebang = ShebangLine(line)
            guard depth < ExecutableHead.maximalDepth, let name = shebang.program else { return nil }
            if let obstacle = find(name, shebang, environment, folder) { return obstacle }
            guard let program = Command.path(of: place(name, folder), environment: environment),
                let own = find(program, environment, folder, depth: depth + 1)
            else { return nil }
            return StartObstacle("names the interpreter `\(name)`, which \(own.problem)", help: own.help)
        }
    }

    /// The interpreter itself.
    private static func find(
        _ name: String, _ shebang: ShebangLine, _ environment: [String: String], _ folder: String
    ) -> StartObstacle? {
        let path = place(name, folder)
        if Command.path(of: path, environment: environment) != nil { return nil }
        let names = "names the interpreter `\(name)`, which"
        if let mended = shebang.split {
            return StartObstacle("\(names) is not on `PATH`", help: "write its first line as `#!\(mended)`")
        }
        guard name.contains("/") else {
            return StartObstacle(
                "\(names) is not on `PATH`", help: "install `\(name)`, or name another one in its first line")
        }
        guard let facts = Files.facts(path) else {
            return StartObstacle(
                "\(names) is not there",
                help: "install it, or name another one in its first line, such as `#!/usr/bin/env python3`")
        }
        return StartObstacle(
            "\(names) is \(facts.isFolder ? "a folder" : "not executable")",
            help: "name a program in its first line, such as `#!/usr/bin/env python3`")
    }

    /// A name that `PATH` leads to, or a path from the folder on.
    private static func place(_ name: String, _ folder: String) -> String {
        name.contains("/") ? Files.resolve(name, in: folder) : name
    }

    private static func windows(_ path: String) -> StartObstacle {
        let mending = Command("sed", ["-i", #"s/\r$//"#, path], environment: [:])
        return StartObstacle("ends its first line as Windows does, with a carriage return", help: "type: \(mending)")
    }

    private static func find(_ processor: ExecutableHead.Processor, _ loader: String?) -> StartObstacle? {
        if case .elf(let own, _) = ExecutableHead(of: "/proc/self/exe"), own.form == processor.form, own != processor {
            guard !runsForeign else { return nil }
            let (theirs, ours) = (processor.name ?? "another processor", own.name ?? "another one")
            return StartObstacle(
                "is a program for \(theirs), and this machine is \(ours)", help: "get the one for \(ours)")
        }
        guard let loader, loader.hasPrefix("/"), !Files.exists(loader) else { return nil }
        let system = loader.contains("musl") ? "systems with musl, such as Alpine" : "another system"
        return StartObstacle(
            "needs the loader `\(loader)`, which is not there",
            help: "it was built for \(system): get the one for this system"
        )
    }

    /// Whether the kernel was told of an emulator for programs of other processors (binfmt_misc).
    static var runsForeign: Bool {
        let folder = "/proc/sys/fs/binfmt_misc"
        return ((try? Files.list(folder)) ?? []).contains { name in
            (try? Files.readText("\(folder)/\(name)"))?.contains("magic 7f454c46") == true
        }
    }
}
