import RecuaTestSupport
import Testing

@Suite struct GuideTests {
    @Test func `everything in the guide to plugins can be typed in, and prints what it says`() async throws {
        try await withScratchFolder { scratch in
            let page = try GuidePage("\(RecuaBinary.package)/docs/plugins.md")
            #expect(page.fences.count > 30)
            try await Reader(in: scratch).read(page)
        }
    }
}
