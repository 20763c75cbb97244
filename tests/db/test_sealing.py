"""A copy of the database without the key yields no usable code, and the page shows it all the same."""

import pytest
from sqlalchemy import select

from bot.dialogue.messages import Outgoing
from bot.ports import Line, Parcel, Work
from db.database import Database
from db.sealing import seal, unseal
from db.tables import outbox
from tests.db.talks import HOA, plant, talk_at
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


async def test_a_code_that_is_shown_is_not_in_the_database(database: Database) -> None:
    def show(work: Work) -> tuple[Parcel, Line]:
        talk_id = talk_at(work, HOA)
        work.outbox.add(talk_id, 1, "m1", [SHOWN], MONDAY)
        return work.outbox.due(HOA.channel, 1, MONDAY)[0], work.outbox.lines(talk_id, 0, 1)[0]

    parcel, line = await database.write(show)
    (stored,) = await database.read(lambda work: plant(work, select(outbox.c.message)).all())

    assert "Q016" not in str(stored)
    assert parcel.message == line.said == SHOWN
