"""Ledgers of any shape, put into the tables directly: what the reports are proven on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from hypothesis import strategies as st
from sqlalchemy import delete, insert, text

from bot.learning.evidence import LEVELS, Level
from bot.learning.tally import Dimension, Question
from bot.ports import NewUnit, Work
from db.tables import completion, denominator, evidence, person, unit
from tests.storage import MONDAY

UNIT_NAMES = ("Xã Mẫu", "Thôn Đông", "Thôn Tây", "Xóm Chùa", "Xã Khác", "Thôn Xa")
UNITS = (
    NewUnit("XM", "Xã Mẫu", "xa", None),
    NewUnit("XM-DONG", "Thôn Đông", "thon", "XM"),
    NewUnit("XM-TAY", "Thôn Tây", "thon", "XM"),
    NewUnit("XM-CHUA", "Xóm Chùa", "thon", "XM-DONG"),
    NewUnit("XK", "Xã Khác", "xa", None),
    NewUnit("XK-XA", "Thôn Xa", "thon", "XK"),
)
"""Ids are 1 to 6 in this order, on an empty database."""

SKILLS = ("an-toan", "thanh-toan", "mua-sam", "lam-quen")
COUNTED = SKILLS[:3]
GROUPS = ("cadre", "resident")
MONTHS = (202512, 202601, 202602, 202603)


@dataclass(frozen=True, slots=True)
class Entry:
    """One completion."""

    person_id: int
    skill_id: str
    level: Level
    month: int
    unit_id: int | None
    group: str | None


entries = st.builds(
    Entry,
    person_id=st.integers(1, 6),
    skill_id=st.sampled_from(SKILLS),
    level=st.sampled_from(("Q", "Q", "Q", "T", "V")),
    month=st.sampled_from(MONTHS),
    unit_id=st.sampled_from((None, 1, 2, 3, 4, 5, 6)),
    group=st.sampled_from((None, *GROUPS)),
)

ledgers = st.lists(entries, max_size=40, unique_by=lambda entry: (entry.person_id, entry.skill_id, entry.level))

_all: tuple[Dimension, ...] = ("unit", "skill", "group", "month")
_dimensions = st.lists(st.sampled_from(_all), unique=True).map(tuple)


@st.composite
def questions(draw: st.DrawFn, by: st.SearchStrategy[tuple[Dimension, ...]] = _dimensions) -> Question:
    """Any question that can be asked."""
    first = draw(st.sampled_from((None, *MONTHS)))
    last = draw(st.sampled_from((None, *(month for month in MONTHS if first is None or month >= first))))
    skill_id = draw(st.sampled_from((None, None, *SKILLS)))
    return Question(
        level=draw(st.sampled_from(("Q", "Q", *LEVELS))),
        first_month=first,
        last_month=last,
        unit_id=draw(st.sampled_from((None, None, 1, 2, 4, 5))),
        group=draw(st.sampled_from((None, None, *GROUPS))),
        skill_id=skill_id,
        among=() if skill_id else draw(st.sampled_from(((), COUNTED))),
        by=draw(by),
    )


def put_units(work: Work) -> None:
    work.units.put(UNITS, MONDAY)


def put_ledger(work: Work, ledger: Sequence[Entry]) -> None:
    """Replace everybody and everything they did; closed periods stay."""
    connection = connection_of(work)
    for table in (completion, evidence, person):
        connection.execute(delete(table))
    people = sorted({entry.person_id for entry in ledger})
    if people:
        connection.execute(insert(person), [{"id": one, "consents": {}, "created_at": MONDAY} for one in people])
        connection.execute(insert(evidence), [_evidence(number, entry) for number, entry in enumerate(ledger, 1)])
        connection.execute(insert(completion), [_completion(number, entry) for number, entry in enumerate(ledger, 1)])


def ask(work: Work, sql: str, **values: object) -> list[tuple[Any, ...]]:
    """Return the rows of a query written by hand."""
    return [tuple(row) for row in connection_of(work).execute(text(sql), values)]


def connection_of(work: Work) -> Any:
    return cast(Any, work.units)._connection


def forget_units(work: Work) -> None:
    connection = connection_of(work)
    connection.execute(delete(denominator))
    connection.execute(delete(unit))


def _at(entry: Entry) -> datetime:
    return datetime(entry.month // 100, entry.month % 100, 15, tzinfo=UTC)


def _evidence(number: int, entry: Entry) -> Mapping[str, object]:
    return {
        "id": number,
        "person_id": entry.person_id,
        "kind": "quiz",
        "skill_id": entry.skill_id,
        "item_id": "quiz",
        "level": entry.level,
        "at": _at(entry),
        "rule_version": 1,
        "source": str(number),
    }


def _completion(number: int, entry: Entry) -> Mapping[str, object]:
    return {
        "id": number,
        "person_id": entry.person_id,
        "skill_id": entry.skill_id,
        "level": entry.level,
        "at": _at(entry),
        "month": entry.month,
        "unit_id": entry.unit_id,
        "group_id": entry.group,
        "rule_version": 1,
        "evidence_id": number,
    }
