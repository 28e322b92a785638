"""The emulator's own tests: the real SAM CLI and AWS CLI against it, and programs that answer behind its URLs.

    .venv/test/bin/python -m pytest Tests/Support/aws
"""

import http.client
import json
import re
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from testing import HERE, PATIENCE, Emulator, Registry, build_probe, tar, wait_for

CREDENTIALS = Credentials("testing", "testing")


def setUpModule():
    global folder, registry, program, image, other_image
    folder = tempfile.TemporaryDirectory(prefix="recua-aws-test-")
    path = Path(folder.name)
    registry = Registry(path)
    program = build_probe(path)
    layer = tar(("opt", None), ("opt/probe", program))
    image = push([layer])
    other_image = push([layer, tar(("etc", None), ("etc/version", b"2"))])


def tearDownModule():
    registry.stop()
    folder.cleanup()


def push(layers, **options):
    settings = {"Entrypoint": ["/opt/probe"], "Cmd": ["--port", "8080"], **options}
    return registry.push("probe", layers, **settings)


class Deployed(unittest.TestCase):
    """One emulator a class, emptied before each test, with the sample project in its folder."""

    options = ()

    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory(prefix="recua-aws-test-")
        cls.addClassCleanup(scratch.cleanup)
        cls.project = Path(scratch.name)
        cls.emulator = Emulator(cls.project, "--registry", registry.url, *cls.options)
        cls.addClassCleanup(cls.emulator.stop)
        cls.template = (HERE / "sample/template.yaml").read_text()
        for name in ("cloudformation", "iam", "lambda", "logs", "resourcegroupstaggingapi", "s3"):
            setattr(cls, name.replace("lambda", "lambdas"), cls.emulator.client(name))

    def setUp(self):
        self.emulator.administer("reset", {})

    def deploy(self, uri=None, *arguments, name="llamas-probe", check=True, template=None, **environment):
        config = (HERE / "sample/samconfig.toml").read_text().replace("llamas-probe", name)
        config = re.sub(r"localhost:5000/probe@sha256:0+", uri or image, config)
        # With its slash: the registry's own port may begin with the sample's.
        config = config.replace("localhost:5000/", f"localhost:{registry.port}/")
        (self.project / "samconfig.toml").write_text(config)
        (self.project / "template.yaml").write_text(template or self.template)
        return self.emulator.sam("deploy", *arguments, check=check, **environment)

    def stack(self, name="llamas-probe"):
        return self.cloudformation.describe_stacks(StackName=name)["Stacks"][0]

    def delete_stack(self, name="llamas-probe"):
        self.cloudformation.delete_stack(StackName=name)
        wait_for(lambda: not self.cloudformation.describe_stacks()["Stacks"], "the stack's deletion")

    def outputs(self, name="llamas-probe"):
        return {each["OutputKey"]: each["OutputValue"] for each in self.stack(name)["Outputs"]}

    def function(self):
        return self.lambdas.get_function(FunctionName=self.outputs()["FunctionName"])

    def request(self, method, path, body=b"", signed=True, url=None, key=CREDENTIALS, headers={}):
        """One request to the function URL. Returns the response, its body read, and the pieces' times."""
        address = (url or self.outputs()["FunctionUrl"]).rstrip("/") + path
        request = AWSRequest(method, address, headers, body)
        if signed:
            SigV4Auth(key, "lambda", "us-east-1").add_auth(request)
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
        connection.request(method, path, body or None, dict(request.headers))
        response = connection.getresponse()
        pieces = []
        while data := response.read1():
            pieces.append((time.monotonic(), data))
        connection.close()
        return response, b"".join(data for _, data in pieces), pieces


class SAMTests(Deployed):
    def test_sam_validate_accepts_the_sample(self):
        self.deploy(check=False, **{"AWS_ENDPOINT_URL": "http://localhost:9"})
        result = self.emulator.sam("validate")
        self.assertIn("is a valid SAM Template", result.stdout)

    def test_a_deployed_function_is_what_the_template_says_and_answers(self):
        self.deploy()
        function = self.function()
        configuration = function["Configuration"]
        self.assertEqual(configuration["State"], "Active")
        self.assertEqual(configuration["MemorySize"], 2048)
        self.assertEqual(configuration["Timeout"], 60)
        self.assertEqual(configuration["Architectures"], ["x86_64"])
        self.assertEqual(configuration["EphemeralStorage"], {"Size": 1024})
        self.assertEqual(configuration["LoggingConfig"]["LogGroup"], "/recua/llamas-probe")
        self.assertEqual(configuration["Environment"]["Variables"]["GREETING"], 'hello, "you" = $me')
        self.assertEqual("sha256:" + configuration["CodeSha256"], image.split("@")[1])
        self.assertEqual(function["Code"]["ResolvedImageUri"], image)
        self.assertEqual(function["Concurrency"], {"ReservedConcurrentExecutions": 2})
        self.assertEqual(function["Tags"]["recua:project"], "llamas")
        self.assertEqual(function["Tags"]["aws:cloudformation:stack-name"], "llamas-probe")
        tags = self.lambdas.list_tags(Resource=configuration["FunctionArn"])
        self.assertEqual(tags["Tags"]["recua:stack"], "probe")
        url = self.lambdas.get_function_url_config(FunctionName=configuration["FunctionName"])
        self.assertEqual((url["AuthType"], url["InvokeMode"]), ("AWS_IAM", "RESPONSE_STREAM"))
        self.assertEqual(url["FunctionUrl"], self.outputs()["FunctionUrl"])
        groups = self.logs.describe_log_groups()["logGroups"]
        found = [(each["logGroupName"], each["retentionInDays"]) for each in groups]
        self.assertEqual(found, [("/recua/llamas-probe", 14)])
        found = self.resourcegroupstaggingapi.get_resources(
            TagFilters=[{"Key": "recua:project", "Values": ["llamas"]}], ResourceTypeFilters=["lambda:function"]
        )
        self.assertEqual(len(found["ResourceTagMappingList"]), 1)

        response, body, _ = self.request("POST", "/v1/x?a=b%20c", b'{"x":1}')
        self.assertEqual(response.status, 200)
        self.assertEqual(json.loads(body)["path"], "/v1/x?a=b%20c")
        self.assertEqual(json.loads(body)["bytes"], 7)

        logs = self.logs.filter_log_events(logGroupName="/recua/llamas-probe")
        messages = [event["message"] for event in logs["events"]]
        self.assertIn("POST /v1/x?a=b%20c", messages)
        self.assertTrue(any("Init Duration" in message for message in messages), messages)

    def test_nothing_changed_nothing_deployed(self):
        self.deploy()
        result = self.deploy()
        self.assertIn("No changes to deploy. Stack llamas-probe is up to date", result.stdout)
        result = self.deploy(None, "--fail-on-empty-changeset", check=False)
        self.assertEqual(result.returncode, 1)

    def test_a_new_digest_memory_and_variable_change_the_running_function_and_keep_its_url(self):
        self.deploy()
        url = self.outputs()["FunctionUrl"]
        self.request("GET", "/warm")
        self.deploy(other_image)
        self.assertEqual(self.function()["Code"]["ImageUri"], other_image)
        self.assertEqual(self.outputs()["FunctionUrl"], url)
        changed = self.template.replace("2048", "3008").replace("!Ref Greeting", "again").replace("14", "30")
        changed = changed.replace("ReservedConcurrentExecutions: 2", "Description: no reservation")
        changed = changed.replace("      Description: probe, served by recua\n", "")
        changed = changed.replace("BUFFERED", "RESPONSE_STREAM")
        self.deploy(other_image, template=changed)
        self.assertEqual(self.stack()["StackStatus"], "UPDATE_COMPLETE")
        function = self.function()
        self.assertEqual(function["Configuration"]["MemorySize"], 3008)
        self.assertNotIn("Concurrency", function)
        _, body, _ = self.request("GET", "/")
        self.assertEqual(json.loads(body)["greeting"], "again")

    def test_delete_stack_leaves_nothing(self):
        self.deploy()
        identifier = self.stack()["StackId"]
        self.request("GET", "/warm")
        self.emulator.aws("cloudformation", "delete-stack", "--stack-name", identifier)
        wait_for(lambda: self.stack(identifier)["StackStatus"] == "DELETE_COMPLETE", "the stack's deletion")
        self.assert_nothing_left()

    def test_sam_delete_leaves_nothing(self):
        self.deploy()
        self.emulator.sam("delete", "--no-prompts")
        self.assert_nothing_left()

    def assert_nothing_left(self):
        self.assertEqual(self.cloudformation.describe_stacks()["Stacks"], [])
        self.assertEqual(self.lambdas.list_functions()["Functions"], [])
        self.assertEqual(self.iam.list_roles()["Roles"], [])
        self.assertEqual(self.logs.describe_log_groups()["logGroups"], [])
        state = self.emulator.administer("state")
        self.assertEqual((state["urls"], state["environments"]), ({}, {}))

    def test_two_stacks_stand_side_by_side(self):
        self.deploy(name="llamas-one")
        self.deploy(other_image, name="llamas-two")
        for name in ("llamas-one", "llamas-two"):
            response, _, _ = self.request("GET", "/", url=self.outputs(name)["FunctionUrl"])
            self.assertEqual(response.status, 200)
        environments = self.emulator.administer("state")["environments"]
        self.assertEqual([each["idle"] for each in environments.values()], [1, 1])

    def test_a_bucket_can_hold_the_template(self):
        self.s3.create_bucket(Bucket="templates")
        self.deploy(None, "--s3-bucket", "templates", "--s3-prefix", "recua")
        self.assertEqual(self.stack()["StackStatus"], "CREATE_COMPLETE")
        self.emulator.sam("delete", "--no-prompts", "--s3-bucket", "templates", "--s3-prefix", "recua")

    def test_resolve_s3_makes_its_own_bucket(self):
        self.deploy(None, "--resolve-s3")
        self.assertEqual(self.stack()["StackStatus"], "CREATE_COMPLETE")


class FailureTests(Deployed):
    def test_a_failed_creation_rolls_back_and_blocks_the_next(self):
        self.emulator.administer("faults", {"create-fails": 1})
        result = self.deploy(check=False)
        self.assertEqual(result.returncode, 1)
        self.assertEqual(self.stack()["StackStatus"], "ROLLBACK_COMPLETE")
        self.assertEqual(self.lambdas.list_functions()["Functions"], [])
        result = self.deploy(check=False)
        self.assertIn("is in ROLLBACK_COMPLETE state and can not be updated", result.stderr)
        self.delete_stack()
        self.deploy()
        self.assertEqual(self.stack()["StackStatus"], "CREATE_COMPLETE")

    def test_on_failure_delete_removes_the_stack(self):
        self.emulator.administer("faults", {"create-fails": 1})
        result = self.deploy(None, "--on-failure", "DELETE", check=False)
        self.assertEqual(result.returncode, 1)
        self.assertEqual(self.cloudformation.describe_stacks()["Stacks"], [])

    def test_a_failed_update_brings_the_old_function_back(self):
        self.deploy()
        self.emulator.administer("faults", {"update-fails": 1})
        result = self.deploy(other_image, check=False)
        self.assertEqual(result.returncode, 1)
        self.assertEqual(self.stack()["StackStatus"], "UPDATE_ROLLBACK_COMPLETE")
        self.assertEqual(self.function()["Code"]["ImageUri"], image)
        self.deploy(other_image)
        self.assertEqual(self.function()["Code"]["ImageUri"], other_image)

    def test_a_throttled_call_is_retried_by_the_client(self):
        self.emulator.administer("faults", {"throttle": 2})
        self.deploy()
        self.assertEqual(self.stack()["StackStatus"], "CREATE_COMPLETE")

    def test_a_held_stack_stays_in_progress_until_it_is_let_go(self):
        self.deploy()
        self.emulator.administer("faults", {"hold": 1})
        self.cloudformation.delete_stack(StackName="llamas-probe")
        self.assertEqual(self.stack()["StackStatus"], "DELETE_IN_PROGRESS")
        self.assertEqual(self.stack()["StackStatusReason"], "User Initiated")
        self.emulator.administer("faults", {"hold": 0})
        self.delete_stack()

    def test_what_sam_says_without_credentials_repository_or_capability(self):
        result = self.deploy(check=False, AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None)
        self.assertEqual(result.returncode, 1)
        self.assertIn("Unable to locate credentials", result.stderr)
        (self.project / "samconfig.toml").write_text("version = 0.1\n")
        result = self.emulator.sam("deploy", "--stack-name", "x", "--region", "us-east-1", check=False)
        options = "Missing option '--image-repositories', '--image-repository', '--resolve-image-repos'"
        self.assertIn(options, result.stderr)
        options = ["--parameter-overrides", f"ImageUri={image} Greeting=x", "--image-repository", image.split("@")[0]]
        result = self.emulator.sam("deploy", "--stack-name", "x", "--region", "us-east-1", *options, check=False)
        self.assertIn("Requires capabilities : [CAPABILITY_IAM]", result.stderr)


class EndTests(Deployed):
    def test_sigterm_takes_the_functions_along(self):
        self.deploy()
        self.request("GET", "/warm")
        started = descendants(self.emulator.process.pid)
        self.assertGreaterEqual(len(started), 3)  # the sandbox, the program in it, the doorman
        self.assertEqual(self.emulator.stop(), 0)
        self.assertEqual([each for each in started if is_alive(each)], [])


def is_alive(pid):
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):  # before it was opened, or before it was read
        return False


def descendants(pid):
    """The numbers of all processes below `pid`."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            children = (task / "children").read_text().split()
        except (FileNotFoundError, ProcessLookupError):  # a thread that ended in between
            continue
        for child in children:
            found += [child, *descendants(child)]
    return found


class ImageTests(Deployed):
    """Images that container engines run and Lambda does not."""

    def refusal(self, uri):
        """What Lambda says to a function of this image: at once, or when it has read the layers."""
        settings = {"Code": {"ImageUri": uri}, "PackageType": "Image", "Role": self.role()}
        try:
            self.lambdas.create_function(FunctionName="refused", **settings)
        except ClientError as error:
            self.assertEqual(error.response["Error"]["Code"], "InvalidParameterValueException")
            return error.response["Error"]["Message"]
        configuration = self.lambdas.get_function_configuration(FunctionName="refused")
        self.lambdas.delete_function(FunctionName="refused")
        self.assertEqual((configuration["State"], configuration["StateReasonCode"]), ("Failed", "InvalidImage"))
        return configuration["StateReason"]

    def role(self):
        if not self.iam.list_roles()["Roles"]:
            self.iam.create_role(RoleName="role", AssumeRolePolicyDocument="{}")
        return self.iam.get_role(RoleName="role")["Role"]["Arn"]

    def test_a_refused_image_rolls_the_stack_back_and_the_event_says_why(self):
        orphan = push([tar(("opt/probe", program))])
        self.assertEqual(self.deploy(orphan, check=False).returncode, 1)
        self.assertEqual(self.stack()["StackStatus"], "ROLLBACK_COMPLETE")
        events = self.cloudformation.describe_stack_events(StackName="llamas-probe")["StackEvents"]
        failed = {each["LogicalResourceId"]: each for each in events if each["ResourceStatus"] == "CREATE_FAILED"}
        self.assertIn("MissingParentDirectory", failed["Function"]["ResourceStatusReason"])
        self.assertIn("failed to stabilize", failed["Function"]["ResourceStatusReason"])

    def test_refused_images(self):
        good = tar(("opt", None), ("opt/probe", program))
        index = registry.push_index("probe", image)
        plain = "application/vnd.oci.image.layer.v1.tar"
        orphan = tar(("opt/probe", program))
        linked = tar(("opt", None), ("opt/probe", program), ("opt/again", "=opt/probe"))
        for uri, words in (
            (index, "media type for the source image"),
            (image.split("@")[0] + "@sha256:" + "0" * 64, "does not exist"),
            (push([good], architecture="arm64"), "ImageArchitectureMismatch"),
            (push([orphan]), "MissingParentDirectory: Parent directory does not exist for file: opt/probe"),
            (push([linked]), "UnsupportedImageLayerDetected"),
            (push([good], layer_kind=plain), "UnsupportedImageLayerDetected - Layer Digest sha256:"),
        ):
            with self.subTest(words):
                self.assertIn(words, self.refusal(uri))

    def test_a_bad_update_leaves_the_old_image_running(self):
        self.deploy()
        self.deploy(push([tar(("opt/probe", program))]), check=False)
        self.assertEqual(self.stack()["StackStatus"], "UPDATE_ROLLBACK_COMPLETE")
        self.assertEqual(self.request("GET", "/")[0].status, 200)


class SmallLimitTests(Deployed):
    options = ("--image-limit", "100000")
    refusal, role = ImageTests.refusal, ImageTests.role

    def test_an_image_over_the_limit_is_refused(self):
        self.assertIn("SizeLimitExceeded: Uncompressed container image size exceeds", self.refusal(image))


class AdapterTests(Deployed):
    options = ("--require-adapter", "--idle", "0.5")

    def test_an_image_without_an_extension_does_not_answer_and_an_idle_one_stops(self):
        self.deploy()
        self.assertEqual(self.request("GET", "/")[0].status, 502)
        adapter = tar(("opt", None), ("opt/extensions", None), ("opt/extensions/lambda-adapter", b"stand-in"))
        self.deploy(push([tar(("opt", None), ("opt/probe", program)), adapter]))
        self.assertEqual(self.request("GET", "/")[0].status, 200)
        stopped = {"busy": 0, "idle": 0}
        wait_for(lambda: [*self.emulator.administer("state")["environments"].values()] == [stopped], "the idle end")


class URLTests(Deployed):
    def setUp(self):
        super().setUp()
        self.deploy()

    def test_a_stream_arrives_as_it_is_made(self):
        self.request("GET", "/warm")
        response, body, pieces = self.request("GET", "/stream")
        self.assertEqual(response.headers["Content-Type"], "text/event-stream")
        self.assertEqual(body.count(b"data:"), 5)
        self.assertEqual(len(pieces), 5)

    def test_only_a_true_signature_opens_the_url(self):
        for answer in (
            self.request("GET", "/", signed=False),
            self.request("GET", "/", key=Credentials("testing", "wrong")),
            self.request("GET", "/", key=Credentials("unknown", "testing")),
        ):
            self.assertEqual(answer[0].status, 403)
            self.assertEqual(json.loads(answer[1]), {"Message": "Forbidden"})

    def test_only_as_many_at_once_as_are_reserved(self):
        url = self.outputs()["FunctionUrl"]
        with ThreadPoolExecutor(3) as pool:
            answers = [pool.submit(self.request, "GET", "/stream", url=url) for _ in range(3)]
            statuses = sorted(answer.result()[0].status for answer in answers)
        self.assertEqual(statuses, [200, 200, 429])

    def test_a_program_that_ends_is_a_502_and_the_next_request_starts_another(self):
        self.assertEqual(self.request("GET", "/exit")[0].status, 502)
        self.assertEqual(self.request("GET", "/")[0].status, 200)

    def test_a_request_over_six_mebibytes_is_too_large(self):
        self.assertEqual(self.request("POST", "/", bytes(6 * 1024 * 1024 + 1))[0].status, 413)

    def test_a_public_buffered_url(self):
        public = self.template.replace("AuthType: AWS_IAM", "AuthType: NONE")
        self.deploy(template=public.replace("RESPONSE_STREAM", "BUFFERED").replace("response_stream", "buffered"))
        _, body, pieces = self.request("GET", "/stream", signed=False)
        self.assertEqual((body.count(b"data:"), len(pieces)), (5, 1))
        self.assertEqual(self.request("GET", "/big", signed=False)[0].status, 502)
        policy = self.lambdas.get_policy(FunctionName=self.outputs()["FunctionName"])
        statements = json.loads(policy["Policy"])["Statement"]
        self.assertEqual({each["Action"] for each in statements}, {"lambda:InvokeFunctionUrl", "lambda:InvokeFunction"})
        self.deploy()  # back to AWS_IAM: the public permissions must go
        self.assertEqual(self.request("GET", "/", signed=False)[0].status, 403)

    def test_a_mode_mismatch_shows_the_envelope(self):
        self.deploy(template=self.template.replace("response_stream", "buffered"))
        _, body, _ = self.request("GET", "/")
        self.assertEqual(json.loads(body)["statusCode"], 200)

    def test_a_url_that_is_told_to_fail(self):
        self.emulator.administer("faults", {"url-throttle": 1, "url-error": 1})
        self.assertEqual([self.request("GET", "/")[0].status for _ in range(3)], [429, 502, 200])


class ECRTests(Deployed):
    host = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
    login = {"Authorization": "Basic QVdTOjEyMzQ1Njc4OTAxMi1hdXRoLXRva2Vu"}

    def ask(self, method, path, body=None, headers={}):
        """One request by way of the emulator as a proxy. Returns the status and the body."""
        parts = urlsplit(self.emulator.url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
        connection.set_tunnel(self.host, 80)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        answer = response.status, response.read(), dict(response.headers)
        connection.close()
        return answer

    def test_a_registry_wants_ecr_s_login_and_a_repository(self):
        ecr = self.emulator.client("ecr")
        token = ecr.get_authorization_token()["authorizationData"][0]["authorizationToken"]
        self.assertEqual(self.login["Authorization"], f"Basic {token}")
        self.assertEqual(self.ask("GET", "/v2/")[0], 401)
        self.assertEqual(self.ask("GET", "/v2/", headers=self.login)[0], 200)
        status, body, _ = self.ask("POST", "/v2/llamas/blobs/uploads/", b"", self.login)
        self.assertEqual((status, json.loads(body)["errors"][0]["code"]), (404, "NAME_UNKNOWN"))
        ecr.create_repository(repositoryName="llamas")
        status, _, headers = self.ask("POST", "/v2/llamas/blobs/uploads/", b"", self.login)
        self.assertEqual(status, 202)
        location = urlsplit(headers["Location"])
        self.assertEqual(location.hostname, self.host)
        place = f"{location.path}?{location.query}"
        kind = {"Content-Type": "application/octet-stream"}
        self.assertEqual(self.ask("PATCH", place, b"abc", {**self.login, **kind, "Content-Range": "0-2"})[0], 201)

    def test_calls_that_change_repositories_are_denied_on_request(self):
        ecr = self.emulator.client("ecr")
        self.emulator.administer("faults", {"deny-ecr": 1})
        with self.assertRaises(ClientError) as caught:
            ecr.create_repository(repositoryName="denied")
        self.assertEqual(caught.exception.response["Error"]["Code"], "AccessDeniedException")
        ecr.create_repository(repositoryName="denied")


if __name__ == "__main__":
    unittest.main()
