import Glibc
import RecuaTestSupport

@testable import RecuaCore

extension SceneChange {
    /// Each changes one component of a fingerprint.
    static let counting: [SceneChange] = plugins + keys + files + environment + facts

    private static let plugins: [SceneChange] = AllPlugins.descriptors.flatMap { descriptor in
        let plugin = descriptor.name
        let steps = everyStep[plugin] ?? []
        func stale(_ reason: String) -> [String: [String]] {
            Dictionary(uniqueKeysWithValues: steps.map { ($0, [reason]) })
        }
        return [
            SceneChange(
                "the version of \(plugin)", stale: stale("plugin: \(plugin) \(descriptor.version) → \(plugin) 99")
            ) {
                $0.describe(plugin) { $0.version = "99" }
            },
            SceneChange("the program behind \(plugin)", stale: stale("plugin program is new: sha256:")) {
                $0.describe(plugin) { $0.program = Digest(of: "program") }
            },
        ]
    }

    /// One or two of each way in which a key counts; ``SchemaKeyTests`` has every key there is.
    private static let keys: [SceneChange] = [
        SceneChange("a number", stale: ["fn/image": ["section server.context: 4096 → 8192"]]) {
            $0.edit("context: 4096", "context: 8192")
        },
        SceneChange("a new key", stale: ["fn/publish": ["section publish.tag is new: \"v1\""]]) {
            $0.edit("/llamas\" }", "/llamas\", tag: v1 }")
        },
        SceneChange("a key that is gone", stale: ["here/local": ["section local.port: 8090 → "]]) {
            $0.edit("local: { port: 8090 }", "local: {}")
        },
        SceneChange("an item of a list", stale: ["fn/image": ["section server.arguments[1]: \"on\" → \"off\""]]) {
            $0.edit("\"on\"", "\"off\"")
        },
        SceneChange(
            "the order of a list",
            stale: [
                "fn/image": ["section server.arguments[0]: \"--fl", "section server.arguments[1]: \"on\" → \"--fl"]
            ]
        ) {
            $0.edit("[--flash-attn, \"on\"]", "[\"on\", --flash-attn]")
        },
        SceneChange("the sha256 of a source", stale: ["fn/fetch": ["section model.engine.sha256: sha256:"]]) {
            $0.edit("&pin ab", "&pin cd")
        },
        SceneChange(
            "the place of a source without sha256", stale: ["here/fetch": ["section model.llamafile: \"https://models"]]
        ) {
            $0.edit("models.test/tiny.llamafile", "models.test/small.llamafile")
        },
        SceneChange("a smoke case", stale: ["fn/smoke": ["section smoke[0].expect.contains: \"Paris\" → \"Rome\""]]) {
            $0.edit("contains: Paris", "contains: Rome")
        },
        SceneChange(
            "the secret that is named",
            stale: ["fn/template": ["section function.environment.KEY: \"${env:SECRET}\" → \"${env:OTHER}\""]]
        ) {
            $0.edit("${env:SECRET}", "${env:OTHER}")
        },
        SceneChange(
            "the value of a variable that the manifest names",
            stale: ["fn/image": ["section image.labels.word: \"llamas\" → \"alpacas\""]]
        ) {
            $0.environment["WORD"] = "alpacas"
        },
        SceneChange(
            "the architecture",
            stale: [
                "fn/image": ["section function.architecture: \"x86_64\" → \"arm64\""],
                "fn/template": ["section function.architecture: \"x86_64\" → \"arm64\""],
            ]
        ) { $0.edit("memory: 2048", "memory: 2048, architecture: arm64") },
        SceneChange(
            "the region",
            stale: [
                "fn/template": ["section lambda.region: \"us-east-1\" → \"eu-west-1\""],
                "fn/lambda": ["section lambda.region: \"us-east-1\" → \"eu-west-1\""],
            ]
        ) { $0.edit("us-east-1", "eu-west-1") },
        SceneChange("the account, by its profile", stale: ["fn/lambda": ["section lambda.profile is new: \"prod\""]]) {
            $0.edit("us-east-1", "us-east-1, profile: prod")
        },
    ]

    private static let ofFolder = ["fn/image": ["file image.files[0].from: sha256:"]]
    private static let ofBoth = [
        "fn/image": ["file image.files[0].from: sha256:", "file image.files[1].from: sha256:"]
    ]

    private static let files: [SceneChange] = [
        SceneChange("the content of a file", stale: ["fn/fetch": ["file model.weights: sha256:"]]) {
            try $0.write("other weights", to: "models/tiny.gguf")
        },
        SceneChange("the content of a file in a folder", stale: ofFolder) {
            try $0.write("two", to: "files/deep/notes.txt")
        },
        SceneChange("a file's name in a folder", stale: ofFolder) {
            try Files.move($0.path("files/deep/notes.txt"), to: $0.path("files/deep/remarks.txt"))
        },
        SceneChange("one more file in a folder", stale: ofFolder) { try $0.write("", to: "files/empty") },
        SceneChange("one file less in a folder", stale: ofFolder) { try Files.remove($0.path("files/deep/notes.txt")) },
        SceneChange("whether a file may be executed, by itself and in its folder", stale: ofBoth) {
            _ = chmod($0.path("files/start"), 0o644)
        },
        SceneChange("what a link leads to", stale: ["fn/fetch": ["file model.weights: sha256:"]]) {
            try $0.write("elsewhere", to: "models/other")
            try Files.remove($0.path("models/tiny.gguf"))
            _ = symlink("other", $0.path("models/tiny.gguf"))
        },
        SceneChange(
            "a path instead of an address",
            stale: ["here/fetch": ["file model.llamafile is new: sha256:", "section model.llamafile is gone"]]
        ) {
            $0.edit("\"https://models.test/tiny.llamafile\"", "models/tiny.gguf")
        },
    ]

    private static let environment: [SceneChange] = [
        ("AWS_REGION", "fn/template"), ("AWS_DEFAULT_REGION", "fn/template"), ("AWS_PROFILE", "fn/lambda"),
        ("AWS_ENDPOINT_URL", "fn/lambda"),
    ].flatMap { name, step in
        [
            SceneChange("\(name) is set", stale: [step: ["environment \(name) is new: eu-west-1"]]) {
                $0.environment[name] = "eu-west-1"
            },
            SceneChange("\(name) is set to nothing", stale: [step: ["environment \(name) is new: "]]) {
                $0.environment[name] = ""
            },
        ]
    }

    private static let facts: [SceneChange] = [
        SceneChange("the description", stale: ["fn/template": ["fact description: A llama → An alpaca"]]) {
            $0.edit("A llama", "An alpaca")
        },
        SceneChange("a tag", stale: ["fn/template": ["fact tags: {\"team\":\"herders\"} → {\"team\":\"shearers\"}"]]) {
            $0.edit("tags: { team: herders }", "tags: { team: shearers }")
        },
        SceneChange(
            "the project",
            stale: Dictionary(
                uniqueKeysWithValues: ["fn/publish", "fn/template", "fn/lambda", "here/local"].map {
                    ($0, ["fact project: llamas → alpacas"])
                })
        ) { $0.edit("project: llamas", "project: alpacas") },
        SceneChange(
            "the target",
            stale: [
                "here/image": ["fact target: local → lambda"], "here/publish": ["not run yet"],
                "here/template": ["not run yet"], "here/lambda": ["not run yet"],
            ]
        ) {
            $0.edit("target: local", "target: lambda\n    publish: { repository: \"localhost:5000/here\" }")
        },
    ]
}
