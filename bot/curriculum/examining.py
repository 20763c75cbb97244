"""One file by itself: read it, fit it into its shape, check it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.curriculum.checks import drills, lessons, people, phrases, quizzes, rules, sources, tasks, words
from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.layout import SourceFile
from bot.curriculum.problems import Finding, Path, Problem, sentence
from bot.curriculum.reading import Reading, Value, read
from bot.curriculum.shapes import SHAPES, fit
from bot.learning.course import Card, Source, Task, Variant
from bot.learning.drill import Drill

WholeCheck = Callable[[Any, Glossary], Iterator[Finding]]
PartCheck = Callable[[Any, Path, Glossary], Iterator[Finding]]
EACH = None


def _source(source: Source, at: Path, _glossary: Glossary) -> Iterator[Finding]:
    return sources.check_source(source, at)


WHOLE: Mapping[str, WholeCheck] = {
    "lesson": lessons.check_lesson,
    "quiz": quizzes.check_quiz,
    "phrases": phrases.check_wordings,
    "words": words.check_words,
    "foreign-words": words.check_foreign,
    "addresses": people.check_addresses,
    "groups": people.check_groups,
    "consents": people.check_consents,
    "emergency": people.check_emergency,
    "rules": rules.check_rules,
}

PARTS: Mapping[str, tuple[tuple[tuple[str | None, ...], Any, PartCheck], ...]] = {
    "lesson": (
        (("cards", EACH), Card, lessons.check_card),
        (("task",), Task, tasks.check_task),
        (("sources", EACH), Source, _source),
    ),
    "quiz": (
        (("objectives", EACH, "variants", EACH), Variant, quizzes.check_variant),
        (("sources", EACH), Source, _source),
    ),
    "drills": ((("drills", EACH), Drill, drills.check_drill),),
    "emergency": ((("sources", EACH), Source, _source),),
}
"""Parts that are checked by themselves, so that a slip in one of them does not hide what is wrong with the others."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What one file gave."""

    file: SourceFile
    data: bytes = field(repr=False)
    value: Any
    """None if the file does not have its shape."""
    problems: tuple[Problem, ...]

    def problem(self, finding: Finding) -> Problem:
        """Return a later finding with its line; the file is read again for it, which only authors' mistakes cost."""
        return _problem(self.file, finding, read(self.data))


def examine(file: SourceFile, data: bytes, glossary: Glossary) -> Examined:
    """Return the value of a file and everything that can be said about it alone."""
    reading = read(data)
    if reading.refused:
        found = tuple(Problem(file.name, line, sentence(one), one.how) for line, one in reading.refused)
        return Examined(file, data, None, found)
    value = _wordings(reading.value) if file.kind == "phrases" else reading.value
    shaped = fit(SHAPES[file.kind], value)
    findings = [*shaped.findings]
    if shaped.value is not None:
        findings += WHOLE[file.kind](shaped.value, glossary) if file.kind in WHOLE else ()
        findings += _parts(file.kind, shaped.value, glossary)
    else:
        findings += _sound_parts(file.kind, reading.value, glossary)
    return Examined(file, data, shaped.value, tuple(_problem(file, finding, reading) for finding in findings))


def _problem(file: SourceFile, finding: Finding, reading: Reading) -> Problem:
    return Problem(file.name, reading.line_of(finding.at), sentence(finding), finding.how)


def _wordings(value: Value) -> Value:
    """Return phrases with a single wording as a list of one."""
    if not isinstance(value, dict):
        return value
    return {name: one if isinstance(one, tuple) else (one,) for name, one in value.items()}


def _parts(kind: str, value: Any, glossary: Glossary) -> Iterator[Finding]:
    for pattern, _, check in PARTS.get(kind, ()):
        for at, part in _matching(value, pattern):
            yield from check(part, at, glossary)


def _sound_parts(kind: str, value: Value, glossary: Glossary) -> Iterator[Finding]:
    """Check those parts of a broken file that have their shape."""
    for pattern, shape, check in PARTS.get(kind, ()):
        for at, part in _matching(value, pattern):
            shaped = fit(shape, part)
            if shaped.value is not None:
                yield from check(shaped.value, at, glossary)


def _matching(value: Any, pattern: tuple[str | None, ...]) -> Iterable[tuple[Path, Any]]:
    """Return the parts of a value that a pattern reaches; EACH stands for every item of a list."""
    reached: list[tuple[Path, Any]] = [((), value)]
    for name in pattern:
        if name is EACH:
            lists = [(at, several) for at, several in reached if isinstance(several, tuple)]
            reached = [((*at, place), item) for at, several in lists for place, item in enumerate(several)]
        else:
            reached = [((*at, name), _inside(outer, name)) for at, outer in reached]
    return reached


def _inside(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)
