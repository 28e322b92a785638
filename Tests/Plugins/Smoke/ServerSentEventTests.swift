import Testing

@testable import RecuaSmoke

struct ServerSentEventTests {
    private func events(_ pieces: [String]) -> [ServerSentEvent] {
        var parser = ServerSentEventParser()
        return pieces.flatMap { parser.take($0.utf8) }
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func `lines end in any of the three ways`(end: String) {
        let text = ["data: a", "", "data: b", "", ""].joined(separator: end)
        #expect(events([text]).map(\.data) == ["a", "b"])
    }

    @Test func `comments and unknown fields are skipped, and several data lines are one event`() {
        let text = ": keep-alive\n\ndata: one\nid: 7\nretry: 3\nevent: note\ndata:two\ndata\n\n"
        #expect(events([text]) == [ServerSentEvent(name: "note", data: "one\ntwo\n")])
    }

    @Test func `pieces may end anywhere, also within a character and between CR and LF`() {
        let bytes = Array("\u{FEFF}data: {\"a\":\"Grüße\"}\r\n\r\ndata: [DONE]\r\n\r\n".utf8)
        for cut in 0...bytes.count {
            var parser = ServerSentEventParser()
            let found = parser.take(bytes[..<cut]) + parser.take(bytes[cut...])
            #expect(found.map(\.data) == ["{\"a\":\"Grüße\"}", "[DONE]"])
        }
    }

    @Test func `an event that no empty line ends is not one`() {
        var parser = ServerSentEventParser()
        #expect(parser.take("data: half\n".utf8).isEmpty)
        #expect(parser.isInsideEvent)
    }

    @Test func `the error field of older servers is an event`() {
        #expect(events(["error: {\"code\":500}\n\n"]) == [ServerSentEvent(name: "error", data: "{\"code\":500}")])
    }
}
