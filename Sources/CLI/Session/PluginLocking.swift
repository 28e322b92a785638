import RecuaCore

/// What there is to do about plugins in a lock file.
struct PluginLocking {
    let before: [String: PluginPin]
    private(set) var after: [String: PluginPin]
    /// Names of plugins that need an entry and that nobody has asked for.
    private(set) var open: [String] = []
    private let supply: ProgramSupply
    /// True to ask about what is locked too.
    private let asksAgain: Bool

    init(_ supply: ProgramSupply, asksAgain: Bool) {
        before = supply.pins
        after = supply.pins
        self.supply = supply
        self.asksAgain = asksAgain
    }

    var isDue: Bool { after != before || !open.isEmpty }

    /// Fetches what is pinned nowhere, and starts nothing. Of bytes that are still the same the entry stays as it is.
    ///
    /// - Parameter isAsking: false to fetch nothing: what is not pinned stays ``open``.
    mutating func pin(_ programs: [ProgramDeclaration], isAsking: Bool) async throws {
        for program in programs {
            guard let source = program.source else {
                after[program.name] = try supply.present(program)
                continue
            }
            let old = after[program.name].flatMap { $0.source == source.url ? $0 : nil }
            if source.sha256 != nil {
                // The manifest says it.
                after[program.name] = nil
            } else if old != nil, !asksAgain {
                continue
            } else if isAsking {
                let new = try await supply.latest(program, source)
                after[program.name] = old?.sha256 == new.sha256 ? old : new
            } else if old == nil {
                open.append(program.name)
            }
        }
    }

    /// Drops the entries of all other plugins.
    mutating func keep(only programs: [ProgramDeclaration]) {
        let names = Set(programs.map(\.name))
        after = after.filter { names.contains($0.key) }
    }

    /// `file`, which may have changed since, with these entries.
    func applied(to file: LockFile) -> LockFile {
        var changed = file
        for name in Set(before.keys).union(after.keys) where before[name] != after[name] {
            changed.plugins[name] = after[name]
        }
        return changed
    }
}
