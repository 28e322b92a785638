import Glibc
import RecuaCore

/// A plugin to begin with: its files as values, and how they come into a folder.
struct PluginStarter {
    /// One file, its path below the plugin's folder.
    struct File: Hashable {
        var path: String
        var text: String
        var isProgram = false
    }

    let plugin: PluginName
    let language: PluginLanguage
    /// For Swift alone.
    var recua: RecuaPackage?

    var files: [File] {
        switch language {
        case .swift:
            recua.map { swift($0) } ?? []
        case .python:
            [
                File(path: program, text: PythonTemplate.program(plugin), isProgram: true),
                File(path: "test_\(plugin.module).py", text: PythonTemplate.test(plugin)),
            ]
        case .bash:
            [
                File(path: program, text: BashTemplate.program(plugin), isProgram: true),
                File(path: "test.sh", text: BashTemplate.test(plugin), isProgram: true),
            ]
        case .go:
            [
                File(path: "go.mod", text: "module \(plugin.name)\n\ngo 1.19"),
                File(path: "main.go", text: GoTemplate.program(plugin)),
                File(path: "protocol.go", text: GoTemplate.channel(plugin)),
                File(path: "main_test.go", text: GoTemplate.test(plugin)),
            ]
        }
    }

    private func swift(_ recua: RecuaPackage) -> [File] {
        let type = plugin.type
        return [
            File(path: "Package.swift", text: SwiftTemplate.package(plugin, recua)),
            File(path: "Sources/\(type)Plugin/\(type)Plugin.swift", text: SwiftTemplate.plugin(plugin)),
            File(path: "Sources/\(plugin.name)/main.swift", text: SwiftTemplate.program(plugin)),
            File(path: "Tests/\(type)Tests/\(type)Tests.swift", text: SwiftTemplate.test(plugin)),
        ]
    }

    /// What the manifest runs, below the plugin's folder.
    var program: String {
        switch language {
        case .python: "\(plugin.module).py"
        case .bash: "\(plugin.name).sh"
        case .go: plugin.name
        case .swift: ".build/release/\(plugin.name)"
        }
    }

    /// The command that makes the program of the files, in the plugin's folder; nil when it is one of them.
    var build: String? {
        switch language {
        case .python, .bash: nil
        case .go: "go build"
        case .swift: "swift build -c release --product \(plugin.name)"
        }
    }

    /// The command that runs the plugin's own test, in its folder.
    var test: String {
        switch language {
        case .python: "python3 -m unittest"
        case .bash: "./test.sh"
        case .go: "go test"
        case .swift: "swift test"
        }
    }

    /// Makes the folder with all files in it, or nothing.
    ///
    /// - Throws: ``Diagnostic`` `usage.exists` when there is something already.
    func write(to folder: String) throws {
        if let facts = Files.facts(folder), !facts.isFolder || (try? Files.list(folder))?.isEmpty != true {
            throw Diagnostic(
                "usage.exists", "there is a `\(folder)` already",
                help: "nothing is ever overwritten: choose another folder with `--output`")
        }
        let new = "\(folder).\(getpid()).new"
        defer { try? Files.remove(new) }
        for file in files {
            try Files.write(file.text + "\n", to: "\(new)/\(file.path)", mode: file.isProgram ? 0o755 : 0o644)
        }
        try Files.move(new, to: folder)
    }
}
