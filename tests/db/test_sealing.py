"""A copy of the database without the key yields no usable code, and the page shows it all the same."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.dialogue.messages import Outgoing
from bot.ports import Line, Parcel, Work
from db.database import Database
from db.sealing import seal, seal_whole, unseal, unseal_whole
from db.tables import outbox
from tests.db.talks import HOA, plant
from tests.storage import KEY, MONDAY

OTHER_KEY = b"another key"
CODES = ("7QK2-9FXM", "Q016-JG5Y-N9H1", "7QK29FXM")

SHOWN = Outgoing("Mã giữ chỗ: **Q016-JG5Y-N9H1**", qr="https://hoc.example/?c=Q016JG5YN9H1")


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_unreadable_without_the_key(code: str) -> None:
    text = f"Mã của bác: **{code}**. Mở https://xa.vn/?c={code} nhé."
    sealed = seal(KEY, text)

    assert code not in sealed
    assert unseal(KEY, sealed) == text
    assert unseal(OTHER_KEY, sealed).count("••••-••••") == 2


@pytest.mark.parametrize(
    "text", ["", "Bước 1/8, năm 2026", "CHÚC MỪNG 18001091", "DONG-NAM", "0912-345-678", "2026-2027"]
)
def test_other_words_stay_as_they_are(text: str) -> None:
    assert seal(KEY, text) == text


@pytest.mark.parametrize("text", ["\ue000\ue001", "\ue000x\ue001", "\ue000ß\ue001", "\ue000AAAA\ue001", "\ue000AAAA"])
def test_what_was_never_sealed_breaks_nothing(text: str) -> None:
    assert "A" * 4 not in unseal(KEY, text) or unseal(KEY, text) == text


# --- secrets as a whole -------------------------------------------------------------------------------------------


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_secret_comes_back_as_it_was(secret: str) -> None:
    assert unseal_whole(KEY, seal_whole(KEY, secret)) == secret


@pytest.mark.parametrize("length", [0, 1, 31, 32, 33, 64, 8_000, 8_191, 8_192, 8_193, 20_000, 70_000])
def test_a_secret_may_be_of_any_length(length: int) -> None:
    secret = "".join(chr(33 + (number * 7) % 90) for number in range(length))
    sealed = seal_whole(KEY, secret)

    assert unseal_whole(KEY, sealed) == secret
    assert not secret or secret not in sealed


def test_every_part_of_a_secret_is_covered_by_signs_of_its_own() -> None:
    sealed = urlsafe_b64decode(seal_whole(KEY, "a" * 20_000))
    blocks = {sealed[begin : begin + 32] for begin in range(12, 12 + 19_968, 32)}

    assert len(blocks) == 624


def test_a_secret_cannot_be_read_with_another_key() -> None:
    assert unseal_whole(OTHER_KEY, seal_whole(KEY, "refresh-token")) is None


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.data())
def test_a_secret_that_was_tampered_with_is_none(secret: str, data: st.DataObject) -> None:
    sealed = bytearray(urlsafe_b64decode(seal_whole(KEY, secret)))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))

    assert unseal_whole(KEY, urlsafe_b64encode(sealed).decode()) is None


@pytest.mark.parametrize("sealed", ["", "A", "AAAA", "ß", "not sealed at all", "A" * 16])
def test_what_is_no_sealed_secret_is_none(sealed: str) -> None:
    assert unseal_whole(KEY, sealed) is None


# --- in the database ----------------------------------------------------------------------------------------------


async def test_a_code_that_is_shown_is_not_in_the_database(database: Database) -> None:
    def show(work: Work) -> tuple[Parcel, Line]:
        talk = work.conversations.take(HOA, MONDAY)
        work.outbox.add(talk, 1, "m1", [SHOWN], MONDAY)
        (parcel,) = work.outbox.waiting(HOA.channel, HOA.account, "reply", 1, MONDAY)
        return parcel, work.outbox.lines(talk.id, 0, 1)[0]

    parcel, line = await database.write(show)
    (stored,) = await database.read(lambda work: plant(work, select(outbox.c.message)).all())

    assert "Q016" not in str(stored)
    assert parcel.message == line.said == SHOWN
