import RecuaCore
import Testing

@testable import RecuaCLI

/// `Testing` has an `ExitStatus` of its own.
private typealias Status = RecuaCLI.ExitStatus

@Suite struct ExitStatusRuleTests {
    @Test(
        arguments: [
            (["manifest.unknown-key", "manifest.type"], .usage), (["usage.no-stack"], .usage),
            (["toy.broken"], .failed),
            (["aws.credentials.missing", "toy.broken"], .credentials), (["registry.credentials"], .credentials),
            (["plugin.auth"], .credentials),
            (["run.locked"], .locked), (["run.cancelled"], .cancelled),
            (["smoke.failed", "smoke.failed"], .smokeFailed),
            (["smoke.failed", "toy.broken"], .failed), (["limit.image-size"], .limit),
            (["lock.open", "lock.stale"], .limit), (["lock.open", "manifest.type"], .usage), (["lock.syntax"], .usage),
            (["lock.write"], .failed), (["internal.error"], .internalError), ([], .failed),
        ] as [([String], Status)]
    )
    fileprivate func `the codes of what went wrong decide`(codes: [String], status: Status) {
        #expect(Status(codes.map { Diagnostic($0, "it went wrong") }) == status)
    }

    @Test func `warnings do not count`() {
        #expect(
            Status([Diagnostic("manifest.odd", "odd", severity: .warning), Diagnostic("run.locked", "locked")])
                == .locked)
    }
}
