import Glibc
import RecuaCore

/// What every command works with: the process's surroundings, as values that a test can replace.
struct CommandContext: Sendable {
    /// What was typed after `recua`.
    var arguments: [String]
    var environment: [String: String]
    var workingFolder: String
    /// This very program.
    var executable: String
    /// Plugins compiled in besides the built-in ones.
    var plugins: [any StepProvider]
    /// Those of them that have a part which outlives the command, by name.
    var residents: [String: any ResidentPlugin]
    var output: Output
    /// What the command has started.
    let programs = ProgramsAtWork()
    /// How far the command has come.
    let course = Course()
    /// What the command need not take apart.
    let keepsakes = Keepsakes()
    /// True when the command is only asked what it would say: whoever finds something to do leaves it.
    var isRehearsal = false

    @TaskLocal static var current = CommandContext()

    /// The context of this process.
    ///
    /// - Parameters:
    ///   - plugins: compiled in besides the built-in ones.
    ///   - providers: what is none and takes part as well.
    init(process plugins: [any Plugin] = [], _ providers: [any StepProvider] = []) {
        arguments = Array(Self.processArguments.dropFirst())
        environment = Self.processEnvironment
        workingFolder = Files.workingFolder
        executable = Self.processExecutable
        self.plugins = plugins.map(\.provider) + providers
        residents = BuiltInPlugins.residents
        for case let plugin as any ResidentPlugin in plugins { residents[plugin.provider.descriptor.name] = plugin }
        output = Output(environment: environment)
    }

    private static var processEnvironment: [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            // Two values that differ should not look alike, whatever bytes they are; only one that spells a byte does.
            let pair = String(escaping: Array(UnsafeRawBufferPointer(start: text, count: strlen(text))))
                .split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { variables[String(pair[0])] = String(pair[1]) }
            entry += 1
        }
        return variables
    }

    /// As the kernel has them. Swift looks for them before the environment, which is elsewhere once somebody has called
    /// setenv(3) before `main`: what is preloaded may.
    private static var processArguments: [String] {
        guard var words = try? Files.read("/proc/self/cmdline"), words.popLast() == 0 else {
            return CommandLine.arguments
        }
        return words.split(separator: 0, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }

    private static var processExecutable: String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { return Self.processArguments.first ?? "recua" }
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
