"""Every sentence a learner reads: short, plainly marked up, and right for whoever is addressed."""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from operator import methodcaller
from typing import NamedTuple

from bot.curriculum.checks.glossary import Glossary, bare_words
from bot.curriculum.checks.values import check_use, may_misuse
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
NO_VALUES: Mapping[str, str] = {}


def check_texts(texts: Sequence[Text], glossary: Glossary, names: Names = _NO_NAMES) -> Iterator[Finding]:
    """
    Check the texts that a learner sees together: a message with its buttons and replies.

    There are dozens of texts in every lesson and nearly all are fine, so each rule first takes a cheap look at all of
    them together.
    """
    together = "\n".join(["", *[text for _, text, _ in texts]])
    yield from _plain_rules(texts, together, glossary, names)
    yield from _glosses(texts, together, glossary)


def check_text(text: Text, glossary: Glossary, names: Names = _NO_NAMES) -> Iterator[Finding]:
    """Check one text by itself, foreign words aside."""
    yield from _plain_rules([text], "\n" + text.text, glossary, names)


def _plain_rules(texts: Sequence[Text], together: str, glossary: Glossary, names: Names) -> Iterator[Finding]:
    for one in texts:
        _, text, limit = one
        if len(text) + text.count("{") * glossary.growth > limit or not text.strip():
            yield from _length(one, glossary)
        if text.count(" ") >= SENTENCE and max(map(_SPACES, _CLAUSE.split(text))) >= SENTENCE:
            yield from _sentences(one)
    blanks = PLACEHOLDER.findall(together)
    if not (glossary.blanks.issuperset(blanks) and len(blanks) == together.count("{") == together.count("}")):
        for one in texts:
            yield from check_placeholders(one.text, one.at, names, glossary.blanks)
    if may_misuse(together, blanks, glossary):
        for one in texts:
            yield from check_use(one.text, one.at, glossary)
    for suspicious, rule in _RULES:
        if suspicious(together):
            for one in texts:
                yield from rule(one)


def shown(text: str, values: Mapping[str, str] = NO_VALUES) -> str:
    """Return the text as the learner sees it, at its widest: blanks filled, marks of bold gone."""
    return address(text, _WIDEST, **values).replace("**", "")


_WIDEST = AddressForm("widest", "cô bác", "cháu", "nhé", "dạ")


def _length(text: Text, glossary: Glossary) -> Iterator[Finding]:
    length = len(shown(text.text, glossary.values))
    if not text.text.strip():
        yield Finding(text.at, "còn để trống", "viết nội dung vào sau dấu hai chấm")
    elif length > text.limit:
        yield Finding(text.at, f"dài {length} ký tự (nhiều nhất {text.limit})", "bỏ bớt chữ, hoặc tách làm hai")


# --- Placeholders -----------------------------------------------------------------


def check_placeholders(
    text: str, at: Path, names: Names = _NO_NAMES, blanks: frozenset[str] = ADDRESS_NAMES
) -> Iterator[Finding]:
    """Check that curly braces hold nothing but what can be filled in; `blanks` are those that every text may use."""
    if names is not None:
        for name in PLACEHOLDER.findall(text):
            if name not in blanks | names:
                how = _other_blank(name, names, blanks - ADDRESS_NAMES)
                yield Finding(at, f"không biết thay {{{name}}} bằng gì", how)
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        yield Finding(at, "dấu ngoặc nhọn { } không đủ cặp", "viết cho đủ, ví dụ {bác}, hoặc bỏ dấu ngoặc")


def _other_blank(name: str, names: frozenset[str], values: frozenset[str]) -> str:
    near = difflib.get_close_matches(name, values, n=1)
    if near:
        return f"đổi thành {{{near[0]}}}"
    known = " ".join(f"{{{one}}}" for one in sorted(ADDRESS_NAMES | names))
    return f"chỉ dùng: {known}" + (", hoặc một mã của content/values.yaml" if values else "")


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
    together = PLACEHOLDER.sub("", together)  # {app-tinh} is no foreign word.
    for word in sorted({word for first in words for word in glossary.by_first.get(first, ())}):
        pattern = _whole_word(word)
        if pattern.search(together) and not _explained(word).search(together.replace("**", "")):
            at = next((one.at for one in texts if pattern.search(PLACEHOLDER.sub("", one.text))), texts[0].at)
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
