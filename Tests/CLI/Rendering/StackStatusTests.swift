import Glibc
import RecuaTestSupport
import Testing

@testable import RecuaCLI
@testable import RecuaCore

struct StackStatusTests {
    private func table(
        _ status: StepRecord.Status, isDeclared: Bool? = true, atWork: Set<String> = [], width: Int? = nil
    ) -> String {
        let record = StepRecord(
            id: 1, run: 1, stack: "a", plugin: "local", kind: .deployment, status: status, isEffect: true, token: "",
            fingerprint: Fingerprint(components: [:]), sections: [:],
            facts: StackFacts(name: "a", project: "tests", target: "local", folder: "/"), artifact: nil, error: nil,
            started: "", ended: nil)
        let snapshot = LedgerSnapshot(attempts: [.init(stack: "a", plugin: "local"): record])
        let states = StackStatus.all(of: "a", isDeclared: isDeclared, snapshot, atWork: atWork)
        return StackStatus.table(states, TextStyle(isColored: false), width: width)
    }

    @Test func `a deployment that was cancelled did not fail`() {
        #expect(table(.cancelled).contains("cancelled") && !table(.cancelled).contains("failed"))
        #expect(table(.failed).contains("local failed in run 1: see `recua history 1`; `recua up a` tries again"))
    }

    @Test func `a deployment under way is told from one that was cut off`() {
        #expect(table(.begun).contains("a deployment was interrupted"))
        #expect(table(.begun, atWork: ["b/local"]).contains("a deployment was interrupted"))
        #expect(table(.begun, atWork: ["a/local"]).contains("deploying"))
    }

    @Test(arguments: [
        (StepRecord.Status.begun, StackStatus.State.unknown), (.cancelled, .cancelled), (.failed, .up),
    ])
    func `what an interrupted change has left of a deployment is not said to be up`(
        status: StepRecord.Status, state: StackStatus.State
    ) throws {
        let key = LedgerSnapshot.Key(stack: "a", plugin: "local")
        func record(_ id: Int64, _ status: StepRecord.Status, _ artifact: JSON?) -> StepRecord {
            StepRecord(
                id: id, run: id, stack: "a", plugin: "local", kind: .deployment, status: status, isEffect: true,
                token: "", fingerprint: Fingerprint(components: [:]), sections: [:],
                facts: StackFacts(name: "a", project: "tests", target: "local", folder: "/"), artifact: artifact,
                error: nil, started: "", ended: nil)
        }
        let snapshot = LedgerSnapshot(
            current: [key: record(1, .done, try JSON(encoding: Deployment.testing()))],
            attempts: [key: record(2, status, nil)])
        let found = StackStatus.all(of: "a", isDeclared: true, snapshot)
        #expect(found.map(\.state) == [state])
        let table = StackStatus.table(found, TextStyle(isColored: false))
        #expect(table.contains("http://127.0.0.1:15281"))
        #expect(table.contains("local failed in run 2: see `recua history 2`") == (status == .failed), "\(table)")
        let atWork = StackStatus.all(of: "a", isDeclared: true, snapshot, atWork: ["a/local"])
        #expect(atWork.map(\.state) == [status == .failed ? .up : .deploying])
    }

    @Test func `what was started for the project in another folder is told`() throws {
        let key = LedgerSnapshot.Key(stack: "a", plugin: "local")
        let process = try #require(Deployment.Process(pid: getpid()))
        let record = StepRecord(
            id: 1, run: 1, stack: "a", plugin: "local", kind: .deployment, status: .done, isEffect: true, token: "",
            fingerprint: Fingerprint(components: [:]), sections: [:],
            facts: StackFacts(name: "a", project: "tests", target: "local", folder: "/usr"),
            artifact: try JSON(encoding: Deployment.testing(process: process)), error: nil, started: "", ended: nil)
        let snapshot = LedgerSnapshot(current: [key: record])
        func told(_ folder: String, isDeclared: Bool = true) -> Bool {
            let states = StackStatus.all(of: "a", isDeclared: isDeclared, snapshot, folder: folder)
            let isTold = states[0].json["elsewhere"] == "/usr"
            #expect(isTold || states[0].json["elsewhere"] == .null)
            return isTold
                && StackStatus.table(states, TextStyle(isColored: false))
                    .contains(
                        "http://127.0.0.1:15281 (started for the project in `/usr`; `recua up a` starts one for this)")
        }
        #expect(told("/etc") && !told("/usr") && !told("/usr/bin/..") && !told("/etc", isDeclared: false))
    }

    @Test(arguments: [(StepRecord.Status.begun, "was cut off"), (.failed, "failed"), (.cancelled, "was cancelled")])
    func `what a down has left that did not end well is not known`(status: StepRecord.Status, fate: String) throws {
        let key = LedgerSnapshot.Key(stack: "a", plugin: "local")
        func record(_ status: StepRecord.Status, _ artifact: JSON?, _ reasons: [String]) -> StepRecord {
            StepRecord(
                id: 1, run: 7, stack: "a", plugin: "local", kind: .deployment, status: status, isEffect: true,
                token: "", fingerprint: Fingerprint(components: [:]), sections: [:],
                facts: StackFacts(name: "a", project: "tests", target: "local", folder: "/"), artifact: artifact,
                error: status == .failed ? "no network" : nil, started: "", ended: nil, reasons: reasons)
        }
        let snapshot = LedgerSnapshot(
            current: [key: record(.done, try JSON(encoding: Deployment.testing()), [])],
            attempts: [key: record(status, nil, [StepRecord.removal])])
        let found = StackStatus.all(of: "a", isDeclared: true, snapshot)
        #expect(found.map(\.state) == [.unknown] && found[0].failures.count == (status == .failed ? 1 : 0))
        let table = StackStatus.table(found, TextStyle(isColored: false))
        #expect(
            table.contains("taking it down \(fate) in run 7: see `recua history 7`; `recua up a` looks"), "\(table)")
        let atWork = StackStatus.all(of: "a", isDeclared: true, snapshot, atWork: ["a/local"])
        #expect(atWork.map(\.state) == [status == .begun ? .removing : .deploying])
    }

    @Test(arguments: [(StepRecord.Status.begun, "was cut off"), (.cancelled, "was cancelled"), (.failed, "failed")])
    func `what a down has left of another effect is told beside the deployment, or without one`(
        status: StepRecord.Status, fate: String
    ) throws {
        func record(_ plugin: String, _ kind: ArtifactKind, _ status: StepRecord.Status, _ artifact: JSON?)
            -> StepRecord
        {
            StepRecord(
                id: 1, run: 7, stack: "a", plugin: plugin, kind: kind, status: status, isEffect: true, token: "",
                fingerprint: Fingerprint(components: [:]), sections: [:],
                facts: StackFacts(name: "a", project: "tests", target: "local", folder: "/"), artifact: artifact,
                error: nil, started: "", ended: nil, reasons: status == .done ? [] : [StepRecord.removal])
        }
        let deployed = record("local", .deployment, .done, try JSON(encoding: Deployment.testing()))
        let attempts = [
            LedgerSnapshot.Key(stack: "a", plugin: "shelf"): record("shelf", "shelf", status, nil)
        ]
        let told = "taking shelf down \(fate) in run 7: see `recua history 7`"
        for current in [[LedgerSnapshot.Key(stack: "a", plugin: "local"): deployed], [:]] {
            let snapshot = LedgerSnapshot(current: current, attempts: attempts)
            let found = StackStatus.all(of: "a", isDeclared: true, snapshot)
            #expect(found.map(\.state) == [current.isEmpty ? .down : .up])
            #expect(StackStatus.table(found, TextStyle(isColored: false)).contains(told))
            #expect(found[0].json["removals"]?.array?.map { $0["plugin"] } == ["shelf"])
            let atWork = StackStatus.all(of: "a", isDeclared: true, snapshot, atWork: ["a/shelf"])
            #expect(!StackStatus.table(atWork, TextStyle(isColored: false)).contains("taking"))
        }
    }

    @Test func `where it cannot be told whether a manifest has a stack, none of that is said`() {
        let state = StackStatus.all(of: "a", isDeclared: nil, LedgerSnapshot())[0]
        #expect(state.json["declared"] == .null)
        let text = table(.failed, isDeclared: nil)
        #expect(text.contains("failed, perhaps not in any manifest") && !text.contains("`recua up"), "\(text)")
        #expect(text.contains("local failed in run 1"), "\(text)")
        #expect(text.contains("which manifest has it cannot be told"), "\(text)")
    }

    @Test(arguments: [StepRecord.Status.begun, .failed, .cancelled])
    func `what is not in the manifest can only be taken down`(status: StepRecord.Status) {
        let text = table(status, isDeclared: false)
        #expect(text.contains("`recua down --orphans a`") && !text.contains("recua up"), "\(text)")
    }

    @Test func `what does not fit beside the other columns is broken there, or goes below them`() {
        #expect(
            table(.failed, width: 60) == """
                STACK  STATE   TARGET  SMOKE  URL
                a      failed  –       –      local failed in run 1: see
                                              `recua history 1`; `recua up
                                              a` tries again
                """)
        #expect(
            table(.failed, width: 45) == """
                STACK  STATE   TARGET  SMOKE  URL
                a      failed  –       –
                       local failed in run 1: see `recua
                       history 1`; `recua up a` tries again
                """)
        #expect(table(.failed, width: 120) == table(.failed))
    }

    @Test func `a word that is wider than its column goes below the others, whole`() {
        var table = Table()
        table.add(["a name of some length", "http://127.0.0.1:9/a-path-of-some-length now"])
        let text = table.text(TextStyle(isColored: false), width: 60)
        #expect(text == "a name of some length\n       http://127.0.0.1:9/a-path-of-some-length now")
    }
}
