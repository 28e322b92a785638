import RecuaCore
import RecuaRPC

extension WireTrial {
    /// What a program answers, and what it bears.
    static let conversations: [WireTrial] = [
        WireTrial(
            "wire.initialize", "answers `initialize` within ten seconds, and describes itself as the protocol asks",
            prevents: "a plugin that cannot be started"
        ) { _ in
            // Without it there is no bench: see ProgramExamination.
        },
        WireTrial(
            "wire.same", "says the same of itself each time it is started",
            prevents: "a description that is kept, and is wrong the next time"
        ) { bench in
            try await bench.converse(greets: false) { session in
                let again = try await session.request("initialize", WireBench.greeting).get()
                try demand(again == bench.description, "the second time it said \(again.text())")
            }
        },
        WireTrial(
            "wire.unknown-fields", "ignores fields that it does not know",
            prevents: "plugins that a newer Recua breaks"
        ) { bench in
            try await bench.converse(greets: false) { session in
                var params = WireBench.greeting
                params["future"] = ["a": [1, 2, 3]]
                let answer = try await session.request("initialize", params, besides: ["future": true]).get()
                try demand(answer == bench.description, "it answered \(answer.text())")
                var more = bench.params()
                more["future"] = "x"
                try await bench.probe(session, more)
            }
        },
        WireTrial(
            "wire.notifications", "ignores notifications that it does not know, and `cancel` of what is not open",
            prevents: "plugins that end for no reason"
        ) { bench in
            try await bench.converse { session in
                session.send(.notification(method: "future-notice", params: ["id": 1]))
                session.send(Message.cancel(id: 4711))
                try await bench.probe(session, bench.params())
            }
        },
        WireTrial(
            "wire.unknown-method", "refuses a method that it does not have with the code -32601",
            prevents: "a question of a newer Recua that is never answered"
        ) { bench in
            try await bench.converse { session in
                switch try await session.request(WireBench.unknownMethod, bench.params()) {
                case .success(let result): throw Breach("it answered \(result.text())")
                case .failure(let error):
                    try demand(error.number == AnswerError.unknownMethod, "it answered with the code \(error.number)")
                }
            }
        },
        WireTrial(
            "wire.invalid-lines",
            "goes on after lines that are no messages: garbage, half an object, bytes that are no UTF-8, nothing",
            prevents: "one bad line that ends all stacks"
        ) { bench in
            try await bench.converse { session in
                for line in invalidLines {
                    session.send(line)
                    try await bench.probe(session, bench.params())
                }
            }
        },
        WireTrial(
            "wire.long-line", "reads lines of up to 4 MiB",
            prevents: "large stacks that fail, and small ones that do not"
        ) { bench in
            try await bench.converse { session in
                let room = Conversation.lineLength - bench.params().text().utf8.count - 1024
                try await bench.probe(session, bench.params(description: String(repeating: "x", count: max(room, 0))))
                try await bench.probe(session, bench.params())
            }
        },
        WireTrial(
            "wire.unicode", "bears every character that JSON can carry",
            prevents: "stacks whose description has an umlaut, and that fail"
        ) { bench in
            try await bench.converse { session in
                let text = "Größe \u{1F999} 日本語 \u{202E}\u{2028}\u{0001}\u{FFFD}e\u{301} \"quoted\" \\ /\t\n end"
                try await bench.probe(session, bench.params(description: text))
            }
        },
        WireTrial(
            "wire.side-by-side", "answers as many requests at once as its `concurrency` says",
            prevents: "stacks that wait for each other for ever"
        ) { bench in
            try await bench.converse { session in
                let ids = (0..<bench.concurrency).map { _ in bench.ask(session, bench.params()) }
                for id in ids { try await bench.answered(session, id) }
            }
        },
        WireTrial(
            "wire.check", "answers `check` within ten seconds, and with the same the second time",
            prevents: "a command that takes long to say that there is nothing to do"
        ) { bench in
            guard bench.serves("check") else { throw Unconcerned("it serves no `check`") }
            try await bench.converse { session in
                let first = try await session.request("check", bench.params()).get()
                let second = try await session.request("check", bench.params()).get()
                try demand(first == second, "first \(first.text()), then \(second.text())")
            }
        },
    ]

    private static let invalidLines: [[UInt8]] = [
        Array("garbage".utf8), Array(#"{"jsonrpc":"2.0","id":1,"meth"#.utf8),
        Array(#"{"jsonrpc":"2.0","method":""#.utf8) + [0xFF, 0xFE, 0xC0] + Array(#"","params":{}}"#.utf8), [],
        Array("[]".utf8), Array("null".utf8), Array(#"{"jsonrpc":"2.0"}"#.utf8),
    ]
}
