"""Questions: few choices, one right, each with its own explanation, and no pattern that gives the answer away."""

import re
from collections.abc import Iterator, Sequence

from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.checks.names import check_id, check_unique
from bot.curriculum.checks.texts import EXPLANATION, LABEL, Text, shown
from bot.curriculum.problems import Finding, Path
from bot.learning.course import Choice
from bot.text.folding import fold, fold_each

FEWEST, MOST = 2, 4
SHORTEST_SAY = 20  # characters
_LONG_SAY = 80  # characters: enough for an explanation after any verdict

_NUMBER = re.compile(r"(?:so |cau |chon )?(\d{1,2})")
"""How a choice is typed where there are no buttons."""

_MAY_BLAME = ("sai", "Sai", "SAI", "không đúng", "Không đúng", "hầm rồi")
_BLAME = re.compile(
    r"(?i)^\W*(?:sai|không đúng|nhầm rồi)\b|\bsai rồi\b|(?:\{bác\}|\bbác|\bchọn|\btrả lời|\blàm vậy là|\bthế là) sai\b"
    r"|\b(?:chọn|trả lời) không đúng\b"
)
_VERDICT = re.compile(
    r"(?i)^\W*(?:(?:\{dạ\}|dạ|vâng)\W+)?"
    r"(?:đúng|phải|chính xác|chưa phải|chưa đúng|gần đúng|giỏi|tốt|hay|sai|không phải)"
    r"(?: (?:rồi|lắm|quá|vậy|thế|đâu))*(?: (?:\{ạ\}|\{bác\}|ạ|nhé|bác))*\W*"
)


def check_choices(choices: Sequence[Choice], at: Path, glossary: Glossary) -> Iterator[Finding]:
    """Check the choices of one question; `at` is where their list stands."""
    if not FEWEST <= len(choices) <= MOST:
        what = f"có {len(choices)} lựa chọn (cần {FEWEST} đến {MOST})"
        yield Finding(at, what, "thêm cho đủ, hoặc bỏ bớt; hai hay ba là tốt nhất")
    right = sum(choice.right for choice in choices)
    if right != 1:
        how = "đặt `right: true` ở đúng một lựa chọn"
        yield Finding(at, f"có {right} lựa chọn được đánh dấu là phải (cần đúng một)", how)
    ids = [((*at, place, "id"), choice.id) for place, choice in enumerate(choices)]
    yield from check_unique(ids, "trong câu hỏi này")
    for place, choice in enumerate(choices):
        yield from _choice(choice, (*at, place))
    yield from _typed(choices, at, glossary)


def _choice(choice: Choice, at: Path) -> Iterator[Finding]:
    yield from check_id(choice.id, (*at, "id"))
    yield from _say(choice.say, (*at, "say"))


def choice_texts(choices: Sequence[Choice], at: Path) -> list[Text]:
    """Return what is to be read in the choices, for `check_texts` together with their question."""
    texts: list[Text] = []
    for place, choice in enumerate(choices):
        texts.append(Text((*at, place, "label"), choice.label, LABEL))
        texts.append(Text((*at, place, "say"), choice.say, EXPLANATION))
    return texts


def check_label(label: str, at: Path, glossary: Glossary) -> Iterator[Finding]:
    """Check that the words on a button are no global word."""
    if fold(label) in glossary.global_words:
        what = f"nhãn “{label}” trùng với một từ chung (menu, tiếp, lùi …)"
        yield Finding(at, what, "viết rõ việc sẽ làm, ví dụ “Bấm nút Quay lại”")


def _say(say: str, at: Path) -> Iterator[Finding]:
    blame = _BLAME.search(say) if any(word in say for word in _MAY_BLAME) else None
    if blame:
        what = f"chê người học (“{blame[0].strip()}”)"
        yield Finding(at, what, "mở đầu bằng “Chưa phải” hay “Gần đúng rồi”, rồi nói vì sao")
    elif len(say) < _LONG_SAY and say.strip() and len(shown(_VERDICT.sub("", say))) < SHORTEST_SAY:
        what = f"chưa giải thích vì sao (cần ít nhất {SHORTEST_SAY} ký tự ngoài lời khen chê)"
        yield Finding(at, what, "nói vì sao phải, hoặc vì sao chưa phải và nên làm gì")


def _typed(choices: Sequence[Choice], at: Path, glossary: Glossary) -> Iterator[Finding]:
    """Check that whatever people type for a choice leads to that choice, and to nothing else."""
    owner: dict[str, int] = {}
    for place, choice in enumerate(choices):
        words = fold_each([choice.label, *choice.synonyms])
        if not glossary.global_words.isdisjoint(words):
            yield from _global_words(choice, (*at, place), glossary)
        for word in filter(None, words):  # An emoji has nothing to fold.
            number = _NUMBER.fullmatch(word)
            if number and place + 1 != int(number[1]) <= len(choices):
                what = f"chữ “{word}” của lựa chọn thứ {place + 1} trùng với số thứ tự của lựa chọn khác"
                yield Finding((*at, place), what, "đổi nhãn, bỏ từ đồng nghĩa, hoặc xếp lại cho đúng thứ tự")
            if owner.setdefault(word, place) != place:
                what = f"hai lựa chọn cùng nhận chữ “{word}” (máy không phân biệt dấu)"
                yield Finding((*at, place), what, "đổi nhãn hoặc bỏ từ đồng nghĩa ở một bên")


def _global_words(choice: Choice, at: Path, glossary: Glossary) -> Iterator[Finding]:
    yield from check_label(choice.label, (*at, "label"), glossary)
    for place, synonym in enumerate(choice.synonyms):
        if fold(synonym) in glossary.global_words:
            what = f"“{synonym}” là từ chung, gõ ở đâu cũng có tác dụng riêng"
            yield Finding((*at, "synonyms", place), what, "bỏ từ này, hoặc viết dài hơn")
