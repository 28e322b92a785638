import RecuaCore
import RecuaProcess
import RecuaTestSupport

/// `Tests/Fixtures/faults.c`, compiled once: writes down what a program does to its files, or refuses it.
enum Faults {
    private static let shared = Built()

    private actor Built {
        private var library: [UInt8]?

        func bytes() async throws -> [UInt8] {
            if let library { return library }
            let bytes = try await withScratchFolder { folder in
                let source = "\(RecuaBinary.package)/Tests/Fixtures/faults.c"
                let path = folder.path("faults.so")
                _ = try await Command(
                    "gcc", ["-shared", "-fPIC", "-O1", "-o", path, source], environment: ["PATH": "/usr/bin:/bin"]
                ).runChecked(hint: "apt install gcc libc6-dev")
                return try Files.read(path)
            }
            library = bytes
            return bytes
        }
    }

    /// The environment of a program whose changes below `folder` are written down or refused.
    ///
    /// - Parameter tools: a folder outside for the library.
    static func environment(
        for folder: String, tools: ScratchFolder, log: String? = nil, refusing fault: Fault? = nil
    ) async throws -> [String: String] {
        let library = tools.path("faults.so")
        if !Files.exists(library) { try tools.write(try await shared.bytes(), to: "faults.so") }
        var environment = ["LD_PRELOAD": library, "FAULTS_FOLDER": folder]
        environment["FAULTS_LOG"] = log
        if let fault {
            environment["FAULTS_AT"] = String(fault.number)
            environment["FAULTS_ERRNO"] = String(fault.reason)
            if fault.isForGood { environment["FAULTS_FOR_GOOD"] = "1" }
            if fault.isOfRead { environment["FAULTS_READS"] = "1" }
        }
        return environment
    }
}

/// A change to a file that the system refuses, or a read of a ledger.
struct Fault: Sendable, Hashable {
    /// Counted from 1.
    var number: Int
    /// `errno`.
    var reason: Int32
    /// All that follow are refused too.
    var isForGood: Bool
    var isOfRead = false
}
