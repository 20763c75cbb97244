from datetime import timedelta

import pytest

from bot.services import staffing
from db.database import Database
from db.offices import IDLE_LIMIT
from tests.office.browsing import PASSWORD, Browser, Building, hire

# What is behind the door is the same on both databases; one suffices for how the door behaves.
pytestmark = pytest.mark.parametrize("place", ["sqlite"], indirect=True)

BEHIND = [
    "/van-phong/so-lieu",
    "/van-phong/so-lieu.csv",
    "/van-phong/so-lieu.xlsx",
    "/van-phong/chi-tieu",
    "/van-phong/chi-tieu.csv",
    "/van-phong/chi-tieu.xlsx",
    "/van-phong/chot-so",
    "/van-phong/chot-so/1",
    "/van-phong/chot-so/1.xlsx",
    "/van-phong/don-vi",
    "/van-phong/don-vi/tep/don-vi.xlsx",
    "/van-phong/moi",
    "/van-phong/nhan-vien",
    "/van-phong/nhat-ky",
    "/van-phong/mat-khau",
]
ACTS = [
    "/van-phong/chot-so",
    "/van-phong/don-vi/nhap",
    "/van-phong/don-vi/nhap/ghi",
    "/van-phong/moi",
    "/van-phong/nhan-vien",
    "/van-phong/nhan-vien/1/mat-khau",
    "/van-phong/nhan-vien/1/ngung",
    "/van-phong/mat-khau",
    "/van-phong/dang-xuat",
    "/van-phong/dang-xuat-moi-noi",
]


@pytest.mark.parametrize("path", BEHIND)
async def test_nobody_looks_inside_without_signing_in(building: Building, path: str) -> None:
    browser = await building.browser().get(path)

    assert browser.status == 303
    assert browser.headers["location"].startswith("/van-phong/dang-nhap")


@pytest.mark.parametrize("path", ACTS)
async def test_nobody_does_anything_without_signing_in(building: Building, path: str) -> None:
    browser = building.browser()
    await browser.get("/van-phong/dang-nhap")
    await browser.post(path)

    assert browser.status == 303
    assert browser.headers["location"] == "/van-phong/dang-nhap"


@pytest.mark.parametrize("path", ACTS)
async def test_a_form_without_its_word_is_refused(building: Building, path: str) -> None:
    browser = await building.signed_in()

    assert (await browser.send(path, {})).status == 403
    assert (await browser.send(path, {"csrf": "x"})).status == 403


async def test_the_word_of_another_visit_is_refused(building: Building) -> None:
    mine, theirs = await building.signed_in(), await building.signed_in("xa.mau")
    await theirs.get("/van-phong/moi")

    await mine.send("/van-phong/dang-xuat", {"csrf": theirs.csrf})

    assert mine.status == 403


async def test_a_form_of_another_site_is_refused(building: Building) -> None:
    browser = await building.signed_in()
    await browser.get("/van-phong/moi")
    browser.client.headers["origin"] = "https://ke-xau.example"

    assert (await browser.post("/van-phong/dang-xuat")).status == 403


async def test_after_signing_in_one_is_where_one_wanted_to_be(building: Building) -> None:
    browser = await building.browser().get("/van-phong/so-lieu?theo=nhom&den=202603")
    await browser.get(browser.headers["location"])
    back = browser.hidden("tiep").replace("&amp;", "&")
    await browser.post("/van-phong/dang-nhap", ten="Co.Hanh ", **{"mat-khau": PASSWORD, "tiep": back})

    assert browser.status == 303
    assert browser.headers["location"] == "/van-phong/so-lieu?theo=nhom&den=202603"


@pytest.mark.parametrize("back", ["https://ke-xau.example/van-phong/", "//ke-xau.example", "/van-phong/\\ke-xau", "/"])
async def test_signing_in_leads_nowhere_else(building: Building, back: str) -> None:
    browser = building.browser()
    await browser.get("/van-phong/dang-nhap")
    await browser.post("/van-phong/dang-nhap", ten="co.hanh", **{"mat-khau": PASSWORD, "tiep": back})

    assert browser.headers["location"] == "/van-phong/so-lieu"


@pytest.mark.parametrize(("login", "password"), [("co.hanh", "sai mật khẩu rồi"), ("khong.co", PASSWORD), ("", "")])
async def test_a_wrong_guess_does_not_say_what_was_wrong(building: Building, login: str, password: str) -> None:
    browser = await building.browser().sign_in(login, password)

    assert browser.status == 422
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in browser.words


async def test_guessing_ends_even_for_the_right_password_until_ten_minutes_are_over(building: Building) -> None:
    browser = building.browser()
    for _ in range(5):
        assert (await browser.sign_in("co.hanh", "sai mật khẩu rồi")).status == 422

    assert (await browser.sign_in("co.hanh")).status == 429
    assert "chờ 10 phút" in browser.words
    assert (await building.browser("198.51.100.7").sign_in("co.hanh")).status == 303
    building.clock.passes(timedelta(minutes=11))
    assert (await browser.sign_in("co.hanh")).status == 303


async def test_signing_in_gives_a_new_cookie(building: Building) -> None:
    browser = building.browser()
    await browser.get("/van-phong/dang-nhap")
    before = browser.client.cookies["hocso-vp"]
    await browser.sign_in("co.hanh")

    assert browser.client.cookies["hocso-vp"] != before


async def test_a_cookie_set_by_somebody_else_signs_nobody_in(building: Building) -> None:
    browser = building.browser()
    browser.client.cookies.set("hocso-vp", "f" * 40)

    assert (await browser.get("/van-phong/so-lieu")).status == 303


async def test_the_cookie_is_kept_from_scripts_and_other_sites(building: Building) -> None:
    browser = await building.browser().sign_in("co.hanh")
    cookie = browser.headers["set-cookie"].lower()

    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert "secure" not in cookie


async def test_on_https_the_cookie_is_one_that_no_other_site_can_set(database: Database) -> None:
    await database.write(hire)
    browser = await Building(database, https=True).browser().sign_in("co.hanh")
    cookie = browser.headers["set-cookie"]

    assert cookie.startswith("__Host-hocso-vp=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


async def test_whoever_signed_out_is_out_even_with_the_old_cookie(building: Building) -> None:
    browser = await building.signed_in()
    await browser.get("/van-phong/so-lieu")
    token = browser.client.cookies["hocso-vp"]
    await browser.post("/van-phong/dang-xuat")
    assert browser.headers["location"] == "/van-phong/dang-nhap"

    browser.client.cookies.set("hocso-vp", token)
    assert (await browser.get("/van-phong/so-lieu")).status == 303


async def test_signing_out_everywhere_reaches_the_other_computer(building: Building) -> None:
    here, there = await building.signed_in(), await building.signed_in()
    await here.get("/van-phong/mat-khau")
    await here.post("/van-phong/dang-xuat-moi-noi")

    assert (await there.get("/van-phong/so-lieu")).status == 303


async def test_a_visit_ends_when_nobody_is_there(building: Building) -> None:
    browser = await building.signed_in()
    building.clock.passes(IDLE_LIMIT)

    assert (await browser.get("/van-phong/so-lieu")).status == 303


async def change(browser: Browser, old: str, new: str, again: str) -> Browser:
    await browser.get("/van-phong/mat-khau")
    return await browser.post("/van-phong/mat-khau", cu=old, lai=again, **{"mat-khau": new})


async def test_a_new_password_works_and_the_old_one_does_not(building: Building) -> None:
    here, there = await building.signed_in(), await building.signed_in()
    await change(here, PASSWORD, "con chó vàng", "con chó vàng")

    assert "Đã đổi mật khẩu" in here.words
    assert (await here.get("/van-phong/so-lieu")).status == 200
    assert (await there.get("/van-phong/so-lieu")).status == 303
    assert (await building.browser().sign_in("co.hanh")).status == 422
    assert (await building.browser().sign_in("co.hanh", "con chó vàng")).status == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("sai mật khẩu", "con chó vàng", "con chó vàng", "Mật khẩu đang dùng chưa đúng"),
        (PASSWORD, "con chó vàng", "con chó vang", "chưa giống nhau"),
        (PASSWORD, "ngắn", "ngắn", "ít nhất 10 ký tự"),
    ],
)
async def test_a_password_is_not_changed_by_mistake(
    building: Building, old: str, new: str, again: str, words: str
) -> None:
    browser = await building.signed_in()
    await change(browser, old, new, again)

    assert browser.status == 422
    assert words in browser.words
    assert (await building.browser().sign_in("co.hanh")).status == 303


async def test_an_open_computer_does_not_help_to_guess_the_password(building: Building) -> None:
    browser = await building.signed_in()
    for _ in range(5):
        await change(browser, "sai mật khẩu", "con chó vàng", "con chó vàng")
    await change(browser, PASSWORD, "con chó vàng", "con chó vàng")

    assert "chờ 10 phút" in browser.words


# --- the first account ----------------------------------------------------------------------------------------------


async def test_the_first_account_is_made_with_a_link_that_then_is_worthless(database: Database) -> None:
    building = Building(database)
    await database.write(staffing.add_setup_link, staffing.hash_of("link"), building.clock())
    browser = await building.browser().get("/van-phong/bat-dau/link")
    form = {"ten": "co.hanh", "ho-ten": "Nguyễn Thị Hạnh", "mat-khau": PASSWORD, "lai": PASSWORD}

    await browser.post("/van-phong/bat-dau/link", **{**form, "lai": "khác hẳn nhau"})
    assert (browser.status, "chưa giống nhau" in browser.words) == (422, True)
    await browser.post("/van-phong/bat-dau/link", **form)
    assert browser.headers["location"] == "/van-phong/so-lieu"
    assert "Nguyễn Thị Hạnh" in (await browser.get("/van-phong/so-lieu")).words

    other = await building.browser().get("/van-phong/bat-dau/link")
    assert (other.status, "không còn dùng được" in other.words) == (410, True)
    await other.get("/van-phong/dang-nhap")
    await other.post("/van-phong/bat-dau/link", **{**form, "ten": "ke.xau"})
    assert other.status == 410
    assert await database.read(lambda work: work.offices.count()) == 1


async def test_a_guessed_link_is_worthless(building: Building) -> None:
    assert (await building.browser().get("/van-phong/bat-dau/0000")).status == 410
