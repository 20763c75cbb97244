"""All examined files, ordered by what they hold."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.curriculum.examining import Examined
from bot.curriculum.layout import Layout, MediaFile


@dataclass(frozen=True, slots=True)
class Tree:
    """Every file with its place: the whole that cross-checks and the course are made from."""

    layout: Layout
    single: Mapping[str, Examined]
    """Kind → the one file of that kind at the top of content/."""
    skills: Mapping[str, Examined]
    """Folder → its skill.yaml."""
    lessons: Mapping[str, Sequence[Examined]]
    """Folder → its lessons."""
    quizzes: Mapping[str, Sequence[Examined]]
    drills: Sequence[Examined]
    media: Mapping[tuple[str, str], Mapping[str, MediaFile]]
    """Root and folder → the pictures and recordings in it, by name."""

    def value(self, kind: str) -> Any:
        """Return what the single file of that kind holds, or None."""
        examined = self.single.get(kind)
        return examined.value if examined is not None else None

    def lesson_stems(self) -> frozenset[str]:
        """Return the names of all lesson files, also of broken ones, so that one mistake is not reported twice."""
        return frozenset(one.file.stem for several in self.lessons.values() for one in several)


def grow(layout: Layout, examined: Iterable[Examined]) -> Tree:
    """Return the files ordered by what they hold."""
    by_kind: dict[str, list[Examined]] = defaultdict(list)
    for one in examined:
        by_kind[one.file.kind].append(one)
    media: dict[tuple[str, str], dict[str, MediaFile]] = defaultdict(dict)
    for file in layout.media:
        media[file.root, file.folder][file.file] = file
    return Tree(
        layout,
        single={kind: several[0] for kind, several in by_kind.items() if kind not in _SEVERAL},
        skills={one.file.folder: one for one in by_kind["skill"]},
        lessons=_by_folder(by_kind["lesson"]),
        quizzes=_by_folder(by_kind["quiz"]),
        drills=by_kind["drills"],
        media=media,
    )


_SEVERAL = frozenset({"skill", "lesson", "quiz", "drills"})


def _by_folder(examined: Iterable[Examined]) -> dict[str, list[Examined]]:
    folders: dict[str, list[Examined]] = defaultdict(list)
    for one in examined:
        folders[one.file.folder].append(one)
    return folders
