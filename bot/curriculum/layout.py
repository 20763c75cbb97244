"""Which files there are, and what each of them should hold."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

SINGLE = (
    "course",
    "words",
    "foreign-words",
    "addresses",
    "phrases",
    "groups",
    "consents",
    "emergency",
    "rules",
    "values",
    "framework",
    "decoys",
)
"""Files that lie at the top of content/, each called <kind>.yaml."""

MANY = frozenset({"drills", "faq", "plans"})
"""Folders of content/ in which every file is of the kind that the folder is called."""

ONE_EACH = {
    "lists": frozenset({"hosts", "brands", "scams"}),
    "language": frozenset({"abbreviations", "spoken", "concepts", "keep"}),
}
"""Folders of content/ that hold one file of each kind."""

NOT_SKILLS = MANY | ONE_EACH.keys() | {"samples"}
"""Folders of content/ that hold something else than a skill."""

MEASURE = "measure"
"""The name of the file in a folder of quizzes/ that holds the test before and after."""

MEDIA = frozenset({".svg", ".png", ".ogg", ".opus", ".m4a", ".aac", ".mp3"})

Signature = tuple[int, int, int]
"""When a file was changed, its size, and which file it is: equal as long as nobody touched it."""


class SourceFile(NamedTuple):
    """One YAML file."""

    name: str
    """As the author knows it: content/an-toan/skill.yaml."""
    kind: str
    """A key of `shapes.SHAPES`."""
    path: str
    folder: str
    """The skill it belongs to, or empty."""
    stem: str
    signature: Signature


class MediaFile(NamedTuple):
    """One picture or recording."""

    root: str
    """"content" or "quizzes"."""
    folder: str
    file: str
    signature: Signature

    @property
    def address(self) -> str:
        """How the rest of the program calls it."""
        return f"{self.folder}/{self.file}"


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything that lies in content/ and quizzes/."""

    files: tuple[SourceFile, ...]
    media: tuple[MediaFile, ...]
    skills: tuple[str, ...]
    """Folders that hold a skill."""
    misnamed: tuple[str, ...]
    """Files that end in .yml, which nobody reads."""
    roots: Mapping[str, str]
    """"content" and "quizzes" → what the author calls these folders."""

    def name_of(self, root: str, *parts: str) -> str:
        """Return a file's name as the author knows it, whether or not it exists."""
        return "/".join((self.roots[root], *parts))


def lay_out(content_root: Path, quizzes_root: Path) -> Layout:
    """Return what lies in the two folders; a folder that is missing is empty."""
    files: list[SourceFile] = []
    media: list[MediaFile] = []
    misnamed: list[str] = []
    for root, path in (("content", content_root), ("quizzes", quizzes_root)):
        for folder, entry in _entries(path):
            stem, dot, ending = entry.name.rpartition(".")
            name = "/".join((path.name, folder, entry.name) if folder else (path.name, entry.name))
            kind = _kind(root, folder, stem) if ending == "yaml" else None
            if kind is not None:
                files.append(SourceFile(name, kind, entry.path, folder, stem, _signature(entry)))
            elif folder and dot + ending in MEDIA:
                media.append(MediaFile(root, folder, entry.name, _signature(entry)))
            elif ending == "yml":
                misnamed.append(name)
    skills = sorted({file.folder for file in files if file.kind in ("skill", "lesson")})
    roots = {"content": content_root.name, "quizzes": quizzes_root.name}
    return Layout(tuple(files), tuple(media), tuple(skills), tuple(misnamed), roots)


def _kind(root: str, folder: str, stem: str) -> str | None:
    """Return what a YAML file should hold, or None if it is for somebody else to read."""
    if root == "quizzes" and folder:
        return "measure" if stem == MEASURE else "quiz"
    if root == "quizzes":
        return None
    if not folder:
        return stem if stem in SINGLE else None
    if folder in MANY:
        return folder
    if folder in NOT_SKILLS:
        return stem if stem in ONE_EACH.get(folder, ()) else None
    return "skill" if stem == "skill" else "lesson"


def _entries(path: Path) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    """Yield the files of a root and of its folders with the folder's name, in order."""
    for entry in _sorted(path):
        if entry.is_file():
            yield "", entry
        elif entry.is_dir():
            for inner in _sorted(entry.path):
                if inner.is_file():
                    yield entry.name, inner


def _sorted(path: "Path | str") -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(path) as entries:
            return sorted([entry for entry in entries if entry.name[0] != "."], key=attrgetter("name"))
    except OSError:
        return []


def _signature(entry: "os.DirEntry[str]") -> Signature:
    try:
        state = entry.stat()
    except OSError:
        return 0, 0, 0
    return state.st_mtime_ns, state.st_size, state.st_ino
