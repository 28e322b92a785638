/// Thrown by ``Plugin/destroy(_:_:)`` that leaves what is on record as it is, since it is another project's: one of which
/// this one is a copy.
///
/// No failure: the record goes, and nobody says that anything was removed. For plugins that come with Recua; of a
/// program's it is an error as any other.
package struct LeftAlone: Error, Sendable, Hashable {
    /// What was left, and whose it is.
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}

extension LeftAlone: CustomStringConvertible {
    package var description: String { reason }
}
