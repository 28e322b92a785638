import HTTPTypes
import Hummingbird
import RecuaTestSupport
import Synchronization

extension FakeRegistry {
    /// Trades a password or an identity token for a token.
    func token(_ request: Request) async throws -> Response {
        let form = String(buffer: try await request.body.collect(upTo: 1 << 16))
        let isOAuth =
            request.method == .post && form.contains("grant_type=refresh_token")
            && form.contains("refresh_token=\(Self.identityToken)") && form.contains("scope=repository%3A")
        let password = state.withLock { $0.password }
        guard isOAuth || request.headers[.authorization] == "Basic \("ana:\(password)".base64)" else {
            return Response(status: .unauthorized)
        }
        let number = state.withLock { state in
            state.tokens += 1
            return state.tokens
        }
        return Self.json(.ok, #"{"\#(isOAuth ? "access_token" : "token")":"token-\#(number)","expires_in":300}"#)
    }

    /// - Returns: nil for a request with the login that this registry wants.
    func refusal(_ request: Request, _ origin: String) -> Response? {
        guard !isAuthorized(request) else { return nil }
        if fault == .loginRunsOut(403), request.headers[.authorization] != nil {
            return Self.error(.forbidden, "DENIED", "Your authorization token has expired")
        }
        return challenge(origin)
    }

    func challenge(_ origin: String) -> Response {
        let text = login == .basic ? "Basic realm=\"test\"" : "Bearer realm=\"\(origin)/token\",service=\"fake\""
        return Response(status: .unauthorized, headers: [.wwwAuthenticate: text])
    }

    private func isAuthorized(_ request: Request) -> Bool {
        let header = request.headers[.authorization] ?? ""
        switch login {
        case .none: return true
        case .basic: return header == "Basic \("ana:\(state.withLock { $0.password })".base64)"
        case .bearer:
            guard header.hasPrefix("Bearer token-"), let number = Int(header.dropFirst(13)) else { return false }
            return number > (fault == .refusesFirstToken ? 1 : state.withLock { $0.revoked })
        }
    }
}
