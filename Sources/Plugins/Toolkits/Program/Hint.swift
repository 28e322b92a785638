import RecuaCore

/// What a program says to somebody who starts it by hand.
enum Hint {
    static func text(_ descriptor: PluginDescriptor, program: String) -> String {
        let path = program.contains("/") ? program : "./\(program)"
        return """
            `\(descriptor.name)` \(descriptor.version) is a plugin of Recua, which starts it: \(descriptor.summary)
            declare it in a manifest:  plugins: { \(descriptor.name): { run: [\(path)] } }
            or see what it can do:     recua plugin check \(path)

            """
    }
}
