import RecuaCore

extension FunctionChecks {
    static func cors(_ cors: FunctionSection.CORS) -> [Diagnostic] {
        let origins = cors.origins.enumerated().filter { !isOrigin($0.element) }.map { index, origin in
            Diagnostic(
                "template.cors", "`\(origin)` is not what a browser sends as its page's origin",
                pointer: "/function/url/cors/origins/\(index)",
                help: "write scheme and host without a path, such as `https://example.org`, or `*`"
            )
        }
        return origins
            + cors.methods.enumerated().filter { !methods.contains($0.element) }.map { index, method in
                Diagnostic(
                    "template.cors", "`\(method)` cannot be allowed by the CORS settings of a function URL",
                    pointer: "/function/url/cors/methods/\(index)",
                    help: "choose from `*`, GET, PUT, HEAD, POST, PATCH, DELETE; the URL answers OPTIONS by itself"
                )
            }
    }

    /// https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html
    private static let methods: Set<String> = ["*", "GET", "PUT", "HEAD", "POST", "PATCH", "DELETE"]

    private static func isOrigin(_ origin: String) -> Bool {
        if origin == "*" { return true }
        guard let scheme = ["https://", "http://"].first(where: origin.hasPrefix), origin.utf8.count <= 253 else {
            return false
        }
        let host = origin.dropFirst(scheme.count)
        return !host.isEmpty && !host.contains { $0 == "/" || $0 == "?" || $0 == "#" || $0.isWhitespace }
    }
}
