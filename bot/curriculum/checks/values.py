"""Numbers, fees and names that change: given once in content/values.yaml, used in texts as {id}."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.checks.names import check_id, check_unique
from bot.curriculum.files import ValuesFile
from bot.curriculum.problems import Finding, Path
from bot.learning.knowledge import LocalValue
from bot.text.phrasebook import PLACEHOLDER

_HOTLINE = re.compile(r"[0-9]+(?:[. ][0-9]+)*")
_ASK_AGAIN = ("hỏi lại", "xem lại", "kiểm tra lại")


def check_values(file: ValuesFile, _glossary: Glossary) -> Iterator[Finding]:
    """Check content/values.yaml."""
    ids = [(("values", place, "id"), value.id) for place, value in enumerate(file.values)]
    yield from check_unique(ids, "ở một giá trị khác")


def check_value(value: LocalValue, at: Path, _glossary: Glossary) -> Iterator[Finding]:
    """Check one value by itself."""
    yield from check_id(value.id, (*at, "id"))
    for name, text in (("label", value.label), ("value", value.value)):
        if not text.strip():
            yield Finding((*at, name), "còn để trống", "viết nội dung vào sau dấu hai chấm")
        if "{" in text or "}" in text:
            yield Finding((*at, name), "có dấu ngoặc nhọn", "viết thẳng điều cần nói, không có { }")
    if value.kind == "hotline" and value.value.strip() and not _HOTLINE.fullmatch(value.value):
        what = f"số tổng đài “{value.value}” có ký tự lạ"
        yield Finding((*at, "value"), what, 'chỉ viết chữ số, cách nhau bằng dấu chấm hay dấu cách: "1900.0368"')


def may_misuse(text: str, blanks: Sequence[str], glossary: Glossary) -> bool:
    """Return False only if `check_use` can find nothing in the text, in which these blanks stand; a cheap look."""
    return not glossary.uncertain.isdisjoint(blanks) or any(map(text.__contains__, glossary.beginnings))


def check_use(text: str, at: Path, glossary: Glossary) -> Iterator[Finding]:
    """Check how one text uses values: doubt is said aloud, and no number is written out that may change."""
    for name in PLACEHOLDER.findall(text):
        if name in glossary.uncertain and not any(map(text.lower().__contains__, _ASK_AGAIN)):
            what = f"{{{name}}} chưa xác minh được mà câu không nói {{bác}} hỏi lại ở đâu"
            yield Finding(at, what, "thêm một vế, ví dụ “{bác} hỏi lại tại Công an xã”")
    for number, name in glossary.hotlines.items():
        if _written_out(number).search(text):
            what = f"số tổng đài {number} viết thẳng trong câu"
            yield Finding(at, what, f"viết {{{name}}}: số đổi thì chỉ sửa một chỗ, ở content/values.yaml")


@cache
def _written_out(number: str) -> re.Pattern[str]:
    """Return what finds a number however its digits are grouped, but not inside a longer one."""
    return re.compile(r"(?<!\d)(?<!\d[.])" + "[. ]?".join(number) + r"(?![.]?\d)")
