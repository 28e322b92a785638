import RecuaCore
import RecuaRPC

extension WireTrial {
    /// How a program stops.
    static let endings: [WireTrial] = [
        WireTrial(
            "wire.cancel",
            "stops a run that is cancelled within ten seconds, and answers it with the class `cancelled`",
            prevents: "a Ctrl-C that has to kill"
        ) { bench in
            guard bench.runs else { throw Unconcerned("it was not run") }
            let folder = try ProviderRun.temporaryFolder()
            defer { try? Files.remove(folder) }
            try await bench.converse(writing: [folder]) { session in
                let id = session.ask("run", try bench.runParams(in: folder))
                session.send(Message.cancel(id: id))
                switch try await session.answer(.integer(id), to: "run") {
                case .failure(let error):
                    let told = "it answered with the class `\(error.kind ?? "")`: \(error.message)"
                    try demand(error.kind == "cancelled", told)
                case .success(let result):
                    // It was quicker. What it made goes again.
                    guard bench.serves("destroy") else { return }
                    var params = bench.params()
                    params["artifact"] = result["artifact"] ?? .null
                    params["token"] = "contract"
                    _ = try await session.request("destroy", params)
                }
            }
        },
        WireTrial(
            "wire.shutdown", "answers `shutdown`, and goes when its input is closed then",
            prevents: "every command taking ten seconds longer"
        ) { bench in
            try await bench.converse { session in
                try await bench.probe(session, bench.params())
                _ = try await session.request("shutdown", [:]).get()
                session.closeInput()
                try await gone(session, bench, after: "`shutdown` and the end of its input")
            }
        },
        WireTrial(
            "wire.end-of-input", "goes when its input ends without a word",
            prevents: "processes that stay when Recua was killed"
        ) { bench in
            try await bench.converse { session in
                try await bench.probe(session, bench.params())
                session.closeInput()
                try await gone(session, bench, after: "the end of its input")
            }
        },
        WireTrial(
            "wire.sigterm", "goes on SIGTERM, and takes along what it started",
            prevents: "processes that nobody knows of"
        ) { bench in
            try await bench.converse { session in
                try await bench.probe(session, bench.params())
                // In a sandbox it ends with the program, whoever forgot it. There need not be one everywhere.
                let strayed = session.isConfined ? session.strayed : 0
                session.terminate()
                try await gone(session, bench, after: "SIGTERM")
                try demand(
                    strayed == 0,
                    "of what it started \(strayed) left its session, where no signal goes: without a sandbox that stays"
                )
            }
        },
    ]

    /// What shows in all that was said.
    static let whole: [WireTrial] = [
        WireTrial(
            "wire.one-answer", "answers each request once, and nothing else",
            prevents: "answers that are taken for another stack's"
        ) { bench in
            guard let odd = bench.records.first(where: { !$0.oddities.isEmpty }) else { return }
            bench.show(odd)
            throw Breach(odd.oddities[0])
        },
        WireTrial(
            "wire.clean-output", "writes nothing but messages to standard output",
            prevents: "a line of a library that is taken for an answer"
        ) { bench in
            guard let polluted = bench.records.first(where: { !$0.strays.isEmpty }) else { return }
            bench.show(polluted)
            throw Breach("it wrote: \(polluted.strays[0])")
        },
    ]

    private static func gone(_ session: WireSession, _ bench: WireBench, after what: String) async throws {
        guard await session.goes(within: bench.patience.end) else {
            throw Breach("\(WirePatience.text(bench.patience.end)) after \(what) it still runs")
        }
        let isClean = await session.leavesNothing(within: bench.patience.end)
        try demand(isClean, "after \(what) it went, and left something running")
    }
}

extension WireBench {
    /// The params of `run`, with folders below `folder`.
    fileprivate func runParams(in folder: String) throws -> JSON {
        var params = self.params()
        for name in ["scratch", "cache", "store", "folder"] {
            try Files.createFolder("\(folder)/\(name)")
            params[name] = .string("\(folder)/\(name)")
        }
        let inputs = Dictionary(sample.inputs.map { ($0.key.rawValue, $0.value) }) { first, _ in first }
        params["inputs"] = .object(inputs)
        for name in ["prior", "fingerprint", "checkpoint"] { params[name] = JSON.null }
        params["token"] = "contract"
        params["offline"] = false
        return params
    }
}
