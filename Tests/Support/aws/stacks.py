"""CloudFormation: moto's stacks, with the SAM transform, an order of events, failure and rollback.

moto carries a change set out inside the request, at once and without a way to fail. Here the
request returns and a thread does the work, as AWS does, so that a client has to wait, sees
events, and meets the states that it must handle.
"""

import copy
import logging
import re
import threading
import warnings
from graphlib import TopologicalSorter

import yaml
from moto.cloudformation import models, parsing, responses
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.utils import yaml_tag_constructor
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.translator.transform import transform

from faults import FAULTS

SAM = "AWS::Serverless-2016-10-31"
NO_CHANGES = (
    "The submitted information didn't contain changes. Submit different information to create a change set."
)
UPDATABLE = {
    "CREATE_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE",
    "IMPORT_COMPLETE",
    "IMPORT_ROLLBACK_COMPLETE",
}
# Resources to which CloudFormation hands the stack's own tags.
TAGGED = {"AWS::Lambda::Function", "AWS::IAM::Role", "AWS::Logs::LogGroup"}
# Accepted and not carried out: parts of the bucket that SAM makes for itself.
INERT = {"AWS::S3::BucketPolicy"}
# Properties that cannot change in place: a new resource takes the old one's place. None means all.
REPLACING = {
    "AWS::Lambda::Function": {"FunctionName", "PackageType"},
    "AWS::Lambda::Url": {"TargetFunctionArn", "Qualifier"},
    "AWS::Lambda::Permission": None,
    "AWS::Logs::LogGroup": {"LogGroupName"},
    "AWS::IAM::Role": {"RoleName", "Path"},
}


# The translator warns of its own unsent metrics at every transform.
logging.getLogger("samtranslator.metrics").setLevel(logging.ERROR)


# -- Templates -----------------------------------------------------------------------------------


def parse(text):
    """YAML with CloudFormation's tags, or JSON, which is YAML."""
    yaml.add_multi_constructor("", yaml_tag_constructor)
    return yaml.load(text, Loader=yaml.Loader) if isinstance(text, str) else copy.deepcopy(text)


class NoManagedPolicies:
    """SAM looks up the names of AWS's managed policies in IAM; it has the common ones built in."""

    def load(self):
        return {}


def expand(text, parameters=None):
    """The template as CloudFormation carries it out, with the real SAM transform applied."""
    template = parse(text)
    transforms = template.get("Transform", [])
    if SAM not in ([transforms] if isinstance(transforms, str) else transforms):
        return template
    values = {name: slot["Default"] for name, slot in template.get("Parameters", {}).items() if "Default" in slot}
    values.update({name: str(value) for name, value in (parameters or {}).items()})
    expanded = transform(template, values, NoManagedPolicies())
    expanded.pop("Transform", None)
    return expanded


def propagate_tags(template, stack_id, name, tags):
    """The template with the stack's tags on every resource that takes them."""
    own = {"aws:cloudformation:stack-name": name, "aws:cloudformation:stack-id": stack_id}
    for logical_id, resource in template["Resources"].items():
        if resource["Type"] in TAGGED:
            properties = resource.setdefault("Properties", {})
            merged = {**own, "aws:cloudformation:logical-id": logical_id, **(tags or {})}
            merged.update({tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])})
            properties["Tags"] = [{"Key": key, "Value": value} for key, value in merged.items()]
    return template


def references(value):
    """The names that a resource refers to: by Ref, GetAtt, Sub and DependsOn."""
    if isinstance(value, list):
        return set().union(*map(references, value))
    if not isinstance(value, dict):
        return set()
    found = set()
    for key, inner in value.items():
        if key == "Ref" and isinstance(inner, str):
            found.add(inner)
        elif key == "DependsOn":
            found.update([inner] if isinstance(inner, str) else inner)
        elif key == "Fn::GetAtt":
            found.add(inner.split(".")[0] if isinstance(inner, str) else inner[0])
        else:
            if key == "Fn::Sub":
                text = inner if isinstance(inner, str) else inner[0]
                found.update(re.findall(r"\$\{([^!}.]+)[^}]*\}", text))
            found |= references(inner)
    return found


def in_order(resources):
    graph = {name: references(resource) & set(resources) - {name} for name, resource in resources.items()}
    return list(TopologicalSorter(graph).static_order())


def settled(value, parameters):
    """`value` with parameters put in, so that two versions of a resource can be compared."""
    if isinstance(value, list):
        return [settled(each, parameters) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"Ref"} and value["Ref"] in parameters:
        return parameters[value["Ref"]]
    if "Fn::Sub" in value:
        text = str(value["Fn::Sub"])
        for name, parameter in parameters.items():
            text = text.replace("${" + name + "}", str(parameter))
        return {"Fn::Sub": text}
    return {key: settled(inner, parameters) for key, inner in value.items()}


# -- What is to be done --------------------------------------------------------------------------


class Plan:
    """The way from one version of a stack's resources to another."""

    def __init__(self, old, new):
        self.old, self.new = old, new
        before, after = old._resource_json_map, new._resource_json_map
        self.add, self.modify, self.replace = [], [], []
        for name in in_order(after):
            if not self.is_wanted(name):
                continue
            if name not in before or name not in old._parsed_resources:
                self.add.append(name)
            elif self.is_replaced(name, before[name], after[name]):
                self.replace.append(name)
            elif settled(before[name], old.resolved_parameters) != settled(after[name], new.resolved_parameters):
                self.modify.append(name)
        self.remove = [name for name in reversed(in_order(before)) if name in old._parsed_resources]
        self.remove = [name for name in self.remove if name not in after or not self.is_wanted(name)]

    def is_wanted(self, name):
        condition = self.new._resource_json_map[name].get("Condition")
        return not condition or self.new.lazy_condition_map[condition]

    def is_replaced(self, name, before, after):
        if before["Type"] != after["Type"] or references(after.get("Properties", {})) & set(self.replace):
            return True
        old = settled(before.get("Properties", {}), self.old.resolved_parameters)
        new = settled(after.get("Properties", {}), self.new.resolved_parameters)
        names = REPLACING.get(after["Type"], set())
        return any(old.get(key) != new.get(key) for key in (set(old) | set(new) if names is None else names))

    @property
    def changes(self):
        for action, names, resources in (
            ("Add", self.add, self.new),
            ("Modify", self.modify + self.replace, self.new),
            ("Remove", self.remove, self.old),
        ):
            for name in names:
                yield models.Change(action, name, resources._resource_json_map[name]["Type"])


def resource_map(stack, template, parameters, tags):
    resources = parsing.ResourceMap(
        stack.stack_id,
        stack.name,
        parameters,
        tags or {},
        account_id=stack.account_id,
        region_name=stack.region_name,
        template=template,
        cross_stack_resources=stack.cross_stack_resources,
    )
    if template:
        resources.load()
    return resources


# -- Doing it ------------------------------------------------------------------------------------


class Failed(Exception):
    """A resource failed; its event has been written."""


class Operation:
    """One creation, update or deletion of a stack, with its events."""

    def __init__(self, backend, stack):
        self.backend, self.stack = backend, stack

    def start(self, work, *arguments):
        def run():
            FAULTS.wait_while_held()
            try:
                work(*arguments)
            except Exception as error:  # a bug of the emulator's: no client should wait for ever
                self.status(re.sub("_IN_PROGRESS$", "_FAILED", self.stack.status), f"emulator: {error!r}")
                raise

        threading.Thread(target=run, daemon=True, name=f"stack {self.stack.name}").start()

    def deploy(self, change_set, disable_rollback):
        verb = change_set.change_set_type
        if verb == "CREATE":  # a stack that rolls back still shows what it was made from
            self.stack.template = change_set.template
        try:
            self.apply(change_set.plan, verb)
            self.inject(f"{verb.lower()}-fails", change_set.plan.new, f"{verb}_FAILED")
        except Failed as failure:
            change_set.execution_status = "EXECUTE_FAILED"
            return self.fail(change_set, verb, str(failure), disable_rollback)
        change_set.execution_status = "EXECUTE_COMPLETE"
        self.adopt(change_set)
        self.clean_up(change_set.plan)
        self.status(f"{verb}_COMPLETE")

    def adopt(self, change_set):
        stack, plan = self.stack, change_set.plan
        stack.template, stack.template_dict = change_set.template, plan.new._template
        stack.parameters, stack.tags = change_set.parameters, change_set.tags or {}
        stack.description = stack.template_dict.get("Description")
        stack.resource_map = plan.new
        stack.output_map = stack._create_output_map()

    def apply(self, plan, verb):
        """Create, replace and change resources, dependencies first."""
        kept = set(plan.old._parsed_resources) & set(plan.old._resource_json_map)
        for name in kept - set(plan.replace) - set(plan.remove):
            plan.new._parsed_resources[name] = plan.old._parsed_resources[name]
        for name in in_order(plan.new._resource_json_map):
            if plan.new._resource_json_map[name]["Type"] in INERT:
                continue
            if name in plan.add + plan.replace:
                word = "CREATE" if name in plan.add else "UPDATE"
                self.attempt(plan.new, name, word, lambda: plan.new[name])
            elif name in plan.modify:
                self.attempt(plan.new, name, "UPDATE", lambda: self.modify(plan.new, name))

    def modify(self, resources, name):
        changed = parsing.parse_and_update_resource(
            name,
            resources._resource_json_map[name],
            resources,
            account_id=self.stack.account_id,
            region_name=self.stack.region_name,
        )
        if changed is not None:  # moto knows no way to update this type: it stays as it is
            resources._parsed_resources[name] = changed

    def clean_up(self, plan):
        """What is no longer wanted goes last, when all that replaces it stands."""
        for name in plan.remove + plan.replace[::-1]:
            if name in plan.old._parsed_resources:
                self.delete_resource(plan.old, name)

    def fail(self, change_set, verb, name, disable_rollback):
        reason = f"The following resource(s) failed to {verb.lower()}: [{name}]. "
        plan = change_set.plan
        if disable_rollback:
            self.adopt(change_set)
            return self.status(f"{verb}_FAILED", reason)
        rolling = "ROLLBACK" if verb == "CREATE" else "UPDATE_ROLLBACK"
        self.status(f"{rolling}_IN_PROGRESS", reason + ("Rollback requested by user." if verb == "CREATE" else ""))
        try:
            if FAULTS.take("rollback-fails"):
                raise Failed(name)
            self.undo(plan)
        except Failed:
            return self.status(f"{rolling}_FAILED", "The following resource(s) failed to roll back")
        self.status(f"{rolling}_COMPLETE")

    def undo(self, plan):
        for name in plan.modify:
            if plan.old._parsed_resources.get(name) is not None:
                self.attempt(plan.old, name, "UPDATE", lambda: self.modify(plan.old, name))
        for name in reversed(in_order(plan.new._resource_json_map)):
            if name in plan.add + plan.replace and name in plan.new._parsed_resources:
                self.delete_resource(plan.new, name)

    def delete(self):
        resources = self.stack.resource_map
        try:
            self.inject("delete-fails", resources, "DELETE_FAILED")
            for name in reversed(in_order(resources._resource_json_map)):
                if name in resources._parsed_resources:
                    self.delete_resource(resources, name)
        except Failed as failure:
            return self.status("DELETE_FAILED", f"The following resource(s) failed to delete: [{failure}]. ")
        for name in [key for key, export in self.backend.exports.items() if export in self.stack.exports]:
            del self.backend.exports[name]
        self.status("DELETE_COMPLETE")
        # The order matters to whoever asks in between: it must never see neither.
        self.backend.deleted_stacks[self.stack.stack_id] = self.stack
        self.backend.stacks.pop(self.stack.stack_id, None)

    def inject(self, fault, resources, status):
        if FAULTS.take(fault):
            name = next(iter(resources._resource_json_map), self.stack.name)
            reason = '"Injected by the test" (RequestToken: 0, HandlerErrorCode: GeneralServiceException)'
            self.event(resources, name, status, f"Resource handler returned message: {reason}")
            raise Failed(name)

    def delete_resource(self, resources, name):
        template = resources._resource_json_map[name]
        if template.get("DeletionPolicy") in ("Retain", "RetainExceptOnCreate"):
            return self.event(resources, name, "DELETE_SKIPPED")
        resource = resources._parsed_resources[name]
        self.attempt(resources, name, "DELETE", lambda: delete_unless_gone(resources, resource, template))
        del resources._parsed_resources[name]

    def attempt(self, resources, name, verb, action):
        self.event(resources, name, f"{verb}_IN_PROGRESS")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", UserWarning)  # moto warns of a type it cannot create
                action()
        except Exception as error:
            self.event(resources, name, f"{verb}_FAILED", getattr(error, "message", None) or str(error))
            raise Failed(name) from error
        self.event(resources, name, f"{verb}_COMPLETE")

    def event(self, resources, name, status, reason=None):
        resource = resources._parsed_resources.get(name)
        self.stack.events.append(
            models.Event(
                stack_id=self.stack.stack_id,
                stack_name=self.stack.name,
                logical_resource_id=name,
                physical_resource_id=getattr(resource, "physical_resource_id", None) or "",
                resource_type=resources._resource_json_map.get(name, {}).get("Type", "AWS::CloudFormation::Stack"),
                resource_status=status,
                resource_status_reason=reason,
                resource_properties=None,
            )
        )

    def status(self, status, reason=None):
        self.stack.status_reason = reason
        self.stack.stack_status_reason = reason
        # Whoever sees the status must already find its event.
        self.stack._add_stack_event(status, resource_status_reason=reason)
        self.stack.status = status


def delete_unless_gone(resources, resource, template):
    """What somebody deleted by hand does not keep a stack from going: AWS takes it for deleted."""
    try:
        resources._delete_resource(resource, template)
    except Exception as error:
        if "not found" not in str(getattr(error, "message", None) or error).lower():
            raise


# -- In the place of moto's own --------------------------------------------------------------------


def patch():
    patch_parsing()
    patch_change_sets()
    patch_backend()
    patch_answers()


def patch_parsing():
    def no_echo(stack):
        hidden = stack.resource_map.no_echo_parameter_keys if stack.template_dict else []
        return [
            {"ParameterKey": key, "ParameterValue": "****" if key in hidden else value}
            for key, value in stack.resource_map.resolved_parameters.items()
        ]

    models.Stack.parse_template = staticmethod(expand)
    models.Stack.has_template = lambda stack, other: parse(stack.template) == parse(other)
    models.Stack.has_parameters = lambda stack, other: as_text(stack.parameters) == as_text(other)
    models.Stack.parameter_list = property(no_echo)


def as_text(parameters):
    return {name: str(value) for name, value in (parameters or {}).items()}


def patch_change_sets():
    def parse_template(change_set):
        change_set.failure = None
        try:
            template = expand(change_set.template, change_set.parameters)
            stack = change_set.stack
            change_set.template_dict = propagate_tags(template, stack.stack_id, stack.name, change_set.tags)
        except InvalidDocumentException as error:
            change_set.failure = f"Transform {SAM} failed with: {error.message} " + " ".join(
                cause.message for cause in error.causes
            )
            change_set.template_dict = {}

    def diff(change_set):
        if change_set.failure:
            return []
        stack = change_set.stack
        new = resource_map(stack, change_set.template_dict, change_set.parameters, change_set.tags)
        change_set.plan = Plan(stack.resource_map, new)
        return list(change_set.plan.changes)

    models.ChangeSet._parse_template = parse_template
    models.ChangeSet.diff = diff


def patch_backend():
    backend = models.CloudFormationBackend
    original_create = backend.create_change_set

    def create_change_set(
        self, stack_name, change_set_name, template, parameters, description, change_set_type, **rest
    ):
        stack = find(self, stack_name)
        check_state(stack, stack_name, change_set_name, change_set_type)
        if stack and change_set_type == "CREATE":  # an empty stack that an earlier change set left
            del self.stacks[stack.stack_id]
        same_tags = stack and (rest.get("tags") or {}) == (stack.tags or {})
        identifiers = original_create(
            self, stack_name, change_set_name, template, parameters, description, change_set_type, **rest
        )
        change_set = self.change_sets[identifiers[0]]
        reason = change_set.failure or missing_capability(change_set)
        if not reason and change_set.status == "FAILED" and not same_tags:
            change_set.status, change_set.execution_status = "CREATE_COMPLETE", "AVAILABLE"
            change_set.status_reason = None
        elif not reason and change_set_type == "UPDATE" and not change_set.changes and same_tags:
            reason = NO_CHANGES
        if reason:
            change_set.status, change_set.execution_status = "FAILED", "UNAVAILABLE"
            change_set.status_reason = reason
        return identifiers

    def execute_change_set(self, change_set_name, stack_name=None):
        change_set = self.describe_change_set(change_set_name)
        stack = change_set.stack
        if change_set.execution_status != "AVAILABLE":
            raise ValidationError(
                message=f"ChangeSet [{change_set.change_set_id}] cannot be executed in its current status "
                f"of [{change_set.status}]"
            )
        operation = Operation(self, stack)
        change_set.execution_status = "EXECUTE_IN_PROGRESS"
        operation.status(f"{change_set.change_set_type}_IN_PROGRESS", "User Initiated")
        operation.start(operation.deploy, change_set, Requested.flag("DisableRollback"))

    def delete_stack(self, name_or_stack_id):
        stack = find(self, name_or_stack_id)
        if stack is None or stack.status == "DELETE_IN_PROGRESS":
            return
        if stack.enable_termination_protection:
            raise ValidationError(
                message=f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled"
            )
        operation = Operation(self, stack)
        operation.status("DELETE_IN_PROGRESS", "User Initiated")
        operation.start(operation.delete)

    backend.create_change_set = create_change_set
    backend.execute_change_set = execute_change_set
    backend.delete_stack = delete_stack


def find(backend, name_or_id):
    for stack in list(backend.stacks.values()):
        if name_or_id in (stack.name, stack.stack_id):
            return stack
    return None


def check_state(stack, stack_name, change_set_name, change_set_type):
    if change_set_type == "CREATE":
        if stack and stack.status != "REVIEW_IN_PROGRESS":
            raise ValidationError(
                message=f"Stack [{stack_name}] already exists and cannot be created again with the changeset "
                f"[{change_set_name}]."
            )
    elif stack is None:
        raise ValidationError(message=f"Stack [{stack_name}] does not exist")
    elif stack.status not in UPDATABLE:
        raise ValidationError(
            message=f"Stack:{stack.stack_id} is in {stack.status} state and can not be updated."
        )


def missing_capability(change_set):
    types = {resource["Type"]: resource for resource in change_set.template_dict.get("Resources", {}).values()}
    given = Requested.list("Capabilities")
    roles = [resource for kind, resource in types.items() if kind.startswith("AWS::IAM::")]
    named = any("RoleName" in role.get("Properties", {}) for role in roles)
    if named and "CAPABILITY_NAMED_IAM" not in given:
        return "Requires capabilities : [CAPABILITY_NAMED_IAM]"
    if roles and not {"CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"} & set(given):
        return "Requires capabilities : [CAPABILITY_IAM]"
    return None


class Requested:
    """What the current request says that moto's responses do not pass on."""

    current = threading.local()

    @classmethod
    def flag(cls, name):
        return cls.current.response._get_bool_param(name, False)

    @classmethod
    def list(cls, name):
        return cls.current.response._get_param(name, [])


def patch_answers():
    cls = responses.CloudFormationResponse

    def remembering(method):
        def call(self):
            Requested.current.response = self
            return method(self)

        return call

    # AWS compares when the change set is made, and the change set then says so.
    original_create = cls.create_change_set

    def create_change_set(self):
        self._validate_different_update = lambda *arguments: None
        return original_create(self)

    cls.create_change_set = remembering(create_change_set)
    cls.execute_change_set = remembering(cls.execute_change_set)
