from starlette.testclient import TestClient

from bot.channels.web import WebChat
from bot.dialogue.messages import Opened, Outgoing, Pressed
from tests.channels.web import fakes
from tests.channels.web.conftest import browser
from tests.channels.web.fakes import Product
from tests.channels.web.html import bubbles, form, forms


def begin(client: TestClient) -> None:
    page = client.get("/").text
    client.post("/gui", data=form(page, "choices").pressed("Tin lừa"))


def test_a_first_visit_shows_the_greeting_and_stores_nothing(client: TestClient, product: Product) -> None:
    answer = client.get("/?u=THON-DONG")

    assert answer.status_code == 200
    assert "trợ lý tự động" in bubbles(answer.text)[0]
    assert product.taken == []
    assert product.talks == {}


def test_every_form_of_a_newcomer_carries_what_the_page_was_opened_with(client: TestClient) -> None:
    page = client.get("/?u=THON-DONG&c=ABCD2345").text
    ours = [one for one in forms(page) if one.classes != "fresh"]

    assert {one.classes for one in ours} == {"choices", "sos", "menu", "compose"}
    assert [(one.fields["u"], one.fields["c"]) for one in ours] == [("THON-DONG", "ABCD2345")] * 4


def test_each_form_has_a_key_of_its_own(client: TestClient) -> None:
    keys = [one.fields["key"] for one in forms(client.get("/").text) if "key" in one.fields]

    assert len(set(keys)) == len(keys) == 4


def test_a_page_has_one_id_of_a_kind_and_no_script_or_style_inside(client: TestClient) -> None:
    begin(client)
    page = client.get("/").text
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]

    assert len(ids) == len(set(ids))
    assert "<script>" not in page
    assert "<style" not in page
    assert "style=" not in page
    assert "onclick" not in page


def test_a_code_in_the_address_cannot_break_out_of_the_page(client: TestClient) -> None:
    page = client.get("/", params={"u": '"><script>alert(1)</script>', "c": "a" * 65}).text

    assert "alert" not in page
    assert "u" not in form(page, "compose").fields
    assert "c" not in form(page, "compose").fields


def test_somebody_known_sees_the_history(client: TestClient) -> None:
    begin(client)
    page = client.get("/").text

    assert len(bubbles(page)) == 4
    assert bubbles(page)[2] == "Tin lừa, không bấm"
    assert 'id="tin-2"' in page
    assert "preview" not in page
    assert "/su-kien?after=5&amp;page=p-" in page


def test_older_choices_stay_look_inactive_and_show_what_was_chosen(client: TestClient) -> None:
    begin(client)
    page = client.get("/").text
    older, newest = (one for one in forms(page) if "choices" in one.classes)

    assert (older.classes, newest.classes) == ("choices old", "choices")
    assert "Tin lừa, không bấm" in older.buttons
    assert '<button name="press" value="1:lua" class="chosen" tabindex="-1">' in page


def test_a_visit_never_opens_a_code_but_offers_a_button(client: TestClient, product: Product) -> None:
    begin(client)
    taken = len(product.taken)
    page = client.get("/?c=ABCD2345").text

    assert len(product.taken) == taken
    assert "mã mời" in page
    assert "c" not in form(page, "compose").fields

    client.post("/gui", data=form(page, "offer").pressed("Dùng mã này"))

    assert product.taken[-1].action == Opened(None, "ABCD2345")


def test_a_unit_is_offered_to_somebody_known_too(client: TestClient) -> None:
    begin(client)

    assert "mã QR" in client.get("/?u=THON-DONG").text


def test_a_long_history_begins_with_its_end(client: TestClient, product: Product) -> None:
    begin(client)
    for count in range(80):
        product.say(1, f"nhắc {count}")

    page = client.get("/").text

    assert len(bubbles(page)) == 60
    assert bubbles(page)[-1] == "nhắc 79"
    assert "/?cu=1" in page
    assert len(bubbles(client.get("/?cu=1").text)) == 84
    assert "/?cu=1" not in client.get("/?cu=1").text


def test_the_cookie_is_long_random_and_out_of_reach_of_scripts(client: TestClient) -> None:
    cookie = client.get("/").headers["set-cookie"]
    name, _, token = cookie.split(";")[0].partition("=")

    assert name == "hocso"
    assert len(token) == 32
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age=31536000" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie


def test_on_https_the_cookie_is_bound_to_this_host(product: Product) -> None:
    cookie = browser(fakes.chat(product, https=True)).get("/").headers["set-cookie"]

    assert cookie.startswith("__Host-hocso=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_the_address_of_a_conversation_is_not_the_cookie(client: TestClient, product: Product) -> None:
    begin(client)
    (address,) = product.talks

    assert address.channel == address.account == "web"
    assert len(address.external_id) == 64
    assert address.external_id != client.cookies["hocso"]


def test_a_forged_cookie_is_replaced(client: TestClient) -> None:
    client.cookies.set("hocso", "x")

    assert "set-cookie" in client.get("/").headers
    assert "hocso=x;" not in client.get("/").headers["set-cookie"]


def test_two_browsers_have_two_conversations(web: WebChat, product: Product) -> None:
    begin(browser(web))
    begin(browser(web))

    assert len(product.talks) == 2


def test_a_page_is_never_kept_by_a_cache(client: TestClient) -> None:
    assert client.get("/").headers["cache-control"] == "no-store"


def test_the_page_says_when_cookies_are_off(client: TestClient) -> None:
    client.cookies.clear()

    assert "chặn cookie" in client.get("/?nho=1").text
    assert "chặn cookie" not in client.get("/?nho=1").text


def test_in_a_frame_of_another_site_forms_open_a_page_of_their_own(client: TestClient) -> None:
    page = client.get("/", headers={"sec-fetch-dest": "iframe", "sec-fetch-site": "cross-site"}).text

    assert '<base target="_blank">' in page
    assert "chat.js" not in page


def test_a_greeting_with_nothing_to_press_gets_a_button(product: Product) -> None:
    web = fakes.chat(product)
    web.preview = lambda opened: [Outgoing("Cháu chào cô bác ạ.")]
    client = browser(web)

    client.post("/gui", data=form(client.get("/?u=X1").text, "start").pressed("Bắt đầu"))

    assert [incoming.action for incoming in product.taken] == [Opened("X1", None)]


def test_a_storage_that_is_busy_asks_to_wait(client: TestClient, product: Product) -> None:
    begin(client)
    product.is_busy = True
    answer = client.get("/")

    assert answer.status_code == 503
    assert "Xin chờ một chút" in answer.text
    assert int(answer.headers["retry-after"]) > 0


def test_a_press_on_a_prompt_that_is_out_of_sight_still_shows_something(client: TestClient, product: Product) -> None:
    begin(client)
    client.post("/gui", data={"key": "k" * 12, "press": "77:la"})

    assert product.taken[-1].action == Pressed(77, "la")
    assert "👆 Đã chọn" in bubbles(client.get("/").text)
