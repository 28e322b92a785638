import RecuaTestSupport
import Testing

@testable import RecuaCLI
@testable import RecuaCore

@Suite struct PlanTextTests {
    private static let sample = PlanSample.plan([
        PlanSample.new("chat"), PlanSample.changed("embed"), PlanSample.fresh("old"),
    ])

    private func text(
        _ plan: Plan, width: Int?, isColored: Bool = false, showsAll: Bool = false, leftovers: [Leftover] = []
    ) -> String {
        PlanText(plan, leftovers: leftovers, showsAll: showsAll, TextStyle(isColored: isColored), width: width).text
    }

    @Test func `wide: a line for each thing that is done, and for each reason`() {
        #expect(
            text(Self.sample, width: 120) == """
                chat → local, new
                  ● fetch  download hf://mozilla-ai/llamafile_0.10/Qwen3.5-0.8B-Q8_0.llamafile (1.2 GB)
                  · image  build an image for amd64
                  · local  start a server on this machine
                embed → local
                  ✓ fetch  up to date
                  ● image  build an image for amd64
                           because server.context: 2048 → 1024
                  · local  if image makes something else: restart the server at http://127.0.0.1:15281
                2 stacks change: 1.2 GB to download, 1 to create, up to 1 to update; 1 up to date
                """)
        #expect(text(Self.sample, width: nil) == text(Self.sample, width: 120))
    }

    @Test func `80 columns: words go to the next line, under the words above`() {
        #expect(
            text(Self.sample, width: 80).split(separator: "\n").suffix(4) == [
                "  · local  if image makes something else: restart the server at",
                "           http://127.0.0.1:15281",
                "2 stacks change: 1.2 GB to download, 1 to create, up to 1 to update; 1 up to",
                "date",
            ])
    }

    @Test func `60 columns: what is to be copied stays whole`() {
        let lines = text(Self.sample, width: 60).split(separator: "\n").map(String.init)
        #expect(
            lines.prefix(4) == [
                "chat → local, new",
                "  ● fetch  download",
                "           hf://mozilla-ai/llamafile_0.10/Qwen3.5-0.8B-Q8_0.llamafile",
                "           (1.2 GB)",
            ])
        #expect(lines.allSatisfy { DisplayText.width($0) <= 60 || $0.contains("hf://") })
    }

    @Test(arguments: [40, 60, 80, 120]) func `colours change no letter and no line`(width: Int) {
        let painted = text(Self.sample, width: width, isColored: true)
        #expect(painted.contains("\u{1B}[36mdownload\u{1B}[0m") && painted.contains("\u{1B}[1mchat\u{1B}[0m"))
        #expect(painted.replacing(/\u{1B}\[[0-9]+m/, with: "") == text(Self.sample, width: width))
    }

    @Test func `with nothing to do it is one line`() {
        let fresh = PlanSample.plan((1...1000).map { PlanSample.fresh("s\($0)") })
        #expect(text(fresh, width: 80) == "1000 stacks up to date")
        #expect(text(PlanSample.plan([]), width: 80) == "the manifest declares no stacks")
    }

    @Test func `a thousand stacks that change are a page`() {
        let plan = PlanSample.plan(
            (1...700).map { PlanSample.new("new\($0)") } + (1...200).map { PlanSample.changed("other\($0)") }
                + (1...100).map { PlanSample.fresh("old\($0)") })
        let lines = text(plan, width: 80).split(separator: "\n").map(String.init)
        #expect(lines.count < 60)
        #expect(
            lines.suffix(5) == [
                "… and 890 more; `--all` shows each:",
                "  690 stacks → local, new (new11, new12, new13, …)",
                "  200 stacks → local, image: server.context (other1, other2, other3, …)",
                "900 stacks change: 1.2 GB to download, 700 to create, up to 200 to update; 100",
                "up to date",
            ])
        #expect(text(plan, width: 80, showsAll: true).split(separator: "\n").count > 3000)
        #expect(text(plan, width: 80, showsAll: true).contains("\nold100 → local  up to date\n"))
    }

    @Test func `a step whose plugin foresees nothing is shown with its state and its reasons`() {
        let lost = PlanSample.plan([
            PlanSample.stack(
                "a",
                [
                    PlanSample.step("wheel", .stale([.lost("its file `x` is gone"), .unfinished])),
                    PlanSample.step("image", .waiting(on: "wheel"), known: [.asked]),
                ])
        ])
        #expect(
            text(lost, width: 80) == """
                a → local
                  ● wheel  make the wheel
                           because its file `x` is gone
                           because its last try did not end well
                  · image  make the image
                           because it is asked for
                1 stack changes
                """)
    }

    @Test func `drift is told as what was recorded and what is there now`() {
        let reason = Plan.Reason.drifted(Difference("memory", recorded: "1024 MB", found: "512 MB"))
        let plan = PlanSample.plan([
            PlanSample.stack(
                "a",
                [
                    PlanSample.step(
                        "lambda", .stale([reason]), forecasts: [Forecast(.update, "update the function `f`")])
                ])
        ])
        #expect(text(plan, width: 80).contains("\n            because memory was 1024 MB and is 512 MB\n"))
    }

    @Test func `sizes that nobody knows are not made up`() {
        func line(_ forecasts: [Forecast]) -> String {
            let step = PlanSample.step("fetch", .stale([.neverRun]), forecasts: forecasts)
            let text = text(PlanSample.plan([PlanSample.stack("a", [step])]), width: nil)
            return String(text.split(separator: "\n").last ?? "")
        }
        let known = Forecast(.download, "download a", bytes: 98_400_000)
        let unknown = Forecast(.download, "download b")
        #expect(line([known]) == "1 stack changes: 98.4 MB to download")
        #expect(line([unknown]) == "1 stack changes: 1 download of unknown size")
        #expect(
            line([known, unknown, unknown]) == "1 stack changes: 98.4 MB to download and 2 downloads of unknown size")
        #expect(
            line([Forecast(.replace, "x"), Forecast(.delete, "y")]) == "1 stack changes: 1 to replace, 1 to delete")
    }
}
