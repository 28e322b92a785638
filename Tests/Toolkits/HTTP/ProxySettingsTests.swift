import AsyncHTTPClient
import Testing

@testable import RecuaHTTP

struct ProxySettingsTests {
    @Test(arguments: [
        ("https://hub.example/x", "http://secure:1"),
        ("http://hub.example/x", "http://plain:2"),
        ("https://inside.example/x", nil),
        ("https://deep.inside.example/x", nil),
        ("https://notinside.example/x", "http://secure:1"),
        ("https://ported.example:8443/x", nil),
        ("https://ported.example/x", "http://secure:1"),
        ("https://127.0.0.1/x", nil),
        ("http://localhost:5000/x", nil),
    ])
    func `the environment says which proxy a request takes`(url: String, proxy: String?) throws {
        let settings = ProxySettings(environment: [
            "HTTPS_PROXY": "http://secure:1", "http_proxy": "http://plain:2",
            "NO_PROXY": ".inside.example, ported.example:8443",
        ])
        #expect(settings.address(for: try HTTPURL(url)) == proxy)
    }

    @Test func `a star excepts every host`() throws {
        let settings = ProxySettings(environment: ["ALL_PROXY": "http://p:1", "no_proxy": "*"])
        #expect(settings.address(for: try HTTPURL("https://a.example")) == nil)
    }

    @Test func `proxies are written in several ways`() throws {
        #expect(try ProxySettings.proxy(at: "proxy:3128").host == "proxy")
        let full = try ProxySettings.proxy(at: "http://me:pass%21@proxy:3128/")
        #expect(full.port == 3128)
        #expect(full.authorization == .basic(username: "me", password: "pass!"))
        #expect(try ProxySettings.proxy(at: "socks5://proxy").port == 1080)
        let error = #expect(throws: (any Error).self) { try ProxySettings.proxy(at: "https://me:secret@proxy") }
        #expect("\(error as Any)".contains("secret") == false)
    }
}
