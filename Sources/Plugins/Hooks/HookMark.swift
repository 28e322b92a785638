internal import RecuaCore

/// The variable by which all that a hook started is known, in this run and in the next one.
///
/// It is the same in every run of the project: what one that was killed has left is found by it.
enum HookMark {
    static let variable = "RECUA_HOOK_FOLDER"

    /// The folder's path, and which folder that is: in two containers there may be another one at the same path.
    ///
    /// - Parameter folder: the one that belongs to the hook of this stack alone.
    static func value(_ folder: String) -> String {
        let facts = Files.facts(folder)
        // Whatever name leads to the project, the mark is one.
        return "\(Files.real(folder) ?? folder)#\(facts?.device ?? 0):\(facts?.inode ?? 0)"
    }
}
