"""What the emulator's own tests need: a registry, images made in memory, an emulator, the command lines."""

import gzip
import hashlib
import io
import json
import socket
import subprocess
import sys
import tarfile
import time
import urllib.request
from pathlib import Path

import boto3

HERE = Path(__file__).resolve().parent
OCI = "application/vnd.oci.image"


# No test is about how long something takes: whoever waits so long waits for nothing, however busy the machine.
PATIENCE = 300


def wait_for(condition, what, seconds=PATIENCE):
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.05)
    return value


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Registry:
    """Debian's docker-registry, in a folder of its own."""

    def __init__(self, folder):
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        configuration = folder / "registry.yml"
        configuration.write_text(
            f"version: 0.1\nlog: {{level: error}}\n"
            f"storage: {{filesystem: {{rootdirectory: {folder / 'registry'}}}, delete: {{enabled: true}}}}\n"
            f"http: {{addr: '127.0.0.1:{self.port}'}}\n"
        )
        self.process = subprocess.Popen(
            ["docker-registry", "serve", str(configuration)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for(self._answers, "docker-registry")

    def _answers(self):
        try:
            return urllib.request.urlopen(f"{self.url}/v2/", timeout=1)
        except OSError:
            return False

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def push_blob(self, repository, data, kind):
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        start = urllib.request.Request(f"{self.url}/v2/{repository}/blobs/uploads/", method="POST")
        location = urllib.request.urlopen(start).headers["Location"]
        place = location + ("&" if "?" in location else "?") + f"digest={digest}"
        headers = {"Content-Type": "application/octet-stream"}
        urllib.request.urlopen(urllib.request.Request(place, data, headers, method="PUT"))
        return {"mediaType": kind, "digest": digest, "size": len(data)}

    def push_manifest(self, repository, manifest):
        data = json.dumps(manifest).encode()
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        url = f"{self.url}/v2/{repository}/manifests/{digest}"
        urllib.request.urlopen(
            urllib.request.Request(url, data, {"Content-Type": manifest["mediaType"]}, method="PUT")
        )
        return f"localhost:{self.port}/{repository}@{digest}"

    def push_index(self, repository, uri):
        """An index with the image `uri` in it."""
        entry = {"mediaType": f"{OCI}.manifest.v1+json", "digest": uri.split("@")[1], "size": 500}
        index = {"schemaVersion": 2, "mediaType": f"{OCI}.index.v1+json", "manifests": [entry]}
        return self.push_manifest(repository, index)

    def push(self, repository, layers, architecture="amd64", layer_kind=f"{OCI}.layer.v1.tar+gzip", **config):
        """An image of uncompressed tars. Returns its URI by digest."""
        compress = layer_kind.endswith("gzip")
        packed = [gzip.compress(layer, mtime=0) if compress else layer for layer in layers]
        configuration = {
            "architecture": architecture,
            "os": "linux",
            "config": config,
            "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(tar).hexdigest() for tar in layers]},
            "history": [{"created_by": "test"} for _ in layers],
        }
        manifest = {
            "schemaVersion": 2,
            "mediaType": f"{OCI}.manifest.v1+json",
            "config": self.push_blob(repository, json.dumps(configuration).encode(), f"{OCI}.config.v1+json"),
            "layers": [self.push_blob(repository, data, layer_kind) for data in packed],
        }
        return self.push_manifest(repository, manifest)


def tar(*entries):
    """A tar of (name, content) pairs: bytes make a file, None a folder, a string starting with = a hard link."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in entries:
            member = tarfile.TarInfo(name)
            member.mode = 0o755
            if content is None:
                member.type = tarfile.DIRTYPE
            elif isinstance(content, str):
                member.type, member.linkname = tarfile.LNKTYPE, content.removeprefix("=")
            else:
                member.size = len(content)
            archive.addfile(member, io.BytesIO(content) if isinstance(content, bytes) else None)
    return buffer.getvalue()


def build_probe(folder):
    program = folder / "probe"
    subprocess.run(["cc", "-static", "-O1", "-o", str(program), str(HERE / "probe.c")], check=True)
    return program.read_bytes()


class Emulator:
    """A running emulator and the command lines that talk to it."""

    def __init__(self, folder, *options):
        self.folder = folder
        ready = folder / "port"
        self.log = open(folder / "emulator.log", "wb")
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "emulator.py"), "--port-file", str(ready), *options],
            stdout=self.log,
            stderr=self.log,
        )
        try:
            wait_for(lambda: ready.exists() or self.process.poll() is not None, "the emulator")
        except AssertionError:
            self.stop()
            raise
        self.url = f"http://localhost:{ready.read_text().strip()}"
        tools = Path(sys.executable).parent
        self.environment = {
            "PATH": f"{tools}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(folder),
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_PAGER": "",
            "SAM_CLI_TELEMETRY": "0",
            "SAM_CLI_POLL_DELAY": "0.2",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def run(self, *command, check=True, **environment):
        variables = {**self.environment, **environment}
        variables = {name: value for name, value in variables.items() if value is not None}
        result = subprocess.run(
            [str(each) for each in command], env=variables, cwd=self.folder, capture_output=True, text=True, timeout=300
        )
        if check and result.returncode:
            raise AssertionError(f"{command} exited {result.returncode}:\n{result.stdout}\n{result.stderr}")
        return result

    def sam(self, *arguments, **options):
        return self.run("sam", *arguments, **options)

    def aws(self, *arguments):
        text = self.run("aws", *arguments, "--output", "json").stdout
        return json.loads(text) if text.strip() else None

    def client(self, service):
        """The API without the two seconds that a command line takes to start."""
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )

    def administer(self, name, value=None):
        data = None if value is None else json.dumps(value).encode()
        with urllib.request.urlopen(f"{self.url}/_emulator/{name}", data) as response:
            return json.load(response)

    def stop(self):
        self.process.terminate()
        code = self.process.wait(timeout=PATIENCE)
        self.log.close()
        return code
