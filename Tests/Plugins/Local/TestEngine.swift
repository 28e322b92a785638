import RecuaCore
import RecuaProcess

/// The engine of the tests, compiled once: a static program with llama-server's flags.
enum TestEngine {
    static let environment = ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]

    static let shared = Built()

    actor Built {
        private var program: [UInt8]?

        /// The program, without the permission to run, as a plugin may leave it in the store.
        func file(in store: Store) async throws -> StoredFile {
            if let program { return try store.add(program) }
            try Files.createFolder(store.root)
            let path = "\(store.root)/engine-\(UInt32.random(in: 0 ... .max))"
            let source = Files.resolve("../../Fixtures/engine.c", in: Files.folder(of: #filePath))
            _ = try await Command("gcc", ["-static", "-O1", "-o", path, source], environment: TestEngine.environment)
                .runChecked(hint: "apt install gcc libc6-dev")
            let bytes = try Files.read(path)
            try Files.remove(path)
            program = bytes
            return try store.add(bytes)
        }
    }
}
