from datetime import date

import pytest

from bot.learning.unit_kinds import KINDS
from bot.services.importing.cells import Bad, read_day, read_people
from bot.services.importing.kinds import read_kind

TODAY = date(2026, 11, 20)
WHOLE = "Ghi một số nguyên, ví dụ 812; chưa có số thì xoá dòng này."
HOW = "Ghi ngày/tháng/năm, ví dụ 01/10/2026."


@pytest.mark.parametrize(
    ("text", "people"),
    [("0", 0), ("812", 812), ("1.234", 1_234), ("1,234", 1_234), ("1 234", 1_234), ("12.345.678", 12_345_678)],
)
def test_numbers_are_read_as_offices_write_them(text: str, people: int) -> None:
    assert read_people(text) == people


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("", Bad("chưa ghi số người", WHOLE)),
        ("-5", Bad("số người là số âm: -5", "Ghi một số từ 0 trở lên.")),
        ("812,5", Bad("số người có phần lẻ: 812,5", "Người phải là số nguyên; làm tròn rồi ghi lại.")),
        ("812.1250", Bad("số người có phần lẻ: 812,125", "Người phải là số nguyên; làm tròn rồi ghi lại.")),
        ("khoảng 800", Bad("không phải là số: “khoảng 800”", WHOLE)),
        ("٨", Bad("không phải là số: “٨”", WHOLE)),
        ("999999999999", Bad("số người lớn quá: 999999999999", "Xem lại con số.")),
    ],
)
def test_what_is_no_number_of_people_says_why(text: str, bad: Bad) -> None:
    assert read_people(text) == bad


@pytest.mark.parametrize("text", ["01/10/2026", "1/10/2026", "1-10-2026", "01.10.2026", "2026-10-01", "46296"])
def test_days_are_read_as_offices_and_spreadsheets_write_them(text: str) -> None:
    assert read_day(text, TODAY) == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("", Bad("chưa ghi ngày", HOW)),
        ("10/2026", Bad("không hiểu ngày “10/2026”", HOW)),
        ("31/02/2026", Bad("không hiểu ngày “31/02/2026”", HOW)),
        ("hôm qua", Bad("không hiểu ngày “hôm qua”", HOW)),
        ("21/11/2026", Bad("ngày 21/11/2026 còn ở phía trước", "Ghi ngày có số liệu, không muộn hơn hôm nay.")),
    ],
)
def test_what_is_no_day_says_why(text: str, bad: Bad) -> None:
    assert read_day(text, TODAY) == bad


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Thôn", "thon"), ("to dan pho", "to_dan_pho"), ("to_dan_pho", "to_dan_pho"), ("TDP", "to_dan_pho"),
     ("Buôn", "thon"), ("Trường", "truong"), ("HTX", "hop_tac_xa"), ("Chợ", "cho"), ("", None), ("làng nghề", None)],
)  # fmt: skip
def test_kinds_have_many_names(text: str, kind: str | None) -> None:
    assert read_kind(text) == kind


def test_every_kind_is_known_by_its_id_and_its_label() -> None:
    assert all(read_kind(kind) == read_kind(label) == kind for kind, label in KINDS.items())
