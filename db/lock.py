"""One writing process per database file: a lock that the operating system takes back when the process ends."""

import os
import sys
from pathlib import Path

from db.errors import AlreadyRunning

if sys.platform == "win32":
    import msvcrt

    def _grab(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _grab(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """
    The right to write to a database file, held until released or until the process ends, however it ends.

    The file of the lock stays behind on purpose: removing it would let two processes lock two files of one name.
    """

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _grab(self._descriptor)
        except OSError as problem:
            os.close(self._descriptor)
            raise AlreadyRunning(database.name) from problem

    def release(self) -> None:
        """Let another process write."""
        os.close(self._descriptor)

    def __enter__(self) -> "FileLock":
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
