import RecuaAWS
import RecuaCore

/// Makes a repository of Amazon ECR that is missing, and keeps those that it made as the manifest says.
///
/// A repository that was there before is never changed, and none is ever deleted: it holds what others may run.
struct RepositoryCreation: Sendable {
    private let repository: ECRRepository
    private let host: StepHost

    /// - Parameter host: its folder holds the note of what this stack has made.
    init(_ repository: ECRRepository, host: StepHost) {
        self.repository = repository
        self.host = host
    }

    /// Runs `push`, and once more when its repository had to be made first.
    func around<Result>(_ push: () async throws -> Result) async throws -> Result {
        if let note = note(), note.settings != fingerprint { try await adjust() }
        do {
            return try await push()
        } catch let missing as Diagnostic where missing.code == "registry.repository-missing" {
            try await create()
            return try await push()
        }
    }

    /// Two that make it at once do no harm: the second finds it made. The note comes first, so that a run that is cut off
    /// after the call is finished by the next.
    private func create() async throws {
        let wasBegun = note() != nil
        try write(Note(arn: repository.arn, settings: nil))
        do {
            try await call(repository.creation, needing: repository.permissions)
        } catch let exists as Diagnostic where exists.code == "aws.exists" {
            // Made by another, and theirs to set up; or by us, in a run that was cut off.
            if wasBegun { return try await adjust() }
            return try Files.remove(notePath)
        } catch let refused as Diagnostic {
            // Not made: who makes it by hand now owns it.
            try Files.remove(notePath)
            throw refused
        }
        for arguments in repository.policies { try await call(arguments, needing: repository.permissions) }
        try write(Note(arn: repository.arn, settings: fingerprint))
        host.log("made the repository \(repository.name) in Amazon ECR, region \(repository.host.region)")
    }

    private func adjust() async throws {
        for (index, arguments) in repository.adjustments.enumerated() {
            do {
                try await call(arguments, needing: repository.adjustmentPermissions)
            } catch let gone as Diagnostic where gone.code == "aws.not-found" {
                // The first one removes nothing, so the repository itself is not there: the push will find out.
                if index == 0 { return }
            }
        }
        try write(Note(arn: repository.arn, settings: fingerprint))
    }

    /// - Throws: ``Diagnostic`` `aws.…`; for `aws.denied`, with what would have to be allowed.
    private func call(_ arguments: [String], needing permissions: [String]) async throws {
        do {
            _ = try await AWS.run(arguments, region: repository.host.region, environment: host.environment)
        } catch var denied as Diagnostic where denied.code == "aws.denied" {
            denied.help =
                "allow \(permissions.joined(separator: ", ")) on \(repository.arn), or make the repository "
                + "yourself and leave out `create`"
            denied.pointer = "/publish/create"
            throw denied
        }
    }

    /// That this stack made a repository, and with which settings; none before all of them hold.
    private struct Note: Codable {
        var arn: String
        var settings: Digest?
    }

    private var notePath: String { "\(host.folder)/repository.json" }

    private func note() -> Note? {
        guard let bytes = try? Files.read(notePath, limit: 1 << 16), let json = try? JSON(parsing: bytes),
            let note = try? json.decode(Note.self), note.arn == repository.arn
        else { return nil }
        return note
    }

    private func write(_ note: Note) throws { try Files.write(JSON(encoding: note).text(), to: notePath) }

    /// Of all that can still be changed.
    private var fingerprint: Digest { Digest(of: repository.adjustments.map { $0.joined(separator: "\n") }.joined()) }
}
