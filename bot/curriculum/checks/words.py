"""Global words: every one present, and each leading to one thing."""

from collections.abc import Iterator, Mapping

from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.problems import Finding
from bot.text.folding import fold

REQUIRED = (
    *("menu", "skills", "next", "back", "again", "stop", "help", "lost", "sos"),
    *("people", "data", "erase", "code", "mentor", "hello", "thanks"),
)

Words = Mapping[str, tuple[str, ...]]


def check_words(words: Words, _glossary: Glossary) -> Iterator[Finding]:
    """Check content/words.yaml."""
    for name in REQUIRED:
        if name not in words:
            yield Finding((), f"thiếu mục `{name}`", f"thêm `{name}:` với các từ người ta hay gõ")
    owner: dict[str, str] = {}
    for name, several in words.items():
        if not several:
            yield Finding((name,), "chưa có từ nào", "thêm ít nhất một từ, đầu dòng có dấu -")
        for place, word in enumerate(several):
            folded = fold(word) or word.strip()  # An emoji has nothing to fold.
            if not folded:
                yield Finding((name, place), "còn để trống", "viết một từ, hoặc xoá dòng này")
            elif owner.setdefault(folded, name) != name:
                what = f"“{word}” cũng có ở mục `{owner[folded]}` (máy không phân biệt dấu)"
                yield Finding((name, place), what, "để từ này ở một mục thôi")


def check_foreign(foreign: Mapping[str, str], _glossary: Glossary) -> Iterator[Finding]:
    """Check content/foreign-words.yaml."""
    for word, gloss in foreign.items():
        if not gloss.strip():
            yield Finding((word,), "chưa có lời giải nghĩa", "viết vài chữ dễ hiểu sau dấu hai chấm")
