import RecuaCore
import RecuaTestSupport
import Testing

/// One emulator, one registry and two images, lent to the tests of a suite.
struct EmulatedAWS: SuiteTrait, TestScoping {
    struct Shared: Sendable {
        let aws: AWSEmulator
        /// Images that differ in one file.
        let images: [Published]
    }

    @TaskLocal static var shared: Shared?

    func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await withScratchFolder { folder in
            try await withDockerRegistry(in: folder) { registry in
                let images = try await ProbeImage.push(2, to: registry, in: folder)
                try await withAWSEmulator(in: folder, registry: registry) { aws in
                    try await Self.$shared.withValue(Shared(aws: aws, images: images)) { try await body() }
                }
            }
        }
    }
}

extension Trait where Self == EmulatedAWS {
    static var emulatedAWS: Self { Self() }
}
