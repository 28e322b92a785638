import RecuaCore
import RecuaRPC

extension ProgramServer {
    /// The variables that the plugin declares, of those that the program was given.
    var environment: [String: String] {
        let descriptor = provider.descriptor
        return PluginDescriptor.environment(
            descriptor.environment + descriptor.fingerprintedEnvironment, from: ProcessVariables.all)
    }

    /// Lends what the engine would offer a running step. What the host named no folder for lies in one that is gone
    /// afterwards.
    func withHost<Answer>(
        of request: ProgramRequest, _ body: (StepHost) async throws -> Answer
    ) async throws -> Answer {
        guard let scratch = request.text("scratch") else {
            let folder = try Files.temporaryFolder("recua-plugin", in: ProcessVariables.all["TMPDIR"])
            defer { try? Files.remove(folder) }
            return try await body(host(of: request, scratch: folder))
        }
        return try await body(host(of: request, scratch: scratch))
    }

    private func host(of request: ProgramRequest, scratch: String) -> StepHost {
        StepHost(
            // The host takes what the artifact names of `scratch`; into its store it lets nobody write.
            store: Store(root: request.text("store") ?? "\(scratch)/store", adding: "\(scratch)/store"),
            folder: request.text("folder") ?? request.text("cache") ?? scratch, scratch: scratch,
            environment: environment, executable: ProcessVariables.executable,
            isOffline: request.params["offline"]?.bool ?? false,
            secrets: SecretResolver { try value(of: $0, for: request) },
            saving: { outbox.send(request.notification("checkpoint", ["data": $0])) }
        ) { outbox.send(request.notification(of: $0)) }
    }

    /// Asks the host for what a text with references stands for: it is told where the text is written, not the text.
    private func value(of reference: String, for request: ProgramRequest) throws -> String {
        guard let pointer = provider.descriptor.pointer(toSecret: reference, in: request.sections) else {
            throw Diagnostic(
                "plugin.secret", "`\(reference)` is in no section of this plugin as a secret",
                help: "this is a mistake in the plugin: a program is told the values of its own secret keys alone")
        }
        let params: JSON = ["id": request.id, "pointer": .string(pointer)]
        guard let value = try questions.ask("secret", params)["value"]?.string else {
            throw Diagnostic("plugin.secret", "Recua answered without a value for `\(pointer)`")
        }
        return value
    }
}

extension ProgramRequest {
    /// What a step says, as the protocol has it.
    func notification(of message: StepMessage) -> Message {
        switch message {
        case .progress(let phase, let done, let total, let unit):
            var params: JSON = [
                "phase": .string(phase), "done": .integer(done), "unit": .string(unit.rawValue),
            ]
            params["total"] = total.map { .integer($0) }
            return notification("progress", params)
        case .log(let level, let message):
            return notification("log", ["level": .string(level.rawValue), "message": .string(message)])
        case .diagnostic(let diagnostic):
            return notification(of: diagnostic)
        }
    }
}

extension PluginDescriptor {
    /// Where a text is written in a key that may hold a secret, as a JSON pointer into the sections; nil when it is not.
    func pointer(toSecret text: String, in sections: JSON) -> String? {
        for section in self.sections {
            guard let value = sections[section.name] else { continue }
            let pointers = section.schema.secretPointers(in: value)
            if let pointer = pointers.first(where: { value.value(at: $0)?.string == text }) {
                return "/\(section.name)\(pointer)"
            }
        }
        return nil
    }
}
