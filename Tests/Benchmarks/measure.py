"""Runs commands and says how long they took and how much memory."""

import dataclasses
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time


@dataclasses.dataclass
class Run:
    """One process, from its start to its end."""

    seconds: float
    # Of processor time, in user and kernel mode together.
    cpu: float
    # The largest resident set, in bytes.
    memory: int


def run(command: list[str], folder: pathlib.Path | None = None, environment: dict[str, str] | None = None) -> Run:
    """Runs the command; its words are shown only when it fails, which ends the benchmark."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            output.seek(0)
            sys.stderr.write(output.read().decode(errors="replace")[-4000:])
            sys.exit(f"bench: {' '.join(command)} ended with {process.returncode}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def median(repeat: int, prepare, *commands, **options) -> Run:
    """The run with the median time of several, each after `prepare`; several commands count as one."""
    runs = []
    for _ in range(repeat):
        prepare()
        os.sync()
        parts = [run(command, **options) for command in commands]
        runs.append(
            Run(sum(p.seconds for p in parts), sum(p.cpu for p in parts), max(p.memory for p in parts))
        )
    middle = statistics.median_low([r.seconds for r in runs])
    return next(r for r in runs if r.seconds == middle)


CALL = re.compile(r"(\w+)\((\d+)<([^>]*)>.*\) = (\d+)$")


def bytes_moved(command: list[str], folder: pathlib.Path, environment: dict[str, str], file: str) -> tuple[int, int, int]:
    """Counts by strace: how often a file whose path holds `file` was opened, how many bytes of it were read, and how
    many were sent over sockets."""
    opened = read = sent = 0
    with tempfile.NamedTemporaryFile("r") as trace:
        calls = "trace=openat,read,pread64,readv,write,writev,sendto,sendmsg"
        run(["strace", "-f", "-yy", "-o", trace.name, "-e", calls] + command, folder, environment)
        for line in trace:
            if "openat(" in line and file in line.rsplit("=", 1)[0] and "ENOENT" not in line:
                opened += 1
            found = CALL.search(line.rstrip())
            if not found:
                continue
            name, _, target, count = found.groups()
            if name in ("read", "pread64", "readv") and file in target:
                read += int(count)
            if name in ("write", "writev", "sendto", "sendmsg") and "TCP" in target:
                sent += int(count)
    return opened, read, sent
