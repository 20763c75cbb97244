"""The practice task: a real, harmless act that asks for nothing secret."""

import re
from collections.abc import Iterator

from bot.curriculum.checks.choices import check_choices, choice_texts
from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.checks.names import check_id
from bot.curriculum.checks.texts import Text, check_texts
from bot.curriculum.problems import Finding, Path
from bot.learning.course import Task
from bot.text.measure import sentences

_PRIVATE = (
    r"(?:(?:mã |số )?otp|mật khẩu|mật mã|mã pin|passcode|mã xác (?:thực|nhận|minh)|cvv|số dư"
    r"|(?:số )?(?:thẻ )?căn cước(?: công dân)?|(?:số )?cccd|số thẻ|mã định danh|giấy tờ)"
)
_ASKS = tuple(
    re.compile(rf"(?i)\b{pattern}")
    for pattern in (
        rf"(?:gửi|đọc|nhắn|chụp|khai|nói|cho (?:\{{cháu\}}|cháu|em|mình) biết)\b.{{0,30}}\b{_PRIVATE}\b",
        rf"(?:nhập|gõ|điền|viết|ghi)\b.{{0,30}}\b{_PRIVATE}\b.{{0,20}}"
        r"(?:vào đây|ở đây|xuống đây|dưới đây|cho (?:\{cháu\}|cháu))",
        rf"{_PRIVATE}\b.{{0,20}}(?:là gì|là bao nhiêu|là số (?:nào|mấy)|bao nhiêu|gồm)",
        r"(?:còn|có) bao nhiêu tiền\b",
    )
)
_MAY_ASK = (
    *("otp", "mật khẩu", "mật mã", "pin", "passcode", "mã xác", "cvv", "số dư", "căn cước", "cccd", "số thẻ"),
    *("định danh", "giấy tờ", "nhiêu tiền"),
)  # one of them is in whatever matches below
_FORBIDS = re.compile(r"(?i)\b(?:không|đừng|chưa|chớ|che|giấu)\b")


def check_task(task: Task, at: Path, glossary: Glossary) -> Iterator[Finding]:
    """Check the practice task of a lesson."""
    yield from check_id(task.id, (*at, "id"))
    texts = [Text((*at, name), getattr(task, name)) for name in ("title", "text", "proof", "witness")]
    yield from check_texts([*texts, *choice_texts(task.choices, (*at, "choices"))], glossary)
    yield from check_choices(task.choices, (*at, "choices"), glossary)
    yield from check_secrets(task.text, (*at, "text"))
    yield from check_secrets(task.proof, (*at, "proof"))


def check_secrets(text: str, at: Path) -> Iterator[Finding]:
    """Check that nobody is asked to hand over what only they should know."""
    lower = text.lower()
    for one in sentences(text) if any(map(lower.__contains__, _MAY_ASK)) else ():
        asked = next((found for pattern in _ASKS if (found := pattern.search(one))), None)
        if asked and not _FORBIDS.search(one):
            how = "hỏi điều nhìn thấy trên màn hình mà không lộ gì: tên nút, màu sắc, hàng chữ đầu"
            yield Finding(at, f"đòi điều riêng tư (“{asked[0]}”)", how)
