import RecuaCore

/// What the section `smoke:` may hold.
enum SmokeSchema {
    static let section = Schema.either(.array(of: test), group)
        .about("What the model is asked once it is deployed, and what must hold of its answers")

    private static let group = Schema.object(
        [
            .optional("cases", .array(of: test).about("The cases; without any, a short standard test is made")),
            .optional("warmup", .string(format: .duration).about("Time for the server to become healthy (15m)")),
        ] + shared
    )

    /// What a case may say for itself and the section for all of them.
    private static let shared: [Schema.Property] = [
        .optional("timeout", .string(format: .duration).about("Time for one answer (2m)")),
        .optional("maxTokens", .integer(1...1_000_000).about("The most tokens to generate (256)")),
        .optional("temperature", .number(0...10).about("0, the default, takes the likeliest token")),
        .optional("seed", .integer.about("The seed of the random choice (42)")),
        .optional("retries", .integer(0...20).about("How often a failed case is tried again (0)")),
    ]

    private static let test = Schema.object(
        [
            .optional("name", .string(length: 1...200).about("What the reports call it")),
            .optional("chat", .either(.string, .array(of: message)).about("A message, or a conversation")),
            .optional("completion", .string.about("A text to be continued")),
            .optional("embed", oneOrMany.about("Texts to be embedded")),
            .optional("request", request.about("Any HTTP request")),
            .optional("stream", .boolean.about("Ask for the answer as a stream, and check that it is one")),
            .optional("repeat", .integer(1...1000).about("How often it is asked; every answer must fit")),
            .optional("expect", expectation.about("What must hold of the answer")),
        ] + shared
    )

    private static let message = Schema.object([
        .required(
            "role", .choice("system", "user", "assistant", "developer", "tool").about("Who says it")),
        .required("content", .string.about("What is said")),
    ])

    private static let request = Schema.object([
        .optional(
            "method",
            .choice("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
                .about("GET, or POST when there is a body")),
        .required("path", .string(pattern: "/.*").about("Below the deployment's URL")),
        .optional("headers", .map(of: Schema.string.secret).about("Headers by name")),
        .optional("body", .any.about("A string is sent as it is, anything else as JSON")),
    ])

    private static let expectation = Schema.object([
        .optional("status", .integer(100...599).about("HTTP status (200)")),
        .optional("contains", oneOrMany.about("Texts that all occur in the answer")),
        .optional("notContains", oneOrMany.about("Texts that do not occur in the answer")),
        .optional("matches", .string.about("A regular expression that a part of the answer matches")),
        .optional("equals", .string.about("The whole answer, white space at its ends aside")),
        .optional("json", .map(of: .any).about("The answer is JSON and fits this JSON Schema")),
        .optional("finishReason", oneOrMany.about("`stop`, `length`, … or a list of which one must hold")),
        .optional(
            "tokens",
            .object([
                .optional("min", .integer(0...1_000_000).about("At least so many")),
                .optional("max", .integer(0...1_000_000).about("At most so many")),
            ]).about("How many tokens the answer has")),
        .optional("identical", .boolean.about("Every repetition gives the same answer")),
        .optional("similarity", .array(of: similarity).about("Which embeddings are near to each other")),
        .optional("dimensions", .integer(1...1_000_000).about("The length of each embedding")),
        .optional("timeToFirstToken", longest.about("Of a streamed answer")),
        .optional(
            "tokensPerSecond",
            .object([.required("min", .number(0...1e9).about("At least so many"))]).about("Once the first has come")),
        .optional("total", longest.about("From the request to the last byte")),
    ])

    private static let similarity = Schema.object([
        .optional("closer", pair.about("Two texts, counted from 0, that are nearer to each other…")),
        .optional("than", pair.about("…than these two")),
        .optional("pair", pair.about("Two texts whose similarity has bounds")),
        .optional("min", .number(-1...1).about("At least so similar")),
        .optional("max", .number(-1...1).about("At most so similar")),
    ])

    private static let pair = Schema.array(of: .integer(0...100_000), count: 2...2)
    private static let longest = Schema.object([.required("max", .string(format: .duration).about("At most so long"))])
    private static let oneOrMany = Schema.either(.string, .array(of: .string, count: 1...1000))
}
