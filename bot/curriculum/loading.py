"""All files together: one consistent content, or every problem at once."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

from bot.curriculum.assembling import assemble
from bot.curriculum.checks.glossary import Glossary, make_glossary
from bot.curriculum.checks.phrases import Required
from bot.curriculum.content import Content, Counts
from bot.curriculum.counting import count
from bot.curriculum.crossing import cross_problems, reminders
from bot.curriculum.examining import Examined, examine
from bot.curriculum.files import ValuesFile
from bot.curriculum.filled import Filler
from bot.curriculum.layout import Layout, SourceFile, lay_out
from bot.curriculum.pausing import collection_paused
from bot.curriculum.problems import Problem, in_order
from bot.curriculum.reading import LARGEST_FILE
from bot.curriculum.resembling import resemblances
from bot.curriculum.tree import grow

_GLOSSARY_KINDS = frozenset({"words", "foreign-words", "values"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a look at all files gave."""

    content: Content | None
    """None if there is any problem; a reminder is none."""
    problems: tuple[Problem, ...]
    """Problems and reminders of all files, in order."""
    counts: Counts


@dataclass(slots=True)
class Memory:
    """What was found in each file last time, so that only changed ones are read again."""

    is_thorough: bool = False
    """Whether to look, too, for what only authors mind and takes long: drawings without room, things said twice."""
    glossary: Glossary = field(default_factory=Glossary)
    examined: dict[SourceFile, Examined] = field(default_factory=dict)
    filler: Filler = field(default_factory=Filler)


def load(
    content_root: Path,
    quizzes_root: Path,
    *,
    required_phrases: Required | None = None,
    plan: str | None = None,
    today: date | None = None,
) -> Loaded:
    """
    Read and check everything, as thoroughly as authors want it; never raise for what an author wrote.

    `required_phrases` are the ids of the phrases that the program says, with the placeholders it fills in each;
    without them the ids are not compared. `plan` is the id of the plan in force, whose values the texts get.
    With `today`, sources past their date are reminded of.
    """
    memory = Memory(is_thorough=True)
    return load_layout(lay_out(content_root, quizzes_root), memory, required_phrases, plan, today)


@collection_paused()
def load_layout(
    layout: Layout, memory: Memory, required: Required | None, plan: str | None, today: date | None
) -> Loaded:
    """Read and check the files of a layout, as far as the memory does not hold them."""
    examined = _examine(layout, memory)
    tree = grow(layout, examined)
    problems = [problem for one in examined for problem in one.problems]
    problems += cross_problems(tree, required)
    if memory.is_thorough:
        problems += resemblances(examined)
    if today is not None:
        problems += reminders(tree, today)
    sorted_problems = in_order(problems)
    real = sum(problem.severity == "problem" for problem in sorted_problems)
    version = version_of(layout, ((one.file, one.data) for one in examined))
    content = None if real else assemble(tree, version, memory.filler, plan)
    return Loaded(content, sorted_problems, count(tree, real))


def _examine(layout: Layout, memory: Memory) -> list[Examined]:
    """Return what each file gave; a change of the words that all texts are checked against forgets everything."""
    basic = [file for file in layout.files if file.kind in _GLOSSARY_KINDS]
    first = {file: memory.examined.get(file) or _look(file, Glossary(), is_thorough=False) for file in basic}
    values = {file.kind: examined.value for file, examined in first.items()}
    local: ValuesFile | None = values.get("values")
    glossary = make_glossary(
        values.get("words") or {}, values.get("foreign-words") or {}, local.values if local is not None else ()
    )
    known = memory.examined if glossary == memory.glossary else {}
    memory.glossary = glossary
    memory.examined = {
        file: first.get(file) or known.get(file) or _look(file, glossary, memory.is_thorough) for file in layout.files
    }
    return list(memory.examined.values())


def _look(file: SourceFile, glossary: Glossary, is_thorough: bool) -> Examined:
    try:
        data = _read(file)
    except OSError:
        unreadable = Problem(file.name, 1, "không mở được tệp này", "xem lại quyền đọc tệp")
        return Examined(file, b"", None, (unreadable,))
    return examine(file, data, glossary, is_thorough)


def _read(file: SourceFile) -> bytes:
    """Return a file's bytes; straight from the system, since all of them are read at every start."""
    descriptor = os.open(file.path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        data = os.read(descriptor, file.signature[1] + 1)
        while rest := os.read(descriptor, LARGEST_FILE):
            data += rest
        return data
    finally:
        os.close(descriptor)


def version_on_disk(layout: Layout) -> str | None:
    """Return the version that the files would have now, without looking into them; None if one cannot be opened."""
    try:
        return version_of(layout, ((file, _read(file)) for file in layout.files))
    except OSError:
        return None


def version_of(layout: Layout, files: Iterable[tuple[SourceFile, bytes]]) -> str:
    """Return a digest of all texts and of the names and sizes of all media, the same on every machine."""
    digest = sha256()
    for file, data in files:
        digest.update(f"\0{file.kind}/{file.folder}/{file.stem}/{len(data)}\0".encode())
        digest.update(data)
    for media in layout.media:
        digest.update(f"\0{media.root}/{media.address}/{media.signature[1]}".encode())
    return digest.hexdigest()[:32]
