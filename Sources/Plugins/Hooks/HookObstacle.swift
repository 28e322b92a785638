internal import RecuaCore
internal import RecuaProcess

/// Why a shell, or `env`, ended a hook with 126 or 127: what they say of a program that cannot be started is that it is not
/// there, also when it is.
enum HookObstacle {
    /// - Returns: what to do about it; nil when the hook ended in another way, or nothing is seen.
    static func help(for status: Finished.Status, of hook: Hook, _ command: Command) -> String? {
        guard [.exited(126), .exited(127)].contains(status) else { return nil }
        for word in words(of: hook) {
            let place = word.contains("/") ? Files.resolve(word, in: command.folder ?? Files.workingFolder) : word
            guard let path = Command.path(of: place, environment: command.environment),
                let obstacle = StartObstacle(of: path, environment: command.environment, folder: command.folder),
                !(hook.isForShell && obstacle.isRunByShell)
            else { continue }
            return "`\(word)` \(obstacle.problem): \(obstacle.help)"
        }
        guard status == .exited(127) else { return nil }
        return "127 says that a command was not found: install it, or write its path"
    }

    /// All that may name a program: of a text for the shell, what stands between its own signs.
    private static func words(of hook: Hook) -> [String] {
        switch hook.run {
        case .program(let words): Array(words.prefix(1))
        case .shell(let text): text.split { !($0.isLetter || $0.isNumber || "._-+@~/".contains($0)) }.map(String.init)
        }
    }
}
