import Glibc
import RecuaCore
import RecuaOCI
import RecuaTestSupport
import Testing

@testable import RecuaImage

/// Images are the same bytes on every machine. Whoever changes these digests makes every image of every user another
/// one: layers are sent again, and functions are deployed again.
@Suite struct GoldenImageTests {
    struct Golden: Sendable, CustomTestStringConvertible {
        var name: String
        var sections: JSON
        var isLlamafile = false
        /// Of the manifest, which names all else by digest.
        var digest: String
        var testDescription: String { name }
    }

    static let golden = [
        Golden(
            name: "engine and weights", sections: ["image": ["adapter": "none"]],
            digest: "3280417fa767dfbdb3e3b0580b3ffc9d17a4fed148db37f2464523ce7feb55ce"),
        Golden(
            name: "llamafile for amd64", sections: ["image": ["adapter": "none"]], isLlamafile: true,
            digest: "8ebb734f1478e363cea55b226cfb0fd896143602590e1a2fbd03fdb54dadec01"),
        Golden(
            name: "llamafile for arm64",
            sections: ["image": ["adapter": "none"], "function": ["architecture": "arm64"]], isLlamafile: true,
            digest: "706db18dee77b89566ceb97656efcddd84e24ca69c189255b41fa60be67f218d"),
        Golden(
            name: "files, labels, user, adapter",
            sections: [
                "image": [
                    "files": [["from": "site", "to": "/srv/site"], ["from": "möhre.txt", "to": "/etc/"]],
                    "labels": ["org.example.team": "llamas", "a": "ü"], "user": 1000, "workingDirectory": "/srv",
                    "adapter": ["path": "lambda-adapter"], "environment": ["GREETING": "hola"],
                ], "server": ["context": 1024, "alias": "tiny"],
            ],
            digest: "13218273a70b77754f60eb7174bb9c0fa97e4bb57788550b4a15b82bb66e2127"),
    ]

    @Test(arguments: golden)
    func `an image is the same bytes on every machine`(golden: Golden) async throws {
        try await withScratchFolder { folder in
            let image = try await build(golden, folder, mode: 0o644, time: 1_000_000_000)
            #expect(image.manifest.digest.hex == golden.digest)
            #expect(Digest(of: image.manifestText) == image.manifest.digest)
            let layout = try await SampleBuild.layout(image, folder)
            // The same files made anew: in another folder, at another time, with a stricter umask.
            try await withScratchFolder { elsewhere in
                let other = try await build(golden, elsewhere, mode: 0o600, time: 1_700_000_000)
                let copy = try await SampleBuild.layout(other, elsewhere)
                #expect(try await SampleBuild.tool("diff", ["-r", layout, copy]) == "")
            }
        }
    }

    private func build(_ golden: Golden, _ folder: ScratchFolder, mode: UInt16, time: Int) async throws -> Image {
        let files = [
            ("site/index.html", "<p>"), ("site/a/b", "deep"), ("site/a.b", "flat"), ("möhre.txt", "orange"),
        ]
        for (name, text) in files { try touch(try folder.write(text, to: name, mode: mode), time) }
        try touch(try folder.write("#!/bin/sh\n", to: "site/run", mode: mode | 0o100), time)
        try touch(try folder.write(SampleProgram.elf(size: 600), to: "lambda-adapter", mode: mode), time)
        let model = golden.isLlamafile ? try SampleBuild.llamafile(in: folder) : try SampleBuild.model(in: folder)
        return try await SampleBuild.image(golden.sections, folder, model: model, target: "lambda")
    }

    private func touch(_ path: String, _ time: Int) throws {
        let times = [timespec(tv_sec: time, tv_nsec: 5), timespec(tv_sec: time, tv_nsec: 5)]
        #expect(utimensat(AT_FDCWD, path, times, 0) == 0)
    }
}
