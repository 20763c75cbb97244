"""How people write and speak: the tables by which a question is brought to the words of the answers."""

import difflib
from collections.abc import Iterator, Mapping, Sequence

from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.checks.names import check_once
from bot.curriculum.files import SpokenFile
from bot.curriculum.problems import Finding
from bot.text.folding import fold

FEWEST_WORDS = 2  # of a concept

Table = Mapping[str, tuple[str, ...]]


def check_abbreviations(table: Table, _glossary: Glossary) -> Iterator[Finding]:
    """Check content/language/abbreviations.yaml: what people type short → the words it stands for."""
    for short, readings in table.items():
        if short != fold(short) or not short.isascii() or " " in short:
            yield Finding((short,), f"chữ tắt “{short}” viết chưa đúng kiểu", "viết thường, không dấu, liền nhau: cccd")
        yield from _filled(short, readings, 1)


def check_spoken(file: SpokenFile, _glossary: Glossary) -> Iterator[Finding]:
    """Check content/language/spoken.yaml: regional and spoken words → the words of the lessons."""
    for spoken, meant in file.words.items():
        if spoken != spoken.lower().strip():
            yield Finding(("words", spoken), f"“{spoken}” có chữ hoa", "viết chữ thường")
        if not meant.strip():
            yield Finding(("words", spoken), "còn để trống", "viết chữ mà bài học dùng")
        elif meant == spoken:
            yield Finding(("words", spoken), "đổi thành chính nó", "xoá dòng này, hoặc viết chữ khác")
    for place, word in enumerate(file.marked_only):
        if word not in file.words:
            near = difflib.get_close_matches(word, file.words, n=1)
            how = f"đổi thành {near[0]}" if near else "thêm chữ ấy vào `words`, hoặc xoá dòng này"
            yield Finding(("marked_only", place), f"“{word}” không có trong `words`", how)


def check_concepts(table: Table, _glossary: Glossary) -> Iterator[Finding]:
    """Check content/language/concepts.yaml: words that mean nearly the same."""
    for name, words in table.items():
        yield from _filled(name, words, FEWEST_WORDS)


def check_keep(words: Sequence[str], _glossary: Glossary) -> Iterator[Finding]:
    """Check content/language/keep.yaml: words that only look as if their marks were typed as letters."""
    yield from check_once([((place,), word) for place, word in enumerate(words)])
    for place, word in enumerate(words):
        if word != fold(word) or not word:
            yield Finding((place,), f"“{word}” viết chưa đúng kiểu", "viết thường, không dấu: taxi")


def _filled(name: str, words: tuple[str, ...], fewest: int) -> Iterator[Finding]:
    if len(set(words)) < fewest:
        yield Finding((name,), f"có {len(set(words))} chữ (cần ít nhất {fewest})", "thêm chữ, hoặc xoá mục này")
    for place, word in enumerate(words):
        if not word.strip():
            yield Finding((name, place), "còn để trống", "viết chữ vào, hoặc xoá dòng này")
