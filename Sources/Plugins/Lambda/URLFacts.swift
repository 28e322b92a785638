import RecuaCore

/// What Lambda says of a function's URL.
struct URLFacts: Hashable {
    let auth: Deployment.Auth
    let isStreaming: Bool

    init(auth: Deployment.Auth, isStreaming: Bool) {
        self.auth = auth
        self.isStreaming = isStreaming
    }

    /// - Parameter answer: of `aws lambda get-function-url-config`.
    init(_ answer: JSON) {
        auth = answer["AuthType"]?.string == "NONE" ? .none : .iam
        isStreaming = answer["InvokeMode"]?.string == "RESPONSE_STREAM"
    }

    /// As AWS names them.
    var authType: String { auth == .none ? "NONE" : "AWS_IAM" }
    var invokeMode: String { isStreaming ? "RESPONSE_STREAM" : "BUFFERED" }
}
