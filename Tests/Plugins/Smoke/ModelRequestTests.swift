import RecuaCore
import Testing

@testable import RecuaSmoke

struct ModelRequestTests {
    private func request(_ text: String) throws -> ModelRequest {
        let section = SmokeSection(cases: [try JSON(parsing: text).decode(SmokeCase.self)])
        return try #require(ModelRequest(section.cases[0], section.settings(of: section.cases[0]), modelName: "m"))
    }

    private func body(_ request: ModelRequest) throws -> JSON { try JSON(parsing: request.body) }

    @Test func `a chat is asked for the likeliest answer, with a seed`() throws {
        let request = try request(#"{"chat": "Hi", "maxTokens": 5}"#)
        #expect(request.path == "/v1/chat/completions")
        let expected: JSON = [
            "messages": [["role": "user", "content": "Hi"]], "model": "m", "max_tokens": 5, "seed": 42, "stream": false,
            "temperature": 0,
        ]
        let body = try body(request)
        #expect(body == expected)
    }

    @Test func `a stream is asked for its token counts, and answers to be compared for an empty cache`() throws {
        let request = try request(#"{"chat": "Hi", "stream": true, "expect": {"identical": true}}"#)
        #expect(request.isStreamed)
        #expect(try body(request)["stream_options"] == ["include_usage": true])
        #expect(try body(request)["cache_prompt"] == false)
    }

    @Test func `a completion has a second spelling`() throws {
        let native = try #require(try request(#"{"completion": "Once"}"#).nativeCompletion)
        #expect(native.path == "/completion")
        #expect(try body(native)["n_predict"] == 256)
        #expect(try body(native)["max_tokens"] == nil)
        #expect(try request(#"{"chat": "Hi"}"#).nativeCompletion == nil)
    }

    @Test func `a raw request is sent as it is written`() throws {
        let plain = try request(#"{"request": {"path": "/x", "body": "a=b"}}"#)
        #expect(plain.method == "POST")
        #expect(plain.headers == [:])
        #expect(String(decoding: plain.body, as: UTF8.self) == "a=b")
        let json = try request(
            #"{"request": {"path": "/x", "method": "PUT", "body": {"a": 1}, "headers": {"X": "${env:A}"}}}"#)
        #expect(json.method == "PUT")
        #expect(json.headers["Content-Type"]?.reference == "application/json")
        #expect(json.headers["X"]?.reference == "${env:A}")
        #expect(try request(#"{"request": {"path": "/x"}}"#).method == "GET")
    }

    @Test(arguments: ["http://h:1", "http://h:1/", "http://h:1/v1", "http://h:1/v1/"])
    func `a bare URL may end as other clients want it`(url: String) { #expect(Endpoint(url: url).url == "http://h:1") }
}
