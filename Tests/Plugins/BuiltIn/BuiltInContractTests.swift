import RecuaContract
import RecuaCore
import RecuaFetch
import RecuaImage
import RecuaLambda
import RecuaLocal
import RecuaPublish
import RecuaSmoke
import RecuaTemplate
import RecuaTestSupport
import Testing

/// The plugins that come with Recua keep what is expected of a stranger's.
@Suite struct BuiltInContractTests {
    /// Each with sections for which a schema alone says too little.
    private static let plugins: [(provider: any StepProvider, sections: JSON)] = [
        (FetchPlugin().provider, ["model": ["llamafile": "https://example.com/a.llamafile"]]),
        (ImagePlugin().provider, [:]),
        (PublishPlugin().provider, ["publish": ["repository": "registry.example.com/llamas/chat"]]),
        (TemplatePlugin().provider, [:]),
        (LambdaPlugin().provider, [:]),
        (LocalPlugin().provider, [:]),
        (SmokePlugin().provider, [:]),
    ]

    @Test(arguments: plugins.indices) func `it keeps every rule`(index: Int) async throws {
        let (provider, sections) = Self.plugins[index]
        let sample = try ContractSample(of: provider.descriptor, sections: sections)
        let report = await Contract.examine(provider, sample)
        #expect(report.broken.isEmpty, "\(provider.descriptor.name): \(report.broken)")
    }

    @Test func `fetching a file of this machine keeps the rules of a run`() async throws {
        try await withScratchFolder { folder in
            let path = try folder.write(SampleModel.llamafile(), to: "a.llamafile", mode: 0o755)
            let provider = FetchPlugin().provider
            let sample = try ContractSample(
                of: provider.descriptor, sections: ["model": ["llamafile": .string(path)]], folder: folder.path)
            let report = await Contract.examine(provider, sample, runs: true)
            #expect(report.broken.isEmpty, "\(report)")
        }
    }
}
