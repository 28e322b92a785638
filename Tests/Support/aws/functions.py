"""Lambda: moto's functions, made to keep all that a template says and to run for real.

moto keeps a function's settings and runs only zip archives, in containers. Here a function of
package type Image pulls its image when it is created, and its URL starts it in a sandbox.
"""

import os
import re
import threading
import time
import uuid
from datetime import datetime, timezone

from moto.awslambda import models
from moto.awslambda.exceptions import InvalidParameterValueException
from moto.awslambda.policy import Policy
from moto.core.common_models import CloudFormationModel
from moto.logs.models import LogGroup, logs_backends

from images import Images, InvalidImage, RefusedImage
from sandbox import Exited, Sandbox

ACCOUNT_CONCURRENCY = 10  # what a new AWS account has, and kinder to the machine than 1,000


class Unstable(Exception):
    """CloudFormation's word for a function that was created and then failed."""


class Throttled(Exception):
    """Every environment that the function may have is busy."""


class InvocationFailed(Exception):
    """The function did not answer; its log says why."""


# -- Settings ------------------------------------------------------------------------------------


def configure(function, properties):
    """Give `function` exactly the settings in `properties`, CloudFormation's or the API's names.

    Everything that is absent gets Lambda's default, so that a property taken out of a template
    is also taken off the function.
    """
    function.description = properties.get("Description", "")
    function.role = properties["Role"]
    function.memory_size = int(properties.get("MemorySize", 128))
    function.timeout = int(properties.get("Timeout", 3))
    function.package_type = properties.get("PackageType", "Zip")
    function.environment_vars = properties.get("Environment", {}).get("Variables", {})
    function.architectures = properties.get("Architectures", ["x86_64"])
    function.ephemeral_storage = int(properties.get("EphemeralStorage", {}).get("Size", 512))
    function.image_config = models.ImageConfig(properties.get("ImageConfig", {}))
    function.tracing_config = properties.get("TracingConfig") or {"Mode": "PassThrough"}
    function.logging_config = properties.get("LoggingConfig", {})
    function.tags = properties.get("Tags") or {}
    reserved = properties.get("ReservedConcurrentExecutions")
    function.reserved_concurrency = None if reserved is None else int(reserved)
    check_limits(function)
    function.code_or_config_updated = True
    function.revision = str(uuid.uuid4())
    function.last_modified = models.iso_8601_datetime_with_nanoseconds()


def check_limits(function):
    size = sum(len(name.encode()) + len(str(value).encode()) for name, value in function.environment_vars.items())
    for fine, message in (
        (128 <= function.memory_size <= 10240, f"'MemorySize' value {function.memory_size} is not in 128...10240"),
        (1 <= function.timeout <= 900, f"'Timeout' value {function.timeout} is not in 1...900"),
        (512 <= function.ephemeral_storage <= 10240, "'EphemeralStorage.Size' is not in 512...10240"),
        (size <= 4096, "the environment variables you have provided exceeded the 4KB limit"),
    ):
        if not fine:
            raise InvalidParameterValueException(f"Lambda was unable to configure your function because {message}.")


def from_template(properties, name):
    tags = {tag["Key"]: str(tag["Value"]) for tag in properties.get("Tags", [])}
    return {**properties, "FunctionName": name, "Tags": tags, "Code": dict(properties["Code"])}


def resource_message(error, function_name):
    """What CloudFormation's event says about an image that Lambda will not have."""
    if isinstance(error, InvalidImage):
        text = f"Lambda function {function_name} reached terminal FAILED state due to {error} and failed to stabilize"
        code = "NotStabilized"
    else:
        text, code = f"{error} (Service: Lambda, Status Code: 400, Request ID: {uuid.uuid4()})", "InvalidRequest"
    return f'Resource handler returned message: "{text}" (RequestToken: {uuid.uuid4()}, HandlerErrorCode: {code})'


class Functions:
    """Replaces the parts of moto's Lambda that drop or refuse what an image function has.

    - `images`: where image URIs are looked up.
    - `urls`: called to make the listener behind a function URL.
    """

    def __init__(self, images: Images, urls, idle_seconds=60, require_adapter=False):
        self.images = images
        self.urls = urls
        self.idle_seconds = idle_seconds
        self.require_adapter = require_adapter
        self.fleets = {}
        self.lock = threading.Lock()
        self._patch_settings()
        self._patch_image()
        self._patch_urls_and_deletion()
        threading.Thread(target=self._stop_idle, daemon=True, name="idle").start()

    def _patch_settings(self):
        cls = models.LambdaFunction
        original_init, original_configuration = cls.__init__, cls.get_configuration

        def init(function, account_id, spec, region, version=1):
            # Code comes last in Lambda too: a function with bad settings never pulls its image.
            original_init(function, account_id, {**spec, "Code": {}}, region, version)
            configure(function, spec)
            function.code = spec["Code"]
            function._set_function_code(function.code)

        def get_configuration(function, on_create=False):
            configuration = original_configuration(function, on_create)
            group = f"/aws/lambda/{function.function_name}"
            configuration["LoggingConfig"] = {"LogFormat": "Text", "LogGroup": group, **function.logging_config}
            configuration["RevisionId"] = function.revision
            if function.package_type == "Image":
                for absent in ("Handler", "Runtime"):
                    configuration.pop(absent, None)
            if reason := getattr(function, "state_reason", None):
                configuration.update(State="Failed", StateReasonCode="InvalidImage", StateReason=str(reason))
            return configuration

        def update_configuration(function, updates):
            current = {
                "Description": function.description,
                "Role": function.role,
                "MemorySize": function.memory_size,
                "Timeout": function.timeout,
                "PackageType": function.package_type,
                "Environment": {"Variables": function.environment_vars},
                "Architectures": function.architectures,
                "EphemeralStorage": {"Size": function.ephemeral_storage},
                "ImageConfig": function.image_config.response(),
                "TracingConfig": function.tracing_config,
                "LoggingConfig": function.logging_config,
                "Tags": function.tags,
                "ReservedConcurrentExecutions": function.reserved_concurrency,
            }
            configure(function, {**current, **updates})
            return function.get_configuration()

        @classmethod
        def create(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
            backend = models.get_backend(account_id, region_name)
            if resource_name in backend._lambdas._functions:
                raise Unstable(f"{resource_name} already exists")
            try:
                function = backend.create_function(from_template(cloudformation_json["Properties"], resource_name))
            except InvalidParameterValueException as error:
                raise Unstable(resource_message(error.message, resource_name)) from error
            if reason := getattr(function, "state_reason", None):
                backend.delete_function(resource_name)
                raise Unstable(resource_message(reason, resource_name))
            return function

        @classmethod
        def update(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
            properties = from_template(cloudformation_json["Properties"], original_resource.function_name)
            try:
                if "ImageUri" in properties["Code"]:  # before the settings: a bad image changes nothing
                    architecture = properties.get("Architectures", ["x86_64"])[0]
                    self.images.pull(properties["Code"]["ImageUri"], architecture)
                configure(original_resource, properties)
                original_resource.update_function_code(properties["Code"])
            except (InvalidImage, RefusedImage) as error:
                raise Unstable(resource_message(error, original_resource.function_name)) from error
            return original_resource

        cls.__init__ = init
        cls.get_configuration = get_configuration
        cls.update_configuration = update_configuration
        cls.create_from_cloudformation_json = create
        cls.update_from_cloudformation_json = update

    def _patch_image(self):
        cls = models.LambdaFunction
        original_set, original_get = cls._set_function_code, cls.get_code

        def set_function_code(function, spec):
            if "ImageUri" not in spec:
                function.code_sha_256, function.code_size = "", 0
                return original_set(function, spec) if spec else None
            if spec.get("DryRun"):
                return None
            function.state_reason = None
            try:
                function.image = self.images.pull(spec["ImageUri"], function.architectures[0])
                function.code_sha_256 = function.image.digest.removeprefix("sha256:")
            except RefusedImage as error:
                raise InvalidParameterValueException(str(error))
            except InvalidImage as error:
                function.code_sha_256, function.state_reason = "", error
                function.image = None
            function.code_size = 0
            function.code["ImageUri"] = spec["ImageUri"]
            function.revision = str(uuid.uuid4())

        def get_code(function):
            uri = function.code.get("ImageUri")
            if not uri:
                return original_get(function)
            name = re.sub(r"(@sha256:[0-9a-f]+|:[\w.-]+)$", "", uri)
            answer = {
                "Configuration": function.get_configuration(),
                "Code": {
                    "RepositoryType": "ECR",
                    "ImageUri": uri,
                    "ResolvedImageUri": f"{name}@sha256:{function.code_sha_256}",
                },
                "Tags": function.tags,
            }
            if function.reserved_concurrency is not None:
                answer["Concurrency"] = {"ReservedConcurrentExecutions": function.reserved_concurrency}
            return answer

        cls._set_function_code = set_function_code
        cls.get_code = get_code

    def _patch_urls_and_deletion(self):
        def create_url(function, config):
            if function.url_config:
                raise InvalidParameterValueException(f"Function URL config already exists for {function.function_name}")
            function.url_config = URLConfig(function, config, self.urls(function))
            return function.url_config

        def delete_url(function):
            if function.url_config:
                self.urls.close(function.url_config.url)
            function.url_config = None

        original_delete = models.LambdaBackend.delete_function

        def delete_function(backend, function_name, qualifier=None):
            function = backend.get_function(function_name)
            original_delete(backend, function_name, qualifier)
            if not qualifier:
                delete_url(function)
                self.fleet(function).stop()
                self.fleets.pop(function.function_arn, None)

        models.LambdaFunction.create_url_config = create_url
        models.LambdaFunction.delete_url_config = delete_url
        models.LambdaBackend.delete_function = delete_function

    def fleet(self, function):
        with self.lock:
            if function.function_arn not in self.fleets:
                self.fleets[function.function_arn] = Fleet(self, function)
            return self.fleets[function.function_arn]

    def stop(self):
        for fleet in list(self.fleets.values()):
            fleet.stop()
        self.fleets.clear()

    def _stop_idle(self):
        while True:
            time.sleep(1)
            for fleet in list(self.fleets.values()):
                fleet.stop_idle(self.idle_seconds)


class URLConfig:
    """A function URL's settings, in the place of moto's own class."""

    def __init__(self, function, config, url):
        self.function = function
        self.url = url
        self.created = timestamp()
        self.update({"AuthType": config["AuthType"], **config})

    def update(self, config):
        self.config = {**getattr(self, "config", {}), **config}
        self.config.setdefault("InvokeMode", "BUFFERED")
        self.last_modified = timestamp()

    def to_dict(self):
        answer = {
            "FunctionUrl": self.url,
            "FunctionArn": self.function.function_arn,
            "AuthType": self.config["AuthType"],
            "InvokeMode": self.config["InvokeMode"],
            "CreationTime": self.created,
            "LastModifiedTime": self.last_modified,
        }
        return {**answer, "Cors": self.config["Cors"]} if self.config.get("Cors") else answer


def timestamp():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f+0000")


# -- CloudFormation resources that moto lacks, or half has -----------------------------------------


class URLResource(CloudFormationModel):
    """AWS::Lambda::Url."""

    __module__ = models.__name__  # moto files its models under the service that this names

    def __init__(self, function):
        self.function = function

    @staticmethod
    def cloudformation_name_type():
        return ""

    @staticmethod
    def cloudformation_type():
        return "AWS::Lambda::Url"

    @classmethod
    def has_cfn_attr(cls, attr):
        return attr in ("FunctionUrl", "FunctionArn")

    @property
    def physical_resource_id(self):
        return self.function.function_arn

    def get_cfn_attribute(self, name):
        return self.function.url_config.url if name == "FunctionUrl" else self.function.function_arn

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        properties = dict(cloudformation_json["Properties"])
        function = models.get_backend(account_id, region_name).get_function(properties.pop("TargetFunctionArn"))
        function.create_url_config(properties)
        return cls(function)

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name
    ):
        properties = cloudformation_json["Properties"]
        config = {key: properties.get(key) for key in ("AuthType", "Cors")}
        original_resource.function.url_config.update({**config, "InvokeMode": properties.get("InvokeMode", "BUFFERED")})
        return original_resource

    def delete(self, account_id, region_name):
        self.function.delete_url_config()


class PermissionResource(CloudFormationModel):
    """AWS::Lambda::Permission; moto's own cannot be deleted."""

    __module__ = models.__name__  # moto files its models under the service that this names

    def __init__(self, function, sid):
        self.function = function
        self.physical_resource_id = sid

    @staticmethod
    def cloudformation_name_type():
        return ""

    @staticmethod
    def cloudformation_type():
        return "AWS::Lambda::Permission"

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        properties = {**cloudformation_json["Properties"], "StatementId": resource_name}
        function = models.get_backend(account_id, region_name).get_function(properties["FunctionName"])
        function.policy.add_statement(models.json.dumps(properties))
        return cls(function, resource_name)

    def delete(self, account_id, region_name):
        self.function.policy.del_statement(self.physical_resource_id)


def patch_policy():
    """Function-URL conditions as Lambda's resource policies show them."""
    original = Policy.condition_merge

    def condition_merge(policy, statement):
        original(policy, statement)
        statement.pop("FunctionName", None)
        if (auth := statement.pop("FunctionUrlAuthType", None)) is not None:
            equals = statement.setdefault("Condition", {}).setdefault("StringEquals", {})
            equals["lambda:FunctionUrlAuthType"] = auth
        if (only := statement.pop("InvokedViaFunctionUrl", None)) is not None:
            flags = statement.setdefault("Condition", {}).setdefault("Bool", {})
            flags["lambda:InvokedViaFunctionUrl"] = str(only).lower()

    Policy.condition_merge = condition_merge


def patch_log_groups():
    """moto creates and deletes log groups but cannot change their retention."""

    @classmethod
    def update(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
        original_resource.retention_in_days = cloudformation_json["Properties"].get("RetentionInDays")
        return original_resource

    LogGroup.update_from_cloudformation_json = update


def is_public(function):
    """Since October 2025 a public function URL needs both statements."""
    allowed = set()
    for statement in function.policy.statements:
        if statement.get("Principal") in ("*", {"AWS": "*"}):
            conditions = str(statement.get("Condition", {}))
            if "lambda:FunctionUrlAuthType" in conditions and "NONE" in conditions:
                allowed.add(statement["Action"])
            if "lambda:InvokedViaFunctionUrl" in conditions:
                allowed.add(statement["Action"])
    return {"lambda:InvokeFunctionUrl", "lambda:InvokeFunction"} <= allowed


# -- Running -------------------------------------------------------------------------------------


class Environment:
    """One execution environment and the adapter's settings for it.

    The Lambda Web Adapter itself does not run; what its variables ask for is done here.
    """

    def __init__(self, function):
        self.revision = function.revision
        self.stream = f"{time.strftime('%Y/%m/%d', time.gmtime())}/[$LATEST]{uuid.uuid4().hex}"
        self.group = function.logging_config.get("LogGroup") or f"/aws/lambda/{function.function_name}"
        self.logs = logs_backends[function.account_id][function.region]
        self.logs.ensure_log_group(self.group)
        self.logs.create_log_stream(self.group, self.stream)
        self.variables = variables(function, self)
        self.port = int(self.setting("PORT", self.variables.get("PORT", "8080")))
        self.asynchronous = self.setting("ASYNC_INIT", "false") == "true"
        self.streams = self.setting("INVOKE_MODE", "buffered") == "response_stream"
        self.sandbox = None
        self.used = time.monotonic()
        self.init_seconds = None

    def setting(self, name, default):
        return self.variables.get(f"AWS_LWA_{name}", default)

    def log(self, line):
        event = {"timestamp": int(time.time() * 1000), "message": line}
        try:
            self.logs.put_log_events(self.group, self.stream, [event])
        except Exception:  # the log group was deleted under a running function
            pass

    def start(self, function):
        """Lambda's init phase: ten seconds, then once more within the first invocation's time."""
        began = time.monotonic()
        try:
            self._launch(function)
            # An asynchronous adapter reports itself ready after 9.8 seconds and waits in the first request.
            first = 9.8 + function.timeout if self.asynchronous else 10
            ready = self._wait(first)
            if not ready and not self.asynchronous:
                self.log("INIT_REPORT Init Duration: 10000.00 ms Phase: init Status: timeout")
                self.sandbox.stop()
                self._launch(function)
                ready = self._wait(function.timeout)
        except Exited as error:
            self.log(f"{error} Runtime.ExitError")
            self.stop()
            raise InvocationFailed(str(error))
        if not ready:
            self.log(f"Task timed out after {function.timeout:.2f} seconds")
            self.stop()
            raise InvocationFailed("not ready in time")
        self.init_seconds = time.monotonic() - began

    def _launch(self, function):
        image, override = function.image, function.image_config
        entrypoint = override.entry_point or image.entrypoint
        command = override.cmd or ([] if override.entry_point else image.command)
        if not entrypoint + command:
            self.log("Runtime.InvalidEntrypoint: the image has no entry point")
            raise InvocationFailed("no entry point")
        directory = override.working_directory or image.directory
        self.sandbox = Sandbox(
            image, entrypoint + command, directory, self.variables, function.ephemeral_storage, self.log
        )

    def _wait(self, seconds):
        return self.sandbox.wait_ready(
            int(self.setting("READINESS_CHECK_PORT", str(self.port))),
            self.setting("READINESS_CHECK_PATH", "/"),
            self.setting("READINESS_CHECK_PROTOCOL", "http"),
            statuses(self.setting("READINESS_CHECK_HEALTHY_STATUS", "100-499")),
            seconds,
        )

    def stop(self):
        if self.sandbox:
            self.sandbox.stop()


def statuses(text):
    """The adapter's "200-399,404" as a set."""
    healthy = set()
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        healthy.update(range(int(first), int(last or first) + 1))
    return healthy


def variables(function, environment):
    return {
        "PATH": "/usr/local/bin:/usr/bin/:/bin:/opt/bin",
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "LAMBDA_TASK_ROOT": "/var/task",
        "AWS_REGION": function.region,
        "AWS_DEFAULT_REGION": function.region,
        "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_size),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": environment.group,
        "AWS_LAMBDA_LOG_STREAM_NAME": environment.stream,
        **function.image.environment,
        **{name: str(value) for name, value in function.environment_vars.items()},
    }


class Fleet:
    """A function's environments: one request at a time in each, as many as its concurrency allows."""

    def __init__(self, functions, function):
        self.functions = functions
        self.function = function
        self.idle = []
        self.busy = []
        self.lock = threading.Lock()

    def take(self, function):
        """An environment to send one request to, and whether it was started for it. Give it back."""
        self.check_adapter(function)
        with self.lock:
            for environment in list(self.idle):
                if environment.revision != function.revision or not environment.sandbox.running:
                    self.idle.remove(environment)
                    environment.stop()
            limit = ACCOUNT_CONCURRENCY if function.reserved_concurrency is None else function.reserved_concurrency
            if self.idle:
                environment, cold = self.idle.pop(), False
            elif len(self.busy) < limit:
                environment, cold = Environment(function), True
            else:
                raise Throttled()
            self.busy.append(environment)
        if cold:
            try:
                environment.start(function)
            except BaseException:
                self.busy.remove(environment)
                raise
        return environment, cold

    def check_adapter(self, function):
        if not function.image:
            raise InvocationFailed("the function's image is invalid")
        extensions = function.image.root / "opt/extensions"
        present = extensions.is_dir() and any(os.access(path, os.X_OK) for path in extensions.iterdir())
        if self.functions.require_adapter and not present:
            raise InvocationFailed("nothing in the image speaks Lambda's protocol: /opt/extensions is empty")

    def give_back(self, environment, usable=True):
        with self.lock:
            present = environment in self.busy
            if present:
                self.busy.remove(environment)
            environment.used = time.monotonic()
            if usable and present and environment.sandbox.running:
                self.idle.append(environment)
                return
        environment.stop()

    def stop_idle(self, seconds):
        with self.lock:
            tired = [each for each in self.idle if time.monotonic() - each.used > seconds]
            self.idle = [each for each in self.idle if each not in tired]
        for environment in tired:
            environment.stop()

    def stop(self):
        with self.lock:
            environments, self.idle, self.busy = self.idle + self.busy, [], []
        for environment in environments:
            environment.stop()
