import RecuaCore
import RecuaOCI
import RecuaTestSupport
import Testing

@testable import RecuaImage

/// Which processor an image is for.
@Suite struct ArchitectureTests {
    private static let other: Architecture = Architecture.machine == .amd64 ? .arm64 : .amd64

    @Test(arguments: Architecture.allCases)
    func `an image for a target of one's own is for the processor that it asks for`(wanted: Architecture) async throws {
        try await withScratchFolder { folder in
            let image = try await SampleBuild.image(
                ["image": ["architecture": .string(wanted.rawValue)]], folder, model: SampleBuild.llamafile(in: folder),
                target: "knative")
            #expect(image.architecture == wanted.rawValue)
            #expect(try JSON(parsing: image.configText)["architecture"]?.string == wanted.rawValue)
        }
    }

    @Test func `an image that asks for nothing is for this machine, whatever the function is`() async throws {
        try await withScratchFolder { folder in
            let sections: JSON = ["function": ["architecture": .string(Self.other.lambdaName)]]
            for target in ["knative", "local"] {
                let image = try await SampleBuild.image(
                    sections, folder, model: SampleBuild.llamafile(in: folder), target: target)
                #expect(image.architecture == Architecture.machine.rawValue)
            }
        }
    }

    @Test func `where something else counts, that is told before anything runs`() throws {
        let asked: JSON = ["architecture": .string(Self.other.rawValue)]
        let local = try SampleBuild.problems(["image": asked])
        #expect(local.map(\.code) == ["image.architecture-ignored"] && local.map(\.severity) == [.warning])
        let lambda = try SampleBuild.problems(
            ["image": asked, "function": ["architecture": .string(Architecture.machine.lambdaName)]], target: "lambda")
        #expect(lambda.map(\.code) == ["image.architecture"] && lambda.map(\.severity) == [.error])
        #expect(lambda.first?.pointer == "/image/architecture")
        #expect(lambda.first?.help?.contains("here `\(Self.other.lambdaName)`") == true)
        #expect(try SampleBuild.problems(["image": asked], target: "knative").isEmpty)
        let alike: JSON = ["architecture": .string(Self.other.lambdaName)]
        #expect(try SampleBuild.problems(["image": asked, "function": alike], target: "lambda").isEmpty)
    }
}
