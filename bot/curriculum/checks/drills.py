"""Messages to judge: readable, with signs to tell by, and enough genuine ones among them."""

from collections.abc import Iterator, Sequence

from bot.curriculum.checks.choices import check_choices, choice_texts
from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.checks.names import check_id
from bot.curriculum.checks.texts import MESSAGE, check_placeholders, check_texts
from bot.curriculum.problems import Finding, Path
from bot.learning.drill import Drill

GENUINE_SHARE = 0.4
_SHARE_FROM = 5  # drills: with fewer, a share says nothing


def check_drill(drill: Drill, at: Path, glossary: Glossary) -> Iterator[Finding]:
    """Check one drill. Its message is quoted, as a stranger would write it, so only its length counts."""
    yield from check_id(drill.id, (*at, "id"))
    for name, text in (("sender", drill.sender), ("message", drill.message)):
        if not text.strip():
            yield Finding((*at, name), "còn để trống", "viết nội dung vào sau dấu hai chấm")
        yield from check_placeholders(text, (*at, name))
    if len(drill.message) > MESSAGE:
        what = f"dài {len(drill.message)} ký tự (nhiều nhất {MESSAGE})"
        yield Finding((*at, "message"), what, "rút ngắn tin")
    yield from check_choices(drill.choices, (*at, "choices"), glossary)
    yield from _scam(drill, at) if drill.kind == "scam" else _genuine(drill, at)
    yield from check_texts(choice_texts(drill.choices, (*at, "choices")), glossary)


def _scam(drill: Drill, at: Path) -> Iterator[Finding]:
    if not drill.signs:
        what = "tin lừa đảo chưa có dấu hiệu nào để nhận ra"
        yield Finding((*at, "signs"), what, "chép từ tin ra những chữ nhìn vào là biết")
    for place, sign in enumerate(drill.signs):
        if not sign.strip() or sign not in drill.message:
            what = f"“{sign}” không có nguyên văn trong tin"
            yield Finding((*at, "signs", place), what, "chép đúng từng chữ, từng dấu từ `message`")


def _genuine(drill: Drill, at: Path) -> Iterator[Finding]:
    if drill.signs:
        yield Finding((*at, "signs"), "tin thật thì không có dấu hiệu lừa", "viết `signs: []`")
    if drill.form is not None:
        yield Finding((*at, "form"), "tin thật thì không thuộc kiểu lừa nào", "bỏ dòng `form`")


def check_mix(drills: Sequence[Drill]) -> Iterator[Finding]:
    """Check that enough of all drills are genuine, lest people learn to distrust everything."""
    genuine = sum(drill.kind == "genuine" for drill in drills)
    if len(drills) >= _SHARE_FROM and genuine < GENUINE_SHARE * len(drills):
        what = f"chỉ {genuine} trong {len(drills)} tin là tin thật (cần ít nhất {GENUINE_SHARE:.0%})"
        yield Finding(("drills",), what, "thêm tin thật (kind: genuine), để người học không sợ mọi tin nhắn")
