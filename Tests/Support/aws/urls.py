"""Function URLs that answer: one listener each, in front of the function's environments.

AWS gives `https://<id>.lambda-url.<region>.on.aws/`. Names under `localhost` do not resolve on
every system and a path prefix would break clients that replace the path, so here each URL is a
port of its own: `http://127.0.0.1:<port>/`.
"""

import http.client
import json
import sys
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import sigv4
from faults import FAULTS
from functions import InvocationFailed, Throttled, is_public

MIB = 1 << 20
PAYLOAD = 6 * MIB
STREAM = 200 * MIB
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "proxy-connection"}


class URLs:
    """The open function URLs. `keys` are the access keys that AWS_IAM accepts, with their secrets."""

    def __init__(self, keys):
        self.keys = keys
        self.functions = None  # set once, by the emulator
        self.servers = {}

    def __call__(self, function):
        server = FunctionURL(("127.0.0.1", 0), Handler)
        server.function, server.urls, server.id = function, self, uuid.uuid4().hex
        url = f"http://127.0.0.1:{server.server_port}/"
        self.servers[url] = server
        threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True, name=url).start()
        return url

    def close(self, url):
        if server := self.servers.pop(url, None):
            threading.Thread(target=server.end, name=f"close {url}").start()

    def close_all(self):
        for url in list(self.servers):
            self.close(url)


class FunctionURL(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def end(self):
        self.shutdown()  # returns when the listener has noticed
        self.server_close()


class Refused(Exception):
    def __init__(self, status, body):
        self.status, self.body = status, body


class Handler(BaseHTTPRequestHandler):
    """One connection to a function URL."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle_request(self):
        self.request_id = str(uuid.uuid4())
        self.started = self.gone = False
        try:
            body = self.read_body()
            if self.is_preflight():
                return self.answer(200, b"", self.cors_headers())
            self.inject_faults()
            self.authorize(body)
            self.invoke(body)
        except Refused as refusal:
            self.answer(refusal.status, refusal.body, [])
        except ConnectionError:
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = handle_request

    @property
    def function(self):
        return self.server.function

    @property
    def config(self):
        config = self.function.url_config
        if config is None:
            raise Refused(403, {"Message": "Forbidden"})
        return config.config

    # -- The request

    def read_body(self):
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            body = b"".join(parts)
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if len(body) > PAYLOAD:
            raise Refused(413, {"Message": "Request Entity Too Large"})
        return body

    def inject_faults(self):
        if FAULTS.take("url-throttle"):
            raise Refused(429, {"Message": "Rate Exceeded."})
        if FAULTS.take("url-error"):
            raise Refused(502, "Internal Server Error")

    def authorize(self, body):
        if self.config["AuthType"] == "NONE":
            if is_public(self.function):
                return
            reason = "no resource policy lets everyone invoke this URL"
        else:
            try:
                url = f"http://{self.headers['Host']}{self.path}"
                return sigv4.verify(
                    self.command, url, self.headers, body, self.server.urls.keys, self.function.region
                )
            except sigv4.Unsigned as error:
                reason = str(error)
        print(f"{self.function.function_name}: 403 for {self.command} {self.path}: {reason}", file=sys.stderr)
        raise Refused(403, {"Message": "Forbidden"})

    def is_preflight(self):
        cors = self.config.get("Cors")
        return cors and self.command == "OPTIONS" and self.headers.get("Access-Control-Request-Method")

    def cors_headers(self):
        cors, origin = self.config.get("Cors") or {}, self.headers.get("Origin")
        origins = cors.get("AllowOrigins", [])
        if not origin or not ("*" in origins or origin in origins):
            return []
        headers = [("Access-Control-Allow-Origin", "*" if "*" in origins else origin), ("Vary", "Origin")]
        if cors.get("AllowCredentials"):
            headers.append(("Access-Control-Allow-Credentials", "true"))
        if self.command == "OPTIONS":
            for name in ("AllowMethods", "AllowHeaders"):
                if cors.get(name):
                    headers.append((f"Access-Control-Allow-{name[5:]}", ",".join(cors[name])))
            if cors.get("MaxAge") is not None:
                headers.append(("Access-Control-Max-Age", str(cors["MaxAge"])))
        elif cors.get("ExposeHeaders"):
            headers.append(("Access-Control-Expose-Headers", ",".join(cors["ExposeHeaders"])))
        return headers

    # -- The invocation

    def invoke(self, body):
        fleet = self.server.urls.functions.fleet(self.function)
        try:
            environment, cold = fleet.take(self.function)
        except Throttled:
            raise Refused(429, {"Message": "Rate Exceeded."})
        except InvocationFailed as error:
            print(f"{self.function.function_name}: {error}", file=sys.stderr)
            raise Refused(502, "Internal Server Error")
        environment.log(f"START RequestId: {self.request_id} Version: $LATEST")
        began, usable = time.monotonic(), False
        try:
            usable = self.proxy(environment, body, began + self.function.timeout)
        except TimeoutError:
            environment.log(f"{self.request_id} Task timed out after {self.function.timeout:.2f} seconds")
            self.fail()
        except (http.client.HTTPException, ConnectionError) as error:
            environment.log(f"ERROR {error!r}")
            self.fail()
        finally:
            self.report(environment, time.monotonic() - began, cold)
            fleet.give_back(environment, usable)

    def fail(self):
        if self.started:  # the status is out: all that is left is to break the connection
            self.close_connection = True
            self.connection.close()
        else:
            raise Refused(502, "Internal Server Error")

    def report(self, environment, seconds, cold):
        environment.log(f"END RequestId: {self.request_id}")
        text = f"REPORT RequestId: {self.request_id}\tDuration: {seconds * 1000:.2f} ms"
        text += f"\tBilled Duration: {int(seconds * 1000) + 1} ms\tMemory Size: {self.function.memory_size} MB"
        text += f"\tMax Memory Used: {self.function.memory_size} MB"
        environment.log(text + (f"\tInit Duration: {environment.init_seconds * 1000:.2f} ms" if cold else ""))

    def proxy(self, environment, body, deadline):
        """Send the request in and the answer out. True if the environment can take another."""
        connection = environment.sandbox.open(environment.port, timeout=self.function.timeout)
        socket = connection.sock

        def in_time():
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError()
            socket.settimeout(left)

        try:
            connection.putrequest(self.command, self.inner_path(environment), skip_host=True, skip_accept_encoding=True)
            for name, value in self.inner_headers(environment, body):
                connection.putheader(name, value)
            connection.endheaders(body or None)
            in_time()
            response = connection.getresponse()
            streams = self.config["InvokeMode"] == "RESPONSE_STREAM"
            if streams and environment.streams:
                self.stream(response, in_time)
            else:
                in_time()
                self.buffer(response, mismatch=streams or environment.streams, streamed=environment.streams)
            return True
        finally:
            connection.close()
            socket.close()

    def inner_path(self, environment):
        base = environment.setting("REMOVE_BASE_PATH", "")
        path = self.path
        while base and path.startswith(base):
            path = path[len(base) :]
        return path if path.startswith("/") else "/" + path

    def inner_headers(self, environment, body):
        source = environment.setting("AUTHORIZATION_SOURCE", "").lower()
        for name, value in self.headers.items():
            if name.lower() in HOP_BY_HOP | {"content-length"} or (source and name.lower() == "authorization"):
                continue
            yield (("authorization" if source and name.lower() == source else name.lower()), value)
        if body or self.command in ("POST", "PUT", "PATCH"):
            yield "content-length", str(len(body))
        context = {
            "accountId": self.function.account_id,
            "apiId": self.server.id,
            "requestId": self.request_id,
            "http": {"method": self.command, "path": self.path.split("?")[0], "sourceIp": self.client_address[0]},
        }
        yield "x-amzn-request-context", json.dumps(context)
        yield "x-amzn-lambda-context", json.dumps({"request_id": self.request_id})
        yield "x-forwarded-for", self.client_address[0]

    # -- The answer

    def stream(self, response, in_time):
        self.start(response.status, response.getheaders(), chunked=True)
        sent = 0
        while True:
            in_time()
            data = response.read1(1 << 16)
            if not data:
                break
            sent += len(data)
            if sent > STREAM:
                raise ConnectionError("the response is larger than a stream may be")
            self.write(b"%x\r\n%b\r\n" % (len(data), data))
        self.write(b"0\r\n\r\n")

    def buffer(self, response, mismatch, streamed):
        body = response.read(PAYLOAD + 1)
        if len(body) > PAYLOAD:
            raise Refused(502, "Internal Server Error")
        headers = response.getheaders()
        if mismatch:
            # The URL and the adapter disagree on the mode, so the envelope itself reaches the client.
            body = envelope(response.status, headers, body, streamed)
            headers, status = [("Content-Type", "application/octet-stream")], 200
        else:
            status = response.status
        self.start(status, headers, length=len(body))
        self.write(body)

    def answer(self, status, body, headers):
        if isinstance(body, dict):
            body, kind = json.dumps(body).encode(), "application/json"
        else:
            body, kind = body.encode() if isinstance(body, str) else body, "text/plain"
        self.start(status, [("Content-Type", kind), *headers], length=len(body), cors=False)
        self.write(body)

    def start(self, status, headers, chunked=False, length=None, cors=True):
        self.started = True
        self.send_response_only(status)
        self.send_header("Date", self.date_time_string())
        self.send_header("x-amzn-RequestId", self.request_id)
        for name, value in headers:
            if name.lower() not in HOP_BY_HOP | {"content-length", "date", "server"}:
                self.send_header(name, value)
        for name, value in self.cors_headers() if cors else []:
            self.send_header(name, value)
        self.send_header(*(("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(length))))
        self.write(b"".join(self._headers_buffer) + b"\r\n", even_to_head=True)
        self._headers_buffer = []

    def write(self, data, even_to_head=False):
        """A client that leaves does not stop the function: it runs to its end, and is billed for it."""
        if self.gone or (self.command == "HEAD" and not even_to_head):
            return
        try:
            self.wfile.write(data)
        except ConnectionError:
            self.gone = self.close_connection = True

    def log_message(self, *arguments):
        pass


def envelope(status, headers, body, streamed):
    prelude = {"statusCode": status, "headers": {name.lower(): value for name, value in headers}}
    if streamed:
        return json.dumps(prelude).encode() + bytes(8) + body
    return json.dumps({**prelude, "body": body.decode("utf-8", "replace"), "isBase64Encoded": False}).encode()
