// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "greet",
    dependencies: [.package(path: "../recua")],
    targets: [
        .executableTarget(name: "greet", dependencies: [.product(name: "RecuaProgram", package: "recua")])
    ]
)
