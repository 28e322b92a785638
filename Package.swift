// swift-tools-version: 6.2
import PackageDescription

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

/// A built-in plugin sees what a stranger's plugin sees: Core and the toolkits, never another plugin.
func plugin(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: "Recua\(name)", dependencies: ["RecuaCore"] + dependencies, path: "Sources/Plugins/\(name)")
}

func toolkit(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: "Recua\(name)", dependencies: ["RecuaCore"] + dependencies, path: "Sources/Plugins/Toolkits/\(name)")
}

func tests(_ path: String, _ dependencies: [Target.Dependency]) -> Target {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return .testTarget(
        name: "\(name)Tests",
        dependencies: ["RecuaCore", "RecuaTestSupport"] + dependencies,
        path: "Tests/\(path)"
    )
}

let package = Package(
    name: "recua",
    products: [
        .library(name: "RecuaCore", targets: ["RecuaCore"]),
        .library(name: "RecuaProgram", targets: ["RecuaCore", "RecuaProgram"]),
        .library(name: "RecuaContract", targets: ["RecuaContract"]),
        .library(name: "RecuaCLI", targets: ["RecuaCore", "RecuaCLI"]),
        .executable(name: "recua", targets: ["recua"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
    ],
    targets: [
        .systemLibrary(name: "CLibYAML", path: "Sources/CLibYAML", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CGlibcExtras", path: "Sources/CGlibcExtras"),
        .systemLibrary(name: "CZlib", path: "Sources/CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(
            name: "RecuaCore",
            dependencies: ["CGlibcExtras", "CLibYAML", crypto, grdb, logging, system],
            path: "Sources/Core"
        ),

        toolkit("Process", ["CGlibcExtras", subprocess, system]),
        toolkit("HTTP", [asyncHTTPClient, nioCore, nioHTTP1, nioPosix, system]),
        toolkit("Transfer", ["CGlibcExtras", "RecuaHTTP", asyncHTTPClient, nioCore, nioHTTP1, system]),
        toolkit(
            "OCI",
            [
                "CZlib", "RecuaHTTP", "RecuaProcess", "RecuaTransfer", "RecuaWaiting", asyncHTTPClient, crypto, nioCore,
                nioHTTP1, nioPosix, system,
            ]
        ),
        toolkit("AWS", ["RecuaProcess", crypto, system]),
        toolkit("Registries", ["RecuaAWS", "RecuaOCI"]),
        toolkit("GGUF", [system]),
        toolkit("Waiting", []),
        // The plugin protocol's messages, for both of its sides.
        toolkit("RPC", []),
        // What Recua expects of a plugin, and who looks whether it does.
        toolkit("Contract", ["RecuaProcess", "RecuaRPC", subprocess, system]),
        // A plugin in Swift as a program of its own.
        toolkit("Program", ["RecuaRPC"]),

        plugin(
            "Fetch",
            [
                "RecuaHTTP", "RecuaGGUF", "RecuaTransfer", "RecuaOCI", "RecuaAWS", "RecuaRegistries", asyncHTTPClient,
                crypto, nioCore, nioHTTP1, system,
            ]
        ),
        plugin("Image", ["RecuaOCI", "RecuaRegistries", "RecuaHTTP", system]),
        plugin("Publish", ["RecuaOCI", "RecuaAWS", "RecuaRegistries", "RecuaHTTP", system]),
        plugin("Template", ["RecuaAWS", system]),
        plugin("Lambda", ["RecuaAWS", "RecuaProcess", system]),
        plugin(
            "Local",
            [
                "RecuaOCI", "RecuaProcess", "RecuaWaiting", asyncHTTPClient, httpTypes, hummingbirdCore, logging,
                nioCore,
                nioHTTP1, nioPosix, serviceLifecycle, unixSignals, system,
            ]
        ),
        plugin("Smoke", ["RecuaHTTP", "RecuaAWS", asyncHTTPClient, nioCore, nioHTTP1, system]),
        plugin("Hooks", ["RecuaProcess"]),
        plugin("External", ["CGlibcExtras", "RecuaProcess", "RecuaRPC", "RecuaWaiting", subprocess, system]),

        .target(
            name: "RecuaCLI",
            dependencies: [
                "CGlibcExtras", "RecuaCore", "RecuaFetch", "RecuaImage", "RecuaPublish", "RecuaTemplate", "RecuaLambda",
                "RecuaLocal", "RecuaHooks", "RecuaSmoke", "RecuaContract", "RecuaExternal", "RecuaGGUF", "RecuaHTTP",
                "RecuaOCI",
                "RecuaProcess",
                "RecuaRegistries", argumentParser, system,
            ],
            path: "Sources/CLI"
        ),
        .executableTarget(name: "recua", dependencies: ["RecuaCLI"], path: "Sources/Executable"),

        .target(
            name: "RecuaTestSupport",
            dependencies: [
                "RecuaCore", "RecuaProcess", hummingbird, hummingbirdCore, logging, nioCore, serviceLifecycle,
                subprocess,
                system,
            ],
            path: "Tests/Support",
            exclude: ["aws", "kubernetes", "requirements.txt"]
        ),
        // The resident part of `local` without the rest of the command, for the plugin's own tests.
        .executableTarget(name: "local-resident", dependencies: ["RecuaLocal"], path: "Tests/LocalResident"),
        // A small project that its tests kill at every moment; nothing but the engine, so that it starts at once.
        .executableTarget(name: "crash-program", dependencies: ["RecuaCore"], path: "Tests/CrashProgram"),
        tests("Crash", ["RecuaProcess", "crash-program", grdb, system]),
        tests("Core", [crypto, grdb, system]),
        tests("Toolkits/Process", ["RecuaProcess", system]),
        tests("Toolkits/HTTP", ["RecuaHTTP", asyncHTTPClient, hummingbird, nioCore, nioHTTP1, system]),
        tests(
            "Toolkits/OCI",
            ["RecuaOCI", "RecuaHTTP", "RecuaProcess", hummingbird, nioCore, nioHTTP1, httpTypes, system]),
        tests("Toolkits/AWS", ["RecuaAWS", system]),
        tests("Toolkits/Registries", ["RecuaRegistries", "RecuaOCI", system]),
        tests("Toolkits/GGUF", ["RecuaGGUF", system]),
        tests(
            "Toolkits/Transfer",
            ["RecuaTransfer", "RecuaHTTP", asyncHTTPClient, hummingbird, nioCore, nioHTTP1, httpTypes, system]),
        tests("Toolkits/Waiting", ["RecuaWaiting"]),
        tests("Toolkits/RPC", ["RecuaRPC"]),
        tests("Toolkits/Contract", ["RecuaContract", "RecuaExternal", "RecuaProcess", "RecuaRPC", system]),
        // A plugin that its tests run compiled in, and as a program.
        .executableTarget(
            name: "sample-plugin", dependencies: ["RecuaCore", "RecuaProgram", "RecuaSamplePlugin"],
            path: "Tests/SamplePlugin/Program"),
        .target(name: "RecuaSamplePlugin", dependencies: ["RecuaCore"], path: "Tests/SamplePlugin/Plugin"),
        tests(
            "Toolkits/Program",
            [
                "RecuaProgram", "RecuaRPC", "RecuaExternal", "RecuaProcess", "RecuaSamplePlugin", "sample-plugin",
                system,
            ]),
        tests(
            "Plugins/Fetch",
            [
                "RecuaFetch", "RecuaGGUF", "RecuaHTTP", "RecuaTransfer", "RecuaOCI", "RecuaProcess", hummingbird,
                nioCore, nioHTTP1,
                httpTypes,
                system,
            ]),
        tests("Plugins/Image", ["RecuaImage", "RecuaOCI", "RecuaProcess", system]),
        tests(
            "Plugins/Publish",
            [
                "RecuaPublish", "RecuaOCI", "RecuaImage", "RecuaHTTP", "RecuaProcess", hummingbird, nioCore, httpTypes,
                system,
            ]),
        tests("Plugins/Template", ["RecuaTemplate", system]),
        tests("Plugins/Lambda", ["RecuaLambda", "RecuaTemplate", system]),
        tests(
            "Plugins/Local",
            ["RecuaLocal", "RecuaOCI", "RecuaProcess", "local-resident", asyncHTTPClient, nioCore, nioHTTP1, system]),
        tests("Plugins/Smoke", ["RecuaSmoke", "RecuaHTTP", hummingbird, nioCore, nioHTTP1, httpTypes, system]),
        tests("Plugins/Hooks", ["RecuaHooks", "RecuaProcess", system]),
        tests(
            "Plugins/BuiltIn",
            [
                "RecuaContract", "RecuaFetch", "RecuaImage", "RecuaPublish", "RecuaTemplate", "RecuaLambda",
                "RecuaLocal",
                "RecuaSmoke",
            ]),
        tests("Plugins/External", ["RecuaExternal", "RecuaRPC", system]),
        tests(
            "Plugins/Pipeline",
            [
                "RecuaFetch", "RecuaImage", "RecuaPublish", "RecuaTemplate", "RecuaLambda", "RecuaLocal", "RecuaSmoke",
            ]),
        tests("CLI", ["RecuaCLI", "RecuaGGUF", "RecuaOCI", "RecuaProcess", hummingbird, nioCore, httpTypes, system]),
        tests("EndToEnd", ["RecuaProcess", hummingbird, nioCore, httpTypes, system]),
    ],
    swiftLanguageModes: [.v6]
)

// `RECUA_FUZZ=1 swift build --scratch-path .build/fuzz` builds the fuzzers, and what they look into with libFuzzer's
// instruments and optimised; all else as usual. See scripts/fuzz.
let fuzzes = Context.environment["RECUA_FUZZ"] != nil
let fuzzed = ["RecuaCore", "RecuaExternal", "RecuaGGUF", "RecuaRPC", "recua-fuzz"]
if fuzzes {
    package.targets += [
        .systemLibrary(name: "CFuzzer", path: "Tests/Fuzz/CFuzzer"),
        .executableTarget(
            name: "recua-fuzz",
            dependencies: ["CFuzzer", "RecuaCore", "RecuaExternal", "RecuaGGUF", "RecuaRPC", grdb],
            path: "Tests/Fuzz", exclude: ["CFuzzer", "Corpus", "Dictionaries"],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]
        ),
    ]
}

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
    if fuzzes, fuzzed.contains(target.name) {
        target.swiftSettings?.append(.unsafeFlags(["-O", "-sanitize=fuzzer"]))
    }
}

// `RECUA_ONLY=CoreTests,OCITests swift test` builds those targets and what they need, and nothing else: what is half
// written elsewhere does not stop them. Meant for a person at work on one part; the Makefile never sets it.
if let only = fuzzes ? "recua-fuzz" : Context.environment["RECUA_ONLY"], !only.isEmpty {
    var wanted = Set(only.split(separator: ",").map(String.init))
    var size = 0
    while size != wanted.count {
        size = wanted.count
        for target in package.targets where wanted.contains(target.name) {
            for case .byNameItem(let name, _) in target.dependencies { wanted.insert(name) }
            for case .targetItem(let name, _) in target.dependencies { wanted.insert(name) }
        }
    }
    package.targets.removeAll { !wanted.contains($0.name) }
    package.products.removeAll { _ in true }
}
