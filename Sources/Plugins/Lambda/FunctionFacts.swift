import RecuaCore

/// What Lambda says of a function, as far as it tells whether it is as we left it.
struct FunctionFacts {
    /// Nil when Lambda names none.
    let imageDigest: Digest?
    /// When its code or configuration was last changed, by whomever, as Lambda writes it.
    let lastModified: String
    /// MB.
    let memory: Int?
    /// Seconds.
    let timeout: Int?
    /// MB.
    let ephemeralStorage: Int?
    /// How many run at once at most; nil for no ceiling of its own.
    let reservedConcurrency: Int?
    /// Values of secrets among them: for comparing alone.
    let environment: [String: String]

    /// - Parameter answer: of `aws lambda get-function`.
    init(_ answer: JSON) {
        let configuration = answer["Configuration"]
        let uri = answer["Code"]?["ResolvedImageUri"]?.string ?? answer["Code"]?["ImageUri"]?.string
        imageDigest = uri?.split(separator: "@").last.flatMap { Digest($0) }
        lastModified = configuration?["LastModified"]?.string ?? ""
        memory = configuration?["MemorySize"]?.integer.map(Int.init)
        timeout = configuration?["Timeout"]?.integer.map(Int.init)
        ephemeralStorage = configuration?["EphemeralStorage"]?["Size"]?.integer.map(Int.init)
        reservedConcurrency = answer["Concurrency"]?["ReservedConcurrentExecutions"]?.integer.map(Int.init)
        environment = (configuration?["Environment"]?["Variables"]?.object ?? [:]).compactMapValues(\.string)
    }
}
