import Glibc
import RecuaCore
import RecuaOCI
import RecuaTestSupport
import Testing

@testable import RecuaImage

@Suite struct UserFilesTests {
    @Test func `a user's files and folders become one layer, with nothing of this machine's in it`() async throws {
        try await withScratchFolder { folder in
            try folder.write("hello", to: "motd", mode: 0o600)
            try folder.write("#!/bin/sh\n", to: "site/bin/tool", mode: 0o700)
            try folder.write("<p>", to: "site/index.html", mode: 0o666)
            try Files.createFolder(folder.path("site/empty"))
            let files: JSON = [
                ["from": "motd", "to": "/etc/motd"], ["from": "site", "to": "/srv"],
                ["from": "motd", "to": "/srv/", "mode": "0444"],
            ]
            let image = try await SampleBuild.image(["image": ["files": files]], folder)
            #expect(image.layers.map(\.role) == ["engine", "weights", "files"])
            let layout = try await SampleBuild.layout(image, folder)
            let listing = try await SampleBuild.listing(try #require(image.layers.last), in: layout)
            #expect(
                listing == [
                    "drwxr-xr-x etc/", "-rw-r--r-- etc/motd", "drwxr-xr-x srv/", "drwxr-xr-x srv/bin/",
                    "-rwxr-xr-x srv/bin/tool", "-rw-r--r-- srv/index.html", "-r--r--r-- srv/motd",
                ])
        }
    }

    @Test func `files can be written by their places`() async throws {
        try await withScratchFolder { folder in
            try folder.write("hello", to: "motd")
            let files: JSON = ["/etc/motd": "motd", "/etc/secret": ["from": "motd", "mode": "0604"]]
            let image = try await SampleBuild.image(["image": ["files": files]], folder)
            let layer = try #require(image.layers.last)
            #expect(layer.entries.map(\.path) == ["etc/motd", "etc/secret"])
            #expect(layer.entries.map(\.mode) == [0o644, 0o604])
        }
    }

    @Test func `symbolic links stand for what they lead to`() async throws {
        try await withScratchFolder { folder in
            try folder.write("hello", to: "real/motd")
            try Files.createFolder(folder.path("site"))
            #expect(symlink("../real/motd", folder.path("site/file")) == 0)
            #expect(symlink("../real", folder.path("site/folder")) == 0)
            let image = try await SampleBuild.image(["image": ["files": ["/srv": "site"]]], folder)
            #expect(image.layers.last?.entries.map(\.path) == ["srv/file", "srv/folder/motd"])
        }
    }

    @Test(arguments: [("nowhere", "leads nowhere"), ("..", "back to a folder that holds it")])
    func `a symbolic link that cannot be followed is told`(destination: String, words: String) async throws {
        try await withScratchFolder { folder in
            try Files.createFolder(folder.path("site/inner"))
            #expect(symlink(destination, folder.path("site/inner/link")) == 0)
            let error = await #expect(throws: Diagnostic.self) {
                try await SampleBuild.image(["image": ["files": ["/srv": "site"]]], folder)
            }
            #expect(error?.code == "image.files")
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
            #expect(error?.pointer == "/image/files/~1srv")
        }
    }

    @Test(arguments: [
        "etc/motd", "/etc/../motd", "/etc/./motd", "/etc//motd", "/opt/recua/engine", "/opt/recua/",
        "/opt/extensions/lambda-adapter", "/tmp/file", "/proc/file", "/etc/.wh.passwd", "",
    ])
    func `a place that cannot be is told before anything runs`(place: String) throws {
        let problems = try SampleBuild.problems(["image": ["files": [["from": "motd", "to": .string(place)]]]])
        #expect(problems.map(\.code) == ["image.files"])
        #expect(problems.map(\.pointer) == ["/image/files/0"])
    }

    @Test(arguments: ["/", "/etc/", "/opt/extensions/", "/opt/recua-tools", "/srv/tmp/x", "/temporary"])
    func `a place beside Recua's own is free`(place: String) throws {
        #expect(try SampleBuild.problems(["image": ["files": [["from": "a", "to": .string(place)]]]]).isEmpty)
    }

    @Test(
        arguments: [
            [["from": "motd", "to": "/opt"]], [["from": "tree", "to": "/"]], [["from": "tree", "to": "/opt"]],
            [["from": "motd", "to": "/x"], ["from": "other", "to": "/x"]], [["from": "motd", "to": "/tmp"]],
        ] as [JSON])
    func `files that would take the place of others are refused with words`(files: JSON) async throws {
        try await withScratchFolder { folder in
            try folder.write("hello", to: "motd")
            try folder.write("hello", to: "other")
            for name in ["opt/recua/engine", "recua/x"] { try folder.write("mine", to: "tree/\(name)") }
            let error = await #expect(throws: Diagnostic.self) {
                try await SampleBuild.image(["image": ["files": files]], folder)
            }
            #expect(error?.code == "image.files")
            #expect(error?.pointer?.hasPrefix("/image/files/") == true)
        }
    }

    @Test func `a file cannot be a folder too`() async throws {
        try await withScratchFolder { folder in
            try folder.write("hello", to: "motd")
            let files: JSON = ["/srv/a": "motd", "/srv/a/b": "motd"]
            let error = await #expect(throws: Diagnostic.self) {
                try await SampleBuild.image(["image": ["files": files]], folder)
            }
            #expect(error?.code == "oci.path")
        }
    }

    @Test func `a file that is not there is told with its place in the manifest`() async throws {
        try await withScratchFolder { folder in
            let error = await #expect(throws: Diagnostic.self) {
                try await SampleBuild.image(["image": ["files": [["from": "none", "to": "/x"]]]], folder)
            }
            #expect(error?.code == "file.missing")
            #expect(error?.pointer == "/image/files/0")
        }
    }

    @Test func `too many files are refused`() async throws {
        try await withScratchFolder { folder in
            let files = UserFiles(folder: folder.path, store: Store(root: folder.path("store")), limit: 2)
            for name in ["a", "b", "c"] { try folder.write(name, to: "tree/\(name)") }
            let placement = FilePlacement(from: "tree", to: "/srv", mode: nil, pointer: "/image/files/0")
            let error = #expect(throws: Diagnostic.self) { try files.entries([placement]) }
            #expect(error?.message.contains("more than 2 files") == true)
        }
    }

    @Test func `what a folder of files holds counts for the fingerprint`() throws {
        let section: JSON = [
            "files": [["from": "site", "to": "/srv"]], "base": "scratch",
        ]
        #expect(ImageSection.schema.paths(in: section).map(\.path) == ["site"])
        let byPlace: JSON = ["files": ["/a": "one", "/b": ["from": "two"]]]
        #expect(ImageSection.schema.paths(in: byPlace).map(\.pointer) == ["/files/~1a", "/files/~1b/from"])
    }
}
