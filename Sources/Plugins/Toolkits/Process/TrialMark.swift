/// The variable by which all that a program started while it was tried is known, also what has left its session: see
/// ``MarkedProcesses``.
package enum TrialMark {
    package static let variable = "RECUA_TRIAL"

    /// One that no other trial has.
    package static func value() -> String { String(UInt64.random(in: 0...UInt64.max), radix: 16) }
}
