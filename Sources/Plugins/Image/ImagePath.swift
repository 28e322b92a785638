/// Rules for where the user's own files may be in an image.
enum ImagePath {
    /// Recua's own files.
    private static let taken = ["opt/recua", "opt/extensions/lambda-adapter"]
    /// What is put over the image's own folders when it runs.
    private static let hidden = ["dev", "proc", "sys", "tmp"]

    /// Why nothing may be put at `path`, a file or a folder; nil when something may.
    ///
    /// - Parameter path: absolute, as a user writes it.
    static func problem(_ path: String) -> String? {
        guard path.hasPrefix("/") else { return "it does not begin with `/`" }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        let inner = parts.last == "" ? parts.dropLast() : parts
        if inner.contains("..") || inner.contains(".") { return "`.` and `..` are not followed in an image" }
        if inner.contains("") || path.utf8.contains(0) { return "it is not a plain path" }
        if inner.contains(where: { $0.hasPrefix(".wh.") }) { return "`.wh.` at the start of a name removes files" }
        let place = inner.joined(separator: "/")
        if let own = taken.first(where: { isInside(place, $0) }) { return "`/\(own)` is Recua's own" }
        if let folder = hidden.first(where: { isInside(place, $0) }) {
            return "`/\(folder)` is covered when the image runs"
        }
        return nil
    }

    /// Why no *file* may be at `path`.
    static func fileProblem(_ path: String) -> String? {
        if let problem = problem(path) { return problem }
        let place = path.split(separator: "/").joined(separator: "/")
        if place.isEmpty { return "it is the root folder" }
        if let own = taken.first(where: { isInside($0, place) }) { return "it is the folder above `/\(own)`" }
        return hidden.contains(place) ? "`/\(place)` is covered when the image runs" : nil
    }

    private static func isInside(_ path: String, _ folder: String) -> Bool {
        path == folder || path.hasPrefix(folder + "/")
    }
}
