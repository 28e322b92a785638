import RecuaCore
import RecuaHTTP
import Testing

struct HTTPURLTests {
    @Test func `a URL is taken apart and put together again`() throws {
        let url = try HTTPURL("https://user:p%40ss@Example.COM:8443/a%20b/c d?x=1&y=#fragment")
        #expect(url.scheme == .https)
        #expect(url.credentials == "user:p%40ss")
        #expect(url.host == "example.com")
        #expect(url.effectivePort == 8443)
        #expect(url.path == "/a%20b/c%20d")
        #expect(url.query == "x=1&y=")
        #expect(url.requestText == "https://example.com:8443/a%20b/c%20d?x=1&y=")
        #expect(url.fileName == "c d")
    }

    @Test func `what is printed shows neither passwords nor signatures`() throws {
        let url = try HTTPURL("https://user:secret@cdn.example/file?Signature=abc&token=def")
        #expect("\(url)" == "https://cdn.example/file?…")
        let error = #expect(throws: Diagnostic.self) { try HTTPURL("ftp://user:secret@host/file?token=def") }
        #expect(error?.code == "network.url")
        #expect(error?.description.contains("secret") == false)
        #expect(error?.description.contains("def") == false)
    }

    @Test(arguments: [
        "", "example.com", "https://", "https://:80/", "http://a b/", "http://host:99999/", "http://[::1/", "ftp://x/",
    ])
    func `what is no web address is refused`(text: String) {
        #expect(throws: Diagnostic.self) { try HTTPURL(text) }
    }

    @Test(arguments: [
        ("https://cdn.example/x?sig=1", "https://cdn.example/x?sig=1"),
        ("//cdn.example/x", "http://cdn.example/x"),
        ("/root", "http://host:8080/root"),
        ("other?q=1", "http://host:8080/a/b/other?q=1"),
        ("../up", "http://host:8080/a/up"),
        ("/a/./b/../c", "http://host:8080/a/c"),
        ("?page=2", "http://host:8080/a/b/c?page=2"),
    ])
    func `a Location header leads on from where it was found`(reference: String, result: String) throws {
        #expect(try HTTPURL("http://host:8080/a/b/c").resolving(reference)?.requestText == result)
    }

    @Test func `a Location that is no web address leads nowhere`() throws {
        #expect(try HTTPURL("http://host/").resolving("mailto:a@b") == nil)
    }

    @Test(arguments: ["http://localhost", "http://127.0.0.1:1", "http://[::1]:80/", "http://a.localhost/"])
    func `this machine is known by its names`(text: String) throws { #expect(try HTTPURL(text).isLoopback) }
}
