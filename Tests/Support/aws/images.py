"""Container images as Lambda reads them: pulled by digest, checked strictly, laid out as one folder.

Lambda refuses images that container engines accept, and says so only at deployment. What is
known of its refusals is applied here, so that a test fails where AWS would.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import tarfile
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

MANIFESTS = (
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
INDEXES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
CONFIGS = (
    "application/vnd.oci.image.config.v1+json",
    "application/vnd.docker.container.image.v1+json",
)
GZIP_LAYERS = (
    "application/vnd.oci.image.layer.v1.tar+gzip",
    "application/vnd.docker.image.rootfs.diff.tar.gzip",
)
PLAIN_LAYERS = (
    "application/vnd.oci.image.layer.v1.tar",
    "application/vnd.docker.image.rootfs.diff.tar",
)
ARCHITECTURES = {"x86_64": "amd64", "arm64": "arm64"}
GIB = 1 << 30


class RefusedImage(Exception):
    """Lambda's API answers 400 at once: it cannot read the manifest, or finds none."""


class InvalidImage(Exception):
    """Lambda takes the function and fails it later, when it reads the layers."""

    def __init__(self, code, detail):
        super().__init__(f"InvalidImage({code}: {detail})")


@dataclass
class Image:
    digest: str
    root: Path
    entrypoint: list
    command: list
    environment: dict
    directory: str


@dataclass
class Layer:
    """One layer's files, unpacked apart from the others so that images can share it."""

    path: Path
    size: int = 0
    entries: list = field(default_factory=list)  # (kind, name, mode, link target), in the archive's order


class Images:
    """Images by digest, each pulled and unpacked once.

    `registry` stands in for ECR: an image URI that names an ECR host is looked up there.
    `limit` is the uncompressed size that Lambda allows.
    """

    def __init__(self, folder: Path, registry=None, limit=10 * GIB):
        self.folder = folder
        self.registry = registry
        self.limit = limit
        self.images = {}
        self.layers = {}
        self.lock = threading.Lock()
        for name in ("layers", "roots"):
            (folder / name).mkdir(parents=True)
            # The functions run as another user, who must reach the files through these folders.
            (folder / name).chmod(0o755)

    def pull(self, uri: str, architecture: str) -> Image:
        """The image behind `uri`, ready to run.

        Raises `RefusedImage` or `InvalidImage`, with Lambda's own words where they are known.
        """
        with self.lock:
            source = Source.parse(uri, self.registry)
            digest, manifest = source.manifest()
            if digest in self.images:
                image, made_for = self.images[digest]
                require_architecture(made_for, architecture)
                return image
            check_types(uri, manifest)
            config = json.loads(source.blob_bytes(manifest["config"]))
            require_architecture(config.get("architecture"), architecture)
            image = self._unpack(source, digest, manifest, config)
            self.images[digest] = (image, config.get("architecture"))
            return image

    def _unpack(self, source, digest, manifest, config):
        diff_ids = config.get("rootfs", {}).get("diff_ids", [])
        if len(diff_ids) != len(manifest["layers"]):
            raise InvalidImage("ImageLayerFailure", "the configuration names another number of layers")
        layers = [self._layer(source, *pair) for pair in zip(manifest["layers"], diff_ids)]
        if sum(layer.size for layer in layers) > self.limit:
            raise InvalidImage(
                "SizeLimitExceeded",
                f"Uncompressed container image size exceeds {self.limit / GIB:g} GiB limit",
            )
        root = self.folder / "roots" / digest.replace(":", "-")
        flatten(layers, root)
        settings = config.get("config") or {}
        return Image(
            digest=digest,
            root=root,
            entrypoint=settings.get("Entrypoint") or [],
            command=settings.get("Cmd") or [],
            environment=dict(pair.split("=", 1) for pair in settings.get("Env") or []),
            directory=settings.get("WorkingDir") or "/",
        )

    def _layer(self, source, descriptor, diff_id):
        key = (descriptor["digest"], diff_id)
        if key not in self.layers:
            path = self.folder / "layers" / descriptor["digest"].replace(":", "-")
            shutil.rmtree(path, ignore_errors=True)  # what an earlier, refused pull left
            self.layers[key] = read_layer(source, descriptor, diff_id, path, self.limit)
        return self.layers[key]


@dataclass
class Source:
    """Where an image URI points: a registry's base address, a repository, a tag or digest."""

    uri: str
    base: str
    repository: str
    reference: str

    @classmethod
    def parse(cls, uri, registry):
        match = re.fullmatch(r"([^/]+)/([^@:]+)(?:@(sha256:[0-9a-f]{64})|:([\w.-]+))?", uri)
        if not match:
            raise RefusedImage(f"Source image {uri} is not valid. Provide a valid source image.")
        host, repository, digest, tag = match.groups()
        if ".dkr.ecr." in host:
            if not registry:
                raise RefusedImage(f"Source image {uri} does not exist. Provide a valid source image.")
            base = registry.rstrip("/")
        elif re.fullmatch(r"(localhost|127\.0\.0\.1)(:\d+)?", host):
            base = f"http://{host}"
        else:
            # AWS reads private ECR repositories and nothing else.
            raise RefusedImage(f"Source image {uri} is not valid. Provide a valid source image.")
        return cls(uri, base, repository, digest or tag or "latest")

    def manifest(self):
        accept = ", ".join(MANIFESTS + INDEXES)
        with self._open(f"manifests/{self.reference}", {"Accept": accept}) as response:
            body = response.read()
            kind = response.headers.get_content_type()
        digest = "sha256:" + hashlib.sha256(body).hexdigest()
        if self.reference.startswith("sha256:") and digest != self.reference:
            raise RefusedImage(f"Source image {self.uri} is not what its digest says.")
        manifest = json.loads(body)
        manifest.setdefault("mediaType", kind)
        return digest, manifest

    def blob(self, descriptor):
        return self._open(f"blobs/{descriptor['digest']}")

    def blob_bytes(self, descriptor):
        with self.blob(descriptor) as response:
            body = response.read()
        if "sha256:" + hashlib.sha256(body).hexdigest() != descriptor["digest"]:
            raise InvalidImage("ImageLayerFailure", f"digest mismatch - Digest {descriptor['digest']}")
        return body

    def _open(self, path, headers={}):
        request = urllib.request.Request(f"{self.base}/v2/{self.repository}/{path}", headers=headers)
        try:
            return urllib.request.urlopen(request, timeout=30)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 404:
                raise RefusedImage(f"Source image {self.uri} does not exist. Provide a valid source image.")
            raise RefusedImage(f"Source image {self.uri} cannot be read: HTTP {error.code}.")
        except urllib.error.URLError as error:
            raise RefusedImage(f"Source image {self.uri} cannot be read: {error.reason}.")


def check_types(uri, manifest):
    layers = [layer["mediaType"] for layer in manifest.get("layers", [])]
    readable = (
        manifest["mediaType"] in MANIFESTS
        and manifest.get("config", {}).get("mediaType") in CONFIGS
        and all(kind in GZIP_LAYERS + PLAIN_LAYERS for kind in layers)
    )
    if not readable:
        raise RefusedImage(
            f"The image manifest, config or layer media type for the source image {uri} is not supported."
        )
    for layer in manifest["layers"]:
        if layer["mediaType"] in PLAIN_LAYERS:
            raise unsupported_layer(layer)


def require_architecture(image, function):
    """AWS notices this only when it starts the function; a test should notice it sooner."""
    if image != ARCHITECTURES[function]:
        raise InvalidImage("ImageArchitectureMismatch", f"the image is for {image}, the function for {function}")


def unsupported_layer(descriptor):
    return InvalidImage("ImageLayerFailure", f"UnsupportedImageLayerDetected - Layer Digest {descriptor['digest']}")


class Hashed:
    """A readable that remembers the digest and length of what went through it."""

    def __init__(self, inner):
        self.inner, self.hash, self.length = inner, hashlib.sha256(), 0

    def read(self, size=-1):
        data = self.inner.read(size)
        self.hash.update(data)
        self.length += len(data)
        return data

    @property
    def digest(self):
        return "sha256:" + self.hash.hexdigest()

    def drain(self):
        while self.read(1 << 20):
            pass


def read_layer(source, descriptor, diff_id, path, limit):
    """Unpack one layer into `path` while both of its digests are computed."""
    layer = Layer(path)
    path.mkdir(mode=0o755)
    with source.blob(descriptor) as response:
        packed = Hashed(response)
        plain = Hashed(gzip.GzipFile(fileobj=packed))
        try:
            with tarfile.open(fileobj=plain, mode="r|") as archive:
                unpack(archive, layer, descriptor, limit)
            plain.drain()
            packed.drain()
        except (tarfile.TarError, gzip.BadGzipFile, EOFError, OSError) as error:
            raise unsupported_layer(descriptor) from error
    if packed.digest != descriptor["digest"] or packed.length != descriptor["size"]:
        raise InvalidImage("ImageLayerFailure", f"digest mismatch - Layer Digest {descriptor['digest']}")
    if plain.digest != diff_id:
        raise InvalidImage("ImageLayerFailure", f"diffID mismatch - Layer Digest {descriptor['digest']}")
    return layer


def unpack(archive, layer, descriptor, limit):
    seen = {""}
    for member in archive:
        name = member.name.removeprefix("./").strip("/")
        if name in ("", "."):
            continue
        if ".." in name.split("/"):
            raise unsupported_layer(descriptor)
        if os.path.dirname(name) not in seen:
            # Lambda wants an entry for the folder, in this layer, before the file.
            raise InvalidImage("MissingParentDirectory", f"Parent directory does not exist for file: {name}")
        layer.size += member.size
        if layer.size > limit:
            raise InvalidImage(
                "SizeLimitExceeded", f"Uncompressed container image size exceeds {limit / GIB:g} GiB limit"
            )
        place = layer.path / name
        if member.isdir():
            seen.add(name)
            place.mkdir(exist_ok=True)
            layer.entries.append(("directory", name, member.mode, None))
        elif member.issym():
            layer.entries.append(("link", name, None, member.linkname))
        elif member.isreg():
            with open(place, "wb") as file:
                shutil.copyfileobj(archive.extractfile(member), file, 1 << 20)
            place.chmod(member.mode)
            layer.entries.append(("file", name, member.mode, None))
        else:  # hard links, devices, pipes
            raise unsupported_layer(descriptor)


def flatten(layers, root):
    """Lay the layers over each other. Files are hard-linked: nothing writes to a root."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(mode=0o755)
    for layer in layers:
        for kind, name, mode, target in layer.entries:
            place = root / name
            folder, base = place.parent, place.name
            if base == ".wh..wh..opq":
                for child in folder.iterdir():
                    remove(child)
            elif base.startswith(".wh."):
                remove(folder / base.removeprefix(".wh."))
            elif kind == "directory":
                if place.is_symlink() or not place.is_dir():
                    remove(place)
                    place.mkdir()
                place.chmod(mode)
            else:
                remove(place)
                place.symlink_to(target) if kind == "link" else os.link(layer.path / name, place)
    for name in ("proc", "dev", "tmp"):  # where the sandbox mounts its own
        (root / name).mkdir(exist_ok=True)


def remove(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
