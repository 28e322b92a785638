import RecuaCore

extension FunctionSection {
    /// Limits are AWS Lambda's: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    static let schema = Schema.object([
        .optional(
            "memory",
            .either(.integer(128...10_240), .choice("auto"))
                .about("Memory in MB. It also buys speed: a core for every 1,769 MB. `auto` follows from the weights"),
            default: "auto"
        ),
        .optional("timeout", .integer(1...900).about("Seconds until a request is given up"), default: 300),
        .optional("ephemeralStorage", .integer(512...10_240).about("Size of /tmp in MB"), default: 512),
        .optional(
            "architecture", .choice("x86_64", "arm64").about("The processor the function runs on"), default: "x86_64"
        ),
        .optional(
            "reservedConcurrency",
            .integer(0...1_000_000).about(
                "How many copies run at once at most: the ceiling on what a leaked URL can cost"),
            default: 2
        ),
        .optional(
            "environment",
            .map(of: .string.secret).about("Environment variables; `${env:NAME}` keeps a secret out of every file"),
            default: [:]
        ),
        .optional("url", url.about("The HTTPS URL of the function")),
        .optional(
            "logRetention", .integer(1...3653).about("Days until logs are deleted; one of the values CloudWatch knows"),
            default: 14
        ),
    ]).about("How the model is run: memory, time, environment, URL")

    private static let url = Schema.object([
        .optional(
            "auth",
            .choice("iam", "none").about("iam: only signed requests. none: anybody who knows the URL, at your cost"),
            default: "iam"
        ),
        .optional(
            "stream", .boolean.about("Send the answer word by word, up to 200 MB; else whole, up to 6 MB"),
            default: true),
        .optional("cors", cors.about("Which web pages may call the URL from a browser")),
    ])

    private static let cors = Schema.object([
        .required("origins", .array(of: .string, count: 1...100).about("Such as https://example.org, or *")),
        .optional("methods", .array(of: .string).about("Methods that pages may use"), default: ["*"]),
        .optional("headers", .array(of: .string).about("Headers that pages may send"), default: ["*"]),
    ])
}
