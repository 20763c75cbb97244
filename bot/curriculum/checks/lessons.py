"""A lesson: five to eight cards, a question for every two steps, one safe slip, one act at the end."""

import re
from collections.abc import Iterator

from bot.curriculum.checks.choices import check_choices, check_label, choice_texts
from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.checks.loudspeaker import check_loudspeaker
from bot.curriculum.checks.names import check_id, check_once, check_unique
from bot.curriculum.checks.patterns import check_patterns
from bot.curriculum.checks.sources import check_sources
from bot.curriculum.checks.texts import LABEL, Text, check_texts
from bot.curriculum.problems import Finding, Path
from bot.learning.course import Card, Lesson, Mistake

FEWEST_CARDS, MOST_CARDS = 5, 8
MOST_MINUTES = 10
STEPS_PER_QUESTION = 2
FEWEST_PICTURES = 2
MOST_COVERED = 3  # items of the framework
SHORTEST_BACK = 25  # characters
_GENERIC_BACK = re.compile(
    r"(?i)\W*(?:không sao \{ạ\}\W+)?(?:\{bác\} )?"
    r"(?:thử lại|làm lại|(?:nhờ|hỏi) (?:con cháu|người thân))(?:\W+\w+){0,6}\W*"
)


def check_lesson(lesson: Lesson, glossary: Glossary) -> Iterator[Finding]:
    """Check what only the whole lesson can show."""
    yield from check_id(lesson.id, ("id",))
    yield from check_texts([Text(("title",), lesson.title), Text(("goal",), lesson.goal)], glossary)
    yield from _size(lesson)
    yield from _balance(lesson)
    yield from _pictures(lesson)
    yield from _covers(lesson)
    yield from check_loudspeaker(lesson.loudspeaker, ("loudspeaker",), glossary)
    ids = [(("cards", place, "id"), card.id) for place, card in enumerate(lesson.cards)]
    yield from check_unique(ids, "ở một thẻ khác của bài này")
    questions = [(("cards", place, "choices"), card.choices) for place, card in enumerate(lesson.cards) if card.choices]
    yield from check_patterns([*questions, (("task", "choices"), lesson.task.choices)])
    yield from check_sources(lesson.sources)


def _size(lesson: Lesson) -> Iterator[Finding]:
    count = len(lesson.cards)
    if not FEWEST_CARDS <= count <= MOST_CARDS:
        what = f"bài có {count} thẻ (cần {FEWEST_CARDS} đến {MOST_CARDS})"
        yield Finding(("cards",), what, "gộp hoặc bỏ bớt thẻ" if count > MOST_CARDS else "chia nhỏ các bước ra")
    if not 1 <= lesson.minutes <= MOST_MINUTES:
        what = f"bài dài {lesson.minutes} phút (cần 1 đến {MOST_MINUTES})"
        yield Finding(("minutes",), what, "ghi số phút một người chậm cần; nếu lâu hơn thì tách làm hai bài")


def _balance(lesson: Lesson) -> Iterator[Finding]:
    questions = sum(card.is_question for card in lesson.cards)
    steps = len(lesson.cards) - questions
    if questions * STEPS_PER_QUESTION < steps:
        what = f"bài có {steps} thẻ làm theo mà chỉ {questions} thẻ hỏi"
        yield Finding(("cards",), what, "cứ hai thẻ làm theo thì thêm một thẻ hỏi (thẻ có choices)")
    if not any(card.goes_wrong for card in lesson.cards):
        how = "thêm `goes_wrong: true` vào một thẻ hỏi, trong đó người học được mời bấm nhầm một cách an toàn"
        yield Finding(("cards",), "chưa có thẻ nào cho bấm nhầm thử", how)


def _pictures(lesson: Lesson) -> Iterator[Finding]:
    count = sum(card.picture is not None for card in lesson.cards)
    if count < FEWEST_PICTURES or 2 * count < len(lesson.cards):
        what = f"{count} trong {len(lesson.cards)} thẻ có hình (cần một nửa số thẻ, ít nhất {FEWEST_PICTURES})"
        how = "thêm `picture` vào thẻ nào nói về một màn hình hay một việc làm"
        yield Finding(("cards",), what, how)


def _covers(lesson: Lesson) -> Iterator[Finding]:
    how = "ghi mã những điều của content/framework.yaml mà bài này dạy"
    if not lesson.covers:
        yield Finding((), "chưa ghi bài này dạy điều nào (`covers`)", how)
    elif len(lesson.covers) > MOST_COVERED:
        yield Finding(("covers",), f"có {len(lesson.covers)} điều (nhiều nhất {MOST_COVERED})", how)
    yield from check_once([(("covers", place), item) for place, item in enumerate(lesson.covers)])


def check_card(card: Card, at: Path, glossary: Glossary) -> Iterator[Finding]:
    """Check one card by itself."""
    yield from check_id(card.id, (*at, "id"))
    if card.is_question:
        yield from _question(card, at, glossary)
    else:
        yield from _step(card, at, glossary)
    yield from check_texts(_texts(card, at), glossary)


def _question(card: Card, at: Path, glossary: Glossary) -> Iterator[Finding]:
    yield from check_choices(card.choices, (*at, "choices"), glossary)
    if card.mistake is not None:
        what = "thẻ hỏi không dùng đến `mistake`"
        yield Finding((*at, "mistake"), what, "bỏ `mistake`, nói lỗi ấy trong `say` của lựa chọn chưa phải")


def _step(card: Card, at: Path, glossary: Glossary) -> Iterator[Finding]:
    if card.goes_wrong:
        what = "`goes_wrong` chỉ dùng cho thẻ hỏi, mà thẻ này không có choices"
        yield Finding((*at, "goes_wrong"), what, "thêm choices cho thẻ này, hoặc bỏ `goes_wrong`")
    if card.mistake is None:
        how = "thêm mistake: {what: lỗi hay gặp, back: lối quay lại}"
        yield Finding(at, "thẻ làm theo chưa có `mistake`", how)
    else:
        yield from _mistake(card.mistake, (*at, "mistake"), glossary)


def _mistake(mistake: Mistake, at: Path, glossary: Glossary) -> Iterator[Finding]:
    yield from check_label(mistake.what, (*at, "what"), glossary)
    if mistake.back.strip() and (len(mistake.back) < SHORTEST_BACK or _GENERIC_BACK.fullmatch(mistake.back)):
        what = "lối quay lại còn chung chung"
        yield Finding((*at, "back"), what, "nói tên nút và chỗ của nó trên màn hình ở chính bước này")


def _texts(card: Card, at: Path) -> list[Text]:
    texts = [Text((*at, "text"), card.text)]
    if card.mistake is not None:
        texts.append(Text((*at, "mistake", "what"), card.mistake.what, LABEL))
        texts.append(Text((*at, "mistake", "back"), card.mistake.back))
    return texts + choice_texts(card.choices, (*at, "choices"))
