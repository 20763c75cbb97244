"""How the channels stand, on a page of their own and wherever one is looked for; and messages are sent again."""

import re
from datetime import timedelta

import pytest

from bot.office.pages.channels import PATH
from bot.ports import Progress, Work
from bot.services import troubles
from bot.services.troubles import ConnectedChannel
from db.database import Database
from tests.letters import SECRET, Letter, put_letters, put_waiting
from tests.office.browsing import Browser, Building, hire
from tests.storage import MONDAY

pytestmark = pytest.mark.parametrize("place", ["sqlite"], indirect=True)

TELEGRAM = ConnectedChannel("telegram", "bot")
ZALO = ConnectedChannel("zalo_bot", "bot", per_month=3000)


@pytest.fixture
async def building(database: Database) -> Building:
    await database.write(hire)
    return Building(database, channels=(TELEGRAM, ZALO))


@pytest.fixture
async def letters(database: Database, building: Building) -> list[int]:
    """What could not be sent to somebody of Thôn Đông, of Thôn Xa, and of no unit."""
    return await database.write(
        put_letters,
        Letter("Bà Hoa", 2, kind="notice"),
        Letter("Anh Sơn", 6, "invalid", channel="zalo_bot"),
        Letter("Khách", None, agreed=False),
    )


async def break_telegram(database: Database, words: str = "Unauthorized") -> None:
    await database.write(lambda work: work.accounts.set_trouble("telegram", "bot", "auth", words, MONDAY))


def listed(browser: Browser) -> list[str]:
    """Return each message of the list as it reads."""
    items = re.findall(r'<span class="letter">(.*?)</span>\s*</label>', browser.text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", item).split()) for item in items]


async def send(browser: Browser, *ids: int) -> Browser:
    """Tick messages and press "Gửi lại"."""
    word = browser.csrf
    browser.answer = await browser.client.post(PATH, data={"csrf": word, "tin": [str(one) for one in ids]})
    return browser


# --- how they stand ---------------------------------------------------------------------------------------------------


async def test_without_a_channel_the_page_says_that_nothing_is_missing(database: Database, building: Building) -> None:
    browser = await Building(database).signed_in()
    await browser.get(PATH)

    assert browser.status == 200
    assert "Chưa nối Zalo hay Telegram. Trang chat trên web vẫn chạy bình thường" in browser.words
    assert "README.vi.md" in browser.words
    assert "Tin không gửi được" not in browser.words


async def test_channels_that_work_say_so_with_their_numbers(hanh: Browser, database: Database) -> None:
    def put(work: Work) -> None:
        put_letters(work, Letter("Bà Hoa", channel="zalo_bot"))
        put_waiting(work, Letter("Bà Hoa", channel="zalo_bot"), MONDAY - timedelta(minutes=5))
        work.outbox.settle(
            [Progress(put_waiting(work, Letter("Khách", channel="zalo_bot")), "expired", "late")], MONDAY
        )
        work.accounts.count("zalo_bot", "bot", 202611, 1240, 0)

    await database.write(put)
    await hanh.get(PATH)

    assert (
        "Telegram ✓ Đang chạy bình thường Đang chờ gửi 0 tin Không gửi được 0 tin "
        "Zalo Bot ✓ Đang chạy bình thường Đang chờ gửi cũ nhất từ 16/11/2026, 08:55 1 tin Không gửi được 1 tin "
        "Thôi gửi trong 7 ngày qua vì quá muộn hoặc không còn người nhận 1 tin "
        "Đã gửi trong tháng 11/2026 được gửi nhiều nhất 3.000 tin 1.240 tin"
    ) in hanh.words


async def test_a_broken_channel_says_what_is_wrong_since_when_and_what_to_do(hanh: Browser, database: Database) -> None:
    await break_telegram(database, "<b>Unauthorized</b>")
    await hanh.get(PATH)

    assert "Nền tảng không nhận mã (token) của kênh. Từ 16/11/2026, 09:00. Hãy xem lại mã trong cài đặt" in hanh.words
    assert "Nền tảng báo: <b>Unauthorized</b>" in hanh.words
    assert hanh.words.count("Đang chạy bình thường") == 1


PAGES = [
    "so-lieu",
    "chi-tieu",
    "chot-so",
    "chot-so/99",
    "don-vi",
    "noi-dung",
    "moi",
    "nhan-vien",
    "nhat-ky",
    "mat-khau",
]


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_tells_of_a_broken_channel_and_leads_to_it(
    hanh: Browser, database: Database, path: str
) -> None:
    await hanh.get(f"/van-phong/{path}")
    assert "trục trặc" not in hanh.words

    await break_telegram(database)
    await hanh.get(f"/van-phong/{path}")
    banner = re.search(r'<div class="problem alarm" role="status">(.*?)</div>', hanh.text, re.DOTALL)

    assert banner is not None
    assert "Kênh Telegram đang trục trặc." in banner.group(1)
    assert f'href="{PATH}"' in banner.group(1)
    assert "Zalo Bot" not in banner.group(1)


async def test_who_is_not_signed_in_hears_nothing_of_it(building: Building, database: Database) -> None:
    await break_telegram(database)
    stranger = await building.browser().get("/van-phong/dang-nhap")

    assert "trục trặc" not in stranger.words
    assert (await stranger.get(PATH)).status == 303


# --- what could not be sent -------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("letters")
async def test_a_message_is_listed_with_everything_but_its_words(hanh: Browser) -> None:
    await hanh.get(PATH)

    assert listed(hanh) == [
        "Chưa rõ tên · Chưa rõ đơn vị Telegram · tin trả lời, 16/11/2026, 09:00 Đã thử nhiều lần mà chưa gửi được.",
        "Anh Sơn · Thôn Xa Zalo Bot · tin trả lời, 16/11/2026, 09:00 "
        "Nền tảng không nhận tin này. Gửi lại có thể vẫn không được.",
        "Bà Hoa · Thôn Đông Telegram · tin nhắc, 16/11/2026, 09:00 Đã thử nhiều lần mà chưa gửi được.",
    ]
    assert SECRET not in hanh.text
    assert hanh.text.count("<label>") == len(re.findall('type="checkbox"', hanh.text)) == 3


async def test_where_everything_was_sent_there_are_no_buttons(hanh: Browser) -> None:
    await hanh.get(PATH)

    assert "Không có tin nào." in hanh.words
    assert "Gửi lại" not in hanh.words


async def test_chosen_messages_go_back_into_the_queue(building: Building, hanh: Browser, letters: list[int]) -> None:
    await send(await hanh.get(PATH), letters[0], letters[2])
    assert (hanh.status, hanh.headers["location"], building.woken) == (303, f"{PATH}?da-dua=2", 1)

    await hanh.get(hanh.headers["location"])

    assert '<p class="done" role="status">Đã đưa 2 tin trở lại hàng chờ.' in hanh.text
    assert [line.split(" · ")[0] for line in listed(hanh)] == ["Anh Sơn"]
    assert "Telegram ✓ Đang chạy bình thường Đang chờ gửi cũ nhất từ 16/11/2026, 09:00 2 tin" in hanh.words
    assert "co.hanh gửi lại tin 2 tin không gửi được" in (await hanh.get("/van-phong/nhat-ky")).words


@pytest.mark.usefixtures("letters")
async def test_all_of_them_go_with_one_press(building: Building, hanh: Browser) -> None:
    await hanh.get(PATH)
    await hanh.post(PATH, **{"tat-ca": "1"})
    await hanh.get(hanh.headers["location"])

    assert "Đã đưa 3 tin trở lại hàng chờ." in hanh.words
    assert "Không có tin nào." in hanh.words
    assert building.woken == 1


@pytest.mark.usefixtures("letters")
async def test_the_office_of_a_unit_sees_and_sends_only_its_own(building: Building, hanh: Browser) -> None:
    mau = await building.signed_in("xa.mau")
    await mau.get(PATH)

    assert [line.split(" · ")[0] for line in listed(mau)] == ["Bà Hoa"]
    assert "Anh Sơn" not in mau.text
    assert "chỉ có tin gửi cho người thuộc đơn vị của anh/chị" in mau.words

    await mau.post(PATH, **{"tat-ca": "1"})

    assert mau.headers["location"] == f"{PATH}?da-dua=1"
    assert len(listed(await hanh.get(PATH))) == 2


@pytest.mark.parametrize("whose", [1, 2], ids=["of another commune", "of no unit"])
async def test_a_forged_number_sends_nothing_of_others(
    building: Building, hanh: Browser, letters: list[int], whose: int
) -> None:
    mau = await building.signed_in("xa.mau")
    await send(await mau.get(PATH), letters[whose])

    assert mau.status == 404
    assert "Không còn tin nào như vậy để gửi lại." in mau.words
    assert building.woken == 0
    assert len(listed(await hanh.get(PATH))) == 3


@pytest.mark.usefixtures("letters")
async def test_pressing_without_choosing_says_what_is_missing(building: Building, hanh: Browser) -> None:
    await send(await hanh.get(PATH))

    assert hanh.status == 422
    assert "Anh/chị chọn ít nhất một tin" in hanh.words
    assert len(listed(hanh)) == 3
    assert building.woken == 0


@pytest.mark.parametrize("nonsense", ["-1", "x", "١", "99999999999999999999", "1 OR 1=1"])
@pytest.mark.usefixtures("letters")
async def test_nonsense_is_as_good_as_nothing(hanh: Browser, nonsense: str) -> None:
    await hanh.get(PATH)
    await hanh.post(PATH, tin=nonsense)

    assert hanh.status == 422


async def test_a_form_from_elsewhere_is_refused(building: Building, hanh: Browser, letters: list[int]) -> None:
    await hanh.get(PATH)
    await hanh.send(PATH, {"csrf": "forged", "tin": str(letters[0])})
    assert hanh.status == 403
    stranger = await building.browser().send(PATH, {"tin": str(letters[0])})

    assert stranger.status == 303
    assert len(listed(await hanh.get(PATH))) == 3
    assert building.woken == 0


async def test_a_hundred_are_listed_and_can_all_be_ticked(hanh: Browser, database: Database) -> None:
    ids = await database.write(put_letters, *(Letter(f"Người {number}") for number in range(troubles.MOST_AT_ONCE + 1)))
    await hanh.get(PATH)

    assert len(listed(hanh)) == troubles.MOST_AT_ONCE
    assert "Đây là 100 tin mới nhất." in hanh.words
    assert "Gửi lại cả 100 tin này" in hanh.words
    await send(hanh, *ids[1:])
    assert hanh.headers["location"] == f"{PATH}?da-dua=100"
    assert [line.split(" · ")[0] for line in listed(await hanh.get(PATH))] == ["Người 0"]
