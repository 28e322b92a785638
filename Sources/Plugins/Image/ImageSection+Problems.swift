import RecuaCore
import RecuaOCI

extension ImageSection {
    /// What is wrong with it, or costs more than one might think, before anything runs.
    ///
    /// - Parameter target: where the image will run.
    func problems(for target: String) -> [Diagnostic] {
        referenceProblems + environmentProblems + (files?.problems ?? []) + userProblems(for: target) + compressionCost
    }

    /// Names that are no names of images.
    private var referenceProblems: [Diagnostic] {
        var problems: [Diagnostic] = []
        if case .reference(let text)? = base { problems += Self.problems(text, at: "/image/base", key: "layout") }
        if case .reference(let text)? = adapter { problems += Self.problems(text, at: "/image/adapter", key: "path") }
        return problems
    }

    private static func problems(_ text: String, at pointer: String, key: String) -> [Diagnostic] {
        if text.hasPrefix(".") || text.hasPrefix("/") {
            let help = "write `{ \(key): \(text) }`"
            return [
                Diagnostic(
                    "image.reference", "`\(text)` is a path, not the name of an image", pointer: pointer, help: help)
            ]
        }
        do {
            _ = try ImageReference(text)
            return []
        } catch {
            return Diagnostics.from(error).map { problem in
                var placed = problem
                placed.pointer = pointer
                return placed
            }
        }
    }

    private var environmentProblems: [Diagnostic] {
        (environment ?? [:]).keys.sorted().filter { $0.isEmpty || $0.contains("=") }.map { name in
            Diagnostic(
                "image.environment", "`\(name)` cannot name an environment variable", pointer: "/image/environment")
        }
    }

    private func userProblems(for target: String) -> [Diagnostic] {
        guard let user else { return [] }
        var problems: [Diagnostic] = []
        if !user.isNumeric, base ?? .scratch == .scratch, files == nil {
            problems.append(
                Diagnostic(
                    "image.user", "`\(user.text)` cannot be looked up: an image from `scratch` has no list of users",
                    pointer: "/image/user", help: "write its number, such as `1000:1000`"))
        }
        let whose = ["lambda": "Lambda runs images as a user of its own", "local": "`local` runs images as you"]
        if let whose = whose[target] {
            problems.append(
                Diagnostic(
                    "image.user-ignored", "\(whose), so `image.user` changes nothing there", severity: .warning,
                    pointer: "/image/user"))
        }
        return problems
    }

    /// Weights are as good as random: about 40 MB/s on a core with zlib, for a few percent at best.
    private var compressionCost: [Diagnostic] {
        guard compression == .gzip else { return [] }
        let cost = "`gzip` takes about 25 s for each GB of weights, divided by the cores, and makes them hardly smaller"
        return [
            Diagnostic(
                "image.compression-cost", cost, severity: .warning, pointer: "/image/compression",
                help: "leave it out unless a registry or a scanner insists: `stored` is gzip too")
        ]
    }
}
