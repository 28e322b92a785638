#!/usr/bin/env python3
"""A stand-in for AWS that the real SAM CLI can deploy to. See README.md.

    python emulator.py [--port 5001] [--port-file FILE] [--registry http://localhost:5000]
"""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

# moto and the SAM translator read these when they are imported or first used.
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
os.environ.setdefault("AWS_ACCESS_KEY_ID", "testing")
os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "testing")
os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")
os.environ.pop("AWS_ENDPOINT_URL", None)

from moto.moto_api._internal.models import moto_api_backend  # noqa: E402
from moto.moto_server.werkzeug_app import (  # noqa: E402
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server  # noqa: E402
from werkzeug.wrappers import Request, Response  # noqa: E402

import functions  # noqa: E402
import stacks  # noqa: E402
from ecr import Registries  # noqa: E402
from faults import FAULTS, NAMES  # noqa: E402
from images import Images  # noqa: E402
from urls import URLs  # noqa: E402

ADMIN = "/_emulator/"


class Emulator:
    """The WSGI application: faults and the admin endpoint before moto."""

    def __init__(self, folder, options):
        stacks.patch()
        functions.patch_policy()
        functions.patch_log_groups()
        keys = {os.environ["AWS_ACCESS_KEY_ID"]: os.environ["AWS_SECRET_ACCESS_KEY"]}
        self.urls = URLs(keys)
        images = Images(folder, options.registry, options.image_limit)
        self.functions = functions.Functions(images, self.urls, options.idle, options.require_adapter)
        self.urls.functions = self.functions
        self.registries = Registries(options.registry)
        self.moto = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ, start_response):
        path = environ.get("PATH_INFO", "")
        if path.startswith(ADMIN):
            answer = self.administer(Request(environ), path.removeprefix(ADMIN))
        elif self.registries.serves(environ):
            answer = self.registries
        elif denied(environ):
            answer = failure(environ, "AccessDeniedException", "User is not authorized to perform this", 400, 403)
        elif FAULTS.take("throttle"):
            answer = failure(environ, "Throttling", "Rate exceeded", 400, 429)
        elif FAULTS.take("unavailable"):
            answer = failure(environ, "ServiceUnavailable", "Service is unavailable", 503, 503)
        else:
            answer = self.moto
        return answer(environ, start_response)

    def administer(self, request, name):
        try:
            if name == "faults" and request.method == "POST":
                FAULTS.set(json.loads(request.get_data()))
            elif name == "reset" and request.method == "POST":
                self.reset()
            elif name not in ("faults", "reset", "state"):
                return Response(f"no such endpoint: {name}\n", 404)
        except ValueError as error:
            return Response(f"{error}\n", 400)
        return Response(json.dumps(self.state(), indent=2) + "\n", content_type="application/json")

    def state(self):
        return {
            "faults": {"left": FAULTS.left, "names": NAMES},
            "urls": {url: server.function.function_name for url, server in self.urls.servers.items()},
            "environments": {
                arn: {"busy": len(fleet.busy), "idle": len(fleet.idle)} for arn, fleet in self.functions.fleets.items()
            },
        }

    def reset(self):
        FAULTS.clear()
        self.stop()
        moto_api_backend.reset()

    def stop(self):
        self.urls.close_all()
        self.functions.stop()


def denied(environ):
    """True for calls that make or change repositories, when a fault says so."""
    operation = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2]
    writes = operation.startswith(("Create", "Put", "Set", "Delete"))
    fault = "deny-ecr-policy" if operation.endswith("Policy") else "deny-ecr"
    return writes and "ContainerRegistry" in environ["HTTP_X_AMZ_TARGET"] and FAULTS.take(fault)


def failure(environ, code, message, query_status, rest_status):
    """An error in the shape of the protocol that the request speaks."""
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        body = (
            f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
            "<RequestId>00000000-0000-0000-0000-000000000000</RequestId></ErrorResponse>"
        )
        return Response(body, query_status, content_type="text/xml")
    name = "TooManyRequestsException" if code == "Throttling" else code
    return Response(
        json.dumps({"__type": name, "message": message, "Type": "User"}),
        rest_status,
        headers={"x-amzn-ErrorType": name},
        content_type="application/json",
    )


class RequestHandler(MotoRequestHandler):
    def log_request(self, *arguments):
        if os.environ.get("RECUA_AWS_LOG"):
            super().log_request(*arguments)

    def do_CONNECT(self):
        """Every tunnel leads back here: the emulator is the proxy to all hosts that it plays."""
        self.send_response(200, "Connection established")
        self.end_headers()
        self.close_connection = False


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--port-file", type=Path, help="where to write the port once it answers")
    parser.add_argument("--registry", help="the OCI registry behind image URIs that name an ECR host")
    parser.add_argument("--idle", type=float, default=60, help="seconds after which an idle function stops")
    parser.add_argument("--image-limit", type=int, default=10 << 30, help="bytes that an unpacked image may have")
    parser.add_argument("--require-adapter", action="store_true", help="refuse to run images without an extension")
    return parser.parse_args()


def main():
    options = parse_arguments()
    # SIGTERM becomes an ordinary exit, so that what was started is also stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(130))
    folder = Path(tempfile.mkdtemp(prefix="recua-aws-"))
    folder.chmod(0o755)
    emulator = Emulator(folder, options)
    try:
        server = make_server("127.0.0.1", options.port, emulator, threaded=True, request_handler=RequestHandler)
        if options.port_file:
            partial = options.port_file.with_name(options.port_file.name + ".partial")
            partial.write_text(f"{server.server_port}\n")
            partial.rename(options.port_file)
        print(f"aws emulator ready on http://localhost:{server.server_port}", flush=True)
        server.serve_forever()
    finally:
        emulator.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
