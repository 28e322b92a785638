import RecuaAWS
public import RecuaCore
import RecuaHTTP

/// The cases of a stack, to be put to any endpoint: a deployment, or a bare URL.
///
/// Cases run one after another, so that none disturbs the measures of the next; a failing one does not stop the others.
public struct SmokeSuite: Sendable {
    let section: SmokeSection
    let environment: [String: String]
    let secrets: @Sendable (Secret) throws -> String
    /// Called after each case with how many there are in all.
    let onCase: @Sendable (_ test: Report.Case, _ done: Int, _ total: Int) -> Void
    /// Between two looks at a server that is not healthy yet.
    var pause = Duration.seconds(1)

    /// - Parameters:
    ///   - environment: for proxies, and for AWS credentials when the endpoint wants signed requests.
    ///   - secrets: resolves the headers of raw requests.
    public init(
        _ section: SmokeSection, environment: [String: String],
        secrets: @escaping @Sendable (Secret) throws -> String,
        onCase: @escaping @Sendable (_ test: Report.Case, _ done: Int, _ total: Int) -> Void = { _, _, _ in }
    ) {
        self.section = section
        self.environment = environment
        self.secrets = secrets
        self.onCase = onCase
    }

    /// What was found, also when cases failed.
    ///
    /// - Throws: ``Diagnostic`` `aws.…` when requests cannot be signed; `CancellationError`.
    public func run(against endpoint: Endpoint) async throws -> Report {
        let signer = try await signer(for: endpoint)
        // Silence is limited case by case, and while the server starts it may be long.
        let options = HTTPOptions(followsRedirects: false, idleTimeout: .seconds(24 * 3600), allowsHTTP2: false)
        let secrets = ResolvedSecrets(secrets)
        return try await withHTTPClient(options, environment: environment) { http in
            try await run(ModelClient(http: http, endpoint: endpoint, signer: signer, secrets: secrets))
        }
    }

    private func run(_ client: ModelClient) async throws -> Report {
        let warmup = try await Warmup(client: client, limit: section.warmupLimit, pause: pause).outcome()
        var recorder = Recorder(client, total: expectedCount(client.endpoint), onCase: onCase)
        recorder.report.coldStart = warmup.coldStart
        recorder.add(warmup.test)
        guard warmup.isReachable else { return recorder.report }
        if let name = client.endpoint.modelName { recorder.add(try await modelName(name, client)) }
        if section.cases.isEmpty {
            try await StandardCases(section: section, client: client).run { recorder.add($0) }
        } else {
            for test in section.cases {
                recorder.add(
                    try await CaseRun(test: test, settings: section.settings(of: test), client: client).result())
            }
        }
        return recorder.report
    }

    private func expectedCount(_ endpoint: Endpoint) -> Int {
        1 + (endpoint.modelName == nil ? 0 : 1) + (section.cases.isEmpty ? StandardCases.count : section.cases.count)
    }

    /// The server must answer under the name that its clients will use.
    private func modelName(_ name: String, _ client: ModelClient) async throws -> Report.Case {
        let test = SmokeCase(name: "model name", .request(RawRequest(path: "/v1/models")))
        var run = CaseRun(test: test, settings: section.settings(of: test), client: client)
        run.alsoExpected = { Self.failures(ofModels: $0.text, name) }
        return try await run.result()
    }

    private static func failures(ofModels text: String, _ name: String) -> [String] {
        let models = (try? JSON(parsing: text))?["data"]?.array ?? []
        let names = models.compactMap { $0["id"]?.string }
        guard !names.contains(name) else { return [] }
        let found = names.prefix(5).map { "`\($0)`" }.joined(separator: ", ")
        return ["expected a model `\(name)`, found \(found.isEmpty ? "none" : found)"]
    }

    private func signer(for endpoint: Endpoint) async throws -> RequestSigner? {
        guard endpoint.auth == .iam else { return nil }
        let region = try AWSRegion.resolve(explicit: endpoint.region, environment: environment)
        return RequestSigner(credentials: try await .load(environment: environment), region: region)
    }
}

/// Collects the cases and tells of each.
private struct Recorder {
    var report: Report
    private let secrets: ResolvedSecrets
    private let total: Int
    private let onCase: @Sendable (Report.Case, Int, Int) -> Void

    init(_ client: ModelClient, total: Int, onCase: @escaping @Sendable (Report.Case, Int, Int) -> Void) {
        report = Report(url: client.endpoint.url, cases: [])
        secrets = client.secrets
        self.total = total
        self.onCase = onCase
    }

    mutating func add(_ found: Report.Case) {
        let test = secrets.redacted(found)
        report.cases.append(test)
        onCase(test, report.cases.count, max(total, report.cases.count))
    }
}
