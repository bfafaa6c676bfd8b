"""The key that signs the ledger's sealed blocks; a file of its own, outside the database."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def load_or_make(path: Path) -> Ed25519PrivateKey:
    """Read the key's 32 bytes, or make them once, readable by this user alone. Raises ValueError for another file."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        key = Ed25519PrivateKey.generate()
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key.private_bytes_raw())
        return key
    if len(content) != 32:
        raise ValueError(f"{path} holds {len(content)} bytes; a ledger key has 32")
    return Ed25519PrivateKey.from_private_bytes(content)
