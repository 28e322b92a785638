// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "word-list",
    dependencies: [.package(name: "recua", path: "/recua")],
    targets: [
        .target(
            name: "WordListPlugin",
            dependencies: [.product(name: "RecuaCore", package: "recua")]),
        .executableTarget(
            name: "word-list",
            dependencies: ["WordListPlugin", .product(name: "RecuaProgram", package: "recua")]),
        .testTarget(
            name: "WordListTests",
            dependencies: ["WordListPlugin", .product(name: "RecuaContract", package: "recua")]),
    ]
)
