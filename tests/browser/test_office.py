"""The office as somebody with an old screen, a keyboard and a printer meets it."""

import asyncio
import random
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Page, expect

from bot import clock
from bot.app import open_product
from bot.ports import Work
from bot.settings import read_settings
from tests.browser.conftest import NOT_BLANK, NewContext, Server, real_product, running
from tests.browser.test_accessibility import violations
from tests.ledgers import Entry, put_ledger

OLD_SCREEN = {"width": 1024, "height": 768}
PASSWORD = "con mèo vàng"
SKILLS = ("dich-vu-cong", "mua-sam", "thanh-toan", "an-toan", "thu-tuc")


def plant(work: Work) -> None:
    """Make an account and a ledger that looks like a good half year."""
    dice = random.Random(7)
    password_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    work.offices.add("co.hanh", "Nguyễn Thị Hạnh", password_hash, None, clock.now())
    units = [unit for unit in work.units.all() if unit.parent_id is not None]
    size = {unit.id: dice.uniform(0.05, 0.45) for unit in units}
    share = {one.unit_id: one.people for one in work.units.denominators(None, clock.today()) if one.group is None}
    groups = {"truong": "pupil", "doanh_nghiep": "worker", "co_quan": "cadre"}
    put_ledger(
        work,
        [
            Entry(10_000 * unit.id + number, skill, "Q", dice.choice((202606, 202608, 202610)), unit.id,
                  groups.get(unit.kind, "resident"))
            for unit in units
            for number in range(int(share.get(unit.id, 0) * size[unit.id]))
            for skill in SKILLS
            if dice.random() < 0.7
        ],
    )  # fmt: skip


def prepare(data: Path) -> None:
    async def make() -> None:
        async with open_product(read_settings({"data_dir": data}, {})) as product:
            await product.database.write(plant)

    with ThreadPoolExecutor(1) as thread:  # Playwright keeps a loop of its own in this one.
        thread.submit(asyncio.run, make()).result()


@pytest.fixture(scope="module")
def office_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("office")
    prepare(data)
    yield from running(real_product(data, commune="Xã Mẫu"))


def sign_in(page: Page, server: Server) -> Page:
    page.goto(f"{server.url}/van-phong")
    page.get_by_label("Tên đăng nhập").fill("co.hanh")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Số người đạt kỹ năng số theo đơn vị")
    return page


@pytest.fixture
def office(new_context: NewContext, office_server: Server) -> Page:
    """The office's first page on an old screen."""
    return sign_in(new_context(viewport=OLD_SCREEN).new_page(), office_server)


def go(page: Page, path: str) -> Page:
    page.goto(page.url.split("/van-phong")[0] + path)
    return page


PAGES = [
    "so-lieu", "so-lieu?theo=don-vi.ky-nang", "chi-tieu", "chi-tieu?don-vi=2", "chot-so", "don-vi", "moi", "nhan-vien",
    "kenh", "nhat-ky", "mat-khau",
]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_in_the_office(new_context: NewContext, office_server: Server, scheme: str) -> None:
    page = new_context(viewport=OLD_SCREEN, color_scheme=scheme).new_page()
    page.goto(f"{office_server.url}/van-phong")
    assert violations(page) == []
    sign_in(page, office_server)

    for path in PAGES:
        assert violations(go(page, f"/van-phong/{path}")) == []


@pytest.mark.parametrize("path", PAGES)
def test_an_old_screen_is_wide_enough(office: Page, path: str) -> None:
    go(office, f"/van-phong/{path}")

    assert office.evaluate("document.documentElement.scrollWidth") <= OLD_SCREEN["width"]


def test_the_drawing_shows_the_numbers_of_the_table(office: Page) -> None:
    for path in ("so-lieu", "so-lieu?theo=nhom.ky-nang", "so-lieu?theo=thang"):
        go(office, f"/van-phong/{path}")
        drawn = office.evaluate("Chart.getChart(document.querySelector('canvas')).data.datasets.map((one) => one.data)")
        table = office.locator("#report tbody tr[data-bar]").evaluate_all(
            "(rows) => rows.map((row) => [...row.querySelectorAll('[data-value]')].slice(1))"
            ".map((cells) => cells.map((cell) => Number(cell.dataset.value)))"
        )
        columns = [list(column) for column in zip(*table, strict=True)]

        assert sum(drawn[0]) > 0
        assert drawn == columns[: len(drawn)]


def test_the_question_can_be_asked_without_a_mouse(office: Page) -> None:
    office.keyboard.press("Tab")
    expect(office.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    office.get_by_label("Mỗi dòng là").focus()
    office.keyboard.press("End")
    office.keyboard.press("Tab")
    expect(office.get_by_role("button", name="Xem", exact=True)).to_be_focused()
    office.keyboard.press("Enter")

    expect(office.get_by_role("heading", level=1)).to_have_text("Số người đạt kỹ năng số theo tháng và kỹ năng")


def test_another_plan_is_chosen_without_a_mouse(office: Page) -> None:
    go(office, "/van-phong/chi-tieu")
    office.locator("select[name=ke-hoach]").select_option(label="Phường Tân Lập, tỉnh Đắk Lắk")
    office.get_by_role("button", name="Xem", exact=True).focus()
    office.keyboard.press("Enter")

    expect(office.get_by_role("heading", level=1)).to_have_text("Chỉ tiêu năm 2025: Phường Tân Lập, tỉnh Đắk Lắk")
    expect(office.get_by_role("row", name="Hộ kinh doanh đăng ký tên miền")).to_contain_text("Chưa có số liệu")


def test_targets_are_drawn_as_they_are_written(office: Page) -> None:
    go(office, "/van-phong/chi-tieu")
    row = office.get_by_role("row", name="Người trưởng thành có kiến thức")
    expect(row).to_contain_text("Chưa đạt, còn thiếu")
    percent = float(row.locator("td.number b").inner_text().removesuffix("%").strip().replace(",", "."))
    drawn, whole = (row.locator(f".bar .{part}").bounding_box() for part in ("reached", "whole"))

    assert drawn is not None
    assert whole is not None
    assert abs(100 * drawn["width"] / whole["width"] - percent) < 2


def test_the_button_gives_the_file_of_what_is_shown(office: Page) -> None:
    go(office, "/van-phong/so-lieu?theo=nhom&den=202612")
    with office.expect_download() as download:
        office.get_by_role("button", name="Tải Excel").click()

    assert download.value.suggested_filename == "hoc-so_tat-ca-don-vi_den-2026-12_q_nhom.xlsx"


def test_the_picture_in_the_documentation(office: Page, picture_folder: Path) -> None:
    """Take it as README.md shows it; kept in docs/images only with `pytest -m browser --update-screenshots`."""
    picture = office.screenshot(path=picture_folder / "office.png", full_page=True)

    assert len(picture) > NOT_BLANK


def test_a_list_goes_from_the_file_to_the_tree(office: Page, tmp_path: Path) -> None:
    file = tmp_path / "thon-moi.csv"
    file.write_text("Mã;Tên;Loại;Thuộc mã\nXM-MOI;Thôn Mới;Thôn;XM\n", "utf-8")
    go(office, "/van-phong/don-vi")
    office.get_by_label("Tệp danh sách đơn vị").set_input_files(file)
    office.get_by_role("button", name="Xem trước").first.click()
    assert violations(office) == []
    office.get_by_role("button", name="Nhập 1 dòng này").click()

    expect(office.get_by_role("status")).to_have_text("Đã nhập danh sách đơn vị: 1 dòng mới, 0 dòng thay đổi.")
    expect(office.get_by_role("row", name="Thôn Mới")).to_be_visible()


def test_an_invitation_is_one_sheet_of_paper(office: Page) -> None:
    go(office, "/van-phong/moi")
    office.get_by_label("Đơn vị").select_option(index=2)
    office.get_by_role("button", name="Tạo giấy mời").click()
    expect(office.locator(".letters")).to_have_text(re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}"))
    assert violations(office) == []
    printed = office.pdf(prefer_css_page_size=True, print_background=True)

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def test_a_report_is_printed_without_menus(office: Page) -> None:
    office.emulate_media(media="print")

    expect(office.get_by_role("navigation", name="Các trang")).to_be_hidden()
    expect(office.get_by_role("button", name="Xem", exact=True)).to_be_hidden()
    expect(office.locator("#report")).to_be_visible()


def test_targets_are_printed_without_menus(office: Page) -> None:
    go(office, "/van-phong/chi-tieu")
    office.emulate_media(media="print")

    expect(office.get_by_role("navigation", name="Các trang")).to_be_hidden()
    expect(office.get_by_role("button", name="Xem", exact=True)).to_be_hidden()
    expect(office.locator("#report .bar").first).to_be_visible()


def test_without_script_the_table_is_all_there(new_context: NewContext, office_server: Server) -> None:
    page = sign_in(new_context(viewport=OLD_SCREEN, java_script_enabled=False).new_page(), office_server)

    expect(page.locator("#report tbody tr").last).to_contain_text("Tổng cộng")
    expect(page.locator("canvas")).to_be_hidden()
