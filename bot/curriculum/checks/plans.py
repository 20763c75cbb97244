"""Plans of communes: ids that lead somewhere, days that can come, everything within the years of the plan."""

import difflib
from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.checks.names import check_id, check_matches_file, check_unique
from bot.curriculum.checks.targets import check_kinds, check_words
from bot.curriculum.checks.values import check_value
from bot.curriculum.problems import Finding, Path
from bot.learning.knowledge import LocalValue
from bot.learning.plan import Campaign, Plan, Recurring, Reporting, Target

_YEARS = range(2020, 2100)
_WEEKS = range(1, 5)
_LAST_SURE_DAY = 28
_LEAP_YEAR = 2028
_LONGEST_VALUE = 40  # characters: texts are measured with the national values


def check_plan(plan: Plan, _glossary: Glossary) -> Iterator[Finding]:
    """Check one plan as a whole."""
    yield from check_id(plan.id, ("id",))
    yield from check_words((), title=plan.title, place=plan.place)
    yield from check_words(("document",), issued_by=plan.document.issued_by)
    yield from check_kinds(plan.unit_kinds, ("unit_kinds",))
    if not plan.targets:
        yield Finding(("targets",), "chưa có chỉ tiêu nào", "thêm ít nhất một: {id, indicator, whom, measure, goals}")
    for name in ("targets", "campaigns", "recurring"):
        several: Sequence[Target | Campaign | Recurring] = getattr(plan, name)
        ids: list[tuple[Path, str]] = [((name, place, "id"), one.id) for place, one in enumerate(several)]
        yield from check_unique(ids, "ở một mục khác")
    yield from _years(plan)
    yield from _groups(plan)
    yield from _people(plan)


def check_campaign(campaign: Campaign, at: Path, _glossary: Glossary) -> Iterator[Finding]:
    """Check one campaign by itself."""
    yield from check_id(campaign.id, (*at, "id"))
    yield from check_words(at, title=campaign.title)
    if (campaign.begins is None) != (campaign.ends is None):
        name = "begins" if campaign.ends is None else "ends"
        yield Finding((*at, name), "chỉ có một đầu của chiến dịch", "ghi cả `begins` lẫn `ends`, hoặc bỏ cả hai")
    elif campaign.begins is not None and campaign.ends is not None and campaign.ends < campaign.begins:
        yield Finding((*at, "ends"), "ngày kết thúc trước ngày bắt đầu", "xem lại hai ngày")


def check_recurring(recurring: Recurring, at: Path, _glossary: Glossary) -> Iterator[Finding]:
    """Check that a recurring day can come, and can be told from the file."""
    yield from check_id(recurring.id, (*at, "id"))
    yield from check_words(at, title=recurring.title)
    by_weekday = recurring.weekday is not None and recurring.week is not None and recurring.day is None
    by_day = recurring.day is not None and recurring.weekday is None and recurring.week is None
    if not (by_weekday or by_day):
        how = "ghi `week` và `weekday` (tuần thứ mấy, thứ mấy), hoặc chỉ `day` (ngày mấy)"
        yield Finding((*at, "every"), "chưa rõ là ngày nào", how)
    if recurring.week is not None and recurring.week not in _WEEKS:
        yield Finding((*at, "week"), "cần từ 1 đến 4", "tháng nào cũng có tuần thứ 1 đến thứ 4")
    if (recurring.month is not None) != (recurring.every == "year"):
        how = "ghi `month` khi `every: year`, bỏ `month` khi `every: month`"
        yield Finding((*at, "month"), "chưa hợp với `every`", how)
    elif recurring.month is not None and not 1 <= recurring.month <= 12:  # noqa: PLR2004 - months
        yield Finding((*at, "month"), "không có tháng này", "ghi số từ 1 đến 12")
    elif recurring.day is not None and not 1 <= recurring.day <= _last_day(recurring.month):
        yield Finding((*at, "day"), "có năm, có tháng không có ngày này", "ghi ngày mà lần nào cũng có")


def _last_day(month: int | None) -> int:
    """Return the last day that a month has in every year; of any month if it is none in particular."""
    if month is None:
        return _LAST_SURE_DAY
    return min(monthrange(_LEAP_YEAR, month)[1], monthrange(_LEAP_YEAR + 1, month)[1])


def _years(plan: Plan) -> Iterator[Finding]:
    if plan.first_year not in _YEARS or plan.last_year not in _YEARS or plan.last_year < plan.first_year:
        what = f"từ năm {plan.first_year} đến năm {plan.last_year} không phải một kỳ kế hoạch"
        yield Finding(("last_year",), what, "ghi năm đầu và năm cuối của kế hoạch, ví dụ 2025 và 2026")
        return
    span = f"kế hoạch chỉ có {plan.first_year}–{plan.last_year}"
    for place, target in enumerate(plan.targets):
        for number, goal in enumerate(target.goals):
            if goal.year not in plan.years or (goal.first_year or goal.year) not in plan.years:
                at: Path = ("targets", place, "goals", number, "year")
                yield Finding(at, f"năm {goal.year} nằm ngoài kế hoạch", f"{span}; sửa năm này, hoặc sửa `last_year`")
    for place, campaign in enumerate(plan.campaigns):
        for name, day in (("begins", campaign.begins), ("ends", campaign.ends)):
            if day is not None and day.year not in plan.years:
                yield Finding(("campaigns", place, name), f"ngày {day:%d/%m/%Y} nằm ngoài kế hoạch", f"{span}; xem lại")


def _groups(plan: Plan) -> Iterator[Finding]:
    for place, target in enumerate(plan.targets):
        for number, group in enumerate(target.groups):
            if group not in plan.groups:
                how = _nearest(group, plan.groups, f"thêm `{group}: …` vào mục `groups` của kế hoạch")
                yield Finding(("targets", place, "groups", number), f"kế hoạch không nêu nhóm “{group}”", how)


def _people(plan: Plan) -> Iterator[Finding]:
    if plan.mentor_minimum is not None and plan.mentor_minimum < 1:
        yield Finding(("mentor_minimum",), "cần ít nhất 1", "ghi số người mỗi Đại sứ số hướng dẫn, hoặc bỏ dòng này")
    if plan.reporting is not None:
        yield from _reporting(plan.reporting, ("reporting",))


def _reporting(reporting: Reporting, at: Path) -> Iterator[Finding]:
    if not reporting.chain:
        yield Finding((*at, "chain"), "chưa nói ai báo cáo cho ai", "ghi lần lượt: người báo cáo, nơi nhận …")
    due = reporting.due_day
    if due is not None and not 1 <= due <= _LAST_SURE_DAY:
        yield Finding((*at, "due_day"), f"cần từ 1 đến {_LAST_SURE_DAY}", "ghi ngày mà tháng nào cũng có")
    if due is not None and reporting.every is None:
        yield Finding((*at, "due_day"), "có ngày nộp mà chưa có kỳ báo cáo", "thêm `every: quarter`, hoặc bỏ dòng này")


@dataclass(frozen=True, slots=True)
class Known:
    """What plans may refer to; nothing where the file that says so is broken, which is reported there."""

    groups: Collection[str]
    skills: Collection[str]
    counted: int
    """How many of the skills count for the movement."""
    values: Mapping[str, LocalValue]


def check_plan_file(plan: Plan, stem: str, known: Known) -> Iterator[Finding]:
    """Check what a plan says about itself and about other files."""
    yield from check_matches_file(plan.id, stem)
    for group in plan.groups:
        yield from _known("nhóm", group, known.groups, ("groups", group))
    for place, target in enumerate(plan.targets):
        at: Path = ("targets", place, "measure")
        for number, skill in enumerate(target.measure.skills):
            yield from _known("kỹ năng", skill, known.skills, (*at, "skills", number))
        if not target.measure.skills and (target.measure.at_least or 0) > known.counted:
            what = f"phong trào chỉ có {known.counted} kỹ năng"
            yield Finding((*at, "at_least"), what, "ghi số nhỏ hơn; bỏ dòng này là đạt tất cả")
    for name, text in plan.values.items():
        yield from _value(name, text, known.values)


def _value(name: str, text: str, known: Mapping[str, LocalValue]) -> Iterator[Finding]:
    at: Path = ("values", name)
    yield from _known("giá trị", name, known, at)
    if name in known:
        yield from check_value(replace(known[name], value=text), at, Glossary())
    if len(text) > _LONGEST_VALUE:
        what = f"dài {len(text)} ký tự (nhiều nhất {_LONGEST_VALUE})"
        yield Finding(at, what, "viết ngắn lại, để câu nào dùng đến cũng vừa một tin")


def _known(noun: str, name: str, known: Collection[str], at: Path) -> Iterator[Finding]:
    if known and name not in known:
        how = _nearest(name, known, f"chọn: {', '.join(known)}")
        yield Finding(at, f"không có {noun} nào mã “{name}”", how)


def _nearest(name: str, known: Collection[str], otherwise: str) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"đổi thành {near[0]}" if near else otherwise
