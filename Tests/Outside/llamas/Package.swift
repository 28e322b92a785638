// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "llamas",
    dependencies: [.package(path: "../recua")],
    targets: [.executableTarget(name: "llamas", dependencies: [.product(name: "RecuaCLI", package: "recua")])]
)
