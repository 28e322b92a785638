import RecuaCore
import RecuaTestSupport
import Testing

@testable import RecuaLambda

@Suite struct ForecastTests {
    private func forecast(
        _ lambda: JSON, in folder: ScratchFolder, prior: Deployment? = nil, environment: [String: String] = [:]
    ) async throws -> Forecast? {
        try await LambdaPlugin().provider.forecast(
            .testing(
                ["lambda": lambda], in: folder, target: "lambda", prior: try prior.map { try JSON(encoding: $0) },
                environment: environment)
        ).first
    }

    private let prior = Deployment.testing(
        target: "lambda", url: "https://x.test", region: "us-east-1",
        resources: ["stack": "tests-demo", "function": "tests-demo-Function-1"])

    @Test func `a function is made once and changed in place from then on`() async throws {
        try await withScratchFolder { folder in
            let first = try await forecast(["region": "us-east-1"], in: folder)
            let place = "the CloudFormation stack `tests-demo` in us-east-1"
            #expect(first == Forecast(.create, "create a function and its URL, as \(place)"))
            let second = try await forecast(["region": "us-east-1"], in: folder, prior: prior)
            #expect(second == Forecast(.update, "update the function `tests-demo-Function-1` in \(place)"))
        }
    }

    @Test(arguments: [["region": "eu-west-1"], ["region": "us-east-1", "stackName": "other"]] as [JSON])
    func `another region or name is another function`(section: JSON) async throws {
        try await withScratchFolder { folder in
            let found = try await forecast(section, in: folder, prior: prior)
            #expect(found?.verb == .replace && found?.text.contains("`tests-demo` in us-east-1 goes") == true)
        }
    }

    @Test func `the region of the environment counts, and none is not taken for another`() async throws {
        try await withScratchFolder { folder in
            #expect(try await forecast([:], in: folder, prior: prior)?.verb == .update)
            let moved = try await forecast(
                [:], in: folder, prior: prior, environment: ["AWS_REGION": "eu-west-1"])
            #expect(moved?.verb == .replace)
        }
    }
}
