import Glibc
import RecuaCore
import RecuaProcess
import RecuaTestSupport
import Testing

/// `kill -9` in the middle of anything, then `up`: it finishes, and nothing done is done again.
@Suite(.serialized) struct InterruptedTests {
    /// Killed right after the named step was seen to end, or to begin.
    @Test(arguments: [
        "\"step.finished\",\"wheel\"", "\"step.started\",\"local\"", "\"step.finished\",\"local\"",
        "\"step.started\",\"smoke\"",
    ])
    func `a killed run is finished by the next one`(moment: String) async throws {
        let parts = moment.split(separator: ",").map { $0.filter { $0 != "\"" } }
        try await withDemo { demo in
            let events = "\(demo.folder)/events.jsonl"
            let command = demo.recua.command("up", "chat", "--events", events)
            let killer = Command(
                "python3", ["-c", Self.killer, events, parts[0], parts[1], command.executable] + command.arguments,
                environment: command.environment, folder: command.folder
            )
            _ = try await killer.runChecked()
            let before = try await demo.states(of: "chat")
            let second = try await demo.recua.run("up", "chat", "--events", events)
            #expect(second.status == .exited(0), "\(second.errorOutput)")
            let started = try Files.readText(events).split(separator: "\n").compactMap { line -> String? in
                let event = try? JSON(parsing: String(line))
                return event?["type"]?.string == "step.started" ? event?["plugin"]?.string : nil
            }
            for (plugin, state) in before where state == "fresh" {
                #expect(!started.contains(plugin), "\(plugin) was done")
            }
            #expect(try await demo.recua.run("up", "chat").output.contains("1 stack up to date"))
        }
    }

    /// Starts the command and kills it with SIGKILL as soon as the event is in the file.
    private static let killer = """
        import json, os, signal, subprocess, sys, time
        events, kind, plugin = sys.argv[1:4]
        process = subprocess.Popen(sys.argv[4:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        while process.poll() is None:
            try:
                lines = open(events).read().split("\\n")[:-1]
            except FileNotFoundError:
                lines = []
            if any(e.get("type") == kind and e.get("plugin") == plugin for e in map(json.loads, lines)):
                os.kill(process.pid, signal.SIGKILL)
            time.sleep(0.005)
        """
}
