"""Every sentence a learner reads: short, plainly marked up, and right for whoever is addressed."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from operator import methodcaller
from typing import NamedTuple

from bot.curriculum.checks.glossary import Glossary, bare_words
from bot.curriculum.problems import Finding, Path
from bot.text.measure import sentences
from bot.text.phrasebook import ADDRESS_NAMES, PLACEHOLDER, AddressForm, address

MESSAGE = 300  # characters
LABEL = 40
EXPLANATION = 250
SENTENCE = 22  # syllables


class Text(NamedTuple):
    """One text inside a file."""

    at: Path
    text: str
    limit: int = MESSAGE
    """How many characters it may have."""


Names = frozenset[str] | None
"""Placeholders that a text may use besides the forms of address; None for any."""

_NO_NAMES: frozenset[str] = frozenset()


def check_texts(texts: Sequence[Text], glossary: Glossary, names: Names = _NO_NAMES) -> Iterator[Finding]:
    """
    Check the texts that a learner sees together: a message with its buttons and replies.

    There are dozens of texts in every lesson and nearly all are fine, so each rule first takes a cheap look at all of
    them together.
    """
    together = "\n".join(["", *[text for _, text, _ in texts]])
    for one in texts:
        _, text, limit = one
        if len(text) + text.count("{") > limit or not text.strip():  # A placeholder grows by one letter at most.
            yield from _length(one)
        if text.count(" ") >= SENTENCE and max(map(_SPACES, _CLAUSE.split(text))) >= SENTENCE:
            yield from _sentences(one)
    if not _braces_are_common(together):
        for one in texts:
            yield from check_placeholders(one.text, one.at, names)
    for suspicious, rule in _RULES:
        if suspicious(together):
            for one in texts:
                yield from rule(one)
    yield from _glosses(texts, together, glossary)


def check_text(text: Text, names: Names = _NO_NAMES) -> Iterator[Finding]:
    """Check one text by itself, foreign words aside."""
    yield from check_texts([text], _NO_GLOSSARY, names)


_NO_GLOSSARY = Glossary()


def shown(text: str) -> str:
    """Return the text as the learner sees it, at its widest: placeholders filled, marks of bold gone."""
    return address(text, _WIDEST).replace("**", "")


_WIDEST = AddressForm("widest", "cô bác", "cháu", "nhé", "dạ")


def _length(text: Text) -> Iterator[Finding]:
    length = len(shown(text.text))
    if not text.text.strip():
        yield Finding(text.at, "còn để trống", "viết nội dung vào sau dấu hai chấm")
    elif length > text.limit:
        yield Finding(text.at, f"dài {length} ký tự (nhiều nhất {text.limit})", "bỏ bớt chữ, hoặc tách làm hai")


# --- Placeholders -----------------------------------------------------------------


def _braces_are_common(text: str) -> bool:
    found = PLACEHOLDER.findall(text)
    return ADDRESS_NAMES.issuperset(found) and len(found) == text.count("{") == text.count("}")


def check_placeholders(text: str, at: Path, names: Names = _NO_NAMES) -> Iterator[Finding]:
    """Check that curly braces hold nothing but what can be filled in."""
    allowed = None if names is None else ADDRESS_NAMES | names
    for name in PLACEHOLDER.findall(text):
        if allowed is not None and name not in allowed:
            known = " ".join(f"{{{one}}}" for one in sorted(allowed))
            yield Finding(at, f"không biết thay {{{name}}} bằng gì", f"chỉ dùng: {known}")
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        yield Finding(at, "dấu ngoặc nhọn { } không đủ cặp", "viết cho đủ, ví dụ {bác}, hoặc bỏ dấu ngoặc")


# --- Sentences --------------------------------------------------------------------

_CLAUSE = re.compile(r"[.!?…:;\n](?:\s|(?<=\n))")
_CLOSING = str.maketrans("", "", '*”"’)')
_SPACES = methodcaller("count", " ")


def _has_letters(word: str) -> bool:
    return any(map(str.isalnum, word))


def _sentences(text: Text) -> Iterator[Finding]:
    for one in sentences(text.text.translate(_CLOSING)):
        count = sum(map(_has_letters, one.split()))  # 20/11/2026 is one.
        if count > SENTENCE:
            begins = " ".join(one.split()[:5])
            what = f"câu “{begins} …” dài {count} tiếng (nhiều nhất {SENTENCE})"
            yield Finding(text.at, what, "tách thành hai câu ngắn, mỗi câu một ý")


# --- Marks and words --------------------------------------------------------------

_MARKS = "`]<_"
_LIST = re.compile(r"\n *(?:#+|[-*+]) ")
_MARKUP = re.compile(r"`|\]\(|</?[a-zA-Z]|^ *(?:#+|[-*+]) |__", re.MULTILINE)


def _has_marks(text: str) -> bool:
    return any(map(text.__contains__, _MARKS)) or _LIST.search(text) is not None


def _markup(text: Text) -> Iterator[Finding]:
    found = _MARKUP.search(text.text)
    if found:
        what = f"có ký hiệu trình bày “{found[0].strip()}” mà máy không hiểu"
        yield Finding(text.at, what, "chỉ dùng **chữ đậm**; bỏ ký hiệu kia, viết thành câu thường")


def _has_odd_bold(text: str) -> bool:
    return "**" in text and bool([line for line in text.split("\n") if line.count("**") % 2])


def _bold(text: Text) -> Iterator[Finding]:
    if text.text.count("**") % 2:
        yield Finding(text.at, "dấu ** mở ra mà không đóng lại", "viết **chữ đậm** với hai dấu ** ở cả hai đầu")


_ADDRESSES = ("bạn", "Bạn", "user", "User", "gười dùng")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’")
_STRANGER = re.compile(r"\b(?:[Nn]gười dùng|[Uu]sers?)\b")
_BEFORE_FRIEND = ("người", "kết", "các", "thêm", "nhóm", "danh", "một", "những", "của", "làm", "cô", "ông", "bà", "mời")
_AFTER_FRIEND = "bè|hàng|đời|học|thân|cũ|gái|trai|của|ấy|già|quen|cùng"
_NOT_AFTER = "".join(rf"(?<!\b{word} )" for word in _BEFORE_FRIEND)
_FRIEND = re.compile(rf"{_NOT_AFTER}\b[Bb]ạn\b(?! (?:{_AFTER_FRIEND}))")


def _has_address(text: str) -> bool:
    return any(map(text.__contains__, _ADDRESSES))


def _address(text: Text) -> Iterator[Finding]:
    """Check how the reader is addressed, outside quoted messages."""
    own = _QUOTED.sub("", text.text)
    found = _STRANGER.search(own) or _FRIEND.search(own)
    if found:
        how = "viết {bác} (máy tự đổi thành ông, bà, anh, chị …); lời của người khác thì đặt trong “ ”"
        yield Finding(text.at, f"gọi người học là “{found[0]}”", how)


_RULES: tuple[tuple[Callable[[str], bool], Callable[[Text], Iterator[Finding]]], ...] = (
    (_has_marks, _markup),
    (_has_odd_bold, _bold),
    (_has_address, _address),
)
"""Each with what tells, of several texts one under the other, that none of them can break it."""


# --- Foreign words ----------------------------------------------------------------

_NAME = r"(?![A-Z]\w* [A-Z])"


def _glosses(texts: Sequence[Text], together: str, glossary: Glossary) -> Iterator[Finding]:
    """Check that a foreign word is explained in brackets somewhere in the same message."""
    words = bare_words(together)
    if glossary.by_first.keys().isdisjoint(words):
        return
    for word in sorted({word for first in words for word in glossary.by_first.get(first, ())}):
        pattern = _whole_word(word)
        if pattern.search(together) and not _explained(word).search(together.replace("**", "")):
            at = next((text.at for text in texts if pattern.search(text.text)), texts[0].at)
            how = f"viết “{word} ({glossary.foreign[word]})”, hoặc nói bằng tiếng Việt"
            yield Finding(at, f"từ “{word}” chưa được giải nghĩa", how)


@cache
def _whole_word(word: str) -> re.Pattern[str]:
    """Return what finds a word by itself, but not in a name (App Store); one with capitals only as it is."""
    exact = re.escape(word)
    if word == word.lower():
        exact = f"(?i:{exact})" if " " in word else f"{_NAME}(?i:{exact})"
    return re.compile(rf"(?<!\w){exact}(?!\w)")


@cache
def _explained(word: str) -> re.Pattern[str]:
    return re.compile(_whole_word(word).pattern + r"[”\"’]? ?\(")
