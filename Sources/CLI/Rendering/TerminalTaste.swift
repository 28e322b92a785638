/// What the environment says of colours and moving text.
struct TerminalTaste {
    private let environment: [String: String]

    init(_ environment: [String: String]) { self.environment = environment }

    /// no-color.org and clicolors: `NO_COLOR` wins, then `FORCE_COLOR` and `CLICOLOR_FORCE`, then what the stream is.
    func colors(isTerminal: Bool) -> Bool {
        if isSet("NO_COLOR") { return false }
        if isOn("FORCE_COLOR") || isOn("CLICOLOR_FORCE") { return true }
        return isTerminal && environment["TERM"] != "dumb"
    }

    /// Lines are drawn again only where a person looks at a terminal that can.
    func redraws(isTerminal: Bool) -> Bool {
        isTerminal && isSet("TERM") && environment["TERM"] != "dumb" && !isOn("CI")
    }

    private func isSet(_ name: String) -> Bool { !(environment[name] ?? "").isEmpty }
    private func isOn(_ name: String) -> Bool { isSet(name) && !["0", "false"].contains(environment[name]) }
}
