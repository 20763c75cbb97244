"""The targets of a plan: figures that make sense, and a way to measure them."""

from collections.abc import Iterator, Sequence

from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.checks.names import check_id
from bot.curriculum.problems import Finding, Path
from bot.learning.plan import Gauge, Goal, Target
from bot.learning.unit_kinds import KINDS

_ALL = 100  # per cent
_PEOPLE = "người"


def check_target(target: Target, at: Path, _glossary: Glossary) -> Iterator[Finding]:
    """Check one target by itself."""
    yield from check_id(target.id, (*at, "id"))
    yield from check_words(at, indicator=target.indicator, whom=target.whom)
    yield from check_kinds(target.unit_kinds, (*at, "unit_kinds"))
    yield from _gauge(target.measure, (*at, "measure"))
    if not target.goals:
        yield Finding((*at, "goals"), "chưa có mức nào", "thêm ít nhất một: {year, number}")
    for place, goal in enumerate(target.goals):
        here: Path = (*at, "goals", place)
        yield from _goal(goal, here)
        yield from check_kinds(goal.unit_kinds, (*here, "unit_kinds"))
        if target.measure.kind in ("learned", "official") and not goal.is_share and goal.unit != _PEOPLE:
            what = f"việc học đếm theo người, không theo “{goal.unit}”"
            yield Finding((*here, "unit"), what, "bỏ dòng này để tính phần trăm, hoặc ghi `unit: người`")
        if any(earlier.covers(year) for earlier in target.goals[:place] for year in _years(goal)):
            yield Finding((*here, "year"), f"năm {goal.year} đã có một mức khác", "giữ lại một mức cho mỗi năm")


def check_words(at: Path, **texts: str) -> Iterator[Finding]:
    """Check that texts are not empty."""
    for name, text in texts.items():
        if not text.strip():
            yield Finding((*at, name), "còn để trống", "viết nội dung vào sau dấu hai chấm")


def check_kinds(kinds: Sequence[str], at: Path) -> Iterator[Finding]:
    """Check that kinds of units are known."""
    for place, kind in enumerate(kinds):
        if kind not in KINDS:
            known = ", ".join(KINDS)
            yield Finding((*at, place), f"không có loại đơn vị “{kind}”", f"chọn một trong: {known}")


def _years(goal: Goal) -> range:
    return range(goal.first_year or goal.year, goal.year + 1)


def _goal(goal: Goal, at: Path) -> Iterator[Finding]:
    if goal.number <= 0:
        yield Finding((*at, "number"), "phải lớn hơn 0", "ghi con số của kế hoạch, ví dụ 85")
    elif goal.is_share and goal.number > _ALL:
        yield Finding((*at, "number"), "quá 100 %", "ghi lại tỉ lệ; nếu là số người thì thêm `unit: người`")
    elif goal.is_share and goal.number == _ALL and goal.compare == "more_than":
        yield Finding((*at, "compare"), "không thể trên 100 %", "bỏ dòng này")
    if not goal.unit.strip():
        yield Finding((*at, "unit"), "còn để trống", "ghi đơn vị tính, ví dụ người, hộ; bỏ dòng này là phần trăm")
    if goal.first_year is not None and goal.first_year > goal.year:
        yield Finding((*at, "first_year"), f"muộn hơn năm {goal.year}", "ghi năm đầu trước hoặc bằng `year`")
    if goal.until is not None and goal.until.year != goal.year:
        yield Finding((*at, "until"), f"không nằm trong năm {goal.year}", "ghi ngày cuối trong năm ấy, hoặc sửa `year`")


def _gauge(gauge: Gauge, at: Path) -> Iterator[Finding]:
    if gauge.kind == "learned":
        yield from _learned(gauge, at)
    elif gauge.skills or gauge.at_least is not None:
        name = "skills" if gauge.skills else "at_least"
        yield Finding((*at, name), "chỉ dùng với `kind: learned`", "bỏ dòng này, hoặc sửa `kind`")
    needs_fact = gauge.kind in ("survey", "activity")
    if needs_fact and gauge.fact is None:
        yield Finding((*at, "kind"), "chưa nói đo điều gì", "thêm `fact: …`; các điều có sẵn ở content/README.md")
    elif gauge.fact is not None and not needs_fact:
        yield Finding((*at, "fact"), "chỉ dùng với `kind: survey` hoặc `activity`", "bỏ dòng này, hoặc sửa `kind`")


def _learned(gauge: Gauge, at: Path) -> Iterator[Finding]:
    if gauge.level == "V":
        yield Finding(
            (*at, "level"), "V là xác nhận chính thức, không phải mức học", "ghi `kind: official`, bỏ `level`"
        )
    if gauge.at_least is not None and not 1 <= gauge.at_least <= (len(gauge.skills) or gauge.at_least):
        most = f" đến {len(gauge.skills)}" if gauge.skills else " trở lên"
        yield Finding((*at, "at_least"), f"cần từ 1{most}", "ghi số kỹ năng phải đạt; bỏ dòng này là đạt tất cả")
