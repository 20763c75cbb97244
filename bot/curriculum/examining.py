"""One file by itself: read it, fit it into its shape, check it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.curriculum.checks import (
    drills,
    faq,
    framework,
    language,
    lessons,
    lists,
    measures,
    media,
    people,
    phrases,
    plans,
    quizzes,
    rules,
    skills,
    sources,
    targets,
    tasks,
    values,
    words,
)
from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.layout import SourceFile
from bot.curriculum.problems import Finding, Path, Problem, sentence, spoken
from bot.curriculum.reading import Reading, Value, read
from bot.curriculum.shapes import SHAPES, fit
from bot.learning.course import Card, Picture, Source, Task, Variant
from bot.learning.drill import Drill
from bot.learning.knowledge import Decoy, Entry, LocalValue
from bot.learning.plan import Campaign, Recurring, Target

WholeCheck = Callable[[Any, Glossary], Iterator[Finding]]
PartCheck = Callable[[Any, Path, Glossary], Iterator[Finding]]
EACH = None


def _source(source: Source, at: Path, _glossary: Glossary) -> Iterator[Finding]:
    return sources.check_source(source, at)


WHOLE: Mapping[str, WholeCheck] = {
    "skill": skills.check_skill_texts,
    "lesson": lessons.check_lesson,
    "quiz": quizzes.check_quiz,
    "measure": measures.check_measure,
    "phrases": phrases.check_wordings,
    "words": words.check_words,
    "foreign-words": words.check_foreign,
    "addresses": people.check_addresses,
    "groups": people.check_groups,
    "consents": people.check_consents,
    "emergency": people.check_emergency,
    "rules": rules.check_rules,
    "plans": plans.check_plan,
    "values": values.check_values,
    "framework": framework.check_framework,
    "hosts": lists.check_hosts,
    "brands": lists.check_brands,
    "scams": lists.check_scams,
    "abbreviations": language.check_abbreviations,
    "spoken": language.check_spoken,
    "concepts": language.check_concepts,
    "keep": language.check_keep,
}

Part = tuple[tuple[str | None, ...], Any, PartCheck]
"""Where it stands, its shape, and what checks it."""

PARTS: Mapping[str, tuple[Part, ...]] = {
    "lesson": (
        (("cards", EACH), Card, lessons.check_card),
        (("cards", EACH, "picture"), Picture, media.check_picture),
        (("task",), Task, tasks.check_task),
        (("sources", EACH), Source, _source),
    ),
    "quiz": (
        (("objectives", EACH, "variants", EACH), Variant, quizzes.check_variant),
        (("objectives", EACH, "variants", EACH, "picture"), Picture, media.check_picture),
        (("sources", EACH), Source, _source),
    ),
    "measure": (
        *((("items", EACH, form), Variant, quizzes.check_variant) for form in measures.FORMS),
        *((("items", EACH, form, "picture"), Picture, media.check_picture) for form in measures.FORMS),
    ),
    "faq": (
        (("entries", EACH), Entry, faq.check_entry),
        (("entries", EACH, "source"), Source, _source),
    ),
    "decoys": ((("decoys", EACH), Decoy, faq.check_decoy),),
    "drills": ((("drills", EACH), Drill, drills.check_drill),),
    **dict.fromkeys(("emergency", "hosts", "brands", "scams"), ((("sources", EACH), Source, _source),)),
    "values": (
        (("values", EACH), LocalValue, values.check_value),
        (("values", EACH, "source"), Source, _source),
    ),
    "plans": (
        (("targets", EACH), Target, targets.check_target),
        (("campaigns", EACH), Campaign, plans.check_campaign),
        (("recurring", EACH), Recurring, plans.check_recurring),
    ),
}
"""Parts that are checked by themselves, so that a slip in one of them does not hide what is wrong with the others."""

THOROUGH: Mapping[str, tuple[Part, ...]] = {
    "lesson": ((("cards", EACH, "picture"), Picture, media.check_drawn),),
    "quiz": ((("objectives", EACH, "variants", EACH, "picture"), Picture, media.check_drawn),),
    "measure": tuple((("items", EACH, form, "picture"), Picture, media.check_drawn) for form in measures.FORMS),
}
"""Parts that are drawn to see whether all words have room: it takes long, and what is found harms nobody who learns."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What one file gave."""

    file: SourceFile
    data: bytes = field(repr=False)
    value: Any
    """None if the file does not have its shape."""
    problems: tuple[Problem, ...]
    blanks: frozenset[str] = frozenset()
    """What stands in curly braces and may be the id of a value."""

    def place(self, at: Path, seen_from: "Examined") -> str:
        """Return a place in this file as a message about another place names it."""
        return f"{spoken(at)} {'của tệp này' if seen_from is self else f'ở {self.file.name}'}"

    def problem(self, finding: Finding) -> Problem:
        """Return a later finding with its line; the file is read again for it, which only authors' mistakes cost."""
        return _problem(self.file, finding, read(self.data))


def examine(file: SourceFile, data: bytes, glossary: Glossary, is_thorough: bool = True) -> Examined:
    """Return the value of a file and everything that can be said about it alone."""
    parts = PARTS.get(file.kind, ()) + (THOROUGH.get(file.kind, ()) if is_thorough else ())
    reading = read(data)
    if reading.refused:
        found = tuple(Problem(file.name, line, sentence(one), one.how) for line, one in reading.refused)
        return Examined(file, data, None, found)
    value = _wordings(reading.value) if file.kind == "phrases" else reading.value
    shaped = fit(SHAPES[file.kind], value)
    findings = [*shaped.findings]
    if shaped.value is not None:
        findings += WHOLE[file.kind](shaped.value, glossary) if file.kind in WHOLE else ()
        findings += _parts(parts, shaped.value, glossary)
    else:
        findings += _sound_parts(parts, reading.value, glossary)
    problems = tuple(_problem(file, finding, reading) for finding in findings)
    return Examined(file, data, shaped.value, problems, _blanks(data))


_BLANK = re.compile(rb"\{([a-z0-9-]+)\}")


def _blanks(data: bytes) -> frozenset[str]:
    return frozenset([name.decode() for name in _BLANK.findall(data)])


def _problem(file: SourceFile, finding: Finding, reading: Reading) -> Problem:
    line = reading.line_of(finding.at)
    return Problem(file.name, line, sentence(finding), finding.how, finding.severity)


def _wordings(value: Value) -> Value:
    """Return phrases with a single wording as a list of one."""
    if not isinstance(value, dict):
        return value
    return {name: one if isinstance(one, tuple) else (one,) for name, one in value.items()}


def _parts(parts: Iterable[Part], value: Any, glossary: Glossary) -> Iterator[Finding]:
    for pattern, _, check in parts:
        for at, part in _matching(value, pattern):
            yield from check(part, at, glossary)


def _sound_parts(parts: Iterable[Part], value: Value, glossary: Glossary) -> Iterator[Finding]:
    """Check those parts of a broken file that have their shape."""
    for pattern, shape, check in parts:
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
