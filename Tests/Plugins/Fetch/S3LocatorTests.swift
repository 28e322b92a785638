import RecuaCore
import RecuaHTTP
import RecuaTestSupport
import Synchronization
import Testing

@testable import RecuaFetch

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct S3LocatorTests {
    @Test func `an address is signed anew long before it runs out, and not for every request`() async throws {
        let clock = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
        let keys = ["AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "hush"]
        try await withHTTPClient(environment: [:]) { client in
            var storage = S3(environment: keys, web: Web(client: client), retry: RetryPolicy())
            storage.now = { clock.withLock { $0 } }
            let access = try await S3Access.load(environment: keys)
            let url = try HTTPURL("https://models.s3.us-east-1.amazonaws.com/m.gguf")
            let locator = S3Locator(storage, url, "us-east-1", access)
            let first = try await locator.location()
            clock.withLock { $0 += 599 }
            #expect(try await locator.location() == first)
            clock.withLock { $0 += 2 }
            let second = try await locator.location()
            #expect(second != first)
            #expect(second.query?.contains("X-Amz-Expires=3600") == true)
            #expect("\(second)" == "https://models.s3.us-east-1.amazonaws.com/m.gguf?…")
        }
    }
}
