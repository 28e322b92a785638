import RecuaCore

extension Redactor {
    /// An item of the answer to `check` as it is read and kept: what a diagnostic is read from, its words without secrets,
    /// whole as they still are.
    func diagnosticItem(_ item: JSON) -> JSON {
        var clean = words(of: item, ["message", "help", "pointer"], besides: ["severity"])
        clean["code"] = item["code"].map { code in
            code.string.map { .string(redact(Diagnostic($0, "")).code) } ?? redact(code)
        }
        return item.object == nil ? redact(item) : clean
    }

    /// The same of an item of the answer to `plan`.
    func forecastItem(_ item: JSON) -> JSON {
        item.object == nil ? redact(item) : words(of: item, ["text", "identity"], besides: ["verb", "bytes"])
    }

    /// - Parameter others: members whose values mean something by themselves, and are shown only where they do.
    private func words(of item: JSON, _ keys: [String], besides others: [String]) -> JSON {
        var clean: JSON = [:]
        for key in others { clean[key] = item[key] }
        for key in keys { clean[key] = item[key].map { redact($0) as JSON } }
        return clean
    }
}
