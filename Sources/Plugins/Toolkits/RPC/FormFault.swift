/// Something in a message that is not as the protocol has it, and is borne.
package struct FormFault: Sendable, Hashable {
    /// The key that is wrong.
    package let key: String
    /// What is wrong with it, and what is made of it: a sentence about the message.
    package let text: String

    package init(_ key: String, _ text: String) { (self.key, self.text) = (key, text) }
}
