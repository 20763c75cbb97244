"""Every page renders, says what it should, and keeps to the rules that all pages share."""

import re
from html import unescape

import pytest

from db.database import Database
from tests.courses import COURSE
from tests.ledgers import Entry, put_ledger
from tests.office.browsing import Browser, Building

pytestmark = pytest.mark.parametrize("place", ["sqlite"], indirect=True)

PAGES = [
    "/van-phong/so-lieu",
    "/van-phong/so-lieu?theo=don-vi.ky-nang",
    "/van-phong/chi-tieu",
    "/van-phong/chot-so",
    "/van-phong/don-vi",
    "/van-phong/noi-dung",
    "/van-phong/moi",
    "/van-phong/kenh",
    "/van-phong/nhan-vien",
    "/van-phong/nhat-ky",
    "/van-phong/mat-khau",
]


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_vietnamese_has_one_heading_and_labels_for_its_fields(hanh: Browser, path: str) -> None:
    await hanh.get(path)

    assert hanh.status == 200
    assert '<html lang="vi">' in hanh.text
    assert len(re.findall(r"<h1", hanh.text)) == 1
    fields = re.findall(r"<(?:input|select)(?![^>]*type=\"hidden\")", hanh.text)
    assert hanh.text.count("<label>") == len(fields)


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_kept_by_nobody_and_runs_nothing_of_its_own(hanh: Browser, path: str) -> None:
    await hanh.get(path)

    assert hanh.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in hanh.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in hanh.headers["content-security-policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", hanh.text)


@pytest.mark.parametrize("path", PAGES)
async def test_every_form_that_changes_something_carries_its_word(hanh: Browser, path: str) -> None:
    await hanh.get(path)
    forms = re.findall(r'<form method="post".*?</form>', hanh.text, re.DOTALL)

    assert forms
    assert all('name="csrf"' in form for form in forms)


async def test_the_office_opens_at_the_tally(hanh: Browser) -> None:
    assert (await hanh.get("/van-phong")).headers["location"] == "/van-phong/so-lieu"


# --- closed periods -------------------------------------------------------------------------------------------------

QUESTION = {"tu": "202601", "den": "202603", "theo": "don-vi", "muc": "Q"}


async def test_a_period_is_closed_seen_and_restated(building: Building, hanh: Browser, database: Database) -> None:
    ledger = [Entry(1, "an-toan", "Q", 202601, 2, "resident")]
    await database.write(put_ledger, ledger)
    await hanh.get("/van-phong/so-lieu?tu=202601&den=202603")
    await hanh.post("/van-phong/chot-so", **QUESTION)
    first = hanh.headers["location"]
    assert "Chốt lần 1: 16/11/2026, 09:00, Nguyễn Thị Hạnh." in (await hanh.get(first)).words

    await database.write(put_ledger, [*ledger, Entry(2, "an-toan", "Q", 202602, 3, "resident")])
    await hanh.get("/van-phong/so-lieu?tu=202601&den=202603")
    assert "Kỳ này đã chốt: Lần 1" in hanh.words
    await hanh.post("/van-phong/chot-so", **QUESTION)
    assert (hanh.status, "ghi lý do" in hanh.words) == (422, True)
    await hanh.post("/van-phong/chot-so", **QUESTION, **{"ly-do": "Thôn Tây nộp muộn"})

    await hanh.get(hanh.headers["location"])
    assert "Lý do chốt lại: Thôn Tây nộp muộn." in hanh.words
    assert "Thôn Tây Số người đạt 0 1 +1" in hanh.words
    assert (await hanh.get(f"{first}.csv")).headers["content-disposition"].endswith('_chot-lan-1.csv"')
    assert "Thôn Tây,,0," in hanh.text
    await hanh.get("/van-phong/chot-so")
    assert hanh.words.count("Quý I năm 2026") == 2


async def test_a_closed_period_that_does_not_exist_is_said_kindly(hanh: Browser) -> None:
    await hanh.get("/van-phong/chot-so/99999999999999999999")
    assert hanh.status == 404
    await hanh.get("/van-phong/chot-so/99")

    assert hanh.status == 404
    assert "Không tìm thấy bản chốt số này." in hanh.words


# --- invitations ----------------------------------------------------------------------------------------------------


async def test_an_invitation_sheet_has_code_qr_and_three_steps(hanh: Browser, database: Database) -> None:
    await hanh.get("/van-phong/moi")
    await hanh.post("/van-phong/moi", **{"don-vi": "2", "so-nguoi": "5", "so-ngay": "7"})

    assert hanh.status == 200
    assert re.search(r"Mã mời [0-9A-Z]{4}-[0-9A-Z]{4} Dùng đến hết ngày 23/11/2026 , cho 5 người đầu tiên", hanh.words)
    assert "<svg" in hanh.text
    assert hanh.text.count("<li><b>") == 3
    assert "hoc.example" in hanh.words
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", hanh.words)
    assert code is not None
    log = await database.read(lambda work: work.offices.log(10))
    assert not any(code.group().replace("-", "") in line[3] for line in log)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"don-vi": "", "so-nguoi": "5", "so-ngay": "7"}, "chọn đơn vị"),
        ({"don-vi": "2", "so-nguoi": "0", "so-ngay": "7"}, "từ 1 đến 200"),
        ({"don-vi": "2", "so-nguoi": "x", "so-ngay": "7"}, "từ 1 đến 200"),
        ({"don-vi": "2", "so-nguoi": "5", "so-ngay": "1000"}, "từ 1 đến 90"),
    ],
)
async def test_a_wrong_invitation_says_what_is_wrong(hanh: Browser, fields: dict[str, str], words: str) -> None:
    await hanh.get("/van-phong/moi")
    await hanh.post("/van-phong/moi", **fields)

    assert hanh.status == 422
    assert words in hanh.words


async def test_a_sheet_that_leads_to_this_machine_says_so(building: Building, database: Database) -> None:
    browser = await Building(database, public_url="http://127.0.0.1:8080").signed_in()
    await browser.get("/van-phong/moi")
    await browser.post("/van-phong/moi", **{"don-vi": "2", "so-nguoi": "5", "so-ngay": "7"})

    assert "chưa có địa chỉ công khai" in browser.words


# --- posters --------------------------------------------------------------------------------------------------------


async def test_the_poster_of_a_unit_leads_to_its_chat(hanh: Browser) -> None:
    await hanh.get("/van-phong/don-vi/to-dan/XM-DONG")

    assert hanh.status == 200
    assert "Thôn Đông" in hanh.words
    assert "hoc.example/?u=XM-DONG" in hanh.words
    assert "<svg" in hanh.text


async def test_a_poster_for_a_class_opens_its_lesson(building: Building) -> None:
    browser = await Building(building.database, course=COURSE).signed_in()
    await browser.get("/van-phong/don-vi/to-dan/XM-DONG?bai=quet-ma")

    assert browser.status == 200
    assert "hoc.example/?u=XM-DONG&b=quet-ma" in unescape(browser.words)
    assert "Quét mã" in browser.words


async def test_there_is_no_poster_of_a_unit_that_is_not_ones_own(building: Building) -> None:
    browser = await building.signed_in("xa.mau")
    await browser.get("/van-phong/don-vi/to-dan/XK-XA")

    assert browser.status == 404
    assert "Không tìm thấy đơn vị này" in browser.words


# --- accounts -------------------------------------------------------------------------------------------------------


def first_password(browser: Browser) -> str:
    found = re.search(r'class="secret">([^<]+)<', browser.text)
    assert found is not None
    return found.group(1)


async def test_a_colleague_gets_an_account_a_new_password_and_an_end(building: Building, hanh: Browser) -> None:
    await hanh.get("/van-phong/nhan-vien")
    await hanh.post("/van-phong/nhan-vien", **{"ten": "Minh.VH", "ho-ten": "Minh", "don-vi": "1"})
    minh = building.browser()
    assert (await minh.sign_in("minh.vh", first_password(hanh))).status == 303

    await hanh.post("/van-phong/nhan-vien/4/mat-khau")
    assert (await minh.get("/van-phong/so-lieu")).status == 303
    assert (await minh.sign_in("minh.vh", first_password(hanh))).status == 303

    await hanh.post("/van-phong/nhan-vien/4/ngung")
    assert hanh.status == 303
    assert (await minh.get("/van-phong/so-lieu")).status == 303
    assert "Minh" not in (await hanh.get("/van-phong/nhan-vien")).words.replace("minh", "")
    assert "minh.vh (nghỉ, 4)" in (await hanh.get("/van-phong/nhat-ky")).words


async def test_a_screen_left_alone_gives_nobody_a_password_of_its_owner(hanh: Browser) -> None:
    await hanh.get("/van-phong/nhan-vien")
    await hanh.post("/van-phong/nhan-vien/1/mat-khau")

    assert hanh.status == 422
    assert 'class="secret"' not in hanh.text
    assert (await hanh.get("/van-phong/so-lieu")).status == 200


async def test_a_wrong_account_says_what_is_wrong(hanh: Browser) -> None:
    await hanh.get("/van-phong/nhan-vien")
    await hanh.post("/van-phong/nhan-vien", **{"ten": "xa.mau", "ho-ten": "Mẫu", "don-vi": "1"})

    assert hanh.status == 422
    assert "đã có người dùng" in hanh.words


async def test_the_log_tells_what_was_done(hanh: Browser) -> None:
    await hanh.get("/van-phong/so-lieu.csv?den=202603")
    await hanh.get("/van-phong/nhat-ky")

    assert "co.hanh tải tệp hoc-so_tat-ca-don-vi_den-2026-03_q_don-vi.csv" in hanh.words


async def test_names_that_are_code_stay_words(hanh: Browser) -> None:
    await hanh.get("/van-phong/nhan-vien")
    await hanh.post("/van-phong/nhan-vien", **{"ten": "ke.xau", "ho-ten": "<script>alert(1)</script>", "don-vi": "1"})

    assert "<script>alert" not in hanh.text
    assert "&lt;script&gt;" in hanh.text
