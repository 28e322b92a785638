import RecuaContract
import RecuaCore
import RecuaTestSupport
import Testing

/// Programs that keep the rules of the wire, and one that breaks each.
@Suite struct ProgramContractTests {
    @Test func `a good program keeps every rule`() async throws {
        try await withScratchFolder { folder in
            let report = try await Trial(folder: folder).report("")
            #expect(report.broken.isEmpty, "\(report)")
            #expect(report.findings.map(\.rule.code) == Contract.rules.map(\.code))
            let skipped = report.findings.filter { if case .skipped = $0.outcome { true } else { false } }
            #expect(skipped.map(\.rule.code) == ["run.same"], "\(report)")
        }
    }

    @Test(arguments: ["wheel.py", "webhook", "knative.py"]) func `an example plugin keeps every rule`(
        name: String
    ) async throws {
        try await withScratchFolder { folder in
            let program = "\(RecuaBinary.package)/stacks/plugins/\(name)"
            let report = try await Trial(folder: folder).report([program], runs: false)
            #expect(report.broken.isEmpty, "\(report)")
        }
    }

    @Test func `a run that stops when it is told to keeps the rule of cancelling`() async throws {
        let body = """
            def work(id, params):
                while id not in cancelled:
                    time.sleep(0.01)
                fail(id, "stopped", **{"class": "cancelled"})
            def run(id, params): threading.Thread(target=work, args=(id, params)).start()
            def notice(method, params): cancelled.add(params["id"])
            """
        try await withScratchFolder { folder in
            let report = try await Trial(folder: folder).report(body, runs: true, only: ["wire.cancel"])
            #expect(report.findings.map(\.outcome) == [.kept], "\(report)")
        }
    }

    /// What breaks a rule, and nothing but it.
    private static let breakers: [(code: String, body: String)] = [
        ("wire.same", "description['plugin']['summary'] += str(os.getpid())"),
        (
            "wire.unknown-fields",
            "def initialize(id, params): answer(id, dict(description, extra=1) if 'future' in params else description)"
        ),
        ("wire.notifications", "def notice(method, params): sys.exit(1) if method == 'future-notice' else None"),
        ("wire.notifications", "def notice(method, params): sys.exit(1) if params['id'] == 4711 else None"),
        ("wire.unknown-method", "def unknown(id, method): fail(id, 'what?', -32000)"),
        ("wire.unknown-method", "def unknown(id, method): answer(id, {})"),
        ("wire.invalid-lines", "def invalid(line): sys.exit(3)"),
        ("wire.invalid-lines", "def invalid(line): sys.exit(3) if not line.strip() else None"),
        (
            "wire.long-line",
            "def check(id, params): fail(id, 'long') if len(str(params)) > 1 << 20 else answer(id, {'diagnostics': []})"
        ),
        (
            "wire.unicode",
            """
            def check(id, params):
                params["stack"]["description"].encode("ascii")
                answer(id, {"diagnostics": []})
            """
        ),
        (
            "wire.check",
            """
            count = 0
            def check(id, params):
                global count
                count += 1
                answer(id, {"diagnostics": [], "count": count})
            """
        ),
        (
            "wire.cancel",
            """
            def work(id, params):
                while id not in cancelled and params["token"] == "contract":
                    time.sleep(0.01)
                if id in cancelled:
                    fail(id, "stopped", **{"class": "internal"})
                else:
                    open(made, "w").close()
                    answer(id, {"artifact": artifact(params)})
            def run(id, params): threading.Thread(target=work, args=(id, params)).start()
            def notice(method, params): cancelled.add(params["id"])
            """
        ),
        ("wire.shutdown", "def shutdown(id, params): fail(id, 'no')"),
        (
            "wire.end-of-input",
            """
            asked = []
            def shutdown(id, params):
                asked.append(id)
                answer(id, {})
            def leave(): time.sleep(0 if asked else 60)
            """
        ),
        (
            "wire.sigterm",
            """
            import signal
            def check(id, params):
                answer(id, {"diagnostics": []})
            signal.signal(signal.SIGTERM, lambda *_: None)
            """
        ),
        (
            "wire.sigterm",
            """
            import signal
            child = subprocess.Popen(["sleep", "60"], process_group=0, stdin=subprocess.DEVNULL)
            def leave(): child.kill()
            """
        ),
        (
            "wire.one-answer",
            """
            def observe(id, params): answer(id, {"state": "present" if os.path.exists(made) else "absent"})
            def unknown(id, method):
                fail(id, "unknown", -32601)
                fail(id, "unknown", -32601)
            """
        ),
        ("wire.one-answer", "def notice(method, params): answer(99, {})"),
        ("wire.clean-output", "def unknown(id, method): (write('what is that\\n'), fail(id, 'unknown', -32601))"),
        (
            "run.files",
            "def artifact(params): return {'file': dict(file(os.path.join(params['scratch'], 'w'), b'w'), sha256='0' * 64)}"
        ),
        ("run.artifact", "def run(id, params): fail(id, 'no')"),
        ("observe.present", "def observe(id, params): answer(id, {'state': 'absent'})"),
        (
            "destroy.twice",
            "def destroy(id, params): (os.remove(made), answer(id, {})) if os.path.exists(made) else fail(id, 'gone')"
        ),
        ("observe.absent", "def observe(id, params): answer(id, {'state': 'present'})"),
        (
            "check.findings",
            "def check(id, params): answer(id, {'diagnostics': [{'severity': 'warning', 'message': 'a', 'pointer': '/x'}]})"
        ),
    ]

    @Test(arguments: breakers.indices) func `who breaks a rule is told by it`(index: Int) async throws {
        let (code, body) = Self.breakers[index]
        try await withScratchFolder { folder in
            var trial = Trial(folder: folder)
            (trial.trace, trial.patience) = (folder.path("trace.jsonl"), Trial.short)
            // The end of a line need not come with what a program says last.
            let words =
                "sys.stderr.write('first words\\n'); import atexit; atexit.register(sys.stderr.write, 'no end')\n"
            let report = try await trial.report(
                words + body, only: [code, "wire.notifications", "wire.unknown-method"])
            #expect(report.broken.map(\.rule.code) == [code], "\(report)")
            let said = report.broken.first?.transcript ?? []
            #expect(said.contains { $0.hasPrefix("host> ") } && said.contains("log>    first words"), "\(report)")
        }
    }

    @Test(
        arguments: [
            "def initialize(id, params): pass", "def initialize(id, params): sys.exit(2)",
            "description['protocolVersion'] = 9", "del description['provides']",
            "description['sections']['probe'] = {'type': 'number', 'minimum': 3, 'maximum': 1}",
        ])
    func `who does not say what it is is told so with its last words, and nothing else is looked at`(
        body: String
    ) async throws {
        try await withScratchFolder { folder in
            var trial = Trial(folder: folder)
            (trial.trace, trial.patience) = (folder.path("trace.jsonl"), Trial.short)
            let report = try await trial.report("sys.stderr.write('no luck')\nsys.stderr.flush()\n" + body)
            #expect(report.broken.map(\.rule.code) == ["wire.initialize"], "\(report)")
            #expect(report.broken.first?.transcript.contains("log>    no luck") == true, "\(report)")
            #expect(report.findings.count == Contract.rules.count)
        }
    }

    @Test func `requests that are answered one at a time are not answered side by side`() async throws {
        let body = """
            first = []
            def check(id, params):
                if id == 2 or not first:
                    first.append(id)
                    return answer(id, {"diagnostics": []})
            """
        try await withScratchFolder { folder in
            var trial = Trial(folder: folder)
            trial.patience = Trial.short
            let report = try await trial.report(body, runs: false, only: ["wire.side-by-side"])
            #expect(report.broken.map(\.rule.code) == ["wire.side-by-side"], "\(report)")
        }
    }

    @Test func `a cancelled examination accuses nobody, and takes down what was made`() async throws {
        let body = """
            def run(id, params):
                open(made, "w").close()
                open(os.path.join(here, "started"), "w").close()
            def notice(method, params): fail(params["id"], "stopped", **{"class": "cancelled"})
            """
        try await withScratchFolder { folder in
            let report = try await withThrowingTaskGroup(of: ContractReport.self) { group in
                group.addTask { try await Trial(folder: folder).report(body, only: ["run.artifact", "wire.cancel"]) }
                for _ in 0..<1500 where !Files.exists(folder.path("started")) {
                    try await Task.sleep(for: .milliseconds(20))
                }
                group.cancelAll()
                return try await group.next()
            }
            #expect(report?.findings.map(\.outcome) == [.stopped, .stopped], "\(report?.description ?? "")")
            #expect(report?.stopped.count == 2 && report?.broken.isEmpty == true)
            #expect(!Files.exists(folder.path("made")))
        }
    }

    @Test func `a program that is not there is told so`() async throws {
        try await withScratchFolder { folder in
            let report = try await Trial(folder: folder).report([folder.path("nothing")], runs: false)
            #expect(report.broken.map(\.rule.code) == ["wire.initialize"])
            #expect("\(report)".contains("cannot be started"), "\(report)")
        }
    }
}
