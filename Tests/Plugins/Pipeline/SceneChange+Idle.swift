import Glibc
import RecuaTestSupport

@testable import RecuaCore

extension SceneChange {
    /// Each changes something that cannot change what a step makes.
    static let idle: [SceneChange] = ways + sources + surroundings

    /// Ways to write the same manifest.
    private static let ways: [SceneChange] = [
        SceneChange("nothing at all") { _ in },
        SceneChange("comments and empty lines") {
            $0.edit("stacks:\n", "\n# All of them\nstacks: # by name\n\n")
        },
        SceneChange("the order of keys") {
            $0.edit(
                "context: 4096, arguments: [--flash-attn, \"on\"]", "arguments: [--flash-attn, \"on\"], context: 4096")
            $0.edit("    target: lambda\n", "")
            $0.edit("  fn:\n", "  fn:\n    target: lambda\n")
        },
        SceneChange("formatting and quotes") {
            $0.edit("server: { context: 4096,", "server:\n      { \"context\":   4096\n      ,")
            $0.edit("chat: Hi", "\"chat\": 'Hi'")
        },
        SceneChange("another way to write a number") { $0.edit("context: 4096", "context: 0x1000") },
        SceneChange("an alias spelled out") { $0.edit("sha256: *pin", "sha256: \(Scene.pin)") },
        SceneChange("an anchor for what stood there") {
            $0.edit("target: local", "target: &where local")
            $0.edit("x-pin:", "x-server: &server { context: 4096 }\nx-pin:")
            $0.edit("server: { context: 4096,", "server: { <<: *server,")
        },
        SceneChange("a key of one's own") { $0.edit("x-pin:", "x-notes: [what, ever]\nx-pin:") },
        SceneChange("defaults instead of a key of the stack") {
            $0.edit("stacks:\n", "defaults: { local: { port: 8090 } }\nstacks:\n")
            $0.edit("    local: { port: 8090 }\n", "")
        },
        SceneChange("a default, written out") { $0.edit("memory: 2048", "memory: 2048, architecture: x86_64") },
        SceneChange("a profile that nobody asked for") {
            $0.edit("stacks:\n", "profiles: { prod: { server: { context: 1 } } }\nstacks:\n")
        },
        SceneChange("stacks in two files") {
            let text = $0.manifest["recua.yaml"] ?? ""
            guard let cut = text.firstRange(of: "  here:") else { return }
            $0.manifest["recua.yaml"] = String(text[..<cut.lowerBound])
            $0.manifest["second.yaml"] = "recua: 1\nproject: llamas\nstacks:\n\(text[cut.lowerBound...])"
        },
        SceneChange("the value of a variable, written out") { $0.edit("${env:WORD}", "llamas") },
    ]

    /// Other places of the same bytes.
    private static let sources: [SceneChange] = [
        SceneChange("the url of a pinned source") { $0.edit("https://models.test/engine", "https://c.test/e") },
        SceneChange("the mirrors of a pinned source") { $0.edit("https://b.test/engine", "https://d.test/engine") },
        SceneChange("the size of a pinned source") { $0.edit("size: 9, ", "") },
        SceneChange("a file's path") {
            try Files.move($0.path("models/tiny.gguf"), to: $0.path("models/moved.gguf"))
            $0.edit("models/tiny.gguf", "models/moved.gguf")
        },
        SceneChange("a folder's path") {
            try Files.move($0.path("files"), to: $0.path("others"))
            $0.edit("from: files/start", "from: others/start")
            $0.edit("from: files,", "from: others,")
        },
        SceneChange("a link to the same bytes") {
            try Files.move($0.path("models/tiny.gguf"), to: $0.path("models/kept"))
            _ = symlink("kept", $0.path("models/tiny.gguf"))
        },
        SceneChange("a file's time") {
            var times = [timeval(tv_sec: 1_000_000_000, tv_usec: 0), timeval(tv_sec: 1_000_000_000, tv_usec: 0)]
            _ = utimes($0.path("models/tiny.gguf"), &times)
        },
        SceneChange("who may write to a file") { _ = chmod($0.path("models/tiny.gguf"), 0o600) },
        SceneChange("an empty folder in a folder") { try Files.createFolder($0.path("files/nothing")) },
        SceneChange("a file that nobody names") { try $0.write("x", to: "models/unnamed.gguf") },
    ]

    private static let surroundings: [SceneChange] = [
        SceneChange("the folder of the project") {
            try Files.move($0.folder.path("project"), to: $0.folder.path("moved"))
            $0.place = "moved"
        },
        SceneChange("who runs it, where and how many at once") {
            $0.environment.merge(["USER": "b", "HOME": "/home/b", "LANG": "C", "TMPDIR": "/var/tmp", "RECUA_JOBS": "1"])
            {
                $1
            }
        },
        SceneChange("a secret's value") { $0.environment["SECRET"] = "swordfish" },
        SceneChange("variables that only bring access or speed") {
            for name in $0.descriptors.flatMap(\.environment) where !name.hasSuffix("*") { $0.environment[name] = "x" }
            for name in $0.descriptors.flatMap(\.fingerprintedEnvironment) { $0.environment[name] = nil }
        },
        SceneChange("what a plugin says of itself to people") {
            for index in $0.descriptors.indices { $0.descriptors[index].summary = "otherwise" }
        },
        SceneChange("another stack, first") {
            $0.edit("  fn:\n", "  extra: { model: { llamafile: models/tiny.gguf }, target: local }\n  fn:\n")
        },
    ]
}
