import RecuaCore
import Testing

@testable import RecuaRPC

@Suite struct MessageTests {
    @Test(
        arguments: [
            .request(id: 7, method: "run", params: ["stack": ["name": "demo"]]),
            .request(id: "s1", method: "secret", params: [:]),
            .notification(method: "log", params: ["id": 7, "message": "line\nbreak \u{7F}"]),
            .answer(id: 7, .success(["artifact": [:]])), .answer(id: 7, .success(.null)),
            .answer(id: "s1", .failure(AnswerError("no", code: "plugin.secret", kind: "config", help: "declare it"))),
            .answer(id: 1, .failure(AnswerError("later", pointer: "/a/b", isRetryable: true))),
            .unknown(id: 3, "dance"), .cancel(id: 4),
        ] as [Message])
    func `a message is the same after it was one line`(message: Message) {
        #expect(Message(message.line) == message)
        #expect(message.line.count { $0 == UInt8(ascii: "\n") } == 1)
        #expect(message.json["jsonrpc"] == "2.0")
    }

    @Test(arguments: [
        "", "null", "{}", "[1]", "{\"id\":1}", "{\"result\":1}", "{\"id\":1,\"result\":1,\"id\":2}", "hello",
        "{\"id\":1,\"result\":1} {}",
    ])
    func `what is neither a call nor an answer is no message`(text: String) {
        #expect(Message(Array(text.utf8)) == nil)
    }

    @Test(
        arguments: [
            ("hello", "no JSON: expected a value, at column 1", "hello"),
            (#"{"id":1,"result":NaN}"#, "no JSON: expected a value, at column 18", #"{"id":1,"result":NaN}"#),
            (#"{"é":"ü","n":-}"#, "no JSON: expected a value, at column 14", #"{"é":"ü","n":-}"#),
            ("", "no JSON: unexpected end, at column 1", ""), ("7", "no JSON object", "7"),
            ("[{}]", "a list, and each message is a line of its own", "[{}]"),
            ("{\"method\":1}", "its `method` is no text", "{\"method\":1}"),
            (
                String(repeating: " ", count: 100) + "x" + String(repeating: "y", count: 100),
                "no JSON: expected a value, at column 101",
                "…" + String(repeating: " ", count: 60) + "x" + String(repeating: "y", count: 59) + "…"
            ),
        ])
    func `a line that is no message says why, where, and what stands there`(
        line: String, reason: String, excerpt: String
    ) {
        let fault = #expect(throws: NoMessage.self) { try Message(reading: Array(line.utf8)) }
        #expect(fault?.description == reason)
        #expect(fault?.excerpt() == excerpt)
    }

    @Test func `the first byte that is no UTF-8 is pointed at`() {
        let line = Array(#"{"é":""#.utf8) + [0xE2, 0x82] + Array(#""}"#.utf8)
        let fault = #expect(throws: NoMessage.self) { try Message(reading: line) }
        #expect(fault?.description == "no UTF-8, at column 7")
    }

    @Test func `nothing that a terminal obeys is left of what a program says and advises`() {
        let odd = "a\u{1B}[2J\u{7}\rb\u{9B}2J\u{7F}\nc ."
        let error = AnswerError(["code": 1, "message": .string(odd), "data": ["help": .string(odd)]])
        #expect(error.help == "a[2Jb2J\nc .")
        let diagnostic = Diagnostic(message: ["message": .string(odd), "help": .string(odd)], code: "toy.odd")
        #expect(diagnostic?.message == "a[2J b2J c " && diagnostic?.help == "a[2Jb2J\nc .")
    }

    @Test func `bytes that are no UTF-8 are no message`() {
        #expect(Message(Array(#"{"method":""#.utf8) + [0xFF] + Array(#""}"#.utf8)) == nil)
    }

    @Test func `a code that does not look like one, and a pointer that is none, are dropped`() {
        let error = AnswerError(["message": "m", "data": ["code": "Not A Code", "pointer": "a", "class": "config"]])
        #expect(error == AnswerError("m", kind: "config"))
        #expect(error.diagnostic.code == "plugin.config")
    }

    @Test func `diagnostics and forecasts are the same after their way`() {
        let warning = Diagnostic("probe.odd", "this is odd", severity: .warning, pointer: "/probe", help: "look")
        #expect(Diagnostic(message: warning.messageItem, code: "x") == warning)
        #expect(Diagnostic(message: ["message": "m."], code: "x") == Diagnostic("x", "m"))
        #expect(Diagnostic(message: ["code": "c"], code: "x") == nil)
        let forecast = Forecast(.download, "download `a`", bytes: 5, identity: "a")
        #expect(Forecast(message: forecast.messageItem) == forecast)
        #expect(Forecast(message: ["verb": "dance", "text": "t"]) == nil)
    }

    @Test func `a message is one line, and says something`() {
        #expect(AnswerError("bad\n  things\u{1B}[31m.").diagnostic.message == "bad things[31m")
        for error in ["boo", ["message": ""], ["message": 5], [:]] as [JSON] {
            let told = AnswerError(error).diagnostic
            #expect(told.code == "plugin.failed" && told.message == "the plugin failed without saying why")
        }
        #expect(Diagnostic(message: ["message": " \n"], code: "x") == nil)
    }

    @Test func `the newest version that both speak is spoken`() {
        #expect(Conversation.version(spokenBy: [1, 2, 3]) == 1)
        #expect(Conversation.version(spokenBy: [2]) == nil)
    }
}
