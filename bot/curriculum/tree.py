"""All examined files, ordered by what they hold."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from bot.curriculum.examining import Examined
from bot.curriculum.files import ValuesFile
from bot.curriculum.layout import MANY, Layout, MediaFile
from bot.learning.knowledge import LocalValue


@dataclass(frozen=True, slots=True)
class Tree:
    """Every file with its place: the whole that cross-checks and the course are made from."""

    layout: Layout
    single: Mapping[str, Examined]
    """Kind → the one file of that kind."""
    skills: Mapping[str, Examined]
    """Folder → its skill.yaml."""
    lessons: Mapping[str, Sequence[Examined]]
    """Folder → its lessons."""
    quizzes: Mapping[str, Sequence[Examined]]
    measures: Mapping[str, Examined]
    """Folder → its measure.yaml."""
    drills: Sequence[Examined]
    faq: Sequence[Examined]
    plans: Sequence[Examined]
    media: Mapping[tuple[str, str], Mapping[str, MediaFile]]
    """Root and folder → the pictures and recordings in it, by name."""

    def value(self, kind: str) -> Any:
        """Return what the single file of that kind holds, or None."""
        examined = self.single.get(kind)
        return examined.value if examined is not None else None

    def local_values(self) -> Sequence[LocalValue]:
        """Return what texts may use as {id}."""
        file: ValuesFile | None = self.value("values")
        return file.values if file is not None else ()

    def plan_values(self, plan: str | None) -> Mapping[str, str]:
        """Return the values that a plan sets instead of the national ones."""
        plans = (one.value for one in self.plans if one.value is not None)
        return next((one.values for one in plans if one.id == plan), {})

    def sound_lessons(self) -> Iterator[Examined]:
        """Yield the lessons that have their shape."""
        return (one for several in self.lessons.values() for one in several if one.value is not None)

    def drawn(self) -> Iterator[Examined]:
        """Yield the files that may have pictures."""
        return chain(*self.lessons.values(), *self.quizzes.values(), self.measures.values())

    def asked(self) -> Iterator[tuple[Examined, str]]:
        """Yield the files of questions that people ask, ours and others, with the key of their list."""
        yield from ((one, "entries") for one in self.faq if one.value is not None)
        decoys = self.single.get("decoys")
        if decoys is not None and decoys.value is not None:
            yield decoys, "decoys"

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
        measures={one.file.folder: one for one in by_kind["measure"]},
        drills=by_kind["drills"],
        faq=by_kind["faq"],
        plans=by_kind["plans"],
        media=media,
    )


_SEVERAL = frozenset({"skill", "lesson", "quiz", "measure", *MANY})


def _by_folder(examined: Iterable[Examined]) -> dict[str, list[Examined]]:
    folders: dict[str, list[Examined]] = defaultdict(list)
    for one in examined:
        folders[one.file.folder].append(one)
    return folders
