import RecuaCore
import Testing

@testable import RecuaCLI

/// The table of `recua plugin list`.
@Suite struct PluginInUseTests {
    private func program(_ word: String) -> PluginInUse {
        let start = Place.Position(line: 1, column: 1, offset: 0)
        let declaration = ProgramDeclaration(
            name: "fetch", place: Place(file: "recua.yaml", start: start, end: start), run: ["/project/\(word)"],
            files: [], folder: "/project")
        return PluginInUse(
            descriptor: BuiltInPlugins.all[0].descriptor, origin: .program(declaration), stacks: 2)
    }

    private func table(_ word: String, width: Int?) -> String {
        PluginInUse.table([program(word)], TextStyle(isColored: false), width: width)
    }

    @Test func `a path with a newline stays on its line`() {
        #expect(
            table("p\nq.py", width: nil)
                == "fetch  1.0.0  model  p q.py      2 stacks")
    }

    @Test func `where a row does not fit, its facts stand below the name`() {
        #expect(
            table("plugins/p.py", width: 24) == """
                fetch 1.0.0
                    model; plugins/p.py;
                    2 stacks
                """)
    }
}
