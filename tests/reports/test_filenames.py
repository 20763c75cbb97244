import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.tally import Question
from bot.reports.filenames import report_name
from tests.reports.samples import A_TABLE


@pytest.mark.parametrize(
    ("question", "name"),
    [
        (Question(by=("unit",)), "hoc-so_xa-mau_den-nay_q_don-vi"),
        (Question(first_month=202601, last_month=202603), "hoc-so_xa-mau_2026-01-den-2026-03_q_don-vi-ky-nang"),
        (Question("V", 202611, 202611, group="cadre", by=()), "hoc-so_xa-mau_2026-11_v_cadre_tong"),
        (Question(last_month=202611, skill_id="an-toan", by=("month",)), "hoc-so_xa-mau_den-2026-11_q_an-toan_thang"),
    ],
)
def test_the_name_of_a_file_tells_what_is_inside(question: Question, name: str) -> None:
    assert report_name(question, A_TABLE) == name


def test_a_closed_period_tells_its_version() -> None:
    assert report_name(Question(last_month=202603, by=()), A_TABLE, 2).endswith("_tong_chot-lan-2")


@given(st.text(), st.text())
def test_names_are_plain_whatever_things_are_called(unit: str, group: str) -> None:
    report = replace(A_TABLE, about=(("Đơn vị", unit),))

    assert re.fullmatch(r"[a-z0-9_-]+", report_name(Question(group=group), report))
