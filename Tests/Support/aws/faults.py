"""Faults that a test asks for: what AWS does on a bad day, on request."""

import os
import threading

NAMES = {
    "create-fails": "the next N stack creations fail and roll back",
    "update-fails": "the next N stack updates fail and roll back",
    "rollback-fails": "the next N rollbacks fail too",
    "delete-fails": "the next N stack deletions end in DELETE_FAILED",
    "throttle": "the next N AWS API calls are answered with throttling",
    "unavailable": "the next N AWS API calls are answered with 503",
    "deny-ecr": "the next N calls that make or change ECR repositories are answered with AccessDenied",
    "deny-ecr-policy": "the next N calls that set a policy of an ECR repository are answered with AccessDenied",
    "url-throttle": "the next N requests to function URLs are answered with 429",
    "url-error": "the next N requests to function URLs are answered with 502",
    "hold": "while not 0, stack operations stay in progress",
}


class Faults:
    """How often each fault is still to happen.

    `RECUA_AWS_FAULTS=create-fails=1,throttle=3` sets them at the start, the admin endpoint later.
    """

    def __init__(self, text=os.environ.get("RECUA_AWS_FAULTS", "")):
        self.condition = threading.Condition()
        self.left = {}
        self.set(dict(pair.split("=", 1) for pair in text.split(",") if pair))

    def set(self, counts):
        unknown = set(counts) - set(NAMES)
        if unknown:
            raise ValueError(f"unknown faults {sorted(unknown)}; there are {sorted(NAMES)}")
        with self.condition:
            self.left.update({name: int(count) for name, count in counts.items()})
            self.condition.notify_all()

    def clear(self):
        with self.condition:
            self.left.clear()
            self.condition.notify_all()

    def take(self, name):
        """True if the fault is to happen now; it is then one less."""
        with self.condition:
            if self.left.get(name, 0) <= 0:
                return False
            self.left[name] -= 1
            return True

    def wait_while_held(self):
        with self.condition:
            self.condition.wait_for(lambda: not self.left.get("hold"))


FAULTS = Faults()
