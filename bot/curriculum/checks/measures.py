"""The test before, after and a month after learning: five objectives, each asked three times in other words."""

from collections.abc import Iterator

from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.checks.names import check_id, check_once, check_unique
from bot.curriculum.checks.patterns import check_patterns
from bot.curriculum.problems import Finding, Path
from bot.learning.course import Measure, Variant

ITEMS = 5
FORMS = ("before", "after", "later")


def check_measure(measure: Measure, _glossary: Glossary) -> Iterator[Finding]:
    """Check what only the whole test can show."""
    yield from check_id(measure.id, ("id",))
    if len(measure.items) != ITEMS:
        what = f"bài đo có {len(measure.items)} mục (cần đúng {ITEMS})"
        yield Finding(("items",), what, "chọn năm mục tiêu quan trọng nhất của bài kiểm tra")
    objectives = [(("items", place, "objective"), item.objective) for place, item in enumerate(measure.items)]
    yield from check_once(objectives)
    questions = list(questions_in(measure))
    yield from check_unique([((*at, "id"), one.id) for at, one in questions], "ở một câu khác của bài này")
    yield from check_patterns([((*at, "choices"), one.choices) for at, one in questions])


def questions_in(measure: Measure) -> Iterator[tuple[Path, Variant]]:
    """Yield every question with its place in the file."""
    for place, item in enumerate(measure.items):
        for form in FORMS:
            yield ("items", place, form), getattr(item, form)
