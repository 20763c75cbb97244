"""A quiz: enough objectives, each with parallel questions in different words."""

from collections.abc import Iterator

from bot.curriculum.checks.choices import check_choices, choice_texts
from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.checks.names import check_id, check_unique
from bot.curriculum.checks.patterns import check_patterns
from bot.curriculum.checks.sources import check_sources
from bot.curriculum.checks.texts import Text, check_texts
from bot.curriculum.problems import Finding, Path
from bot.learning.course import Quiz, Variant

FEWEST_OBJECTIVES = 4
FEWEST_VARIANTS = 2
FEWEST_COUNTED_OBJECTIVES = 12
FEWEST_COUNTED_VARIANTS = 3


def check_quiz(quiz: Quiz, glossary: Glossary) -> Iterator[Finding]:
    """Check what only the whole quiz can show."""
    yield from check_id(quiz.id, ("id",))
    yield from check_texts([Text(("title",), quiz.title)], glossary)
    if len(quiz.objectives) < FEWEST_OBJECTIVES:
        what = f"bài kiểm tra có {len(quiz.objectives)} mục tiêu (cần ít nhất {FEWEST_OBJECTIVES})"
        yield Finding(("objectives",), what, "thêm mục tiêu: mỗi mục tiêu là một việc người học làm được")
    yield from _objectives(quiz, glossary)
    variants = list(_variants(quiz))
    yield from check_unique([((*at, "id"), variant.id) for at, variant in variants], "ở một câu hỏi khác của bài này")
    yield from check_patterns([((*at, "choices"), variant.choices) for at, variant in variants])
    yield from check_sources(quiz.sources)


def _objectives(quiz: Quiz, glossary: Glossary) -> Iterator[Finding]:
    ids = [(("objectives", place, "id"), objective.id) for place, objective in enumerate(quiz.objectives)]
    yield from check_unique(ids, "ở một mục tiêu khác của bài này")
    for place, objective in enumerate(quiz.objectives):
        at: Path = ("objectives", place)
        yield from check_id(objective.id, (*at, "id"))
        yield from check_texts([Text((*at, "goal"), objective.goal)], glossary)
        if len(objective.variants) < FEWEST_VARIANTS:
            what = f"mục tiêu có {len(objective.variants)} câu hỏi (cần ít nhất {FEWEST_VARIANTS})"
            yield Finding((*at, "variants"), what, "thêm một câu kiểm tra cùng khả năng ấy, trong cảnh khác, chữ khác")


def check_counted(quiz: Quiz) -> Iterator[Finding]:
    """Check that the quiz of a skill that counts is large enough to be taken again and again."""
    if len(quiz.objectives) < FEWEST_COUNTED_OBJECTIVES:
        what = f"kỹ năng được tính cần ít nhất {FEWEST_COUNTED_OBJECTIVES} mục tiêu (ở đây có {len(quiz.objectives)})"
        yield Finding(("objectives",), what, "thêm mục tiêu: mỗi mục tiêu là một việc người học làm được")
    for place, objective in enumerate(quiz.objectives):
        if len(objective.variants) < FEWEST_COUNTED_VARIANTS:
            what = f"kỹ năng được tính cần ít nhất {FEWEST_COUNTED_VARIANTS} câu hỏi cho mỗi mục tiêu"
            how = "thêm một câu kiểm tra cùng khả năng ấy, trong cảnh khác, chữ khác"
            yield Finding(("objectives", place, "variants"), what, how)


def _variants(quiz: Quiz) -> Iterator[tuple[Path, Variant]]:
    for place, objective in enumerate(quiz.objectives):
        for number, variant in enumerate(objective.variants):
            yield ("objectives", place, "variants", number), variant


def check_variant(variant: Variant, at: Path, glossary: Glossary) -> Iterator[Finding]:
    """Check one question by itself."""
    yield from check_id(variant.id, (*at, "id"))
    yield from check_choices(variant.choices, (*at, "choices"), glossary)
    texts = [Text((*at, "text"), variant.text), *choice_texts(variant.choices, (*at, "choices"))]
    yield from check_texts(texts, glossary)
