internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import RecuaCore
internal import RecuaProcess

extension EngineKeeper {
    /// One life of the engine: returns when it and all it started have ended.
    ///
    /// An engine that ends at once because somebody took its port meanwhile gets another one.
    func live() async {
        for triesLeft in [2, 1, 0] {
            let port = FreePort.any() ?? 0
            if await live(on: port, mayLosePort: triesLeft > 0) { break }
        }
        ended()
    }

    /// - Returns: false when the port was lost and nobody has been told that the engine ended.
    private func live(on port: Int, mayLosePort: Bool) async -> Bool {
        let stops = began()
        return await withTaskGroup(of: EngineFailure.self) { group in
            group.addTask { await self.runEngine(on: port) }
            group.addTask { await self.attend(port) }
            group.addTask {
                for await _ in stops { break }
                return .stopped
            }
            defer { group.cancelAll() }
            let failure = await group.next() ?? .stopped
            if mayLosePort, failure != .stopped, phase == .starting, !FreePort.isFree(port) { return false }
            isEnding(failure)
            return true
        }
    }

    private func runEngine(on port: Int) async -> EngineFailure {
        log.write("--- recua: engine starts on port \(port)")
        do {
            let finished = try await launch(port).marked.run(
                onStart: onStart, onErrorLine: log.write, onOutputLine: log.write)
            log.write("--- recua: engine \(finished.status)")
            return .ended("the engine \(finished.status)")
        } catch let diagnostic as Diagnostic {
            log.write("--- recua: \(diagnostic.message)")
            return .ended(diagnostic.message)
        } catch {
            log.write("--- recua: engine stopped")
            return .stopped
        }
    }

    /// Waits until the engine is healthy, and then until nobody has asked for it for a while.
    private func attend(_ port: Int) async -> EngineFailure {
        do {
            var pause = Duration.milliseconds(10)
            while await !isHealthy(port) {
                try await Task.sleep(for: pause)
                pause = min(pause * 2, .milliseconds(200))
            }
            isReady(on: port)
            while let left = timeLeft() { try await Task.sleep(for: left) }
        } catch {}
        return .stopped
    }

    /// After an engine broke off an answer: one that has died, or is dying, must not get the next request.
    func examine() async {
        if await !isHealthy(port) { stop() }
    }

    private func isHealthy(_ port: Int) async -> Bool {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/health")
        request.headers.add(name: "connection", value: "close")
        guard let response = try? await client.execute(request, timeout: .seconds(5)) else { return false }
        // As for the Lambda Web Adapter with `AWS_LWA_READINESS_CHECK_HEALTHY_STATUS=200-299`.
        return (200..<300).contains(response.status.code)
    }
}
