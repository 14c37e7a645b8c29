"""Telling whether a room's code changed since something was made with it."""

import hashlib
from importlib import resources
from pathlib import Path


def sources_key(*rooms: str) -> str:
    """A short name for the present code of these folders below the package, in their present place.

    Place and time of change count, not only the content, for numba asks for the same: a compiled kernel belongs to
    one file at one time.
    """
    root = Path(str(resources.files("songwright")))
    digest = hashlib.sha256(str(root).encode())
    for room in rooms:
        for path in sorted((root / room).rglob("*.py")):
            look = path.stat()
            digest.update(f"{path.relative_to(root)} {look.st_size} {look.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]
