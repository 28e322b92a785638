"""The registries behind ECR's host names: moto's repositories in front, a real registry behind.

A client comes by way of a proxy: `HTTP_PROXY` is the emulator, and `publish.insecure: true` keeps it to plain HTTP.
"""

import base64
import json
import re
import urllib.error
import urllib.request

from moto.ecr.models import ecr_backends
from werkzeug.wrappers import Request, Response

HOST = re.compile(r"(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(:80)?")
PASSED_ON = ("Content-Type", "Content-Range", "Accept", "Range")
GIVEN_BACK = ("Content-Type", "Docker-Content-Digest", "Range", "Content-Range", "Docker-Upload-UUID")


class Registries:
    """A WSGI application that answers as the registry of the account and region that the host names."""

    def __init__(self, registry):
        self.registry = registry.rstrip("/") if registry else None

    def serves(self, environ):
        return HOST.fullmatch(environ.get("HTTP_HOST", "")) is not None

    def __call__(self, environ, start_response):
        request = Request(environ)
        account, region, _ = HOST.fullmatch(request.host).groups()
        return self.answer(request, account, region)(environ, start_response)

    def answer(self, request, account, region):
        token = base64.b64encode(f"AWS:{account}-auth-token".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {token}":
            headers = {"WWW-Authenticate": f'Basic realm="https://{request.host}/",service="ecr.amazonaws.com"'}
            return refusal(401, "UNAUTHORIZED", "not authorized", headers)
        path = re.fullmatch(r"/v2/(?:(.+?)/(blobs|manifests)/(.+))?", request.path)
        if not path:
            return refusal(404, "NAME_UNKNOWN", "no such page")
        repository, kind, name = path.groups()
        if repository is None:
            return Response("{}", 200)
        found = ecr_backends[account][region].repositories.get(repository)
        if found is None:
            message = f"The repository with name '{repository}' does not exist in the registry with id '{account}'"
            return refusal(404, "NAME_UNKNOWN", message)
        if request.method == "PUT" and kind == "manifests" and self.is_kept(found, repository, name, request):
            message = f"The image tag '{name}' already exists in the '{repository}' repository and cannot be overwritten"
            return refusal(400, "TAG_INVALID", message)
        return self.pass_on(request)

    def is_kept(self, found, repository, name, request):
        """True for a tag of an immutable repository that is there and would be moved."""
        if found.image_tag_mutability != "IMMUTABLE" or name.startswith("sha256:"):
            return False
        url = f"{self.registry}/v2/{repository}/manifests/{name}"
        accept = {"Accept": "application/vnd.oci.image.manifest.v1+json"}
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers=accept)) as there:
                return there.read() != request.get_data()
        except urllib.error.HTTPError as error:
            error.close()
            return False

    def pass_on(self, request):
        url = f"{self.registry}{request.full_path.rstrip('?')}"
        headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        data = request.get_data() if request.method in ("POST", "PUT", "PATCH") else None
        try:
            answer = urllib.request.urlopen(urllib.request.Request(url, data, headers, method=request.method))
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            kept = {name: answer.headers[name] for name in GIVEN_BACK if name in answer.headers}
            if "Location" in answer.headers:
                # The way on leads through here again.
                kept["Location"] = answer.headers["Location"].replace(self.registry, f"http://{request.host}")
            # Amazon ECR: 201 for a piece.
            status = 201 if request.method == "PATCH" and answer.status == 202 else answer.status
            response = Response(answer.read(), status, kept)
        if request.method == "HEAD" and "Content-Length" in answer.headers:
            response.headers["Content-Length"] = answer.headers["Content-Length"]
        return response


def refusal(status, code, message, headers={}):
    body = json.dumps({"errors": [{"code": code, "message": message}]})
    return Response(body, status, headers, content_type="application/json")
