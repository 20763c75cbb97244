"""
Clean content kept on disk, so that a start need not check it again.

It is a pickle named after a digest of everything it was made from, read by a reader that knows nothing but the values
of the core: nothing in it is ever executed, and a file that is torn, of another version or from somewhere else is
simply not used. A second, tiny file says which version the files had when they were last looked at; as long as none of
them was touched they are not even opened, as Python does it for its own .pyc files.
"""

import io
import os
import pickle
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import bot
from bot.curriculum.checks.phrases import Required
from bot.curriculum.content import Content
from bot.curriculum.layout import Layout
from bot.curriculum.loading import version_on_disk
from bot.curriculum.pausing import collection_paused

_PACKAGES = ("curriculum", "curriculum/checks", "drawing", "drawing/icons", "drawing/rows", "learning", "text")


def recall(folder: Path, layout: Layout, required: Required | None, plan: str | None) -> Content | None:
    """Return the content that was kept for these files and this plan, or None if there is none that can be used."""
    version = _seen(folder, layout)
    if version is not None:
        return _kept(_file(folder, version, required, plan), version)
    version = version_on_disk(layout)
    content = _kept(_file(folder, version, required, plan), version) if version is not None else None
    if content is not None:
        _write(folder / "seen", _note(layout, content.version))
    return content


def keep(folder: Path, layout: Layout, content: Content, required: Required | None, plan: str | None) -> None:
    """Keep clean content for the next start, instead of what was kept before; a full disk is no reason to stop."""
    file = _file(folder, content.version, required, plan)
    packed = io.BytesIO()
    _Writer(packed, pickle.HIGHEST_PROTOCOL).dump(content)
    _write(file, packed.getvalue())
    _write(folder / "seen", _note(layout, content.version))
    for old in folder.glob("content-*.pickle"):
        if old != file:
            with suppress(OSError):
                old.unlink()


def _kept(file: Path, version: str) -> Content | None:
    try:
        with collection_paused():
            content = _Reader(io.BytesIO(file.read_bytes())).load()
    except Exception:  # Garbage that is taken for a pickle can raise anything.
        return None
    return content if isinstance(content, Content) and content.version == version else None


class _Writer(pickle.Pickler):
    """Writes a dataclass as its type and its values, which is read back twice as fast as the usual way."""

    def reducer_override(self, value: Any) -> Any:
        if is_dataclass(value) and not isinstance(value, type):
            return type(value), tuple(getattr(value, field.name) for field in fields(value))
        return NotImplemented


class _Reader(pickle.Unpickler):
    """Reads plain values and the core's dataclasses; whatever else a file names is refused before it is imported."""

    def find_class(self, module: str, name: str) -> Any:
        known = module.startswith(("bot.learning.", "bot.text.", "bot.curriculum.")) or (module, name) == _DATE
        found = super().find_class(module, name) if known else None
        if found is date or (isinstance(found, type) and is_dataclass(found)):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} has no place in content")


_DATE = ("datetime", "date")


def _seen(folder: Path, layout: Layout) -> str | None:
    """Return the version that the files had when they were last looked at, if nobody has touched them since."""
    try:
        note = (folder / "seen").read_bytes()
    except OSError:
        return None
    version = note[-_VERSION:].decode("ascii", "replace")
    return version if note == _note(layout, version) else None


_VERSION = 32  # characters


def _note(layout: Layout, version: str) -> bytes:
    state = repr(([tuple(file) for file in layout.files], [tuple(file) for file in layout.media]))
    return f"{sha256(state.encode()).hexdigest()} {version}".encode()


def _write(file: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    unfinished = file.with_suffix(f".{os.getpid()}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(data)
        unfinished.replace(file)
    except OSError:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _file(folder: Path, version: str, required: Required | None, plan: str | None) -> Path:
    return folder / f"content-{version}-{_fingerprint(required, plan)}.pickle"


def _fingerprint(required: Required | None, plan: str | None) -> str:
    """Return a digest of what decides besides the texts: the asked-for phrases, the plan, and this very code."""
    asked = sorted((name, sorted(values)) for name, values in (required or {}).items())
    return sha256(repr((required is None, asked, plan, sorted(_code()))).encode()).hexdigest()[:16]


def _code() -> Iterator[tuple[str, int, int]]:
    root = Path(bot.__file__).parent
    for package in _PACKAGES:
        with suppress(OSError), os.scandir(root / package) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    state = entry.stat()
                    yield f"{package}/{entry.name}", state.st_size, state.st_mtime_ns
