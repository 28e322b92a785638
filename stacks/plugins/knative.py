#!/usr/bin/env python3
"""A Recua plugin: models on Kubernetes, as Knative Services or as plain Deployments.

It owns the section `knative:` and provides the artifact `deployment` for stacks with `target: knative`, out of the
image that `publish` has sent to a registry. What it makes it shows to the cluster through `kubectl`, whose own
configuration says where the cluster is. The protocol is described in docs/plugin-protocol.md; the standard library is
all it takes to speak it. To write a plugin of your own, keep the second half of this file (from "The protocol") and
replace the first.
"""
import hashlib
import itertools
import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time

SERVING = "serving.knative.dev"
PARTS = {"service": ["secrets", f"services.{SERVING}"], "deployment": ["secrets", "services", "deployments.apps"]}
SCRATCH = "/scratch"  # images on `scratch` have no /tmp, and Knative lets nobody mount one


def text(description, **more):
    return {"type": "string", "minLength": 1, "description": description, **more}


def number(description, minimum, maximum, **more):
    return {"type": "integer", "minimum": minimum, "maximum": maximum, "description": description, **more}


LABEL = {"pattern": "^[a-z]([-a-z0-9]*[a-z0-9])?$", "maxLength": 63}
DESCRIPTION = {
    "protocolVersion": 1,
    "plugin": {"name": "knative", "version": "1.0.0", "summary": "Kubernetes, with Knative or without, by kubectl"},
    "sections": {"knative": {
        "type": "object", "description": "Where on Kubernetes the model runs, and how", "additionalProperties": False,
        "properties": {
            "kind": {"enum": list(PARTS), "default": "service",
                     "description": "service: Knative's, which rests when nobody asks. deployment: plain Kubernetes"},
            "name": text("What it is called; PROJECT-STACK by default", **LABEL),
            "namespace": text("The namespace, which must exist", default="default", **LABEL),
            "context": text("The context of kubectl's configuration; its current one by default"),
            "kubeconfig": text("kubectl's configuration, from the manifest's folder; KUBECONFIG by default"),
            "memory": number("Memory in MB; function.memory by default", 128, 4_194_304),
            "cpu": {"type": "number", "exclusiveMinimum": 0, "maximum": 1024, "description": "Cores that are reserved"},
            "minScale": number("Copies that always run", 0, 1000, default=0),
            "maxScale": number("Copies that run at most", 1, 1000, default=2),
            "concurrency": number("Requests for one copy at once; server.parallel by default", 1, 1000),
            "timeout": number("Seconds for a request; function.timeout by default", 1, 86_400),
            "patience": number("Seconds until it must be ready", 1, 86_400, default=900),
            "visibility": {"enum": ["public", "cluster"], "default": "public", "description": "Who can reach it"},
            "url": text("Where it is reached, if the cluster does not know", pattern="^https?://"),
            "pullSecret": text("The Secret with the registry's login"),
            "environment": {"type": "object", "description": "Environment variables; references are kept in a Secret",
                            "additionalProperties": {"type": "string", "writeOnly": True}}}}},
    "reads": ["function.memory", "function.timeout", "function.environment", "server.parallel"],
    "needs": ["image", "published"], "provides": "deployment", "effect": True, "concurrency": 8,
    "methods": ["check", "plan", "observe", "destroy"], "network": True,
    # kubectl's own, and those of the programs that it asks for a login.
    "environment": ["KUBECONFIG", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "XDG_CONFIG_HOME", "AWS_*", "AZURE_*",
                    "CLOUDSDK_*", "GOOGLE_APPLICATION_CREDENTIALS", "USE_GKE_GCLOUD_AUTH_PLUGIN"],
}


# What this plugin does

def check(params):
    """What can be said without looking anywhere."""
    section, function = params["sections"]["knative"], params["sections"].get("function", {})
    found = []
    if len(name(params)) > LABEL["maxLength"]:
        found.append(("knative.name", f"`{name(params)}` is longer than 63 characters, which Kubernetes does not take",
                      "/knative", "write a shorter `knative.name`"))
    if section["minScale"] > section["maxScale"]:
        found.append(("knative.scale", "`minScale` is larger than `maxScale`", "/knative/minScale", None))
    for variable, value in function.get("environment", {}).items():
        if "${" in value and variable not in section.get("environment", {}):
            found.append(("knative.environment", "the secrets of `function` are not for this plugin",
                          f"/function/environment/{pointed(variable)}", "move it to `knative.environment`"))
    return {"diagnostics": [
        {"severity": "error", "code": code, "message": message, "pointer": pointer, **({"help": help} if help else {})}
        for code, message, pointer, help in found]}


def plan(params):
    """By what is on record; nobody is asked."""
    wanted, prior = place(params), recorded(params.get("prior"))
    if not prior:
        verb, told = "create", f"create {shown(wanted)}"
    elif is_same(wanted, prior):
        verb, told = "update", f"update {shown(prior)}"
    else:
        verb, told = "replace", f"replace {shown(prior)} by {shown(wanted)}: its address may change"
    return {"forecasts": [{"verb": verb, "text": told}]}


def run(job):
    cluster, prior = Kubectl(job, place(job.params)), recorded(job.params.get("prior"))
    wanted = objects(job.params, secrets(job))
    cluster.place["parts"] = [resource(thing) for thing in wanted]
    if prior and is_beside(cluster.place, prior):  # the two kinds have parts of one name
        Kubectl(job, prior).delete()
    for thing in cluster.get():
        demand_own(job.params, thing)
    cluster.apply(wanted)
    live = wait(job, cluster)
    if prior and not is_beside(cluster.place, prior):
        Kubectl(job, {**prior, "parts": leftover(cluster.place, prior)}).delete()
    return {"artifact": artifact(cluster.place, live, wanted[-1], job.params)}


def observe(job):
    if known := job.params.get("artifact"):
        live = Kubectl(job, recorded(known)).model()
        differences = drift(known["knative"]["settings"], settings(live)) if live else []
        state = "drifted" if differences else "present" if live else "absent"
        return {"state": state, **({"detail": ", ".join(differences)} if differences else {})}
    # A run that was cut off is repeated: applying the same again changes nothing.
    return {"state": "absent"} if job.params.get("token") else find(job)


def find(job):
    """What carries our names, though it is on no record: as a run would make it, or drifted."""
    params, cluster = job.params, Kubectl(job, place(job.params))
    own = {resource(thing): thing for thing in cluster.get() if is_own(params, thing)}
    cluster.place["parts"] = [part for part in cluster.place["parts"] if part in own]
    if not (live := own.get(PARTS[cluster.place["kind"]][-1])):
        return {"state": "absent"}
    wanted, differences = live, ["it is not known what it was made of"]
    if {"image", "published"} <= (params.get("inputs") or {}).keys():
        wanted = objects(params, dict.fromkeys(references(params), ""))[-1]
        differences = drift(settings(wanted), settings(live))
        if live["metadata"]["annotations"].get("recua/fingerprint") != params["fingerprint"]:
            differences = differences or ["it was deployed with other settings"]
    if differences:
        return {"state": "drifted", "detail": ", ".join(differences),
                "artifact": artifact(cluster.place, live, live, params)}
    return {"state": "present", "artifact": artifact(cluster.place, live, wanted, params)}


def destroy(job):
    Kubectl(job, recorded(job.params.get("artifact")) or place(job.params)).delete()
    return {}


# What is asked of the cluster, as values

def place(params):
    """Where it is to be, and in how many parts; the context of an earlier time stays."""
    section, prior = params["sections"]["knative"], recorded(params.get("prior")) or {}
    file = section.get("kubeconfig")
    return {"kind": section["kind"], "name": name(params), "namespace": section["namespace"],
            "parts": PARTS[section["kind"]],
            "kubeconfig": os.path.join(params["stack"]["folder"], os.path.expanduser(file)) if file else None,
            "context": section.get("context") or prior.get("context")}


def recorded(artifact):
    return artifact["knative"]["place"] if artifact else None


def is_same(wanted, prior, keys=("kind", "name", "namespace", "context")):
    return all(wanted[key] == prior[key] or key == "context" and wanted[key] is None for key in keys)


def is_beside(now, prior):
    return now["kind"] != prior["kind"] and is_same(now, prior, ("name", "namespace", "context"))


def leftover(now, prior):
    """What of an earlier deployment is of no use any more."""
    return [part for part in prior["parts"] if not is_same(now, prior) or part not in now["parts"]]


def resource(thing):
    group = thing["apiVersion"].rpartition("/")[0]
    return f"{thing['kind'].lower()}s" + (f".{group}" if group else "")


def name(params):
    return params["sections"]["knative"].get("name") or f"{params['stack']['project']}-{params['stack']['name']}"


def shown(place):
    kind = "the Knative Service" if place["kind"] == "service" else "the Deployment"
    return f"{kind} `{place['name']}` in the namespace `{place['namespace']}`"


def labels(params):
    return {"app.kubernetes.io/managed-by": "recua", "recua/project": params["stack"]["project"],
            "recua/stack": params["stack"]["name"]}


def objects(params, secrets):
    """What `kubectl apply` is given, the part with the model last."""
    section = params["sections"]["knative"]
    metadata = {"name": name(params), "namespace": section["namespace"], "labels": labels(params)}
    values = {key: value for key, value in environment(params).items() if key not in secrets}
    pod, marks = pod_spec(params, values, sorted(secrets)), {}
    made = []
    if secrets:
        made.append({"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "type": "Opaque",
                     "stringData": dict(sorted(secrets.items()))})
        marks = {"recua/secrets": params["token"]}  # copies that run do not notice another value
    notes = {"recua/fingerprint": params.get("fingerprint") or "",
             "recua/model": params["inputs"]["image"]["modelName"]}
    if section["kind"] == "service":
        return [*made, service(section, {**metadata, "annotations": notes}, marks, pod, params)]
    port = {"name": "http", "port": 80, "targetPort": params["inputs"]["image"]["port"]}
    made.append({"apiVersion": "v1", "kind": "Service", "metadata": metadata,
                 "spec": {"selector": labels(params), "ports": [port]}})
    return [*made, deployment(section, {**metadata, "annotations": notes}, marks, pod, params)]


def service(section, metadata, marks, pod, params):
    """https://knative.dev/docs/serving/reference/serving-api/"""
    if section["visibility"] == "cluster":
        metadata["labels"] = {**metadata["labels"], "networking.knative.dev/visibility": "cluster-local"}
    marks = {**marks, "autoscaling.knative.dev/min-scale": str(section["minScale"]),
             "autoscaling.knative.dev/max-scale": str(section["maxScale"]),
             f"{SERVING}/progress-deadline": f"{section['patience']}s"}
    sections = params["sections"]
    limits = {"containerConcurrency": section.get("concurrency") or sections.get("server", {}).get("parallel", 1),
              "timeoutSeconds": section.get("timeout") or sections.get("function", {}).get("timeout", 300)}
    return {"apiVersion": f"{SERVING}/v1", "kind": "Service", "metadata": metadata, "spec": {"template": {
        "metadata": {"labels": labels(params), "annotations": marks}, "spec": {**limits, **pod}}}}


def deployment(section, metadata, marks, pod, params):
    """Without Knative nothing stands before the server: it must listen to more than its own machine."""
    image, container = params["inputs"]["image"], pod["containers"][0]
    words, host = list(image["entrypoint"]), "--host"
    if host in words[:-1]:
        words[words.index(host) + 1] = "0.0.0.0"
    container.update(command=words, args=image["command"])
    container["readinessProbe"]["httpGet"]["port"] = image["port"]
    pod.update(automountServiceAccountToken=False, nodeSelector={"kubernetes.io/arch": image["architecture"]})
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": {
        "replicas": max(1, section["minScale"]), "progressDeadlineSeconds": section["patience"],
        "selector": {"matchLabels": labels(params)},
        "template": {"metadata": {"labels": labels(params), "annotations": marks}, "spec": pod}}}


def pod_spec(params, values, secret_names):
    section, image, published = params["sections"]["knative"], params["inputs"]["image"], params["inputs"]["published"]
    for key in "HOME", "TMPDIR":
        if image["environment"].get(key, "/tmp") == "/tmp":
            values.setdefault(key, SCRATCH)
    limits = {"memory": f"{memory(params)}Mi"}
    cores = {"cpu": f"{round(section['cpu'] * 1000)}m"} if "cpu" in section else {}
    variables = [{"name": key, "value": values[key]} for key in sorted(values)] + [
        {"name": key, "valueFrom": {"secretKeyRef": {"name": name(params), "key": key}}} for key in secret_names]
    container = {
        "name": "model", "image": f"{published['repository']}@sha256:{bare(published['digest'])}", "env": variables,
        "ports": [{"containerPort": image["port"]}], "readinessProbe": {"httpGet": {"path": "/health"}},
        "resources": {"requests": {**limits, **cores}, "limits": limits},
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
        "volumeMounts": [{"name": "scratch", "mountPath": SCRATCH}]}
    login = {"imagePullSecrets": [{"name": section["pullSecret"]}]} if "pullSecret" in section else {}
    return {"containers": [container], "volumes": [{"name": "scratch", "emptyDir": {}}], **login}


def memory(params):
    """In MiB: as written, or the weights once, a quarter of them for the context, and a gibibyte for the engine."""
    sections = params["sections"]
    written = sections["knative"].get("memory") or sections.get("function", {}).get("memory")
    return written if isinstance(written, int) else params["inputs"]["image"]["weightsSize"] * 5 // 4 // 2**20 + 1024


def environment(params):
    sections = params["sections"]
    return {**sections.get("function", {}).get("environment", {}), **sections["knative"].get("environment", {})}


def secrets(job):
    """The values of variables that are written as references."""
    return {key: job.secret(f"/knative/environment/{pointed(key)}") for key in references(job.params)}


def references(params):
    written = params["sections"]["knative"].get("environment", {})
    return [key for key, value in written.items() if "${" in value]


def pointed(key):
    return key.replace("~", "~0").replace("/", "~1")


def bare(digest):
    return digest.removeprefix("sha256:")


# What is seen of it

def settings(thing):
    """What a model runs with, the same of what is asked for and of what the server has made of it."""
    template = thing["spec"]["template"]
    container, notes = template["spec"]["containers"][0], template["metadata"].get("annotations") or {}
    asked = container.get("resources", {})
    seen = {"image": container["image"], "memory": asked.get("limits", {}).get("memory"),
            "cpu": asked.get("requests", {}).get("cpu"), "command": container.get("command"),
            "concurrency": template["spec"].get("containerConcurrency"), "copies": thing["spec"].get("replicas"),
            "timeout": template["spec"].get("timeoutSeconds"),
            "minScale": notes.get("autoscaling.knative.dev/min-scale"),
            "maxScale": notes.get("autoscaling.knative.dev/max-scale")}
    for variable in container.get("env", []):
        value = json.dumps([variable.get("value"), variable.get("valueFrom")], sort_keys=True)
        seen[f"variable {variable['name']}"] = hashlib.sha256(value.encode()).hexdigest()[:12]
    return {key: value for key, value in seen.items() if value is not None}


def drift(before, now):
    """What differs, a clause each. What the cluster added by itself does not count; `2048Mi` and `2Gi` are the same."""
    found = []
    for key in sorted(before.keys() | {key for key in now if key.startswith("variable ")}):
        old, new = before.get(key), now.get(key)
        if old == new or key in ("memory", "cpu") and new and amount(old) == amount(new):
            continue
        if key.startswith("variable ") or key == "command":
            found.append(f"{key} is {'another' if old and new else 'new' if new else 'gone'}")
        else:
            found.append(f"{key} was {old} and is {'not set' if new is None else new}")
    return found


def amount(quantity):
    """https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/"""
    digits = re.match("[0-9.]*", quantity)[0]
    scales = {"m": 1e-3, "": 1, **{f"{unit}i": 1024**power for power, unit in enumerate("KMGTPE", 1)},
              **{unit: 1000**power for power, unit in enumerate("kMGTPE", 1)}}
    unit = quantity[len(digits):]
    return float(digits) * scales[unit] if digits and unit in scales else quantity


def is_own(params, thing):
    return labels(params).items() <= thing["metadata"].get("labels", {}).items()


def demand_own(params, thing):
    if not is_own(params, thing):
        raise Failure("knative.taken", f"there is a {thing['kind']} `{name(params)}` that is not this stack's",
                      "conflict", pointer="/knative", help="write another `knative.name`, or delete it")


def judged(live):
    """Whether it is `ready`, `failed` or on its `way`, and what it says of itself."""
    status, wanted = live.get("status", {}), live["spec"].get("replicas")
    conditions = {one["type"]: one for one in status.get("conditions", [])}
    if status.get("observedGeneration") != live["metadata"]["generation"]:
        return "way", "the cluster has not begun"
    main = conditions.get("Ready" if wanted is None else "Progressing", {})
    said = ": ".join(filter(None, [main.get("reason"), main.get("message")])) or "it does not say why"
    if main.get("status") == "False":
        return "failed", said
    if wanted is None:
        return "ready" if main.get("status") == "True" else "way", said
    done = min(status.get("updatedReplicas", 0), status.get("availableReplicas", 0))
    is_over = done >= wanted and status.get("replicas", 0) == status.get("updatedReplicas", 0)
    return "ready" if is_over else "way", f"{done} of {wanted} copies are available"


def wait(job, cluster):
    """The model once it is ready. Knative may say `failed` for a moment while it changes its mind."""
    end, told, failures = time.monotonic() + job.params["sections"]["knative"]["patience"], None, 0
    while True:
        live = cluster.model()
        if live is None:
            raise Failure("knative.gone", f"{shown(cluster.place)} was deleted while it came up", "conflict")
        state, said = judged(live)
        if state == "ready":
            return live
        failures = failures + 1 if state == "failed" else 0
        if failures > 1 or time.monotonic() > end:
            raise Failure("knative.not-ready", f"{shown(cluster.place)} does not become ready: {said}", retryable=True,
                          help=f"ask the cluster: kubectl --namespace {cluster.place['namespace']} describe pods "
                               f"--selector recua/stack={job.params['stack']['name']}")
        if said != told:
            job.log(said)
            told = said
        job.pause(1, "wait")


def artifact(place, live, wanted, params):
    section, notes = params["sections"]["knative"], live["metadata"].get("annotations", {})
    inside = f"http://{place['name']}.{place['namespace']}.svc.cluster.local"
    url = section.get("url") or live.get("status", {}).get("url") or inside
    shaped = {"place": place, "settings": settings(wanted)}
    return {"target": "knative", "url": url.rstrip("/"), "auth": "none", "isStreaming": True,
            "modelName": notes.get("recua/model", ""), "imageDigest": digest(wanted), "knative": shaped,
            "resources": {key: place[key] for key in ("kind", "name", "namespace", "context")},
            **({"warning": "it answers inside the cluster only"} if ".svc.cluster.local" in url else {})}


def digest(thing):
    reference = thing["spec"]["template"]["spec"]["containers"][0]["image"]
    return reference.partition("@sha256:")[2] or "0" * 64


# kubectl

TROUBLES = [  # what kubectl says, and what that means
    (r"current-context is not set|stat .*no such file|context .*(was not found|does not exist)|no configuration",
     "no-context", "config", "/knative/context", "`kubectl config get-contexts` lists what there is"),
    (r"no matches for kind|doesn't have a resource type|could not find the requested resource", "not-installed",
     "config", "/knative/kind", "install Knative Serving in the cluster, or write `kind: deployment`"),
    (r"denied the request|is invalid|BadRequest|[Vv]alidation", "rejected", "config", "/knative",
     "change what it names"),
    (r"namespaces .*not found", "no-namespace", "config", "/knative/namespace", "kubectl create namespace …"),
    (r"[Ff]orbidden", "forbidden", "auth", "/knative", "ask whoever runs the cluster, or take another context"),
    (r"Unauthorized|logged in|provide credentials|getting credentials", "unauthorized", "auth", "/knative/context",
     "log in to the cluster, then see `kubectl auth can-i list pods`"),
    (r"Unable to connect|refused|timeout|timed out|unable to handle|no such host|deadline", "unreachable", "network",
     "/knative/context", "is the cluster up, and this machine on its network?")]


class Kubectl:
    """The cluster, for what is at one place."""

    def __init__(self, job, place):
        if job.params.get("offline"):
            raise Failure("knative.offline", "the cluster cannot be asked: recua is offline",
                          help="run the command again without `--offline`")
        self.job, self.place = job, dict(place)
        if not place["context"]:
            self.place["context"] = self.call("config", "current-context").strip()

    def get(self, parts=None):
        """What there is of it: all parts are asked for by name at once."""
        words = [f"{part}/{self.place['name']}" for part in parts or self.place["parts"]]
        if not words:
            return []
        found = self.call("get", *words, "--output=json", "--ignore-not-found", "--request-timeout=30s")
        found = json.loads(found) if found.strip() else {"items": []}
        return found.get("items", [found])

    def model(self):
        """The part with the model, which is the last."""
        found = self.get(self.place["parts"][-1:])
        return found[0] if found else None

    def apply(self, things):
        """Server-side: what somebody else has changed of our part is set right."""
        self.call("apply", "--server-side", "--force-conflicts", "--field-manager=recua", "--validate=false",
                  "--request-timeout=30s", "--output=name", "--filename=-",
                  input=json.dumps({"apiVersion": "v1", "kind": "List", "items": things}))

    def delete(self):
        """Deletes what is there and ours."""
        try:
            own = [resource(thing) for thing in self.get() if is_own(self.job.params, thing)]
        except Failure as failure:
            if failure.data["code"] != "knative.not-installed":
                raise
            own = []
        if own:
            self.call("delete", *(f"{part}/{self.place['name']}" for part in own), "--ignore-not-found",
                      "--cascade=foreground", "--timeout=5m", "--output=name")

    def call(self, *words, input=""):
        """What kubectl prints. What it is given goes to its standard input, since that may hold secrets."""
        where = {"kubeconfig": self.place["kubeconfig"], "context": self.place["context"],
                 "namespace": self.place["namespace"]}
        command = ["kubectl", *(f"--{key}={value}" for key, value in where.items() if value), *words]
        try:
            code, output, errors = self.job.call(words[0], command, input)
        except FileNotFoundError:
            raise Failure("knative.no-kubectl", "there is no `kubectl` on this machine",
                          help="install it: https://kubernetes.io/docs/tasks/tools") from None
        if code == 0:
            return output
        lines = [line for line in errors.splitlines() if not re.match(r"\s*$|Warning:|[IWE]\d{4} ", line)]
        said = (lines or [f"it ended with {code}"])[0].rstrip(".")
        said = re.sub(r"^(error|Error from server( \(\w+\))?): ", "", said)
        for pattern, code, kind, pointer, help in TROUBLES:
            if re.search(pattern, errors):
                raise Failure(f"knative.{code}", f"kubectl {words[0]}: {said}", kind, pointer=pointer, help=help,
                              retryable=kind == "network")
        raise Failure("knative.failed", f"kubectl {words[0]}: {said}", "internal",
                      help="its words are in the log of this step")


# The protocol

class Failure(Exception):
    """An error that the user can do something about: see "From the plugin to Recua" in the protocol."""

    def __init__(self, code, message, kind="config", **more):
        super().__init__(message)
        self.data = {"code": code, "class": kind, **{key: value for key, value in more.items() if value}}


class Job:
    """One `run`, `observe` or `destroy`: its child process, its secrets, and whether it is still wanted."""

    def __init__(self, id, params):
        self.id, self.params, self.cancelled, self.told = id, params, threading.Event(), 0

    def log(self, message, level="info"):
        send(method="log", params={"id": self.id, "level": level, "message": message})

    def progress(self, phase):
        """Says at most once a second that something is going on; also the place where a cancelled job stops."""
        if self.cancelled.is_set():
            raise Failure("knative.cancelled", "cancelled", "cancelled")
        if time.monotonic() > self.told + 1:
            self.told = time.monotonic()
            send(method="progress", params={"id": self.id, "phase": phase, "done": 0, "unit": "steps"})

    def pause(self, seconds, phase):
        self.progress(phase)
        self.cancelled.wait(seconds)

    def secret(self, pointer):
        """The value of a key that the schema calls `writeOnly`."""
        number, answers = f"secret-{next(numbers)}", queue.Queue()
        asked[number] = answers
        send(id=number, method="secret", params={"id": self.id, "pointer": pointer})
        while answers.empty():
            self.pause(0.01, "secrets")
        answer = answers.get()
        if "error" in answer:
            told = answer["error"].get("data") or {}
            raise Failure(told.get("code", "plugin.secret"), answer["error"]["message"], told.get("class", "config"),
                          pointer=told.get("pointer") or pointer, help=told.get("help"))
        return answer["result"]["value"]

    def call(self, phase, command, input):
        """Runs a program to its end: its exit code, its output, and its errors, which the log gets too."""
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 encoding="utf-8", errors="replace", process_group=0)
        output = None
        try:
            while output is None:
                self.progress(phase)
                try:
                    output, errors = child.communicate(input, timeout=0.1)
                except subprocess.TimeoutExpired:
                    input = None  # it has it
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.communicate()
        print(errors, end="", file=sys.stderr, flush=True)
        return child.returncode, output, errors


def send(**message):
    with sending:
        print(json.dumps({"jsonrpc": "2.0", **message}), file=answers, flush=True)


def answer(id, method, argument):
    """Does what a request asks, in the caller's thread, and always answers it."""
    try:
        send(id=id, result=METHODS[method](argument))
    except Failure as failure:
        send(id=id, error={"code": -32000, "message": str(failure), "data": failure.data})
    except Exception as error:  # a bug: Recua learns of it, and the next request is served
        data = {"code": "knative.bug", "class": "internal"}
        send(id=id, error={"code": -32603, "message": f"{type(error).__name__}: {error}", "data": data})
    finally:
        jobs.pop(id, None)


def receive(message):
    id, params = message.get("id"), message.get("params") or {}
    if "method" not in message:
        asked.pop(id).put(message)
    elif message["method"] == "cancel":
        if params["id"] in jobs:
            jobs[params["id"]].cancelled.set()
    elif message["method"] in ("run", "observe", "destroy"):
        jobs[id] = Job(id, params)
        threading.Thread(target=answer, args=(id, message["method"], jobs[id])).start()
    elif message["method"] in METHODS:
        answer(id, message["method"], params)
    elif id is not None:
        send(id=id, error={"code": -32601, "message": f"unknown method {message['method']}"})


def leave(*_):
    """Recua has gone, or asks us to go: what still runs ends its child, then itself."""
    for job in list(jobs.values()):
        job.cancelled.set()
    sys.exit()


METHODS = {"initialize": lambda params: DESCRIPTION, "check": check, "plan": plan, "run": run, "observe": observe,
           "destroy": destroy, "shutdown": lambda params: {}}
answers, sending, jobs, asked, numbers = os.fdopen(os.dup(1), "w"), threading.Lock(), {}, {}, itertools.count(1)
if __name__ == "__main__":
    os.dup2(2, 1)  # whatever else prints goes to the log
    signal.signal(signal.SIGTERM, leave)
    for line in sys.stdin.buffer:
        id = None
        try:
            message = json.loads(line)
            id = message.get("id")
            receive(message)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            send(id=id, error={"code": -32600, "message": f"not a request: {type(error).__name__}: {error}"})
    leave()
