import RecuaCore

extension ProviderTrial {
    /// What a run must give, and what becomes of it.
    static let runs: [ProviderTrial] = [
        ProviderTrial(
            "run.artifact", "gives an artifact of the kind that it provides", on: .run,
            prevents: "a mistake that is told at the plugin that comes next"
        ) { subject in
            switch try subject.ran().first {
            case .success(let artifact): try demand(artifact.object != nil, "it gives \(artifact.text())")
            case .failure(let error as Diagnostic) where error.code == "plugin.digest": return
            case .failure(let error): throw Breach("the run failed: \(ErrorText.of(error))")
            }
        },
        ProviderTrial(
            "run.files", "tells the truth of the files that it made: there, as long, and with that SHA-256", on: .run,
            prevents: "models and images that are something else than what was tested"
        ) { subject in
            if case .failure(let error as Diagnostic) = try subject.ran().first, error.code == "plugin.digest" {
                throw Breach(ErrorText.of(error))
            }
            for case .file(let file) in ArtifactFacts.witnesses(of: try subject.made()) {
                guard let facts = Files.facts(file.path) else { throw Breach("there is no file `\(file.path)`") }
                try demand(facts.size == file.size, "`\(file.path)` has \(facts.size) bytes, not \(file.size)")
                let actual = try Store.digest(ofFile: file.path)
                try demand(actual == file.sha256, "`\(file.path)` is \(actual), not \(file.sha256)")
            }
        },
        ProviderTrial(
            "run.same", "makes the same of the same", on: .run,
            prevents: "everything after it being done again, each time"
        ) { subject in
            let first = try subject.made()
            guard !subject.isEffect else { throw Unconcerned("it is an effect") }
            guard let second = try subject.ran().second else { throw Unconcerned("it was not run twice") }
            let again = try second.get()
            try demand(
                ArtifactFacts.digest(of: first) == ArtifactFacts.digest(of: again),
                "first \(first.text()), then \(again.text())")
        },
        ProviderTrial(
            "observe.present", "finds what it made", on: .run,
            prevents: "an effect that is made a second time"
        ) { subject in
            guard let seen = try subject.effect().observedAfterRun else { throw Unconcerned("it was not asked") }
            try demand(seen == .success("present"), "after a run it says: \(ProviderRun.text(seen))")
        },
        ProviderTrial(
            "destroy.twice", "removes what it made, also when that is gone already", on: .run,
            prevents: "a `recua down` that never comes to its end"
        ) { subject in
            for (count, result) in try subject.effect().destroyed.enumerated() {
                guard case .failure(let error) = result else { continue }
                throw Breach("the \(count == 0 ? "first" : "second") time it says: \(ErrorText.of(error))")
            }
        },
        ProviderTrial(
            "observe.absent", "finds nothing after it removed what it made", on: .run,
            prevents: "costs that nobody sees"
        ) { subject in
            guard let seen = try subject.effect().observedAfterDestroying else { throw Unconcerned("it was not asked") }
            try demand(seen == .success("absent"), "after it was removed it says: \(ProviderRun.text(seen))")
        },
    ]
}

extension ProviderSubject {
    /// The artifact of the first run.
    fileprivate func made() throws -> JSON {
        guard case .success(let artifact) = try ran().first else { throw Unconcerned("the run failed") }
        return artifact
    }

    /// What was seen of an effect.
    fileprivate func effect() throws -> ProviderRun {
        guard isEffect else { throw Unconcerned("it is no effect: what it makes is not looked for") }
        _ = try made()
        return try ran()
    }
}
