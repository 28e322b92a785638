import RecuaCore

/// The process ended before a request was sent to it: another can be asked.
struct NeverAsked: Error {
    let incident: Diagnostic
}
