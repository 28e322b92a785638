internal import NIOHTTP1
internal import RecuaCore
internal import RecuaHTTP
internal import RecuaOCI
internal import Synchronization

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Hands out an object's signed address, and signs a fresh one long before it runs out.
///
/// A large file takes longer than temporary credentials live, so they are looked up anew as well.
final class S3Locator: Sendable {
    /// Credentials that the AWS CLI hands out live for this long at least.
    private static let lifetime: TimeInterval = 600

    private let storage: S3
    private let url: HTTPURL
    private let region: String
    /// What was signed last, and when.
    private let state: Mutex<(access: S3Access, signed: HTTPURL?, date: Date)>
    private let gate = KeyedGate()

    init(_ storage: S3, _ url: HTTPURL, _ region: String, _ access: S3Access) {
        self.storage = storage
        self.url = url
        self.region = region
        state = Mutex((access, nil, storage.now()))
    }

    func location() async throws -> HTTPURL {
        try await gate.alone(with: "sign") {
            let (access, signed, date) = state.withLock { $0 }
            let now = storage.now()
            let isFresh = now.timeIntervalSince(date) < Self.lifetime
            if isFresh, let signed { return signed }
            let current = isFresh ? access : try await S3Access.load(environment: storage.environment)
            let fresh = try current.signed(.GET, url, in: region, at: now)
            state.withLock { $0 = (current, fresh, now) }
            return fresh
        }
    }
}
