"""A quiz: enough objectives, each with parallel questions in different words."""

from collections.abc import Iterator

from bot.curriculum.checks.choices import check_choices, check_patterns, choice_texts
from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.checks.names import check_id, check_unique, plainly
from bot.curriculum.checks.sources import check_sources
from bot.curriculum.checks.texts import Text, check_texts
from bot.curriculum.problems import Finding, Path
from bot.learning.course import Quiz, Variant

FEWEST_OBJECTIVES = 4
FEWEST_VARIANTS = 2


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
    yield from _same_text(variants)
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


def _variants(quiz: Quiz) -> Iterator[tuple[Path, Variant]]:
    for place, objective in enumerate(quiz.objectives):
        for number, variant in enumerate(objective.variants):
            yield ("objectives", place, "variants", number), variant


def _same_text(variants: list[tuple[Path, Variant]]) -> Iterator[Finding]:
    seen: set[str] = set()
    for at, variant in variants:
        plain = plainly(variant.text)
        if plain in seen:
            yield Finding((*at, "text"), "giống hệt một câu hỏi trước", "viết một cảnh khác, bằng chữ khác")
        seen.add(plain)


def check_variant(variant: Variant, at: Path, glossary: Glossary) -> Iterator[Finding]:
    """Check one question by itself."""
    yield from check_id(variant.id, (*at, "id"))
    yield from check_choices(variant.choices, (*at, "choices"), glossary)
    texts = [Text((*at, "text"), variant.text), *choice_texts(variant.choices, (*at, "choices"))]
    yield from check_texts(texts, glossary)
