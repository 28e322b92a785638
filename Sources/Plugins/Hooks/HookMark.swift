internal import Glibc
internal import RecuaCore

/// The variable by which all that a hook started is known, in this run and in the next one.
///
/// It is the same in every run of the project: what one that was killed has left is found by it.
enum HookMark {
    static let variable = "RECUA_HOOK_FOLDER"

    /// - Parameter folder: the one that belongs to the hook of this stack alone.
    static func value(_ folder: String) -> String {
        // Whatever name leads to the project, the mark is one.
        guard let real = realpath(folder, nil) else { return folder }
        defer { free(real) }
        return String(cString: real)
    }
}
