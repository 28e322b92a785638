import RecuaCore
import RecuaOCI

/// Where `recua build --output` writes: to the folder itself for one stack, to a folder in it for each of several.
struct LayoutPlaces {
    /// As the user wrote it.
    let name: String
    /// Absolute.
    let folder: String
    /// The stacks that were asked for.
    let stacks: [String]

    init(_ name: String, in workingFolder: String, for stacks: [String]) {
        self.name = name
        folder = Files.resolve(name, in: workingFolder)
        self.stacks = stacks
    }

    func place(of stack: String) -> String { stacks.count == 1 ? folder : "\(folder)/\(stack)" }

    /// Looks before anything is built whether what is there may be replaced.
    ///
    /// - Throws: ``Diagnostics`` `usage.output`.
    func check() throws {
        if stacks.count > 1, ImageLayout.isLayout(folder) {
            throw Diagnostic(
                "usage.output", "`\(name)` is the layout of one image, and there are \(stacks.count) stacks to write",
                help: "name another folder: each of them gets one of its own in it")
        }
        let problems = stacks.filter { !ImageLayout.isReplaceable(place(of: $0)) }.map(problem)
        if !problems.isEmpty { throw Diagnostics(problems) }
    }

    private func problem(of stack: String) -> Diagnostic {
        let shown = stacks.count == 1 ? name : "\(name)/\(stack)"
        let isFolder = Files.facts(place(of: stack))?.isFolder == true
        let another = isFolder && stacks.count == 1 ? "write to `--output \(name)/\(stack)`, or name" : "name"
        return Diagnostic(
            "usage.output", "`\(shown)` holds something else than the layout of one image",
            help: "\(another) another folder: it is replaced only if it is a layout, or empty")
    }
}
