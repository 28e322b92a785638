internal import AsyncHTTPClient
internal import NIOCore
internal import Synchronization

/// One client of the library for each proxy in use, since the library ties a client to one proxy.
final class ClientPool: Sendable {
    private let options: HTTPOptions
    private let clients = Mutex<[String: HTTPClient]>([:])

    init(options: HTTPOptions) { self.options = options }

    /// - Parameter proxy: its address, nil for direct connections.
    func client(proxy: String?) throws -> HTTPClient {
        try clients.withLock { clients in
            if let client = clients[proxy ?? ""] { return client }
            let client = HTTPClient(configuration: try configuration(proxy: proxy))
            clients[proxy ?? ""] = client
            return client
        }
    }

    func shutDown() async {
        let all = clients.withLock { clients in
            defer { clients = [:] }
            return Array(clients.values)
        }
        for client in all { try? await client.shutdown() }
    }

    private func configuration(proxy: String?) throws -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration =
            options.followsRedirects ? .follow(max: 5, allowCycles: false) : .disallow
        configuration.timeout.connect = TimeAmount(options.connectTimeout)
        configuration.timeout.read = TimeAmount(options.idleTimeout)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = options.connectionsPerHost
        // A refused connection is told at once; whether to try again is `RetryPolicy`'s to say.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = options.allowsHTTP2 ? .automatic : .http1Only
        configuration.proxy = try proxy.map { try ProxySettings.proxy(at: $0) }
        return configuration
    }
}
