"""The file of the command is the file of the office page."""

import asyncio
import csv
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.app import Server, open_product
from bot.curriculum.content import Content
from bot.settings import read_settings
from tests.commands.conftest import Hocso, change
from tests.commands.ledger import put_people
from tests.office.browsing import HASH, Browser
from tests.storage import MONDAY

Row = list[str]


@pytest.fixture
def counted(data: Path, content: Content) -> Path:
    """A data folder with some results."""
    change(data, put_people, content)
    return data


def table(file: Path) -> list[Row]:
    return list(csv.reader(file.read_text("utf-8-sig").splitlines()))


def downloaded(data: Path, ending: str, question: str) -> bytes:
    """Return the file that the button of the office page gives."""

    async def download() -> bytes:
        async with open_product(read_settings({"data_dir": data}, {})) as product:
            await product.database.write(lambda work: work.offices.add("co.hanh", "Hạnh", HASH, None, MONDAY))
            building = cast(Any, SimpleNamespace(app=Server(product).app, https=False))
            browser = await Browser(building, "127.0.0.1").sign_in("co.hanh")
            await browser.get(f"/van-phong/so-lieu.{ending}?{question}")
            assert browser.status == 200, browser.text
            return browser.content

    return asyncio.run(download())


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("options", "question"),
    [
        ([], "theo=don-vi"),
        (["--by", "unit,skill"], "theo=don-vi.ky-nang"),
        (["--by", "skill, group", "--level", "T"], "theo=nhom.ky-nang&muc=T"),
        (["--by", "month", "--from", "2026-10", "--to", "2026-12"], "theo=thang&tu=202610&den=202612"),
        (["--unit", "xm-dong", "--group", "resident", "--skill", "an-toan"], "don-vi=2&nhom=resident&ky-nang=an-toan"),
    ],
)
def test_it_is_the_file_of_the_office_page(
    hocso: Hocso, counted: Path, tmp_path: Path, ending: str, options: list[str], question: str
) -> None:
    ran = hocso("export", *options, f"so-lieu.{ending}")

    assert (ran.status, ran.err) == (0, "")
    assert ran.out == f"Đã ghi {tmp_path / f'so-lieu.{ending}'}.\n"
    assert (tmp_path / f"so-lieu.{ending}").read_bytes() == downloaded(counted, ending, question)


def test_a_very_long_report_is_the_file_of_the_office_page_too(
    hocso: Hocso, counted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.reports.files.LONG", 3)

    hocso("export", "so-lieu.xlsx")

    assert (tmp_path / "so-lieu.xlsx").read_bytes() == downloaded(counted, "xlsx", "theo=don-vi")


def test_the_numbers_are_those_of_the_ledger(hocso: Hocso, counted: Path, tmp_path: Path, content: Content) -> None:
    hocso("export", "--by", "skill", "--level", "Q", "q.csv")
    hocso("export", "--by", "skill", "--level", "T", "t.csv")

    at_least_q = {row[0]: row[1:] for row in table(tmp_path / "q.csv")}
    at_least_t = {row[0]: row[1:] for row in table(tmp_path / "t.csv")}
    place = table(tmp_path / "q.csv")[0].index("Số người đạt") - 1
    safety = next(skill.title for skill in content.course.skills if skill.id == "an-toan")
    assert (at_least_q[safety][place], at_least_t[safety][place]) == ("2", "1")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["a.txt"], "Tên tệp phải kết thúc bằng .csv hoặc .xlsx."),
        (["a.csv", "--unit", "XX"], "Không có đơn vị nào mã XX. Xem mã ở trang Đơn vị."),
        (["a.csv", "--group", "x"], "Không có nhóm nào mã x. Các mã: cadre, pupil, worker, resident."),
        (["a.csv", "--from", "11/2026"], "“11/2026” không phải là tháng; hãy viết như 2026-11."),
        (["a.csv", "--to", "2026-13"], "“2026-13” không phải là tháng; hãy viết như 2026-11."),
        (["a.csv", "--from", "0001-01"], "“0001-01” không phải là tháng; hãy viết như 2026-11."),
        (["a.csv", "--from", "2026-05", "--to", "2026-04"], "Kỳ 2026-05 đến 2026-04 ngược thứ tự."),
        (["a.csv", "--by", "unit,village"], "--by không hiểu village; dùng được: unit, skill, group, month."),
        (["nowhere/a.csv"], "Không tìm thấy nowhere/a.csv."),
    ],
)
def test_what_does_not_fit_is_one_clear_sentence(hocso: Hocso, data: Path, options: list[str], said: str) -> None:
    ran = hocso("export", *options)

    assert (ran.status, ran.out, ran.err) == (1, "", f"{said}\n")


def test_an_unknown_skill_is_refused_with_the_known_ones(hocso: Hocso, data: Path, content: Content) -> None:
    ran = hocso("export", "a.csv", "--skill", "nau-an")

    assert ran.status == 1
    assert all(skill.id in ran.err for skill in content.course.skills)


def test_nothing_but_the_file_is_written(hocso: Hocso, data: Path) -> None:
    def state() -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(data / "hocso.db")) as connection:
            return connection.execute("SELECT * FROM audit").fetchall()

    before = state()
    hocso("export", "a.csv")

    assert state() == before


def test_data_must_be_there(hocso: Hocso, tmp_path: Path) -> None:
    ran = hocso("export", "a.csv")

    assert ran.status == 1
    assert "Chưa có dữ liệu ở đây (data/hocso.db)" in ran.err
    assert list(tmp_path.iterdir()) == []
