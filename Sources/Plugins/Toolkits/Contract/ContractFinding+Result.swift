extension ContractFinding {
    /// What an examination came to; nothing when it was cancelled.
    init(_ rule: ContractRule, _ result: Result<Void, any Error>) {
        switch result {
        // What a plugin does that is being stopped says nothing of it.
        case _ where Task.isCancelled: self.init(rule: rule, outcome: .stopped)
        case .success: self.init(rule: rule, outcome: .kept)
        case .failure(let error as Unconcerned): self.init(rule: rule, outcome: .skipped(error.reason))
        case .failure(let error as Breach): self.init(rule: rule, outcome: .broken(error.what))
        case .failure(let error): self.init(rule: rule, outcome: .broken(ErrorText.of(error)))
        }
    }
}
