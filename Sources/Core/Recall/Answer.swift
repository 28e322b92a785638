/// What a command had to say, kept with all that it rests on, so that the same question need not be worked out again.
package struct Answer: Sendable, Hashable {
    /// What was said.
    package struct Words: Sendable, Hashable {
        /// On standard output.
        package var output: [UInt8]
        /// On standard error.
        package var errors: [UInt8]
        package var exitStatus: Int32

        package init(output: [UInt8] = [], errors: [UInt8] = [], exitStatus: Int32) {
            self.output = output
            self.errors = errors
            self.exitStatus = exitStatus
        }
    }

    var words: Words
    var sights: Sights
}
