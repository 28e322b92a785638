/// What a step saved for the next try of itself: one file beside its folder, bound to all that makes it this step.
struct Checkpoint: Sendable {
    private let path: String
    /// Nil for a step of which it is not known what can change its artifact: nothing can be handed on then.
    private let key: String?

    /// - Parameters:
    ///   - path: of the file; its folder need not exist.
    ///   - record: of the try that begins.
    ///   - step: with the last success: what was saved before that is over, even if a crash left it here.
    init(at path: String, _ record: StepRecord, _ step: Plan.Step) {
        self.path = path
        key = step.fingerprint.map { fingerprint in
            Digest(
                of: JSON.object([
                    "fingerprint": .string(fingerprint.digest.hex),
                    "token": record.isEffect ? .string(record.token) : .null,
                    "after": .integer(step.record?.id ?? 0),
                ]).text()
            ).hex
        }
    }

    /// What this very step saved, if its last try did not end well.
    var saved: JSON? {
        // Whatever is wrong with the file, the step can do without it.
        guard let key, let text = try? Files.read(path, limit: 1 << 20), let file = try? JSON(parsing: text),
            file["key"]?.string == key
        else { return nil }
        return file["data"]
    }

    /// On the disk when it returns, its name included.
    func save(_ data: JSON) throws {
        guard let key else { return }
        try Files.write(JSON.object(["key": .string(key), "data": data]).text(), to: path, mode: 0o600)
        LedgerPlace.sync(folder: Files.folder(of: path))
    }

    /// The step has succeeded.
    func remove() { try? Files.remove(path) }
}
