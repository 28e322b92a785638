"""Measures Recua beside the tools one would use instead, in one run, and writes a table in Markdown.

    bench.py RECUA [--only ROW,…] [--gib N] [--repeat N]

Numbers are medians. Every file that is read was read or written just before, so that it is in the page cache for all.
"""

import argparse
import contextlib
import functools
import os
import pathlib
import shutil
import sys
import tempfile

import engine
import measure
import models
import servers

GIB = 1 << 30


class Bench:
    def __init__(self, recua: str, work: pathlib.Path, size: int, repeat: int):
        self.recua, self.work, self.size, self.repeat = recua, work, size, repeat
        self.files = work / "files"
        self.files.mkdir()
        self.project = work / "project"
        self.project.mkdir()
        self.store = work / "store"
        self.environment = {
            **os.environ,
            "RECUA_STORE": str(self.store),
            "HOME": str(work),
            "DOCKER_CONFIG": str(work / "docker"),
        }
        (work / "docker").mkdir()
        (work / "docker" / "config.json").write_text("{}")
        models.write_engine(self.files / "engine")
        self.rows: list[list[str]] = []

    @functools.cached_property
    def weights(self) -> pathlib.Path:
        return models.write_weights(self.files / "weights.gguf", self.size)

    # Parts of commands

    def command(self, *words: str) -> list[str]:
        return [self.recua, *words]

    def manifest(self, weights: str, stacks: str = "one", extra: str = "") -> None:
        engine = self.files / "engine"
        names = "".join(
            f"  {name}:\n    model: {{ engine: {engine}, weights: {{ url: '{weights}', name: w.gguf }} }}\n"
            f"    target: local\n{extra}"
            for name in stacks.split()
        )
        (self.project / "recua.yaml").write_text(f"recua: 1\nproject: bench\nstacks:\n{names}")

    def fresh(self, keep_store: bool = False) -> None:
        """Forgets what was fetched and built."""
        shutil.rmtree(self.project / ".recua", ignore_errors=True)
        if not keep_store:
            shutil.rmtree(self.store, ignore_errors=True)

    def median(self, prepare, *commands: list[str], repeat: int | None = None) -> measure.Run:
        return measure.median(
            repeat or self.repeat, prepare, *commands, folder=self.project, environment=self.environment
        )

    def hashes(self, passes: int) -> measure.Run:
        """So many SHA-256 passes over the weights by openssl, one after the other."""
        command = ["openssl", "dgst", "-sha256", str(self.weights)]
        self.warm()
        return self.median(lambda: None, *([command] * passes))

    def warm(self) -> None:
        with self.weights.open("rb") as file:
            while file.read(16 << 20):
                pass

    def row(self, work: str, ours: str, theirs: str, ratio: str, goal: str, reached: bool) -> None:
        self.rows.append([work, ours, theirs, ratio, goal, ("yes" if reached else "no") if goal else ""])
        print("| " + " | ".join(self.rows[-1]) + " |", flush=True)

    # Rows

    def build(self) -> None:
        """An image of a fetched model: no byte of the model is read."""
        for gib in (1, 4):
            weights = models.write_weights(self.files / f"weights-{gib}.gguf", gib * GIB)
            self.manifest(str(weights))
            self.fresh()
            measure.run(self.command("fetch"), self.project, self.environment)

            def prepare():
                self.fresh(keep_store=True)
                measure.run(self.command("fetch"), self.project, self.environment)

            ours = self.median(prepare, self.command("build"), repeat=5)
            prepare()
            opened, _, _ = measure.bytes_moved(self.command("build"), self.project, self.environment, weights.name)
            self.row(
                f"image of a fetched model, {gib} GiB", f"{ours.seconds * 1000:.0f} ms", f"model opened {opened} times",
                "", "≤ 50 ms, not opened", ours.seconds <= 0.05 and opened == 0,
            )
            weights.unlink()

    def gigabit(self) -> None:
        """Over a line of 1 Gbit/s, all digests hide behind the wire."""
        with servers.gigabit() as line:
            if line is None:
                print("no network namespaces here: the row of the gigabit line is left out", file=sys.stderr)
                return
            host, before = line
            with servers.web(self.files, self.work, host, before) as origin:
                self.warm()
                url = f"{origin}/{self.weights.name}"
                self.manifest(url)
                ours = self.median(self.fresh, self.command("build"))
                target = self.work / "curl"
                theirs = self.median(lambda: target.unlink(missing_ok=True), ["curl", "-sf", "-o", str(target), url])
                target.unlink()
                self.compare("fetch and image over 1 Gbit/s", ours, "curl", theirs, 1.03)

    def loopback(self) -> None:
        """Without a limit the digests are what takes the time."""
        hashes = self.hashes(3)
        with servers.web(self.files, self.work) as origin:
            self.warm()
            self.manifest(f"{origin}/{self.weights.name}")
            self.compare(
                "fetch and image over loopback", self.median(self.fresh, self.command("build")), "3 × SHA-256", hashes, 1.1)
            if (memory := pathlib.Path("/dev/shm")).is_dir() and shutil.disk_usage(memory).free > 2 * self.size:
                disk, self.store = self.store, memory / f"recua-bench-{os.getpid()}"
                self.environment["RECUA_STORE"] = str(self.store)
                ours = self.median(self.fresh, self.command("build"))
                self.fresh()
                self.store, self.environment["RECUA_STORE"] = disk, str(disk)
                self.compare("the same, into a store in memory", ours, "3 × SHA-256", hashes, 1.1)

    def disk(self) -> None:
        """A file that was there before costs one pass."""
        self.manifest(str(self.weights))
        hashes = self.hashes(3)
        ours = self.median(self.fresh, self.command("build"))
        self.compare("image of a file on disk, first time", ours, "3 × SHA-256", hashes, 1.1)
        layout = self.work / "umoci"

        def prepare():
            shutil.rmtree(layout, ignore_errors=True)
            measure.run(["umoci", "init", "--layout", str(layout)])
            measure.run(["umoci", "new", "--image", f"{layout}:m"])

        theirs = self.median(prepare, ["umoci", "insert", "--image", f"{layout}:m", str(self.weights), "/opt/w.gguf"])
        shutil.rmtree(layout)
        self.slower("image of a file on disk", ours, "umoci insert", theirs, 2.5)
        if shutil.which("buildah"):
            self.buildah(ours)

    def buildah(self, ours: measure.Run) -> None:
        root, layout = self.work / "buildah", self.work / "pushed"
        (self.files / "Containerfile").write_text(f"FROM scratch\nCOPY {self.weights.name} /opt/w.gguf\n")
        base = ["buildah", "--root", str(root), "--runroot", f"{root}-run", "--storage-driver", "vfs"]
        build = [*base, "build", "--isolation", "chroot", "-q", "-t", "m", str(self.files)]
        ignore = self.files / ".containerignore"
        ignore.write_text(f"*\n!{self.weights.name}\n")

        def prepare():
            for folder in (root, layout):
                shutil.rmtree(folder, ignore_errors=True)

        theirs = self.median(prepare, build, [*base, "push", "-q", "m", f"oci:{layout}:m"], repeat=1)
        prepare()
        self.slower("image of a file on disk", ours, "buildah bud and push to a layout", theirs, 12)

    def publish(self) -> None:
        """Into Debian's docker-registry on loopback."""
        with servers.registry(self.work) as (host, folder):
            extra = f"    publish: {{ repository: {host}/bench }}\n"
            self.manifest(str(self.weights), "one two", extra)
            self.fresh()
            measure.run(self.command("build"), self.project, self.environment)
            layout = self.work / "layout"
            measure.run(self.command("build", "one", "--output", str(layout)), self.project, self.environment)

            def prepare():
                shutil.rmtree(folder, ignore_errors=True)
                shutil.rmtree(self.project / ".recua", ignore_errors=True)
                shutil.rmtree(self.store / "records" / "pushed", ignore_errors=True)
                measure.run(self.command("build"), self.project, self.environment)

            ours = self.median(prepare, self.command("publish", "one"))
            opened, read, sent = measure.bytes_moved(
                self.command("publish", "two"), self.project, self.environment, self.weights.name)
            copy = ["skopeo", "copy", "-q", "--dest-tls-verify=false", f"oci:{layout}:one", f"docker://{host}/other:one"]
            theirs = self.median(lambda: shutil.rmtree(folder, ignore_errors=True), copy)
            self.slower("publish to a registry on loopback", ours, "skopeo copy", theirs, 1.5)
            # What the registry itself takes: the same bytes, hashed by nobody else.
            blob = max((layout / "blobs" / "sha256").iterdir(), key=lambda path: path.stat().st_size)
            upload = (
                f"l=$(curl -si -X POST http://{host}/v2/bare/blobs/uploads/ | tr -d '\\r' | sed -n 's/^Location: //p');"
                f"curl -sf -o /dev/null -X PUT -T {blob} \"$l&digest=sha256:{blob.name}\""
            )
            shutil.rmtree(folder, ignore_errors=True)
            before = servers.busy_seconds(self.work)
            measure.run(["sh", "-c", upload], self.project, self.environment)
            floor = servers.busy_seconds(self.work) - before
            bare = self.median(lambda: shutil.rmtree(folder, ignore_errors=True), ["sh", "-c", upload])
            ratio = f"{ours.seconds / bare.seconds:.2f} ×"
            self.row("the same beside a bare upload", f"{ours.seconds:.2f} s", f"curl -T {bare.seconds:.2f} s", ratio, "", True)
            # It hashes and writes one piece after the other: nobody who sends one layer is done before that.
            self.row(
                "the same beside the registry's own work", f"{ours.seconds:.2f} s",
                f"its processor time {floor:.2f} s; skopeo takes {theirs.seconds / max(floor, 0.01):.1f} × that",
                f"{ours.seconds / max(floor, 0.01):.2f} ×", "", True)
            self.row(
                "second stack with the same weights", f"{read} bytes of weights read", f"{sent} bytes sent in all", "",
                "no byte of weights read or sent", opened == 0 and read == 0 and sent < 1 << 20,
            )
            shutil.rmtree(layout)

    def far(self) -> None:
        """Through a proxy that adds 50 ms each way and holds each connection to 20 MB/s."""
        with servers.web(self.files, self.work) as origin, servers.far_away(origin) as far:
            url = f"{far}/{self.weights.name}"
            self.manifest(url)
            ours = self.median(self.fresh, self.command("fetch"))
            target = self.work / "aria2"
            command = ["aria2c", "-q", "-x8", "-s8", "--file-allocation=none", "-d", str(target), url]
            theirs = self.median(lambda: shutil.rmtree(target, ignore_errors=True), command)
            shutil.rmtree(target)
            self.slower("fetch from far away", ours, "aria2c -x8", theirs, 1)

    def memory(self) -> None:
        """Does not depend on the size of the file."""
        with servers.web(self.files, self.work) as origin, servers.registry(self.work) as (host, _):
            peaks = []
            for mib in (64, 4096):
                weights = models.write_weights(self.files / f"weights-{mib}.gguf", mib << 20)
                extra = f"    publish: {{ repository: {host}/bench-{mib} }}\n"
                self.manifest(f"{origin}/{weights.name}", extra=extra)
                self.fresh()
                run = measure.run(self.command("publish"), self.project, self.environment)
                peaks.append(run.memory)
                weights.unlink()
            text = " and ".join(f"{peak / (1 << 20):.0f} MiB" for peak in peaks)
            self.row(
                "peak memory of fetch, image and publish, 64 MiB and 4 GiB", text, "", f"{peaks[1] / peaks[0]:.2f} ×",
                "≤ 64 MiB, the same for both", max(peaks) <= 64 << 20,
            )

    def nothing(self) -> None:
        """A thousand stacks, and ten thousand, of which none changed; one of a thousand that did."""
        os.environ["CHECKPOINT_DISABLE"] = "1"
        graph = self.work / "ninja"
        engine.ninja(graph, 6000)
        measure.run(["ninja", "-C", str(graph)])
        ninja = measure.median(15, lambda: None, ["ninja", "-C", str(graph)])
        name = f"ninja, 6,000 edges {ninja.seconds * 1000:.0f} ms"
        for stacks, goal in ((1000, 0.025), (10000, 0.15)):
            engine.recua(self.project, stacks)
            self.fresh()
            steps = 5 * stacks
            first = measure.run(self.command("up"), self.project, self.environment)
            ours = self.median(lambda: None, self.command("up"), repeat=15)
            self.row(
                f"up with nothing to do, {stacks:,} stacks", f"{ours.seconds * 1000:.0f} ms", name,
                f"{ours.seconds / ninja.seconds:.2f} ×", f"≤ {goal * 1000:.0f} ms", ours.seconds <= goal,
            )
            if stacks == 1000:
                self.engine(first, steps)
                self.readers(ninja)
                self.edited()
        self.terraform()

    def engine(self, first: measure.Run, steps: int) -> None:
        each = first.seconds / steps * 1000
        self.row(
            f"first up, {steps:,} steps that do nothing", f"{first.seconds:.1f} s", "", f"{each:.2f} ms a step",
            "≤ 1 ms a step", each <= 1)

    def readers(self, ninja: measure.Run) -> None:
        for command in ("plan", "status", "why"):
            measure.run(self.command(command), self.project, self.environment)
            ours = self.median(lambda: None, self.command(command), repeat=15)
            self.row(
                f"{command}, 1,000 stacks", f"{ours.seconds * 1000:.0f} ms", "", f"{ours.seconds / ninja.seconds:.2f} ×",
                "≤ 25 ms", ours.seconds <= 0.025)

    def edited(self) -> None:
        """Each time another stack has changed, so that no answer is known."""
        numbers = iter(range(1000))
        ours = self.median(lambda: engine.recua(self.project, 1000, next(numbers)), self.command("plan"), repeat=9)
        self.row(
            "plan with one stack of 1,000 edited", f"{ours.seconds * 1000:.0f} ms", "", "", "≤ 150 ms",
            ours.seconds <= 0.15)

    def terraform(self) -> None:
        folder = self.work / "terraform"
        program = engine.terraform(folder, 1000)
        if program is None:
            print("no Terraform to be had here: its row is left out", file=sys.stderr)
            return
        measure.run([program, "init", f"-plugin-dir={folder}/plugins"], folder)
        measure.run([program, "apply", "-auto-approve"], folder)
        theirs = measure.median(3, lambda: None, [program, "plan"], folder=folder)
        engine.recua(self.project, 1000)
        self.fresh()
        measure.run(self.command("up"), self.project, self.environment)
        ours = self.median(lambda: None, self.command("up"), repeat=15)
        self.row(
            "nothing to do, 1,000 stacks and 1,000 null resources", f"{ours.seconds * 1000:.0f} ms",
            f"terraform plan {theirs.seconds:.2f} s", f"{theirs.seconds / ours.seconds:.0f} × faster", "", True)

    # Comparisons

    def compare(self, work: str, ours: measure.Run, name: str, theirs: measure.Run, most: float) -> None:
        """At most so many times the other's time."""
        ratio = ours.seconds / theirs.seconds
        self.row(
            work, f"{ours.seconds:.2f} s", f"{name} {theirs.seconds:.2f} s", f"{ratio:.2f} ×", f"≤ {most} ×",
            ratio <= most)

    def slower(self, work: str, ours: measure.Run, name: str, theirs: measure.Run, least: float) -> None:
        """The other takes at least so many times our time."""
        ratio = theirs.seconds / ours.seconds
        self.row(
            work, f"{ours.seconds:.2f} s", f"{name} {theirs.seconds:.2f} s", f"{ratio:.1f} × faster",
            f"≥ {least} × faster", ratio >= least)


ROWS = ["build", "gigabit", "loopback", "disk", "publish", "far", "memory", "nothing"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recua")
    parser.add_argument("--only", default=",".join(ROWS), help="rows, with commas between them")
    parser.add_argument("--gib", type=float, default=1, help="size of the model")
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    with contextlib.ExitStack() as stack:
        work = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="recua-bench-")))
        bench = Bench(os.path.abspath(arguments.recua), work, int(arguments.gib * GIB), arguments.repeat)
        print("| work | recua | instead | ratio | to reach | reached |\n|---|---|---|---|---|---|")
        for name in arguments.only.split(","):
            getattr(bench, name)()


main()
