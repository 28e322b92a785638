internal import RecuaCore
internal import RecuaHTTP

/// What people write for a file of Hugging Face when they come from other tools.
extension HubFile {
    /// - Parameter reference: begins with `hf://`.
    static func mistake(_ reference: String) -> Diagnostic {
        let text = String(reference.dropFirst("hf://".count))
        var help = "write `hf://owner/repository/path`, or `hf://owner/repository@revision/path`"
        if let repository = shortForm(text) { help = page(of: repository) }
        return Diagnostic("fetch.source", "`\(reference)` does not name a file on Hugging Face", help: help)
    }

    /// A path that is none: `owner/name:Q4_K_M` of llama.cpp, `hf.co/owner/name` of others.
    static func mistake(path text: String) -> Diagnostic? {
        let site = ["hf.co/", "huggingface.co/", "www.huggingface.co/"].first { text.hasPrefix($0) }
        if let site {
            let isLink = text.split(separator: "/").count > 4
            return Diagnostic(
                "fetch.source", "`\(text)` lacks its scheme",
                help: isLink
                    ? "write `https://\(text)`" : page(of: shortForm(text.dropFirst(site.count)) ?? "OWNER/NAME")
            )
        }
        guard text.contains(":"), let repository = shortForm(text) else { return nil }
        return Diagnostic("fetch.source", "`\(text)` names a repository, not a file", help: page(of: repository))
    }

    /// A link to a page of the web site that is no file: a repository, one of its folders.
    static func mistake(pasted url: HTTPURL) -> Diagnostic? {
        guard isOfficial(url) else { return nil }
        let parts = url.path.split(separator: "/")
        let isPage = parts.count == 2 && parts[0] != "api" || parts.count > 2 && parts[2] == "tree"
        guard isPage else { return nil }
        return Diagnostic(
            "fetch.source", "`\(url)` is a page of Hugging Face, not a file",
            help: page(of: parts.prefix(2).joined(separator: "/")))
    }

    /// `owner/name`, with or without a quantisation behind a colon.
    private static func shortForm(_ text: some StringProtocol) -> String? {
        guard let match = String(text).wholeMatch(of: /([A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*)(:[\w.-]*)?\/?/) else {
            return nil
        }
        return String(match.1)
    }

    private static func page(of repository: String) -> String {
        "name the file itself: `hf://\(repository)/FILE`; the files are listed at "
            + "https://huggingface.co/\(repository)/tree/main"
    }
}
