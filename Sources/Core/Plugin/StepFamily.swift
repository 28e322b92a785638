/// A plugin that has as many steps in a stack as its section says, each with a name and a kind of artifact of its own.
///
/// Where its steps stand is written by the user: before or after any kind of artifact. They are compute or network work,
/// not effects: what they leave in the world is not known, so nothing of it is ever taken down.
public protocol StepFamily: Sendable {
    /// Its sections. What it says of needs, kinds and work counts for nothing: each member has a descriptor of its own.
    var descriptor: PluginDescriptor { get }

    /// The steps of a stack that writes one of the sections, in any order.
    ///
    /// - Parameter sections: the family's own, canonical.
    /// - Throws: ``Diagnostic`` or ``Diagnostics``, placed by ``Diagnostic/pointer``, when it is not clear which steps
    ///   there are.
    func members(of sections: JSON, in stack: StackFacts) throws -> [FamilyMember]
}
