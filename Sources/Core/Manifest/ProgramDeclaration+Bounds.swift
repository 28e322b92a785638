extension ProgramDeclaration {
    /// What the manifest allows the program, where that is not what the program asks for itself.
    public struct Bounds: Sendable, Hashable {
        /// How long a request may take in all.
        public var timeout: Duration?
        /// How long a request may go without a message.
        public var idle: Duration?
        /// False when the program is to run without a sandbox, though one can be made.
        public var isSandboxed: Bool

        public init(timeout: Duration? = nil, idle: Duration? = nil, isSandboxed: Bool = true) {
            self.timeout = timeout
            self.idle = idle
            self.isSandboxed = isSandboxed
        }

        /// - Parameter plugin: what stands under the plugin's name, checked by ``schema``.
        init(_ plugin: Node) {
            func span(_ key: String) -> Duration? {
                plugin[key]?.string.flatMap { try? TimeSpan(parsing: $0) }?.duration
            }
            self.init(
                timeout: span("timeout"), idle: span("idle"), isSandboxed: plugin["sandbox"]?.string != "none")
        }

        /// What ``schema`` cannot say: in no time at all nothing can be done.
        static func mistakes(_ plugin: Node, name: String) -> [Diagnostic] {
            ["timeout", "idle"].compactMap { key in
                guard let node = plugin[key], let text = node.string, let span = try? TimeSpan(parsing: text),
                    span.duration == .zero
                else { return nil }
                return Diagnostic(
                    "manifest.range", "`\(name).\(key)` must be more than nothing, found `\(text)`", at: node.place,
                    help: "leave `\(key)` out for the usual limit, or write how long: `5m`")
            }
        }

        static let schema: [Schema.Property] = [
            .optional(
                "timeout",
                .string(format: .duration).about("How long one request to the plugin may take in all").example("2h")),
            .optional(
                "idle",
                .string(format: .duration).about("How long the plugin may be at work without a word").example("5m")),
            .optional(
                "sandbox",
                .choice("bubblewrap", "none")
                    .about("`none` lets the program write what you may write, and reach the network")),
        ]
    }
}
