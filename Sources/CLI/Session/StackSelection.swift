import ArgumentParser

/// Which stacks.
struct StackSelection: ParsableArguments {
    @Argument(
        help: .init("Names of stacks, or patterns such as 'qwen*'. All stacks by default.", valueName: "stack"),
        completion: StackNames.completion
    )
    var stacks: [String] = []
}
