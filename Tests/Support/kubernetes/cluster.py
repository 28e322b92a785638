"""A stand-in for a Kubernetes API server with Knative, for the real kubectl; README.md says what it is and is not.

    python cluster.py --kubeconfig FILE    runs until it is ended, and writes how kubectl reaches it
"""
import argparse
import copy
import itertools
import json
import os
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

KNATIVE = "serving.knative.dev"
# (group, name in paths): (version, kind, does it live in a namespace?)
RESOURCES = {
    ("", "namespaces"): ("v1", "Namespace", False), ("", "services"): ("v1", "Service", True),
    ("", "secrets"): ("v1", "Secret", True), ("apps", "deployments"): ("v1", "Deployment", True),
    (KNATIVE, "services"): ("v1", "Service", True),
}
PLACE = re.compile(r"^/(?:api|apis/(?P<group>[^/]+))/v1(?:/namespaces/(?P<namespace>[^/]+))?/(?P<plural>[a-z]+)"
                   r"(?:/(?P<name>[^/]+))?$")


class Problem(Exception):
    """An answer that says no, as `Status` objects do."""

    def __init__(self, code, reason, message):
        super().__init__(message)
        self.code = code
        self.status = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "code": code,
                       "reason": reason, "message": message}


class Cluster(ThreadingHTTPServer):
    """What the cluster holds, and what it is told to do wrong.

    - `ahead`: what the next looks at a workload find before it is judged by `verdict`: (status, reason, message).
    - `faults`: `forbidden`, `unauthorized`, `rejected` (a text), `hang`; they last until they are taken out.
    """
    daemon_threads = True

    def __init__(self, has_knative=True):
        super().__init__(("127.0.0.1", 0), Connection)
        self.has_knative, self.ahead, self.verdict, self.faults = has_knative, [], ("True", "", ""), {}
        self.objects, self.applied, self.requests = {}, {}, []
        self.lock, self.numbers, self.hung = threading.RLock(), itertools.count(1), threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}"
        for name in "default", "models":
            self.objects["", "namespaces", None, name] = {
                "apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}

    def handle_error(self, *_):
        """A kubectl that was ended hears no answer."""

    def resources(self):
        return {key: facts for key, facts in RESOURCES.items() if self.has_knative or key[0] != KNATIVE}

    def kubeconfig(self):
        """JSON, which is YAML."""
        return json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "test", "users": [{"name": "ana", "user": {}}],
            "clusters": [{"name": "here", "cluster": {"server": self.url}}],
            "contexts": [{"name": "test", "context": {"cluster": "here", "user": "ana"}}]})

    # What kubectl asks for

    def get(self, key, query):
        group, plural, namespace, name = key
        if name:
            return self.seen(self.found(key))
        version, kind, _ = self.resources()[group, plural]
        items = [self.seen(item) for (*place, _), item in list(self.objects.items())
                 if place[:2] == [group, plural] and namespace in (None, place[2]) and chosen(item, query)]
        return {"apiVersion": f"{group}/{version}".lstrip("/"), "kind": f"{kind}List",
                "metadata": {"resourceVersion": str(next(self.numbers))}, "items": items}

    def apply(self, key, wanted, query):
        """Server-side apply: what a manager applied before and does not any more is taken out."""
        manager = query["fieldManager"]
        there = self.objects.get(key)
        if there and there["metadata"]["managedFields"] != [{"manager": manager}] and query.get("force") != "true":
            other = there["metadata"]["managedFields"][0]["manager"]
            raise Problem(409, "Conflict", f'Apply failed with 1 conflict: conflict with "{other}": .spec')
        fresh = copy.deepcopy(wanted)
        earlier = self.applied.get(key, {}).get("metadata", {})
        for map in "labels", "annotations":
            kept = {name: text for name, text in (there or {"metadata": {}})["metadata"].get(map, {}).items()
                    if name not in earlier.get(map, {})}
            fresh["metadata"][map] = {**kept, **fresh["metadata"].get(map, {})}
        self.applied[key] = wanted
        return self.keep(key, fresh, manager)

    def patch(self, key, change, query):
        return self.keep(key, merged(self.found(key), change), query.get("fieldManager", "kubectl-patch"))

    def delete(self, key):
        return {**Problem(200, "", "").status, "status": "Success", "details": self.objects.pop(key)["metadata"]} \
            if self.found(key) else None

    def keep(self, key, fresh, manager):
        group, plural, namespace, name = key
        if namespace and ("", "namespaces", None, namespace) not in self.objects:
            raise Problem(404, "NotFound", f'namespaces "{namespace}" not found')
        if text := self.faults.get("rejected"):
            raise Problem(400, "BadRequest", f'admission webhook "validation.webhook.serving.knative.dev" denied the '
                                             f"request: validation failed: {text}")
        there, number = self.objects.get(key), next(self.numbers)
        facts = there["metadata"] if there else {
            "uid": f"uid-{number}", "creationTimestamp": "2026-01-01T00:00:00Z", "generation": 0}
        canonical(fresh)
        same = there and there.get("spec") == fresh.get("spec")
        fresh["metadata"].update(
            name=name, namespace=namespace, uid=facts["uid"], creationTimestamp=facts["creationTimestamp"],
            generation=facts["generation"] + (not same), resourceVersion=str(number),
            managedFields=[{"manager": manager}])
        self.objects[key] = fresh
        return self.seen(fresh, looks=False)

    def found(self, key):
        if key in self.objects:
            return self.objects[key]
        group, plural, _, name = key
        raise Problem(404, "NotFound", f'{f"{plural}.{group}".rstrip(".")} "{name}" not found')

    def model(self, namespace, name):
        """What a model on the cluster would answer, whatever it is asked."""
        facts = self.found((KNATIVE, "services", namespace, name))["metadata"]
        return {"status": "ok", "data": [{"id": facts["annotations"].get("recua/model", name)}]}

    # What the cluster's controllers would do

    def seen(self, item, looks=True):
        """An object with the status that it has by now."""
        item = copy.deepcopy(item)
        if item["kind"] not in ("Deployment", "Service") or item["apiVersion"] == "v1":
            return item
        state = self.ahead.pop(0) if looks and self.ahead else self.verdict
        facts = item["metadata"]
        item["status"] = {"observedGeneration": facts["generation"], **(
            self.rolled_out(item, *state) if item["kind"] == "Deployment" else self.served(facts, *state))}
        return item

    def served(self, facts, status, reason, message):
        url = f"{self.url}/models/{facts['namespace']}/{facts['name']}"
        return {"url": url, "conditions": [
            {"type": kind, "status": status, **({"reason": reason, "message": message} if reason else {})}
            for kind in ("ConfigurationsReady", "Ready", "RoutesReady")]}

    def rolled_out(self, item, status, reason, message):
        replicas = item["spec"]["replicas"]
        there = replicas if status == "True" else 0
        return {"replicas": replicas, "updatedReplicas": replicas, "availableReplicas": there, "conditions": [
            {"type": "Progressing", "status": "False" if status == "False" else "True", "reason": reason,
             "message": message}]}


def chosen(item, query):
    """Whether a list's selectors choose an object."""
    labels = item["metadata"].get("labels", {})
    facts = {"metadata.name": item["metadata"]["name"], "metadata.namespace": item["metadata"].get("namespace")}
    return all(source.get(key) == value for source, rules in (
        (labels, query.get("labelSelector")), (facts, query.get("fieldSelector")))
        for key, value in (rule.split("=") for rule in (rules or "").split(",") if rule))


def merged(old, change):
    """A merge patch, RFC 7396."""
    if not isinstance(change, dict):
        return change
    old = dict(old) if isinstance(old, dict) else {}
    for key, value in change.items():
        if value is None:
            old.pop(key, None)
        else:
            old[key] = merged(old.get(key), value)
    return old


def canonical(item):
    """As servers do, full gibibytes and cores are written as such."""
    for container in item.get("spec", {}).get("template", {}).get("spec", {}).get("containers", []):
        for amounts in container.get("resources", {}).values():
            for name, text in amounts.items():
                if (found := re.fullmatch(r"(\d+)Mi", text)) and int(found[1]) % 1024 == 0:
                    amounts[name] = f"{int(found[1]) // 1024}Gi"
                if (found := re.fullmatch(r"(\d+)m", text)) and int(found[1]) % 1000 == 0:
                    amounts[name] = f"{int(found[1]) // 1000}"


class Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def respond(self):
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        try:
            with self.server.lock:
                if parts.path.startswith("/models/"):
                    return self.write(200, self.server.model(*parts.path.split("/")[2:4]))
                return self.write(200, self.answer(parts.path, query, body))
        except Problem as problem:
            self.write(problem.code, problem.status)

    do_GET = do_POST = do_PATCH = do_DELETE = respond

    def answer(self, path, query, body):
        cluster = self.server
        if path == "/version":
            return {"major": "1", "minor": "32", "gitVersion": "v1.32.0"}
        if path in ("/api", "/apis") or re.fullmatch(r"/api/v1|/apis/[^/]+/v1", path):
            return self.discovery(path)
        if not (place := PLACE.match(path)) or (place["group"] or "", place["plural"]) not in cluster.resources():
            raise Problem(404, "NotFound", "the server could not find the requested resource")
        key = (place["group"] or "", place["plural"], place["namespace"], place["name"])
        cluster.requests.append((self.command, path, query, body))
        self.hinder(place)
        if self.command == "GET":
            return cluster.get(key, query)
        if self.command == "DELETE":
            return cluster.delete(key)
        applies = "apply-patch" in self.headers["Content-Type"]
        return (cluster.apply if applies else cluster.patch)(key, json.loads(body), query)

    def hinder(self, place):
        faults, resource = self.server.faults, f"{place['plural']}.{place['group']}".replace(".None", "")
        if "hang" in faults:
            self.server.lock.release()
            self.server.hung.set()
            faults["hang"].wait(60)
            self.server.lock.acquire()
        if "unauthorized" in faults:
            raise Problem(401, "Unauthorized", "Unauthorized")
        if "forbidden" in faults:
            verb = {"PATCH": "patch", "DELETE": "delete"}.get(self.command, "get")
            raise Problem(403, "Forbidden", f'{resource} "{place["name"]}" is forbidden: User "ana" cannot {verb} '
                                            f'resource "{place["plural"]}" in the namespace "{place["namespace"]}"')

    def discovery(self, path):
        resources = self.server.resources()
        if path == "/api":
            return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}
        if path == "/apis":
            versions = {group: {"groupVersion": f"{group}/v1", "version": "v1"} for group, _ in resources if group}
            return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [
                {"name": group, "versions": [version], "preferredVersion": version}
                for group, version in versions.items()]}
        wanted = "" if path == "/api/v1" else path.split("/")[2]
        found = [{"name": plural, "singularName": kind.lower(), "namespaced": inside, "kind": kind,
                  "verbs": ["create", "delete", "get", "list", "patch", "update", "watch"]}
                 for (group, plural), (_, kind, inside) in resources.items() if group == wanted]
        if not found:
            raise Problem(404, "NotFound", "the server could not find the requested resource")
        return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": f"{wanted}/v1".lstrip("/"),
                "resources": found}

    def write(self, code, value):
        text = json.dumps(value).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kubeconfig", required=True)
    file = parser.parse_args().kubeconfig
    cluster = Cluster()
    with open(f"{file}.new", "w") as out:
        out.write(cluster.kubeconfig())
    os.replace(f"{file}.new", file)
    print("ready", flush=True)
    cluster.serve_forever()
