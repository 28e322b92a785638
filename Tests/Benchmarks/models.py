"""Models of any size for measurements: real GGUF headers, noise for weights."""

import os
import pathlib
import struct


def text(value: str) -> bytes:
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def header(elements: int) -> bytes:
    """A GGUF header (version 3) with one tensor of 16-bit floats, padded as the format wants it."""
    metadata = text("general.architecture") + struct.pack("<I", 8) + text("llama")
    tensor = text("token_embd.weight") + struct.pack("<IQIQ", 1, elements, 1, 0)
    head = b"GGUF" + struct.pack("<IQQ", 3, 1, 1) + metadata + tensor
    return head + bytes(-len(head) % 32)


def write_weights(path: pathlib.Path, size: int) -> pathlib.Path:
    """Weights of exactly `size` bytes (rounded down to whole elements) that no compressor makes smaller."""
    head = header(0)
    elements = (size - len(head)) // 2
    rest = elements * 2
    with path.open("wb") as file:
        file.write(header(elements))
        while rest > 0:
            rest -= file.write(os.urandom(min(rest, 1 << 20)))
    return path


def write_engine(path: pathlib.Path) -> pathlib.Path:
    """A static program for this machine, small enough not to count: the ELF header of one."""
    machine = {"x86_64": 0x3E, "aarch64": 0xB7}[os.uname().machine]
    elf = bytes([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0]) + bytes(8) + struct.pack("<HHI", 2, machine, 1)
    path.write_bytes(elf + bytes(4096 - len(elf)))
    path.chmod(0o755)
    return path
