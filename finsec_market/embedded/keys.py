"""Random passwords and keys of this installation, one file each, readable by the owner only."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def random_word() -> str:
    return secrets.token_urlsafe(36)


def signing_key() -> str:
    """Return a new RSA key in PEM format."""
    # Loaded for the first start only.
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(65537, 3072)
    pkcs8, open_text = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, pkcs8, open_text).decode()


def read_or_make(directory: Path, name: str, make: Callable[[], str] = random_word) -> str:
    """Return the key called `name`; the first call makes it, every later one returns the same."""
    path = directory / name
    if path.exists():
        return path.read_text()
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = make()
    write_private(path, key)
    return key


def write_private(path: Path, content: str) -> None:
    """Write a file that is never readable by others and never half there."""
    draft = path.with_name(f"{path.name}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as target:
        target.write(content)
    draft.replace(path)
