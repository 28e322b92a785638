internal import GRDB

/// Records of steps that run beside each other share transactions: on a disk that takes long to be sure, several effects
/// wait for it once. Each is told when its own record lasts, not before.
extension Ledger {
    /// As ``add(_:)``, together with what others record at the moment.
    @discardableResult
    func keep(_ record: StepRecord) async throws -> Int64 { try await commit(addition(of: record)) }

    /// As ``end(_:_:)``, together with what others record at the moment.
    func keepEnd(of id: Int64, _ record: StepRecord) async throws { _ = try await commit(ending(of: id, record)) }

    func commit(_ change: LedgerChange) async throws -> Int64 {
        // What waits for no disk is done sooner than another thread is woken for it.
        if !change.isUrgent, commits.begin() {
            defer { if !commits.isOver() { commitGathered() } }
            return try writing(change.work, isUrgent: false, change.make)
        }
        return try await withCheckedThrowingContinuation { waiter in
            if commits.add(CommitQueue.Entry(change: change, waiter: waiter)) { commitGathered() }
        }
    }

    /// Somebody's part once, when something has gathered.
    func commitGathered() {
        queue.asyncWriteWithoutTransaction { database in
            while let batch = commits.take() { commit(batch, database) }
        }
    }

    private func commit(_ batch: [CommitQueue.Entry], _ database: Database) {
        do {
            let ids = try Ledger.translating(place) { try transaction(batch.map(\.change), database) }
            tell(batch, ids)
        } catch {
            guard batch.count > 1 else { return batch[0].waiter.resume(throwing: error) }
            // What is wrong with one is not the others' fault.
            for entry in batch { commit([entry], database) }
        }
    }

    /// What has been committed is not made again, even where nobody will read the file that it is in.
    private func tell(_ batch: [CommitQueue.Entry], _ ids: [Int64]) {
        let presence = Result { try checkPresence() }
        for (entry, id) in zip(batch, ids) { entry.waiter.resume(with: presence.map { id }) }
    }
}
