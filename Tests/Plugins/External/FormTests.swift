import RecuaCore
import RecuaExternal
import RecuaTestSupport
import Testing

/// Messages that are not quite as the protocol has them: what is made of them, and that it is told.
@Suite struct FormTests {
    @Test(arguments: [
        (
            #"tell("diagnostic", id=id, code="probe.odd")"#, Diagnostic?.none,
            "a `diagnostic` has no `message`, and is passed over"
        ),
        (
            #"tell("diagnostic", id=id, message=" \n")"#, nil, "a `diagnostic` has no `message`, and is passed over"
        ),
        (
            #"tell("diagnostic", id=id, message="odd", severity="hint")"#, Diagnostic("probe.diagnostic", "odd"),
            "a `diagnostic` has the severity `hint`, neither `error` nor `warning`: it counts as `error`"
        ),
        (
            #"tell("diagnostic", id=id, message="odd", severity=2)"#, Diagnostic("probe.diagnostic", "odd"),
            "a `diagnostic` has the severity `2`, neither `error` nor `warning`: it counts as `error`"
        ),
        (
            #"tell("diagnostic", id=id, message="odd", code="Not A Code")"#, Diagnostic("probe.diagnostic", "odd"),
            "a `diagnostic` has the code `Not A Code`, where small letters, digits, `-` and `.` may stand: "
                + "it is `probe.diagnostic`"
        ),
        (
            #"tell("diagnostic", id=id, message="odd", pointer="probe/word")"#, Diagnostic("probe.diagnostic", "odd"),
            "a `diagnostic` has the pointer `probe/word`, which does not begin with `/`: it is left out"
        ),
        (
            #"tell("diagnostic", id=id, message="odd", help=["read", "me"])"#, Diagnostic("probe.diagnostic", "odd"),
            "a `diagnostic` has a `help` that is no text: it is left out"
        ),
    ])
    func `a diagnostic of a bad form is told of once, with what is made of it`(
        deed: String, taken: Diagnostic?, words: String
    ) async throws {
        try await withProgram("def run(id, params):\n    \(deed)\n    \(deed)\n    answer(id, {'artifact': {}})") {
            plugin, bench in
            _ = try await plugin.run(try bench.step())
            let told = bench.messages.all.compactMap { message -> Diagnostic? in
                if case .diagnostic(let diagnostic) = message { diagnostic } else { nil }
            }
            #expect(told == [taken, taken].compactMap(\.self))
            #expect(bench.messages.log == ["plugin `probe` 1.2.3: \(words)"])
        }
    }

    @Test(arguments: [
        (#"tell("progress", id=id, phase="work")"#, "a `progress` has no text `phase`, or no whole number `done`"),
        (#"tell("log", id=id, text="hello")"#, "a `log` has no text `message`, and is passed over"),
    ])
    func `a message that says nothing is told of`(deed: String, words: String) async throws {
        try await withProgram("def run(id, params):\n    \(deed)\n    answer(id, {'artifact': {}})") { plugin, bench in
            _ = try await plugin.run(try bench.step())
            #expect(bench.messages.log.count == 1)
            #expect(bench.messages.log.first?.contains(words) == true)
        }
    }

    @Test func `a diagnostic of a bad form in the answer to check is a warning beside it`() async throws {
        let body = """
            def check(id, params):
                answer(id, {"diagnostics": [{"severity": "hint", "code": "probe.odd", "message": "odd"}]})
            """
        try await withProgram(body) { plugin, bench in
            for _ in 0..<2 {
                let found = try await plugin.check(["probe": [:]], in: .testing(folder: bench.folder))
                #expect(found.map(\.code) == ["probe.odd", "plugin.protocol"])
                #expect(found.map(\.severity) == [.error, .warning])
                #expect(
                    found.last?.message.hasPrefix("plugin `probe` 1.2.3: a diagnostic of `check` has the sev") == true)
                #expect(found.last?.place?.description == "recua.yaml:3:5")
            }
        }
    }

    @Test(arguments: ["probe.full", "pip.failed", "smoke.failed", "file.missing"])
    func `a code stays as it is written, whosever it is: the same plugin compiled in has the same`(code: String)
        async throws
    {
        let body = """
            def check(id, params): answer(id, {"diagnostics": [{"code": "\(code)", "message": "m"}]})
            def run(id, params):
                tell("diagnostic", id=id, severity="warning", code="\(code)", message="m")
                fail(id, "m", code="\(code)")
            """
        try await withProgram(body) { plugin, bench in
            let error = await diagnostic { try await plugin.run(try bench.step()) }
            #expect(error?.code == code)
            #expect(bench.messages.all == [.diagnostic(Diagnostic(code, "m", severity: .warning))])
            let found = try await plugin.check(["probe": [:]], in: .testing(folder: bench.folder))
            #expect(found.map(\.code) == [code])
        }
    }
}
