import AsyncHTTPClient
import Hummingbird
import NIOCore
import NIOHTTP1
import RecuaCore
import RecuaHTTP
import RecuaTestSupport
import Testing

struct ClientTests {
    @Test func `a request goes out and its answer comes back`() async throws {
        let text = try await withHTTPServer({ _ in
            Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "hello")))
        }) { origin in
            try await withHTTPClient(environment: [:]) { client in
                let response = try await client.execute(HTTPClientRequest(url: "\(origin)/x"), timeout: .seconds(30))
                return String(buffer: try await response.body.collect(upTo: 100))
            }
        }
        #expect(text == "hello")
    }

    @Test func `loopback is reached directly, whatever proxy is set`() async throws {
        let environment = ["HTTP_PROXY": "http://127.0.0.1:1", "http_proxy": "http://127.0.0.1:1"]
        let status = try await withHTTPServer({ _ in Response(status: .accepted) }) { origin in
            try await withHTTPClient(environment: environment) { client in
                try await client.execute(HTTPClientRequest(url: origin)).status.code
            }
        }
        #expect(status == 202)
    }

    @Test func `credentials in a URL travel in a header`() async throws {
        let seen = try await withHTTPServer({ request in
            Response(
                status: .ok, body: .init(byteBuffer: ByteBuffer(string: request.headers[.authorization] ?? "none")))
        }) { origin in
            try await withHTTPClient(environment: [:]) { client in
                let url = origin.replacing("http://", with: "http://me:pa%3Ass@")
                return String(buffer: try await client.execute(HTTPClientRequest(url: url)).body.collect(upTo: 100))
            }
        }
        #expect(seen == "Basic bWU6cGE6c3M=")
    }

    @Test func `a closed port is told in plain words, without secrets`() async throws {
        let error = await #expect(throws: Diagnostic.self) {
            try await withHTTPClient(environment: [:]) { client in
                _ = try await client.execute(HTTPClientRequest(url: "http://me:secret@127.0.0.1:1/x?token=hidden"))
            }
        }
        #expect(error?.code == "network.refused")
        #expect(error?.description.contains("secret") == false)
        #expect(error?.description.contains("hidden") == false)
    }

    @Test func `a host that cannot exist is told by its name`() async throws {
        let error = await #expect(throws: Diagnostic.self) {
            try await withHTTPClient(environment: [:]) { client in
                _ = try await client.execute(HTTPClientRequest(url: "http://recua..invalid/"))
            }
        }
        #expect(error?.code == "network.name")
    }

    @Test func `a connection that breaks off is told as such`() async throws {
        struct Break: Error {}
        let error = try await withHTTPServer({ _ in
            Response(
                status: .ok, headers: [.contentLength: "100"],
                body: .init { writer in
                    try await writer.write(ByteBuffer(string: "some"))
                    throw Break()
                })
        }) { origin in
            try await withHTTPClient(environment: [:]) { client in
                let url = try HTTPURL(origin)
                return await #expect(throws: Diagnostic.self) {
                    try await HTTPFailure.explained(at: url) {
                        let response = try await client.execute(HTTPClientRequest(url: origin))
                        _ = try await response.body.collect(upTo: 1000)
                    }
                }
            }
        }
        #expect(error?.code == "network.reset")
    }

    @Test func `a server that never answers is given up`() async throws {
        let error = try await withHTTPServer({ _ in
            try await Task.sleep(for: .seconds(600))
            return Response(status: .ok)
        }) { origin in
            try await withHTTPClient(HTTPOptions(idleTimeout: .milliseconds(100)), environment: [:]) { client in
                await #expect(throws: Diagnostic.self) { try await client.execute(HTTPClientRequest(url: origin)) }
            }
        }
        #expect(error?.code == "network.timeout")
    }

    @Test func `an unencrypted server is no TLS server`() async throws {
        // The server may be slow to refuse on a busy machine.
        let options = HTTPOptions(connectTimeout: .seconds(600))
        let error = try await withHTTPServer({ _ in Response(status: .ok) }) { origin in
            try await withHTTPClient(options, environment: [:]) { client in
                let url = origin.replacing("http://", with: "https://")
                return await #expect(throws: Diagnostic.self) { try await client.execute(HTTPClientRequest(url: url)) }
            }
        }
        #expect(error?.code == "network.tls")
    }
}
