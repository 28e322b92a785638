"""What the tools talk to: nginx, a registry, a slow way between, and a line of one gigabit."""

import contextlib
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait(host: str, port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection((host, port), 0.2):
            return
        time.sleep(0.05)
    sys.exit(f"bench: nobody answers at {host}:{port}")


@contextlib.contextmanager
def process(command: list[str], host: str, port: int):
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait(host, port)
        yield
    finally:
        server.terminate()
        server.wait()


@contextlib.contextmanager
def web(files: pathlib.Path, work: pathlib.Path, host: str = "127.0.0.1", before: list[str] = []):
    """nginx with the folder `files`; gives its origin. `before` is put before the command, to run it elsewhere."""
    port = free_port()
    folder = work / f"nginx-{port}"
    folder.mkdir()
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"""
        user root; daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error;
        events {{ worker_connections 256; }}
        http {{ access_log off; sendfile on; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b;
          fastcgi_temp_path {folder}/c; uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
          server {{ listen {host}:{port}; root {files}; }} }}
        """
    )
    with process(before + ["nginx", "-c", str(configuration), "-e", f"{folder}/error"], host, port):
        yield f"http://{host}:{port}"


@contextlib.contextmanager
def registry(work: pathlib.Path):
    """Debian's docker-registry with an empty folder; gives its host and that folder."""
    port = free_port()
    folder = work / f"registry-{port}"
    configuration = work / f"registry-{port}.yml"
    configuration.write_text(
        f"version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: {folder}}}}}\n"
        f"http: {{addr: '127.0.0.1:{port}'}}\n"
    )
    with process(["docker-registry", "serve", str(configuration)], "127.0.0.1", port):
        yield f"127.0.0.1:{port}", folder


def busy_seconds(work: pathlib.Path) -> float:
    """Processor time so far of the registry whose configuration lies in `work`."""
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if f"{work}/registry-".encode() in (folder / "cmdline").read_bytes():
                fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
                return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except OSError:
            continue
    return 0


@contextlib.contextmanager
def far_away(origin: str):
    """A proxy before `origin` that adds 50 ms each way and holds each connection to 20 MB/s; gives its origin."""
    port = free_port()
    target = origin.rsplit(":", 1)[1]
    script = pathlib.Path(__file__).with_name("proxy.py")
    with process([sys.executable, str(script), str(port), target, "0.05", "20e6"], "127.0.0.1", port):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def gigabit(name: str = "recua-bench"):
    """A host of its own behind a line of 1 Gbit/s; gives its address and what to put before a command to run it there.

    Gives nothing where network namespaces cannot be made, which takes root.
    """
    if not shutil.which("ip"):
        yield None
        return
    near, far = "recua-near", "recua-far"
    steps = [
        f"ip netns add {name}",
        f"ip link add {near} type veth peer name {far} netns {name}",
        f"ip addr add 10.213.77.1/24 dev {near}",
        f"ip link set {near} up",
        f"ip -n {name} addr add 10.213.77.2/24 dev {far}",
        f"ip -n {name} link set {far} up",
        f"ip -n {name} link set lo up",
        f"tc -n {name} qdisc add dev {far} root tbf rate 1gbit burst 256kb latency 50ms",
    ]
    try:
        is_made = all(subprocess.run(step.split(), stderr=subprocess.DEVNULL).returncode == 0 for step in steps)
        yield ("10.213.77.2", ["ip", "netns", "exec", name]) if is_made else None
    finally:
        subprocess.run(["ip", "netns", "del", name], stderr=subprocess.DEVNULL)
