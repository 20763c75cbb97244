"""The secret of this installation: made at the first start, kept beside the data, never printed."""

import os
import secrets
from pathlib import Path

_NAME = "secret.key"
_BYTES = 32


def secret_key(data_dir: Path) -> bytes:
    """
    Return the key behind hashed codes and form tokens, made once and readable by its owner only.

    Losing it makes recovery codes and open invitations useless; nothing else depends on it.
    """
    path = data_dir / _NAME
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        key = secrets.token_bytes(_BYTES)
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key
