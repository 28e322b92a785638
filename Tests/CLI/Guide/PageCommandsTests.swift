import RecuaCore
import RecuaTestSupport
import Testing

/// Whether what the pages tell to type is there to be typed.
@Suite struct PageCommandsTests {
    /// The options of each command, by its words.
    private static func options(_ command: JSON, _ path: [String] = []) -> [[String]: Set<String>] {
        let names = (command["arguments"]?.array ?? []).flatMap { $0["names"]?.array ?? [] }
        let own = names.map { ($0["kind"] == "long" ? "--" : "-") + ($0["name"]?.string ?? "") }
        let below = (command["subcommands"]?.array ?? []).map { sub in
            options(sub, path + [sub["commandName"]?.string ?? ""])
        }
        return below.reduce([path: Set(own)]) { $0.merging($1) { first, _ in first } }
    }

    /// What stands after `recua` where code is shown: in a sentence, or as a line of its own.
    private static func commands(_ page: String) -> [String] {
        let inline = page.matches(of: /`(?:[A-Z_]+=\S+ )*recua ([a-z][^`\n]*)`/).map { String($0.1) }
        let lines = page.matches(of: /(?m)^(?:\$ )?(?:[A-Z_]+=\S+ )*recua ([a-z].*)$/).map { String($0.1) }
        return (inline + lines).map { String($0.prefix { !"|;&>#".contains($0) }) }
    }

    @Test func `every command and every option that a page names is one`() async throws {
        let docs = "\(RecuaBinary.package)/docs"
        try await withScratchFolder { scratch in
            let help = try await RecuaBinary(in: scratch.path).json("--experimental-dump-help")
            let known = Self.options(help["command"] ?? .null)
            var count = 0
            for page in try Files.list(docs).filter({ $0.hasSuffix(".md") }) + ["../README.md"] {
                for command in Self.commands(try Files.readText("\(docs)/\(page)")) {
                    let words = command.split(separator: " ").map(String.init)
                    let path = (1...2).reversed().map { Array(words.prefix($0)) }.first { known[$0] != nil }
                    #expect(path != nil, "\(page): recua \(command)")
                    for word in words where word.hasPrefix("--") && word != "--" {
                        let option = String(word.prefix { $0.isLetter || $0.isNumber || $0 == "-" })
                        #expect(known[path ?? []]?.contains(option) == true, "\(page): recua \(command)")
                    }
                    count += 1
                }
            }
            #expect(count > 100)
        }
    }
}
