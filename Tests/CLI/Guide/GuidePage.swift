import RecuaCore

/// A page of docs whose commands and files can be typed in: its fences say what they are.
///
/// `sh run` is a command (`exit=2`: that it ends with), `text output` what the one before it prints, `… file=PATH` a file,
/// `… part=PATH` a part of one that is there, `diff apply` a change, and `sh run=link` a build of the Swift package.
struct GuidePage {
    struct Fence: Hashable {
        /// Of the page, where its first line stands.
        var line: Int
        var words: [String]
        var text: String

        /// What stands behind `key=`.
        subscript(key: String) -> String? {
            words.first { $0.hasPrefix("\(key)=") }.map { String($0.dropFirst(key.count + 1)) }
        }
    }

    let fences: [Fence]

    init(_ path: String) throws {
        var fences: [Fence] = []
        var open: Fence?
        var lines: [String] = []
        for (number, line) in try Files.readText(path).split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            if line == "```", var fence = open {
                fence.text = lines.joined(separator: "\n")
                fences.append(fence)
                open = nil
            } else if line.hasPrefix("```"), open == nil {
                open = Fence(
                    line: number + 2, words: line.dropFirst(3).split(separator: " ").map(String.init), text: "")
                lines = []
            } else {
                lines.append(String(line))
            }
        }
        self.fences = fences
    }
}
