import RecuaContract
import RecuaCore
import Testing
import WordListPlugin

@Test func `it keeps the contract of plugins`() async throws {
    let provider = WordListPlugin().provider
    let sample = try ContractSample(of: provider.descriptor, sections: ["wordList": ["text": "a b"]])
    let report = await Contract.examine(provider, sample, runs: true)
    #expect(report.broken.isEmpty, "\(report)")
}

@Test func `a space at the end is pointed at`() async throws {
    let provider = WordListPlugin().provider
    let sample = try ContractSample(of: provider.descriptor, sections: ["wordList": ["text": "a b "]])
    let found = try await provider.check(sample.sections, in: sample.stack)
    #expect(found.map(\.pointer) == ["/wordList/text"])
}
