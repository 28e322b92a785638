import RecuaCore
import RecuaRPC

/// Members of a kind that occurs more than once. One that is missing or `null` has not been said; one of another type is
/// a mistake, and is not taken for one that is missing.
extension DescriptionReader {
    func flag(_ key: String) throws -> Bool {
        guard let value = answer[key], !value.isNull else { return false }
        guard let flag = value.bool else { throw wrong("`\(key)` is neither `true` nor `false`") }
        return flag
    }

    func concurrency() throws -> Int {
        guard let value = answer["concurrency"], !value.isNull else { return 1 }
        guard let count = value.integer, (1...256).contains(count) else {
            throw wrong("`concurrency` is no whole number from 1 to 256")
        }
        return Int(count)
    }

    /// Those of later versions among them are not asked for.
    func methods() throws -> Set<String> {
        guard let value = answer["methods"], !value.isNull else { return Set(Conversation.usualMethods) }
        return Set(try texts("methods"))
    }

    func facts() throws -> Set<PluginDescriptor.Fact>? {
        guard let value = answer["facts"], !value.isNull else { return nil }
        return Set(
            try texts("facts").map { text in
                guard let fact = PluginDescriptor.Fact(rawValue: text) else {
                    throw wrong("`\(Self.shown(text))` in `facts` is unknown")
                }
                return fact
            })
    }

    /// Dotted paths into other plugins' sections.
    func keys(_ key: String) throws -> [String] {
        try texts(key).map { path in
            let parts = path.split(separator: ".", omittingEmptySubsequences: false)
            guard Self.isName(parts[0]), !parts.contains("") else {
                throw wrong("`\(Self.shown(path))` in `\(key)` is no key of a section, such as `function.memory`")
            }
            return path
        }
    }

    /// A lone `*` would hand over the whole environment, other programs' secrets included.
    func variables(_ key: String) throws -> [String] {
        try texts(key).map { name in
            guard name != "*" else { throw wrong("`*` in `\(key)` has no prefix before it") }
            let plain = name.hasSuffix("*") ? name.dropLast() : name[...]
            guard !plain.isEmpty, plain.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x3D && $0 != 0x2A })
            else {
                throw wrong("`\(Self.shown(name))` in `\(key)` names no variable")
            }
            return name
        }
    }

    /// A time limit; none that is not written.
    func seconds(_ key: String) throws -> Duration? {
        guard let timeouts = answer["timeouts"], !timeouts.isNull else { return nil }
        guard timeouts.object != nil else { throw wrong("`timeouts` is no object") }
        guard let value = timeouts[key], !value.isNull else { return nil }
        guard let seconds = value.number, seconds >= 1, seconds <= 31_536_000 else {
            throw wrong("`\(key)` in `timeouts` is no number of seconds from 1 to a year")
        }
        return .milliseconds(Int64(seconds * 1000))
    }

    func text(_ key: String, in object: JSON?) throws -> String {
        guard let value = object?[key], !value.isNull, value != "" else { throw wrong("`\(key)` is missing") }
        guard let text = value.string else { throw wrong("`\(key)` is no text") }
        return text
    }

    func texts(_ key: String) throws -> [String] {
        guard let value = answer[key], !value.isNull else { return [] }
        guard let items = value.array, items.allSatisfy({ $0.string != nil }) else {
            throw wrong("`\(key)` is no list of strings")
        }
        return items.compactMap(\.string)
    }
}
