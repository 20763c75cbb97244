import pytest
from starlette.testclient import TestClient

from bot.channels.web import WebChat
from bot.channels.web.forms import LONGEST_TEXT
from bot.dialogue.messages import Opened, Pressed, Said, Sent
from bot.webkit.pace import Pace
from tests.channels.web.conftest import browser
from tests.channels.web.fakes import Product
from tests.channels.web.html import bubbles, form

SCRIPT = {"hx-request": "true"}
KEY = "0b8f6d0e-5f4a-4a57-9a53-0e6a3b8d8a01"
OTHER_KEY = "0b8f6d0e-5f4a-4a57-9a53-0e6a3b8d8a02"


def actions(product: Product) -> list[object]:
    return [incoming.action for incoming in product.taken]


def test_the_first_message_opens_the_chat_and_then_does_what_the_person_did(
    client: TestClient, product: Product
) -> None:
    page = client.get("/?u=THON-DONG").text
    answer = client.post("/gui", data=form(page, "choices").pressed("Tin lừa"))

    assert (answer.status_code, answer.headers["location"]) == (303, "/#cuoi")
    assert actions(product) == [Opened("THON-DONG", None), Pressed(1, "lua")]
    assert product.taken[0].key == "open"


def test_the_second_message_does_not_open_it_again(client: TestClient, product: Product) -> None:
    page = client.get("/?u=THON-DONG").text
    client.post("/gui", data=form(page, "choices").pressed("Tin lừa"))
    client.post("/gui", data={**form(page, "compose").fields, "text": "dạ"})

    assert actions(product)[2:] == [Said("dạ")]


def test_the_script_gets_the_lines_after_its_own(client: TestClient) -> None:
    first = client.post("/gui", data={"key": KEY, "text": "chào cháu", "after": "0"}, headers=SCRIPT)
    second = client.post("/gui", data={"key": OTHER_KEY, "text": "rõ rồi", "after": "5"}, headers=SCRIPT)

    assert first.headers["hocso"] == "1"
    assert bubbles(first.text)[2:] == ["chào cháu", "Cháu nghe rồi ạ: chào cháu"]
    assert bubbles(second.text) == ["rõ rồi", "Cháu nghe rồi ạ: rõ rồi"]
    assert 'id="tin-6"' in second.text


def test_the_label_of_a_button_is_found_above_what_the_page_shows(client: TestClient) -> None:
    client.post("/gui", data={"key": KEY, "text": "chào", "after": "0"}, headers=SCRIPT)
    answer = client.post("/gui", data={"key": OTHER_KEY, "press": "1:lua", "after": "5"}, headers=SCRIPT)

    assert bubbles(answer.text)[0] == "Tin lừa, không bấm"


def test_the_same_key_twice_has_one_effect_and_the_same_answer(client: TestClient, product: Product) -> None:
    message = {"key": KEY, "text": "chào", "after": "0"}
    first = client.post("/gui", data=message, headers=SCRIPT)
    again = client.post("/gui", data=message, headers=SCRIPT)

    assert bubbles(again.text) == bubbles(first.text)
    assert len(bubbles(again.text)) == 4
    assert len(product.talk(1).lines) == 5


def test_a_form_sent_twice_without_script_has_one_effect(client: TestClient, product: Product) -> None:
    fields = {**form(client.get("/").text, "compose").fields, "text": "chào"}
    client.post("/gui", data=fields)
    client.post("/gui", data=fields)

    assert len(product.talk(1).lines) == 5


def test_going_back_and_writing_something_else_is_another_message(client: TestClient, product: Product) -> None:
    fields = form(client.get("/").text, "compose").fields
    client.post("/gui", data={**fields, "text": "chào"})
    client.post("/gui", data={**fields, "text": "cháu ơi"})

    assert bubbles(client.get("/").text)[-1] == "Cháu nghe rồi ạ: cháu ơi"


def test_a_form_without_a_key_works(client: TestClient, product: Product) -> None:
    client.post("/gui", data={"text": "chào"})

    assert actions(product)[-1] == Said("chào")
    assert len(product.taken[-1].key) > 20


@pytest.mark.parametrize(
    ("fields", "action"),
    [
        ({"text": "  dạ\r\nvâng  "}, Said("dạ\nvâng")),
        ({"text": "e\u0302\u0301"}, Said("ế")),
        ({"text": "a\x00\x07b"}, Said("ab")),
        ({"text": "🆘 Vừa bị lừa / mất tiền"}, Said("🆘 Vừa bị lừa / mất tiền")),
        ({"press": "12:tra-loi:1"}, Pressed(12, "tra-loi:1")),
        ({"photo": "1"}, Sent("photo")),
        ({"open": "1", "u": "THON-DONG", "c": "AB-12"}, Opened("THON-DONG", "AB-12")),
    ],
)
def test_a_form_says_one_action(client: TestClient, product: Product, fields: dict[str, str], action: object) -> None:
    client.post("/gui", data={"text": "chào"})
    client.post("/gui", data={"key": KEY, **fields})

    assert actions(product)[-1] == action


@pytest.mark.parametrize("fields", [{}, {"text": ""}, {"text": " \r\n "}, {"u": "X"}, {"key": KEY}])
def test_nothing_typed_is_nothing_done(client: TestClient, product: Product, fields: dict[str, str]) -> None:
    assert client.post("/gui", data=fields).status_code == 303
    assert client.post("/gui", data=fields, headers=SCRIPT).text == ""
    assert product.taken == []


@pytest.mark.parametrize("press", ["1", ":a", "x:a", "1:", "9999999999:a", "1:" + "a" * 201])
def test_a_press_that_no_page_has_is_refused(client: TestClient, product: Product, press: str) -> None:
    answer = client.post("/gui", data={"press": press})

    assert answer.status_code == 400
    assert "chưa hiểu" in answer.text
    assert product.taken == []


def test_a_file_is_refused(client: TestClient, product: Product) -> None:
    assert client.post("/gui", files={"text": ("a.txt", b"x")}).status_code == 400
    assert product.taken == []


@pytest.mark.parametrize("body", [b"", b"\xff\xfe%%%&=&", b"text=%ED%A0%80", b"text=%ff", b"--x\r\n"])
def test_a_broken_body_breaks_nothing(client: TestClient, body: bytes) -> None:
    answer = client.post("/gui", content=body, headers={"content-type": "application/x-www-form-urlencoded"})

    assert answer.status_code in {303, 400}


def test_a_long_text_is_passed_on_up_to_a_bound(client: TestClient, product: Product) -> None:
    longest = "ế" * LONGEST_TEXT

    def send(text: str) -> int:
        return client.post("/gui", files={"text": (None, text)}).status_code

    assert send(longest) == 303
    assert actions(product)[-1] == Said(longest)
    assert send(longest + "abc") == 303
    assert actions(product)[-1] == Said(longest)


def test_a_body_that_is_too_large_gets_a_kind_sentence(client: TestClient, product: Product) -> None:
    answer = client.post("/gui", data={"text": "a" * 70_000})
    script = client.post("/gui", data={"text": "a" * 70_000}, headers=SCRIPT)

    assert answer.status_code == script.status_code == 413
    assert "dài quá" in answer.text
    assert script.text == "Nội dung này dài quá nên chưa gửi được. Cô bác cắt bớt, hoặc chia làm nhiều lần gửi nhé."
    assert product.taken == []


def test_while_the_storage_is_busy_the_script_is_told_when_to_come_back(client: TestClient, product: Product) -> None:
    product.is_busy = True
    answer = client.post("/gui", data={"key": KEY, "text": "chào"}, headers=SCRIPT)

    assert answer.status_code == 503
    assert "Xin chờ một chút" in answer.text
    assert answer.headers["hocso"] == "1"
    assert int(answer.headers["retry-after"]) > 0

    product.is_busy = False
    client.post("/gui", data={"key": KEY, "text": "chào"}, headers=SCRIPT)

    assert actions(product) == [Opened(), Said("chào")]


def test_without_script_the_page_keeps_the_message_while_the_storage_is_busy(
    client: TestClient, product: Product
) -> None:
    fields = {**form(client.get("/?u=X1").text, "compose").fields, "text": "tin <dài> của tôi"}
    product.is_busy = True
    answer = client.post("/gui", data=fields)
    kept = form(answer.text, "resend").fields

    assert answer.status_code == 503
    assert "retry-after" in answer.headers
    assert "tin &lt;dài&gt; của tôi" in answer.text
    assert kept["u"] == "X1"

    product.is_busy = False
    client.post("/gui", data={**kept, "text": "tin <dài> của tôi"})
    client.post("/gui", data=fields)

    assert bubbles(client.get("/").text)[2:] == ["tin &lt;dài&gt; của tôi", "Cháu nghe rồi ạ: tin &lt;dài&gt; của tôi"]


def test_a_busy_page_keeps_a_press_too(client: TestClient, product: Product) -> None:
    product.is_busy = True
    kept = form(client.post("/gui", data={"press": "1:lua"}).text, "resend").fields

    assert kept["press"] == "1:lua"
    assert "open" not in kept


def test_a_failure_shows_a_kind_sentence_and_not_its_words(client: TestClient, product: Product) -> None:
    product.is_broken = True
    answer = client.post("/gui", data={"text": "chào"})

    assert answer.status_code == 500
    assert "không phải lỗi của cô bác" in answer.text
    assert "secret" not in answer.text


def test_a_page_of_another_site_cannot_send(client: TestClient, product: Product) -> None:
    answer = client.post("/gui", data={"text": "chào"}, headers={"origin": "https://ke-xau.example"})

    assert answer.status_code == 403
    assert product.taken == []


def test_without_a_cookie_the_answer_brings_one_and_asks_whether_it_stays(web: WebChat) -> None:
    client = browser(web)
    answer = client.post("/gui", data={"text": "chào"})

    assert answer.headers["location"] == "/?nho=1#cuoi"
    assert "hocso=" in answer.headers["set-cookie"]


def test_asking_once_answers_with_what_is_new(client: TestClient, product: Product) -> None:
    assert client.get("/tin?after=0").status_code == 204

    client.post("/gui", data={"text": "chào"})
    product.say(1, "Mai học tiếp cô bác nhé.")

    assert bubbles(client.get("/tin?after=5").text) == ["Mai học tiếp cô bác nhé."]
    assert client.get("/tin?after=6").text == ""
    assert len(bubbles(client.get("/tin?after=-1;x").text)) == 5


def test_asking_once_while_busy_asks_to_wait(client: TestClient, product: Product) -> None:
    client.post("/gui", data={"text": "chào"})
    product.is_busy = True

    assert client.get("/tin?after=0").status_code == 503


def test_whoever_begins_again_and_again_is_asked_to_wait(web: WebChat, product: Product) -> None:
    app = Pace(browser(web).app, newcomers="2 per minute")
    answers = []
    for number in range(3):
        stranger = TestClient(app, cookies={"hocso": f"{number}" * 32})
        headers = {**SCRIPT, "origin": "http://testserver"}
        answers.append(stranger.post("/gui", data={"key": KEY, "text": "chào"}, headers=headers))

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["retry-after"] == "20"
    assert len(product.taken) == 4
