"""Tests of knative.py as Recua sees it, a process and lines: the real kubectl against a stand-in for the API server.

    cd stacks/plugins && ../../.venv/test/bin/python -m unittest
"""
import copy
import json
import os
import stat
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

import jsonschema
import kubernetes_validate

import knative
from conversation import HERE, Plugin

sys.path.insert(0, str(HERE.parent.parent / "Tests/Support/kubernetes"))
from cluster import KNATIVE, Cluster  # noqa: E402

DIGEST, OTHER = "ab" * 32, "cd" * 32
WORDS = ["/opt/recua/engine", "--server", "--host", "127.0.0.1", "--port", "8080", "-a", "chat"]
SECTION = {"kind": "service", "namespace": "models", "minScale": 0, "maxScale": 2, "patience": 60,
           "visibility": "public"}

# Rules of our own for what we write, from what Knative says of its API: its resource definition names these keys, and
# its admission webhook forbids what is left out here (`nodeSelector`, a probe's `port` in older ones, mounts at /tmp).
TEXT, TEXTS = {"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}


def exactly(required, **properties):
    return {"type": "object", "properties": properties, "required": required.split(), "additionalProperties": False}


KNATIVE_SERVICE = exactly(
    "apiVersion kind metadata spec", apiVersion={"const": "serving.knative.dev/v1"}, kind={"const": "Service"},
    metadata=exactly("name", name={"type": "string", "maxLength": 63}, namespace=TEXT, labels=TEXTS, annotations={
        **TEXTS, "propertyNames": {"not": {"pattern": "^autoscaling[.]knative[.]dev/"}}}),
    spec=exactly("template", template=exactly(
        "spec", metadata=exactly("", labels=TEXTS, annotations=TEXTS),
        spec=exactly(
            "containers", containerConcurrency={"type": "integer", "minimum": 0, "maximum": 1000},
            timeoutSeconds={"type": "integer", "minimum": 0},
            imagePullSecrets={"type": "array", "items": exactly("name", name=TEXT)},
            volumes={"type": "array", "items": exactly("name", name=TEXT, emptyDir=exactly(""))},
            containers={"type": "array", "minItems": 1, "maxItems": 1, "items": exactly(
                "image", name={"type": "string", "not": {"const": "queue-proxy"}}, image=TEXT,
                env={"type": "array", "items": exactly("name", name={"type": "string", "not": {"enum": [
                    "PORT", "K_SERVICE", "K_CONFIGURATION", "K_REVISION"]}}, value=TEXT, valueFrom=exactly(
                        "secretKeyRef", secretKeyRef=exactly("name key", name=TEXT, key=TEXT)))},
                ports={"type": "array", "maxItems": 1, "items": exactly("containerPort", containerPort={
                    "type": "integer"})},
                readinessProbe=exactly("httpGet", httpGet=exactly("path", path=TEXT)),
                resources=exactly("", requests=TEXTS, limits=TEXTS),
                securityContext=exactly("", allowPrivilegeEscalation={"type": "boolean"}, capabilities=exactly(
                    "drop", drop={"type": "array", "items": TEXT})),
                volumeMounts={"type": "array", "items": exactly("name mountPath", name=TEXT, mountPath={
                    "type": "string", "not": {"enum": ["/", "/dev", "/dev/log", "/tmp", "/var", "/var/log"]}})})}))))


class KnativeTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.section, self.function, self.plugins = dict(SECTION), {"memory": "auto", "timeout": 300}, []
        self.plugin = self.start()

    def start(self, **environment):
        plugin = Plugin("knative.py", **{"HOME": str(self.folder), "KUBECONFIG": str(self.folder / "config"),
                                         **environment})
        self.addCleanup(lambda: plugin.process.poll() is None and plugin.close())
        return plugin

    def cluster(self, **more):
        cluster = Cluster(**more)
        threading.Thread(target=cluster.serve_forever, args=(0.01,), daemon=True).start()
        self.addCleanup(cluster.server_close)
        self.addCleanup(cluster.shutdown)
        (self.folder / "config").write_text(cluster.kubeconfig())
        return cluster

    def params(self, digest=DIGEST, **more):
        return {"stack": {"name": "chat", "project": "llamas", "target": "knative", "folder": str(self.folder)},
                "sections": {"knative": self.section, "function": self.function, "server": {"parallel": 1}},
                "inputs": {"published": {"repository": "registry.example.org/llamas", "digest": digest, "tag": "chat"},
                           "image": {"modelName": "chat", "weightsSize": 4 << 30, "port": 8080, "architecture": "amd64",
                                     "entrypoint": WORDS, "command": [], "environment": {"HOME": "/tmp"}}},
                "prior": None, "token": "t-0", "fingerprint": "f" * 64, "scratch": str(self.folder), "offline": False,
                **more}

    def deploy(self, **more):
        answer = self.plugin.ask("run", self.params(**more))
        self.assertIn("result", answer, answer)
        return answer["result"]["artifact"]

    def looked(self, artifact=None, **more):
        return self.plugin.ask("observe", {**self.params(), "artifact": artifact, **more})["result"]

    def error(self, method="run", **more):
        error = self.plugin.ask(method, self.params(**more))["error"]
        self.assertFalse(error["message"].endswith(".") or "\n" in error["message"], error)
        return error["data"]["code"], error["data"]["class"], error["data"].get("pointer")

    def model(self, cluster, name="llamas-chat", group=KNATIVE, plural="services", namespace="models"):
        return cluster.objects.get((group, plural, namespace, name))


class RenderingTest(KnativeTest):
    """What the cluster is asked for, as values."""

    def test_a_knative_service_keeps_to_the_rules(self):
        self.section.update(cpu=2.5, pullSecret="login", visibility="cluster", environment={"A": "b"})
        for secrets in {}, {"KEY": "hidden"}:
            made = knative.objects(self.params(), secrets)
            jsonschema.validate(made[-1], KNATIVE_SERVICE)
            for other in made[:-1]:
                kubernetes_validate.validate(other, "1.33", strict=True)

    def test_a_deployment_and_its_service_are_what_kubernetes_takes(self):
        self.section.update(kind="deployment", cpu=0.5, pullSecret="login", environment={"A": "b"})
        for version in "1.25", "1.37":
            for thing in knative.objects(self.params(), {"KEY": "hidden"}):
                kubernetes_validate.validate(thing, version, strict=True)
        self.assertEqual([knative.resource(thing) for thing in knative.objects(self.params(), {"KEY": "hidden"})],
                         knative.PARTS["deployment"])

    def test_the_rules_would_notice(self):
        made = knative.objects(self.params(), {})[-1]
        made["spec"]["template"]["spec"]["nodeSelector"] = {}
        with self.assertRaises(jsonschema.ValidationError):
            jsonschema.validate(made, KNATIVE_SERVICE)
        self.section["kind"] = "deployment"
        made = knative.objects(self.params(), {})[-1]
        made["spec"]["template"]["spec"]["containers"][0]["ports"] = "8080"
        with self.assertRaises(kubernetes_validate.ValidationError):
            kubernetes_validate.validate(made, "1.33", strict=True)

    def test_a_service_names_the_image_by_its_digest_rests_when_nobody_asks_and_carries_whose_it_is(self):
        made = knative.objects(self.params(), {})[-1]
        template = made["spec"]["template"]
        container = template["spec"]["containers"][0]
        self.assertEqual(container["image"], f"registry.example.org/llamas@sha256:{DIGEST}")
        self.assertEqual(template["metadata"]["annotations"], {
            "autoscaling.knative.dev/min-scale": "0", "autoscaling.knative.dev/max-scale": "2",
            "serving.knative.dev/progress-deadline": "60s"})
        self.assertEqual((template["spec"]["containerConcurrency"], template["spec"]["timeoutSeconds"]), (1, 300))
        self.assertEqual(made["metadata"]["labels"], {
            "app.kubernetes.io/managed-by": "recua", "recua/project": "llamas", "recua/stack": "chat"})
        self.assertEqual(made["metadata"]["annotations"]["recua/fingerprint"], "f" * 64)
        self.assertNotIn("command", container)

    def test_without_knative_the_server_listens_to_the_whole_pod(self):
        self.section.update(kind="deployment", minScale=3)
        service, made = knative.objects(self.params(), {})
        container = made["spec"]["template"]["spec"]["containers"][0]
        self.assertEqual(container["command"], [word.replace("127.0.0.1", "0.0.0.0") for word in WORDS])
        self.assertEqual(container["readinessProbe"], {"httpGet": {"path": "/health", "port": 8080}})
        self.assertEqual(made["spec"]["replicas"], 3)
        self.assertEqual(service["spec"]["ports"], [{"name": "http", "port": 80, "targetPort": 8080}])
        self.assertEqual(service["spec"]["selector"], made["spec"]["template"]["metadata"]["labels"])

    def test_memory_is_what_the_section_says_else_the_function_else_what_the_weights_need(self):
        self.assertEqual(knative.memory(self.params()), 6 * 1024)
        self.function["memory"] = 3008
        self.assertEqual(knative.memory(self.params()), 3008)
        self.section["memory"] = 65536
        self.assertEqual(knative.memory(self.params()), 65536)

    def test_temporary_files_have_a_place_unless_the_image_says_where(self):
        def variables(params):
            container = knative.objects(params, {})[-1]["spec"]["template"]["spec"]["containers"][0]
            return {variable["name"]: variable["value"] for variable in container["env"]}
        params = self.params()
        self.assertEqual(variables(params), {"HOME": "/scratch", "TMPDIR": "/scratch"})
        params["inputs"]["image"]["environment"]["HOME"] = "/srv"
        self.section["environment"] = {"TMPDIR": "/mine"}
        self.assertEqual(variables(params), {"TMPDIR": "/mine"})

    def test_quantities_are_compared_as_amounts(self):
        self.assertEqual(knative.drift({"memory": "2048Mi", "cpu": "2000m"}, {"memory": "2Gi", "cpu": "2"}), [])
        self.assertEqual(knative.amount("1.5k"), 1500)
        self.assertEqual(knative.amount("much"), "much")


class DeployingTest(KnativeTest):
    """The real kubectl, and what it makes of it."""

    def test_a_service_is_made_is_there_and_goes(self):
        cluster = self.cluster()
        cluster.ahead = [("Unknown", "Deploying", "waiting for the image")]
        artifact = self.deploy()
        self.assertEqual(artifact["url"], f"{cluster.url}/models/models/llamas-chat")
        self.assertEqual({key: artifact[key] for key in ("target", "auth", "isStreaming", "modelName", "imageDigest")}, {
            "target": "knative", "auth": "none", "isStreaming": True, "modelName": "chat", "imageDigest": DIGEST})
        self.assertEqual(artifact["resources"], {
            "kind": "service", "name": "llamas-chat", "namespace": "models", "context": "test"})
        self.assertNotIn("warning", artifact)
        self.assertEqual(self.looked(artifact), {"state": "present"})
        for _ in range(2):
            self.assertEqual(self.plugin.ask("destroy", {**self.params(), "artifact": artifact})["result"], {})
        self.assertIsNone(self.model(cluster))
        self.assertEqual(self.looked(artifact), {"state": "absent"})

    def test_progress_is_told_while_it_comes_up(self):
        self.cluster().ahead = [("Unknown", "Deploying", "waiting for the image"), ("False", "ImagePull", "not yet")]
        self.deploy()
        logged = [notice["params"]["message"] for notice in self.plugin.notices if notice["method"] == "log"]
        self.assertEqual(logged, ["Deploying: waiting for the image", "ImagePull: not yet"])
        self.assertTrue(any(notice["method"] == "progress" for notice in self.plugin.notices))

    def test_a_deployment_is_made_is_there_and_goes(self):
        cluster = self.cluster(has_knative=False)
        self.section["kind"] = "deployment"
        artifact = self.deploy()
        self.assertEqual(artifact["url"], "http://llamas-chat.models.svc.cluster.local")
        self.assertEqual(artifact["warning"], "it answers inside the cluster only")
        self.assertEqual(self.looked(artifact), {"state": "present"})
        self.plugin.ask("destroy", {**self.params(), "artifact": artifact})
        self.assertEqual([key for key in cluster.objects if key[1] != "namespaces"], [])

    def test_the_users_url_is_where_it_answers(self):
        self.cluster()
        self.section.update(kind="deployment", url="https://chat.example.org/")
        artifact = self.deploy()
        self.assertEqual(artifact["url"], "https://chat.example.org")
        self.assertNotIn("warning", artifact)

    def test_another_run_changes_the_same_thing_and_takes_out_what_it_no_longer_says(self):
        cluster = self.cluster()
        self.section["environment"] = {"A": "b"}
        first = self.deploy()
        del self.section["environment"]
        second = self.deploy(prior=first, digest=OTHER)
        self.assertEqual(second["imageDigest"], OTHER)
        container = self.model(cluster)["spec"]["template"]["spec"]["containers"][0]
        self.assertNotIn("A", [variable["name"] for variable in container["env"]])
        self.assertEqual(self.model(cluster)["metadata"]["generation"], 2)

    def test_what_was_changed_by_hand_is_named_and_set_right(self):
        cluster = self.cluster()
        self.section.update(memory=2048, environment={"A": "b"})
        artifact = self.deploy()
        template = copy.deepcopy(self.model(cluster)["spec"]["template"])
        container = template["spec"]["containers"][0]
        container["resources"]["limits"]["memory"] = "512Mi"
        container["image"] = f"registry.example.org/llamas@sha256:{OTHER}"
        container["env"] = [{"name": "A", "value": "c"}, {"name": "B", "value": "d"}, *container["env"][1:]]
        self.kubectl("patch", f"services.{KNATIVE}", "llamas-chat", "--type=merge", "--patch",
                     json.dumps({"spec": {"template": template}}))
        seen = self.looked(artifact)
        self.assertEqual((seen["state"], seen["detail"].split(", ")), ("drifted", [
            f"image was registry.example.org/llamas@sha256:{DIGEST} and is registry.example.org/llamas@sha256:{OTHER}",
            "memory was 2048Mi and is 512Mi", "variable A is another", "variable B is new"]))
        self.assertEqual(self.looked(self.deploy(prior=artifact)), {"state": "present"})

    def test_secrets_reach_the_cluster_in_a_secret_and_nothing_else(self):
        cluster = self.cluster()
        self.section["environment"] = {"A/~key": "${env:KEY}", "PLAIN": "word"}
        self.plugin.secrets["/knative/environment/A~1~0key"] = "hidden"
        artifact = self.deploy()
        self.assertEqual(self.model(cluster, group="", plural="secrets")["stringData"], {"A/~key": "hidden"})
        self.assertEqual(self.plugin.asked, ["/knative/environment/A~1~0key"])
        self.assertNotIn("hidden", json.dumps([artifact, self.model(cluster), self.plugin.notices]))
        self.assertEqual(self.looked(artifact), {"state": "present"})
        del self.section["environment"]
        later = self.deploy(prior=artifact)
        self.assertIsNone(self.model(cluster, group="", plural="secrets"))
        self.plugin.ask("destroy", {**self.params(), "artifact": later})
        self.assertIsNone(self.model(cluster))

    def test_another_value_of_a_secret_makes_new_copies(self):
        cluster = self.cluster()
        self.section["environment"] = {"KEY": "${env:KEY}"}
        self.plugin.secrets["/knative/environment/KEY"] = "hidden"
        self.deploy()
        self.deploy(token="t-1")
        self.assertEqual(self.model(cluster)["metadata"]["generation"], 2)

    def test_a_secret_that_is_not_given_stops_it_before_anything_is_made(self):
        cluster = self.cluster()
        self.section["environment"] = {"KEY": "${env:KEY}"}
        self.assertEqual(self.error(), ("plugin.secret", "config", "/knative/environment/KEY"))
        self.assertEqual(cluster.requests, [])

    def test_what_has_moved_is_deleted_in_its_old_place(self):
        cluster = self.cluster()
        first = self.deploy()
        self.section["namespace"] = "default"
        second = self.deploy(prior=first)
        self.assertIsNone(self.model(cluster))
        self.assertIsNotNone(self.model(cluster, namespace="default"))
        self.section.update(name="other", kind="deployment")
        self.deploy(prior=second)
        self.assertIsNone(self.model(cluster, namespace="default"))
        self.assertIsNotNone(self.model(cluster, name="other", group="apps", plural="deployments", namespace="default"))

    def test_the_other_kind_takes_the_place_of_the_first(self):
        cluster = self.cluster()
        first = self.deploy()
        self.section["kind"] = "deployment"
        second = self.deploy(prior=first)
        self.assertIsNone(self.model(cluster))
        self.section["kind"] = "service"
        self.deploy(prior=second)
        self.assertEqual([key[:2] for key in cluster.objects if key[1] != "namespaces"], [(KNATIVE, "services")])

    def test_the_first_context_is_kept_until_another_is_written(self):
        cluster = self.cluster()
        first = self.deploy()
        configuration = json.loads(cluster.kubeconfig())
        configuration["current-context"] = "elsewhere"
        (self.folder / "config").write_text(json.dumps(configuration))
        self.assertEqual(self.deploy(prior=first)["resources"]["context"], "test")

    def test_a_configuration_beside_the_manifest_is_taken(self):
        self.cluster()
        (self.folder / "config").rename(self.folder / "mine")
        self.section["kubeconfig"] = "mine"
        self.assertEqual(self.looked(self.deploy()), {"state": "present"})

    def test_what_is_on_no_record_is_found_by_its_names_and_its_fingerprint(self):
        cluster = self.cluster()
        self.section["environment"] = {"KEY": "${env:KEY}"}
        self.plugin.secrets["/knative/environment/KEY"] = "hidden"
        lost = {"artifact": None, "token": ""}
        self.assertEqual(self.looked(**lost), {"state": "absent"})
        artifact = self.deploy()
        found = self.looked(**lost)
        self.assertEqual(found["state"], "present")
        self.assertEqual(found["artifact"], artifact)
        self.assertEqual(self.looked(**lost, fingerprint="e" * 64)["detail"], "it was deployed with other settings")
        other = self.looked(**lost, inputs=self.params(digest=OTHER)["inputs"])
        self.assertIn(f"and is registry.example.org/llamas@sha256:{DIGEST}", other["detail"])
        self.assertEqual(other["artifact"]["imageDigest"], DIGEST)
        unknown = self.looked(**lost, inputs={}, fingerprint=None)
        self.assertEqual((unknown["state"], unknown["detail"]), ("drifted", "it is not known what it was made of"))
        self.assertEqual(self.looked(unknown["artifact"]), {"state": "present"})
        self.model(cluster)["metadata"]["labels"]["recua/project"] = "other"
        self.assertEqual(self.looked(**lost), {"state": "absent"})

    def test_a_run_that_was_cut_off_is_repeated(self):
        cluster = self.cluster()
        self.deploy()
        self.assertEqual(self.looked(None), {"state": "absent"})
        self.deploy()
        self.assertEqual(self.model(cluster)["metadata"]["generation"], 1)

    def test_what_is_somebody_elses_is_neither_changed_nor_deleted(self):
        cluster = self.cluster()
        self.deploy()
        self.model(cluster)["metadata"]["labels"]["recua/stack"] = "other"
        self.assertEqual(self.error(), ("knative.taken", "conflict", "/knative"))
        self.plugin.ask("destroy", {**self.params(), "artifact": None})
        self.assertIsNotNone(self.model(cluster))

    def kubectl(self, *words):
        subprocess.run(["kubectl", "--namespace=models", *words], check=True, stdout=subprocess.DEVNULL, env={
            "KUBECONFIG": str(self.folder / "config"), "HOME": str(self.folder), "PATH": os.environ["PATH"]})


class TroubleTest(KnativeTest):
    """Each trouble is one clear error."""

    def test_a_cluster_that_forbids_it(self):
        self.cluster().faults["forbidden"] = True
        self.assertEqual(self.error(), ("knative.forbidden", "auth", "/knative"))

    def test_a_cluster_that_does_not_know_who_asks(self):
        self.cluster().faults["unauthorized"] = True
        self.assertEqual(self.error(), ("knative.unauthorized", "auth", "/knative/context"))

    def test_a_cluster_without_knative(self):
        self.cluster(has_knative=False)
        answer = self.plugin.ask("run", self.params())
        self.assertEqual(answer["error"]["data"]["code"], "knative.not-installed")
        self.assertIn("kind: deployment", answer["error"]["data"]["help"])
        self.assertEqual(self.plugin.ask("destroy", {**self.params(), "artifact": None})["result"], {})

    def test_a_cluster_that_rejects_it(self):
        self.cluster().faults["rejected"] = "expected 0 <= 900 <= 600: spec.template.spec.timeoutSeconds"
        answer = self.plugin.ask("run", self.params())
        self.assertEqual(answer["error"]["data"]["code"], "knative.rejected")
        self.assertIn("timeoutSeconds", answer["error"]["message"])

    def test_a_namespace_that_does_not_exist(self):
        self.cluster()
        self.section["namespace"] = "nowhere"
        self.assertEqual(self.error(), ("knative.no-namespace", "config", "/knative/namespace"))

    def test_a_cluster_that_is_not_there(self):
        self.cluster().server_close()
        self.assertEqual(self.error(), ("knative.unreachable", "network", "/knative/context"))

    def test_no_configuration_and_no_such_context(self):
        self.assertEqual(self.error(), ("knative.no-context", "config", "/knative/context"))
        self.section["context"] = "moon"
        self.assertEqual(self.error(), ("knative.no-context", "config", "/knative/context"))

    def test_no_kubectl(self):
        self.cluster()
        (self.folder / "bin").mkdir()
        (self.folder / "bin/python3").symlink_to(sys.executable)
        self.plugin = self.start(PATH=str(self.folder / "bin"))
        self.assertEqual(self.error()[:2], ("knative.no-kubectl", "config"))

    def test_a_model_that_cannot_start_is_told_with_the_clusters_words(self):
        self.cluster().verdict = ("False", "RevisionFailed", "the image cannot be pulled")
        answer = self.plugin.ask("run", self.params())
        self.assertEqual(answer["error"]["data"]["code"], "knative.not-ready")
        self.assertIn("RevisionFailed: the image cannot be pulled", answer["error"]["message"])
        self.assertIn("describe pods", answer["error"]["data"]["help"])

    def test_a_deployment_that_does_not_get_on_is_told_with_the_clusters_words(self):
        self.cluster().verdict = ("False", "ProgressDeadlineExceeded", "it has timed out progressing")
        self.section["kind"] = "deployment"
        self.assertIn("ProgressDeadlineExceeded", self.plugin.ask("run", self.params())["error"]["message"])

    def test_a_model_that_takes_too_long_is_given_up(self):
        self.cluster().verdict = ("Unknown", "Deploying", "still")
        self.section["patience"] = 1
        self.assertEqual(self.error()[0], "knative.not-ready")

    def test_offline_nobody_is_asked(self):
        for method in "run", "observe", "destroy":
            self.assertEqual(self.error(method, offline=True, artifact=None, token="")[0], "knative.offline")

    def test_cancel_ends_kubectl_and_the_next_request_is_served(self):
        cluster = self.cluster()
        cluster.faults["hang"] = threading.Event()
        self.addCleanup(cluster.faults["hang"].set)
        self.plugin.send("run", self.params(), id=7)
        self.assertTrue(cluster.hung.wait(60))
        self.plugin.send("cancel", {"id": 7})
        self.assertEqual(self.plugin.answer(7)["error"]["data"]["class"], "cancelled")
        cluster.faults.pop("hang").set()
        self.assertEqual(self.plugin.ask("run", self.params(), id=8)["result"]["artifact"]["imageDigest"], DIGEST)

    def test_cancel_while_it_comes_up(self):
        self.cluster().verdict = ("Unknown", "Deploying", "still")
        self.plugin.send("run", self.params(), id=7)
        while self.plugin.read()["method"] != "log":
            pass
        self.plugin.send("cancel", {"id": 7})
        self.assertEqual(self.plugin.answer(7)["error"]["data"]["code"], "knative.cancelled")

    def test_lines_that_are_no_requests_are_answered_and_survived(self):
        for line in b"", b"not json", b"\xff\xfe", b"[1]", b"42", b'{"params":{}}', b"[" * 99999:
            self.plugin.write(line)
            answer = self.plugin.read()
            self.assertEqual((answer["id"], answer["error"]["code"]), (None, -32600), line)
        self.assertEqual(self.plugin.ask("dance", {})["error"]["code"], -32601)
        self.assertEqual(self.plugin.ask("shutdown", {})["result"], {})
        self.assertEqual(self.plugin.close(), 0)


class AnsweringTest(KnativeTest):
    """What needs no cluster."""

    def test_it_describes_itself(self):
        told = self.plugin.ask("initialize", {"protocolVersions": [1]})["result"]
        self.assertEqual((told["provides"], told["needs"], told["effect"], told["network"]),
                         ("deployment", ["image", "published"], True, True))
        secret = told["sections"]["knative"]["properties"]["environment"]["additionalProperties"]
        self.assertEqual(secret, {"type": "string", "writeOnly": True})
        self.assertTrue(os.stat(HERE / "knative.py").st_mode & stat.S_IXUSR)

    def test_a_check_finds_what_no_cluster_could_take(self):
        self.section.update(minScale=3)
        self.function["environment"] = {"KEY": "${env:KEY}", "PLAIN": "word", "OWN": "${env:OWN}"}
        self.section["environment"] = {"OWN": "${env:OWN}"}
        params = self.params()
        params["stack"]["project"] = "l" * 60
        found = self.plugin.ask("check", params)["result"]["diagnostics"]
        self.assertEqual([(one["code"], one["pointer"]) for one in found], [
            ("knative.name", "/knative"), ("knative.scale", "/knative/minScale"),
            ("knative.environment", "/function/environment/KEY")])
        self.section.update(minScale=0, name="short")
        self.function["environment"] = {"PLAIN": "word"}
        self.assertEqual(self.plugin.ask("check", params)["result"], {"diagnostics": []})

    def test_a_plan_says_what_comes_what_changes_and_what_moves(self):
        def told(**more):
            (one,) = self.plugin.ask("plan", self.params(**more))["result"]["forecasts"]
            return one["verb"], one["text"]
        there = "the Knative Service `llamas-chat` in the namespace `models`"
        self.assertEqual(told(), ("create", f"create {there}"))
        prior = {"knative": {"place": {**knative.place(self.params()), "context": "test"}}}
        self.assertEqual(told(prior=prior), ("update", f"update {there}"))
        self.section.update(kind="deployment")
        self.assertEqual(told(prior=prior), (
            "replace", f"replace {there} by the Deployment `llamas-chat` in the namespace `models`: its address may "
                       "change"))
        self.section.update(kind="service", context="other")
        self.assertEqual(told(prior=prior)[0], "replace")


del KnativeTest  # it has no tests of its own
if __name__ == "__main__":
    unittest.main()
