extension ProjectLock {
    /// Who holds the lock of a project and what they are doing, for people.
    ///
    /// Nothing rests on it: the kernel says whether a lock is held. It may be missing, old, or of another machine.
    public struct Holder: Codable, Sendable, Hashable {
        public var command: String
        /// RFC 3339, UTC.
        public var since: String
        public var author: RunAuthor
        /// Its process as its own machine sees it.
        public var process: Deployment.Process?
        /// The steps that run now, as `stack/plugin`.
        public var steps: [String]

        public init(
            command: String, since: String, author: RunAuthor = .current, process: Deployment.Process? = nil,
            steps: [String] = []
        ) {
            self.command = command
            self.since = since
            self.author = author
            self.process = process
            self.steps = steps
        }
    }
}

extension ProjectLock.Holder {
    private static let shownSteps = 3

    /// By whom the project is in use, since when, and for what.
    ///
    /// - Parameters:
    ///   - now: RFC 3339, UTC.
    ///   - here: who asks: what is the same needs no words.
    func text(now: String, here: RunAuthor = .current) -> String {
        var who = "by `\(command)`"
        let facts = [
            author.process.map { "process \($0)" }, author.user.flatMap { $0 == here.user ? nil : "user \($0)" },
            author.host.flatMap { $0 == here.host ? nil : "on \($0)" }, isStopped(here) ? "stopped" : nil,
        ].compactMap { $0 }
        if !facts.isEmpty { who += " (\(facts.joined(separator: ", ")))" }
        return who + " since \(since)" + (age(now).map { ", for \($0)" } ?? "") + doing
    }

    /// What to type.
    func help(here: RunAuthor = .current) -> String {
        if isStopped(here), let pid = process?.pid {
            return "it is stopped: `kill -CONT \(pid)` lets it go on; or wait for it with `--wait`"
        }
        if author.host == here.host, process?.isAlive == true {
            return "wait for it with `--wait`, or end that process"
        }
        // On another machine, or in a container of its own: its number means nothing here.
        return "wait for it with `--wait`, or end it where it runs"
    }

    private func isStopped(_ here: RunAuthor) -> Bool { author.host == here.host && process?.isStopped == true }

    private func age(_ now: String) -> String? {
        guard let since = Timestamp.nanoseconds(since), let now = Timestamp.nanoseconds(now), now >= since else {
            return nil
        }
        let seconds = (now - since) / 1_000_000_000
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return "\(seconds / 60) min" }
        if seconds < 86_400 { return "\(seconds / 3600) h \(seconds % 3600 / 60) min" }
        return "\(seconds / 86_400) d \(seconds % 86_400 / 3600) h"
    }

    private var doing: String {
        steps.isEmpty ? "" : "; it runs \(Listing.text(steps, most: Self.shownSteps))"
    }
}
