"""What is taught, by which source, and until when: for everybody of the office."""

import re

import pytest

from bot.office.pages.coverage import PATH
from db.database import Database
from tests.courses import COURSE
from tests.office.browsing import Browser, Building, TableReading, hire

pytestmark = pytest.mark.parametrize("place", ["sqlite"], indirect=True)


@pytest.fixture
async def building(database: Database) -> Building:
    await database.write(hire)
    return Building(database, course=COURSE)


def lines(browser: Browser) -> list[list[str]]:
    return [[" ".join(cell) for cell in row] for row in TableReading.of(browser.text)[1:]]


async def test_what_nobody_teaches_comes_first_then_what_is_overdue(hanh: Browser) -> None:
    await hanh.get(PATH)

    assert lines(hanh)[:2] == [
        ["–", "Chưa có bài", "Ghi sổ bán hàng Kế hoạch của Xã Mẫu, mục 3", "–"],
        [
            "15/11/2026, quá hạn 01/11/2026",
            "Quét mã Trả tiền",
            "Trả tiền bằng mã QR Kế hoạch của Xã Mẫu, mục 2",
            "ngan-hang",
        ],
    ]
    assert [line[0] for line in lines(hanh)[3:]] == ["31/12/2026 01/11/2026", "01/11/2027 01/11/2026"]


async def test_one_course_is_chosen(hanh: Browser) -> None:
    await hanh.get(f"{PATH}?ky-nang=an-toan")

    assert [line[1] for line in lines(hanh)] == ["Tin lạ Tự bảo vệ"] * 2
    assert re.search(r'<option value="an-toan" selected>', hanh.text)


@pytest.mark.parametrize("asked", ["khac", "../x", "<b>"])
async def test_a_course_that_does_not_exist_has_nothing(hanh: Browser, asked: str) -> None:
    await hanh.get(f"{PATH}?ky-nang={asked}")

    assert (hanh.status, lines(hanh)) == (200, [])
    assert "Chưa có điều nào thuộc kỹ năng này." in hanh.words


async def test_sources_are_links_and_the_page_can_be_printed(hanh: Browser) -> None:
    await hanh.get(PATH)

    assert '<a href="https://luat.example.vn" rel="noreferrer">luat</a>' in hanh.text
    assert "data-print" in hanh.text


async def test_everybody_of_the_office_sees_it_and_nobody_else(building: Building) -> None:
    own = await building.signed_in("thon.xa")
    assert (await own.get(PATH)).status == 200

    stranger = await building.browser().get(PATH)

    assert stranger.status == 303
