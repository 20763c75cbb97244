"""Every way in which the records can differ from the evidence is found, and said in one line."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.curriculum.content import Content
from tests.commands.conftest import Hocso, change
from tests.commands.ledger import put_people

Sql = Callable[[str], None]

SAFETY_Q = "WHERE skill_id = 'an-toan' AND level = 'Q' AND person_id = (SELECT min(person_id) FROM completion)"
"""Of whoever came first, the completion that the statements below spoil."""


@pytest.fixture
def spoil(data: Path, content: Content) -> Sql:
    """Put three people's results into the data folder; return how to spoil them behind the program's back."""
    change(data, put_people, content)

    def run(sql: str) -> None:
        with closing(sqlite3.connect(data / "hocso.db")) as connection, connection:
            assert connection.execute(sql if "SELECT" in sql else f"{sql} {SAFETY_Q}").rowcount > 0

    return run


def test_a_consistent_ledger_is_said_to_be_one(hocso: Hocso, spoil: Sql) -> None:
    ran = hocso("verify")

    assert (ran.status, ran.out, ran.err) == (0, "Sổ khớp với bằng chứng.\n", "")


def test_an_empty_ledger_is_consistent(hocso: Hocso, data: Path) -> None:
    assert hocso("verify").status == 0


@pytest.mark.parametrize(
    ("sql", "differences"),
    [
        ("UPDATE completion SET month = 202601", ["mức Q: tháng ghi 202601, đúng ra là 202611."]),
        ("UPDATE completion SET unit_id = NULL", ["mức Q: đơn vị ghi chưa rõ, đúng ra là 2."]),
        ("UPDATE completion SET group_id = 'pupil'", ["mức Q: nhóm ghi pupil, đúng ra là resident."]),
        ("UPDATE completion SET rule_version = 9", ["mức Q: phiên bản quy tắc ghi 9, đúng ra là 1."]),
        ("DELETE FROM completion", ["mức Q: đủ minh chứng nhưng sổ chưa ghi hoàn thành."]),
        (
            "UPDATE completion SET level = 'M'",
            [
                "mức M: sổ ghi hoàn thành nhưng không có minh chứng.",
                "mức Q: đủ minh chứng nhưng sổ chưa ghi hoàn thành.",
            ],
        ),
        (
            "INSERT INTO completion (person_id, skill_id, level, at, month, rule_version, evidence_id) "
            "SELECT min(person_id), 'thu-tuc', 'Q', min(at), 202611, 1, 1 FROM completion",
            ["mức Q: sổ ghi hoàn thành nhưng không có minh chứng."],
        ),
    ],
    ids=["month", "unit", "group", "rule", "missing", "level", "extra"],
)
def test_what_was_tampered_with_is_found(hocso: Hocso, spoil: Sql, sql: str, differences: list[str]) -> None:
    spoil(sql)

    ran = hocso("verify")

    assert ran.status == 1
    *found, summary = ran.out.splitlines()
    assert [line.split(", ", 2)[2] for line in found] == differences
    assert summary == f"Có {len(differences)} chỗ khác với bằng chứng."


def test_whoever_did_not_agree_may_not_be_counted(hocso: Hocso, spoil: Sql) -> None:
    spoil("""UPDATE person SET consents = '{"progress": false}' WHERE id = (SELECT max(person_id) FROM completion)""")

    ran = hocso("verify")

    assert ran.status == 1
    assert "không có minh chứng" in ran.out


def test_looking_changes_nothing(hocso: Hocso, spoil: Sql, data: Path) -> None:
    spoil("DELETE FROM completion")
    before = (data / "hocso.db").read_bytes()

    hocso("verify")

    assert hocso("verify").status == 1
    assert (data / "hocso.db").read_bytes() == before
