import Glibc
import Testing

@testable import RecuaCore

struct ArtifactFactsTests {
    private let digest = Digest(of: "x")
    private func file(_ path: String) -> JSON { ["path": .string(path), "sha256": .string(digest.hex), "size": 3] }

    @Test func `where a file lies and which process serves do not count, and all else does`() {
        let process: JSON = ["pid": 1, "started": 2, "boot": "b"]
        func digest(_ artifact: JSON) -> Digest { ArtifactFacts.digest(of: artifact) }
        #expect(digest(["f": [file("/a")], "process": process]) == digest(["f": [file("/b")]]))
        #expect(digest(["path": "/a", "size": 3]) != digest(["path": "/b", "size": 3]))
        #expect(digest(["process": "q4"]) != digest(["process": "q8"]))
        #expect(digest(["url": "a"]) != digest(["url": "b"]))
    }

    @Test func `every file and process of an artifact is a witness, wherever it stands`() {
        let process: JSON = ["pid": 1, "started": 2, "boot": "b"]
        let artifact: JSON = [
            "layers": [["source": file("/a")]], "model": file("/b"), "process": process, "other": ["process": "x"],
        ]
        #expect(
            Set(ArtifactFacts.witnesses(of: artifact)) == [
                .file(StoredFile(path: "/a", sha256: digest, size: 3)),
                .file(StoredFile(path: "/b", sha256: digest, size: 3)),
                .process(.init(pid: 1, started: 2, boot: "b")),
            ]
        )
    }

    @Test func `a record tells of its artifact what the artifact tells, read or not`() {
        let process: JSON = ["pid": 1, "started": 2, "boot": "b"]
        let artifacts: [JSON] = [
            [:], ["url": "u"], ["url": "a\n\"b\""], ["size": 1.5], file("/a"), ["f": [file("/b")]],
            ["process": process],
            ["path": "/a", "size": 3], ["process": "x"], "\"path\":", ["text": "\"path\":"],
        ]
        for artifact in artifacts {
            let record = StepRecord(
                id: 1, run: 1, stack: "a", plugin: "p", kind: .model, status: .done, isEffect: false, token: "",
                fingerprint: Fingerprint(components: [:]), sections: [:],
                facts: StackFacts(name: "a", project: "p", target: "local", folder: "/"), artifact: artifact,
                started: "")
            #expect(record.artifact == artifact)
            #expect(record.artifactDigest == ArtifactFacts.digest(of: artifact))
            #expect(record.witnesses == ArtifactFacts.witnesses(of: artifact))
        }
    }

    @Test func `this process is alive, and one with its number from another time is not`() throws {
        let process = try #require(Deployment.Process(pid: getpid()))
        #expect(process.isAlive)
        #expect(!Deployment.Process(pid: process.pid, started: process.started + 1, boot: process.boot).isAlive)
        #expect(!Deployment.Process(pid: process.pid, started: process.started, boot: "another").isAlive)
        #expect(Deployment.Process(pid: .max) == nil)
    }
}
