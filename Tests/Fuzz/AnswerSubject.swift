@testable import RecuaCore

enum AnswerSubject {
    /// - Parameter body: what a kept answer holds; the digest that stands before it is made to fit.
    static func test(_ body: [UInt8]) {
        var hasher = Digest.Hasher()
        hasher.update(body)
        let whole = AnswerWriter.magic + hasher.finish().bytes + body
        _ = AnswerReader(whole, environment: ["WORD": "word"])?.words()
    }
}
