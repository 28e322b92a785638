import RecuaCore

extension FunctionChecks {
    /// Lambda's rules, the strictest of the services whose resources get the tags:
    /// https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html
    static func tags(_ tags: [String: String]) -> [Diagnostic] {
        tags.sorted { $0.key < $1.key }.compactMap { key, value in
            problem(key: key, value: value).map { problem in
                Diagnostic("template.tag", "the tag `\(key)` \(problem)", pointer: pointer("tags", key))
            }
        }
    }

    private static func problem(key: String, value: String) -> String? {
        let prefix = key.lowercased()
        if prefix.hasPrefix("aws:") || prefix.hasPrefix("recua:") { return "begins with a word that is not for users" }
        if key.isEmpty || key.unicodeScalars.count > 128 { return "has not 1 to 128 characters" }
        if value.unicodeScalars.count > 256 { return "has a value of more than 256 characters" }
        // An equals sign in a key is AWS's to allow, but the SAM CLI splits there.
        if !key.allSatisfy(isAllowed) || key.contains("=") || !value.allSatisfy(isAllowed) {
            return "holds characters other than letters, digits, spaces and `_.:/=+-@`"
        }
        return nil
    }

    private static func isAllowed(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == " " || "_.:/=+-@".contains(character)
    }
}
