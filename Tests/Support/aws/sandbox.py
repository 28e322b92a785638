"""One execution environment: an image's own program in bubblewrap, with a loopback of its own.

Every environment has its own network namespace, so any number of programs can listen on port
8080 at once. A program inside is reached through sockets made in that namespace by a small
helper, the doorman, which hands them over connected; no byte is copied on the way.
"""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

# "Die with parent" follows the thread that started the child, so one thread that lives as long
# as the emulator starts them all.
STARTER = ThreadPoolExecutor(1, thread_name_prefix="starter")

SANDBOX_USER = 65534  # on AWS functions run as a user who owns none of the image's files

# Joins the network of process argv[1], by way of the user namespace that owns it, which is not
# the one the program ends up in; then answers each port number with a socket connected to it.
DOORMAN = """
import ctypes, fcntl, os, socket, sys
NS_GET_USERNS, CLONE_NEWUSER, CLONE_NEWNET = 0xB701, 0x10000000, 0x40000000
network = os.open(f"/proc/{sys.argv[1]}/ns/net", os.O_RDONLY)
owner = fcntl.ioctl(network, NS_GET_USERNS)
libc = ctypes.CDLL(None, use_errno=True)
for namespace, kind in ((owner, CLONE_NEWUSER), (network, CLONE_NEWNET)):
    if libc.setns(namespace, kind):
        sys.exit(f"setns: {os.strerror(ctypes.get_errno())}")
control = socket.socket(fileno=0)
while request := control.recv(16):
    try:
        door = socket.create_connection(("127.0.0.1", int(request)), timeout=5)
        door.settimeout(None)
        socket.send_fds(control, [b"+"], [door.fileno()])
        door.close()
    except OSError:
        control.send(b"-")
"""


class Exited(Exception):
    """The program ended by itself."""


class Sandbox:
    """A running image.

    `log` is called with each line the program writes.
    """

    def __init__(self, image, arguments, directory, environment, tmp_megabytes, log):
        self.lock = threading.Lock()
        reader, writer = os.pipe()
        command = self._command(image, arguments, directory, environment, tmp_megabytes, writer)
        self.process = STARTER.submit(
            subprocess.Popen,
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=[writer],
            start_new_session=True,
            env={},
        ).result()
        os.close(writer)
        threading.Thread(target=self._read_log, args=(log,), daemon=True).start()
        with os.fdopen(reader) as information:
            text = information.read()
        if not text:
            self.process.wait()
            raise Exited("the sandbox did not start; the function's log says why")
        self.init = json.loads(text)["child-pid"]
        self.control, self.doorman = self._hire_doorman(self.init)

    @staticmethod
    def _command(image, arguments, directory, environment, tmp_megabytes, information):
        command = []
        if os.geteuid() == 0:
            user = str(SANDBOX_USER)
            command += ["setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--"]
        command += ["bwrap", "--unshare-all", "--die-with-parent", "--new-session"]
        command += ["--info-fd", str(information)]
        command += ["--ro-bind", str(image.root), "/", "--proc", "/proc", "--dev", "/dev"]
        command += ["--size", str(tmp_megabytes << 20), "--tmpfs", "/tmp", "--chdir", directory, "--clearenv"]
        for name, value in environment.items():
            command += ["--setenv", name, value]
        return command + ["--", *arguments]

    @staticmethod
    def _hire_doorman(pid):
        ours, theirs = socket.socketpair()
        doorman = STARTER.submit(
            subprocess.Popen,
            [sys.executable, "-I", "-S", "-c", DOORMAN, str(pid)],
            stdin=theirs,
            start_new_session=True,
        ).result()
        theirs.close()
        return ours, doorman

    def _read_log(self, log):
        for line in self.process.stdout:
            log(line.decode("utf-8", "replace").rstrip("\n"))

    @property
    def running(self):
        return self.process.poll() is None

    def connect(self, port):
        """A socket connected to `port` inside. Raises `ConnectionRefusedError`."""
        try:
            with self.lock:
                self.control.sendall(str(port).encode())
                _, descriptors, _, _ = socket.recv_fds(self.control, 1, 1)
        except OSError:  # the doorman is gone: the sandbox is being stopped
            descriptors = []
        if not descriptors:
            raise ConnectionRefusedError(port)
        return socket.socket(fileno=descriptors[0])

    def open(self, port, timeout):
        """An HTTP connection to `port` inside."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        connection.sock = self.connect(port)
        connection.sock.settimeout(timeout)
        return connection

    def wait_ready(self, port, path, protocol, healthy, seconds):
        """Poll as the Lambda Web Adapter does. False when the time is up; `Exited` when the program ended."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self.running:
                raise Exited(f"Runtime exited with error: exit status {self.process.returncode}")
            if self._is_ready(port, path, protocol, healthy):
                return True
            time.sleep(0.01)
        return False

    def _is_ready(self, port, path, protocol, healthy):
        try:
            connection = self.open(port, timeout=5)
        except ConnectionRefusedError:
            return False
        try:
            if protocol == "tcp":
                return True
            connection.request("GET", path)
            return connection.getresponse().status in healthy
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def stop(self):
        if self.running:
            # The first process of the sandbox's own process namespace: all others end with it,
            # and bubblewrap waits for it, so nothing is left when its own end has been seen.
            os.kill(self.init, signal.SIGKILL)
        self.process.wait()
        self.control.close()
        self.doorman.kill()
        self.doorman.wait()
