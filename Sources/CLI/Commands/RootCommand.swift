import ArgumentParser

/// `recua`: alone it says what to type first.
struct RootCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recua",
        abstract: "One manifest, many llamas: models as live, tested HTTPS endpoints on AWS Lambda or on this machine.",
        discussion: """
            Exit status: 0 done or nothing to do, 1 a step failed, 2 usage or manifest, 3 credentials, 4 some stacks \
            failed, 5 a limit or a policy, 7 locked, 10 a smoke test failed, 11 `plan --exit-code` or `lock --check` \
            found changes, 70 a bug, 130 cancelled.
            """,
        version: Recua.version,
        subcommands: [ResideCommand.self],
        groupedSubcommands: [
            CommandGroup(
                name: "Start",
                subcommands: [
                    InitCommand.self, ValidateCommand.self, LockCommand.self, PlanCommand.self, WhyCommand.self,
                    DoctorCommand.self,
                ]
            ),
            CommandGroup(
                name: "Run",
                subcommands: [
                    UpCommand.self, FetchCommand.self, BuildCommand.self, PublishCommand.self, RenderCommand.self,
                    DeployCommand.self, SmokeCommand.self, DownCommand.self, AdoptCommand.self,
                    GcCommand.self,
                ]
            ),
            CommandGroup(
                name: "Look",
                subcommands: [
                    StatusCommand.self, HistoryCommand.self, LogsCommand.self, InspectCommand.self, SchemaCommand.self,
                    CompletionCommand.self,
                ]
            ),
            CommandGroup(name: "Extend", subcommands: [PluginCommand.self]),
        ]
    )

    func run() async throws {
        CommandContext.current.output.print(
            """
            recua \(Recua.version): one manifest, many llamas.

              recua init          write a first manifest to stacks/
              recua validate      look for mistakes in it
              recua plan          what would be done, and why
              recua up            do it: fetch, build, deploy and test every stack
              recua status        what answers where

            recua --help lists every command.
            """
        )
    }
}
