"""The assistant's phrases: those that the program asks for, no others, with placeholders it can fill."""

import difflib
from collections.abc import Iterator, Mapping, Sequence

from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.checks.texts import Text, check_placeholders, check_text
from bot.curriculum.problems import Finding
from bot.text.phrasebook import ADDRESS_NAMES

Wordings = Mapping[str, tuple[str, ...]]
Required = Mapping[str, frozenset[str]]


def check_wordings(phrases: Wordings, glossary: Glossary) -> Iterator[Finding]:
    """Check each phrase by itself."""
    for name, wordings in phrases.items():
        if not wordings:
            yield Finding((name,), "chưa có câu nào", "viết ít nhất một câu")
        for place, text in enumerate(wordings):
            yield from check_text(Text((name, place), text), glossary, names=None)


def check_required(phrases: Wordings, required: Required, values: frozenset[str]) -> Iterator[Finding]:
    """
    Check that the phrases are those the program says.

    `required` are their ids and their own placeholders, `values` the ids that may stand in any text.
    """
    blanks = ADDRESS_NAMES | values
    for name in required:
        if name not in phrases:
            yield Finding((), f"thiếu câu `{name}`", f"thêm dòng `{name}: …`{_placeholders(required[name])}")
    for name, wordings in phrases.items():
        if name not in required:
            near = difflib.get_close_matches(name, required, n=1)
            how = f"đổi thành `{near[0]}:`" if near else "xoá câu này"
            yield Finding((name,), "chương trình không dùng câu này", how)
            continue
        for place, text in enumerate(wordings):
            yield from check_placeholders(text, (name, place), required[name], blanks)


def check_apart(values: Sequence[str], required: Required) -> Iterator[Finding]:
    """Check that no value is called what the program itself fills into one of its phrases."""
    taken = {name for names in required.values() for name in names}
    for place, value in enumerate(values):
        if value in taken:
            what = f"{{{value}}} là chỗ trống mà chương trình tự điền trong lời của trợ lý"
            yield Finding(("values", place, "id"), what, "đặt một mã khác, dài hơn")


def _placeholders(names: frozenset[str]) -> str:
    return " (có thể dùng " + " ".join(f"{{{name}}}" for name in sorted(names)) + ")" if names else ""
