"""The targets of a plan as a report: what was planned, what was reached, how many there are, who answers for it."""

from collections.abc import Mapping
from datetime import date

from bot.learning.plan import Compare, Fact, Goal, Target
from bot.learning.targets import Board, Standing, Status
from bot.reports.building import percent
from bot.reports.table import Column, Report, Row
from bot.reports.words import DIMENSION_NAMES, EVERYWHERE, LEVEL_NAMES, count_words, date_words

NOT_SAID = "Kế hoạch không ghi"

_SIGNS: Mapping[Compare, str] = {"equal": "", "at_least": "≥ ", "more_than": "> "}

STATUS_WORDS: Mapping[Status, str] = {
    "reached": "Đạt",
    "not_yet": "Chưa đạt",
    "missed": "Hết hạn, chưa đạt",
    "nobody": "Ở đây không có ai thuộc diện này",
    "no_whole": "Chưa có tổng số",
    "not_measured": "Chưa có số liệu",
}

STATUS_SIGNS: Mapping[Status, str] = {
    "reached": "✓",
    "not_yet": "…",
    "missed": "✗",
    "nobody": "–",
    "no_whole": "?",
    "not_measured": "?",
}

_FACTS: Mapping[Fact, str] = {
    "smartphone": "ai có điện thoại thông minh",
    "payment-account": "ai có tài khoản thanh toán điện tử",
    "digital-signature": "ai đã đăng ký chữ ký số",
    "digital-identity": "ai đã có danh tính số",
    "local-app": "ai đã cài ứng dụng của địa phương",
    "vn-domain": "hộ nào đã đăng ký tên miền .vn",
    "class-attended": "ai đã dự lớp",
    "team-trained": "thành viên tổ nào đã được tập huấn",
    "household-told": "hộ nào đã được phổ biến",
    "known-person": "tổ nào có người có ảnh hưởng tham gia",
    "market-model": "chợ nào đã triển khai mô hình",
}

COLUMNS = (
    Column("Chỉ tiêu", "text"),
    Column("Tính trên", "text"),
    Column("Cách đếm", "text"),
    Column("Mức phải đạt", "text"),
    Column("Hạn", "date"),
    Column("Số người đạt", "count"),
    Column("Tổng số người", "count"),
    Column("Tỉ lệ %", "percent"),
    Column("Kết quả", "text"),
    Column("Nguồn của tổng số", "text"),
    Column("Ngày của tổng số", "date"),
    Column("Chịu trách nhiệm", "text"),
    Column("Phối hợp", "text"),
)


def targets_report(board: Board, skills: Mapping[str, str]) -> Report:
    """Return the report on a plan in one year; `skills` are titles by id."""
    plan = board.plan
    return Report(
        title=f"Chỉ tiêu năm {board.year}: {plan.place}",
        about=(
            ("Kế hoạch", plan.title),
            (DIMENSION_NAMES["unit"], board.unit.name if board.unit is not None else EVERYWHERE),
            ("Năm", str(board.year)),
            ("Ngày lập", date_words(board.as_of)),
        ),
        columns=COLUMNS,
        rows=tuple(_row(one, skills, board.as_of) for one in board.standings),
        notes=tuple(_notes(board)),
    )


def goal_words(goal: Goal) -> str:
    """Return what has to be reached, as the plan writes it: `> 85 %`, `100 người`, `100 % (2025–2026)`."""
    whole = float(goal.number).is_integer()
    number = count_words(int(goal.number)) if whole else str(goal.number).replace(".", ",")
    years = f" ({goal.first_year}–{goal.year})" if goal.first_year is not None else ""
    return f"{_SIGNS[goal.compare]}{number} {goal.unit}{years}"


def result_words(standing: Standing, as_of: date) -> str:
    """Return how a target stands, with what it takes or what is missing."""
    words = STATUS_WORDS[standing.status]
    if standing.lacking:
        return f"{words}, còn thiếu {count_words(standing.lacking)} người"
    if standing.status == "not_measured":
        return f"{words}: Học Số chưa ghi {_unrecorded(standing.target)}"
    if standing.status == "no_whole":
        where = ", ".join(standing.without_whole)
        day = date_words(min(standing.goal.last_day, as_of))
        return f"{words} tính đến {day}: nhập ở trang Đơn vị cho {where}"
    return words


def gauge_words(target: Target, skills: Mapping[str, str]) -> str:
    """Return what is counted; `skills` are titles by id."""
    gauge = target.measure
    if gauge.kind == "survey":
        return "Khảo sát"
    if gauge.kind == "activity":
        return "Ghi chép hoạt động"
    if gauge.kind == "official":
        return LEVEL_NAMES["V"]
    named = ", ".join(skills.get(skill, skill) for skill in gauge.skills)
    if gauge.at_least is None or gauge.at_least == len(gauge.skills):
        what = named or "Đủ các kỹ năng của phong trào"
    else:
        what = f"Ít nhất {gauge.at_least} kỹ năng" + (f" trong: {named}" if named else "")
    return f"{what}, mức {gauge.level} trở lên"


def responsible_words(target: Target) -> str:
    """Return who answers for a target."""
    return target.responsible or NOT_SAID


def _unrecorded(target: Target) -> str:
    return _FACTS[target.measure.fact] if target.measure.fact is not None else "điều này"


def _row(standing: Standing, skills: Mapping[str, str], as_of: date) -> Row:
    target, goal, share = standing.target, standing.goal, standing.share
    return Row(
        key=f"target:{target.id}",
        cells=(
            target.indicator,
            target.people(goal),
            gauge_words(target, skills),
            goal_words(goal),
            goal.last_day,
            share.people if share else None,
            share.of if share else None,
            percent(share) if share else None,
            result_words(standing, as_of),
            share.source if share else None,
            share.on if share else None,
            responsible_words(target),
            "; ".join(target.helpers),
        ),
    )


def _notes(board: Board) -> list[str]:
    notes = [
        "Mỗi người đếm một lần, ở đơn vị và nhóm của mình vào lúc đạt kỹ năng sau cùng mà chỉ tiêu đòi hỏi; "
        "ai đạt từ năm trước cũng được tính.",
        "Đạt hay chưa tính theo số người thật, không làm tròn.",
    ]
    notes += [f"{one.target.indicator}: {one.target.remark}" for one in board.standings if one.target.remark]
    if board.groupless:
        notes.append(f"{count_words(board.groupless)} người chưa rõ nhóm, nên chưa tính vào chỉ tiêu của nhóm nào.")
    notes += [
        f"{one.target.indicator}: số người đạt lớn hơn tổng số, nên kiểm tra lại tổng số."
        for one in board.standings
        if one.share is not None and one.share.of is not None and one.share.people > one.share.of
    ]
    others = [target.indicator for target in board.plan.targets if target.goal(board.year) is None]
    if others:
        notes.append(f"Năm {board.year} kế hoạch không đặt mức cho: {'; '.join(others)}.")
    return notes
