"""The commune tally: answer a question as a report, close a period, restate it."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.learning.course import Skill
from bot.learning.groups import Group
from bot.learning.tally import Question
from bot.ports import Snapshot, Staff, Work
from bot.reports.asking import questions, tidy
from bot.reports.building import build
from bot.reports.rows import Names
from bot.reports.stored import Change, changes
from bot.reports.table import Report
from bot.services.refusing import Refused
from bot.services.seeing import sees, units_seen_by, within


@dataclass(frozen=True, slots=True)
class Labels:
    """What may be counted by, with its Vietnamese names."""

    skills: Sequence[Skill]
    groups: Sequence[Group]

    @property
    def counted(self) -> tuple[str, ...]:
        """The ids of the skills that count for the movement."""
        return tuple(skill.id for skill in self.skills if skill.is_counted)


@dataclass(frozen=True, slots=True)
class Answer:
    """A question as it was really asked, and the report on it."""

    question: Question
    report: Report


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed period beside the version before it, if it was restated."""

    snapshot: Snapshot
    before: Snapshot | None
    changes: tuple[Change, ...]


def answer(work: Work, staff: Staff, question: Question, labels: Labels, today: date) -> Answer:
    """Return the report on a question, as far as this member of staff may see it."""
    asked = _permitted(work, staff, question, labels)
    units = work.units.all(asked.unit_id)
    answers = {part: work.tallies.count(part) for part in questions(asked, units)}
    wholes = {
        (denominator.unit_id, denominator.group): denominator
        for denominator in work.units.denominators(asked.unit_id, _last_day(asked, today))
    }
    names = Names(units, labels.skills, labels.groups)
    return Answer(asked, build(asked, answers, names, wholes, today))


def note_export(work: Work, staff: Staff, file_name: str, now: datetime) -> None:
    """Write down who took which report away."""
    work.offices.note(staff.id, "tải tệp", file_name, now)


def close_period(
    work: Work, staff: Staff, question: Question, labels: Labels, reason: str, now: datetime, today: date
) -> Snapshot:
    """
    Keep the report on a question for ever.

    Closing the same question again restates it: that is a new version, wants a reason, and leaves the old one as it is.
    """
    if question.last_month is None:
        raise Refused("Muốn chốt số liệu thì chọn tháng cuối của kỳ trước đã.")
    given = answer(work, staff, question, labels, today)
    earlier = versions(work, given.question)
    if earlier and not reason.strip():
        raise Refused("Kỳ này đã chốt rồi. Muốn chốt lại thì ghi lý do, để người xem sau hiểu vì sao số thay đổi.")
    if earlier and not changes(earlier[0].report, given.report):
        raise Refused("Số liệu vẫn đúng như lần chốt trước, nên không cần chốt lại.")
    rows = work.tallies.count(given.question)
    kept = work.tallies.keep(given.question, rows, given.report, staff.name, reason.strip(), now)
    work.offices.note(staff.id, "chốt số", f"bản {kept.id}, lần {kept.version}: {given.report.title}", now)
    return kept


def closed_periods(work: Work, staff: Staff) -> Sequence[Snapshot]:
    """Return the closed periods that a member of staff may see, newest first."""
    seen = {unit.id for unit in units_seen_by(work, staff)}
    return [
        snapshot for snapshot in work.tallies.snapshots() if staff.unit_id is None or snapshot.question.unit_id in seen
    ]


def versions(work: Work, question: Question) -> Sequence[Snapshot]:
    """Return what was kept of a question as it was really asked, newest version first."""
    return sorted(work.tallies.snapshots(question), key=lambda snapshot: -snapshot.version)


def closed_period(work: Work, staff: Staff, snapshot_id: int) -> Closed:
    """Return one closed period with what it changed; refuse one that is not there or not for these eyes."""
    found = work.tallies.snapshot(snapshot_id)
    if found is None or not sees(work, staff, found.question.unit_id):
        raise Refused("Không tìm thấy bản chốt số này.", 404)
    before = next((one for one in versions(work, found.question) if one.version == found.version - 1), None)
    return Closed(found, before, changes(before.report, found.report) if before else ())


def _permitted(work: Work, staff: Staff, question: Question, labels: Labels) -> Question:
    """Return the question within what may be seen; without a skill it is about those that count."""
    unit_id = within(work, staff, question.unit_id)
    among = question.among or labels.counted
    return tidy(replace(question, unit_id=unit_id, among=among))


def _last_day(question: Question, today: date) -> date:
    """Return the day whose denominators count: the end of the period, or today if that is earlier."""
    if question.last_month is None:
        return today
    year, month = divmod(question.last_month, 100)
    return min(today, date(year, month, monthrange(year, month)[1]))
