"""Tokens: always a pair that is committed, and never two refreshes for one."""

import asyncio
import traceback
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientTimeout
from structlog.testing import capture_logs

from bot.channels.rendering import Bubble
from bot.channels.zalo_oa import Refused, TokenPair, Tokens
from bot.channels.zalo_oa.oauth import OAuth
from bot.channels.zalo_oa.tokens import EARLY, REST
from bot.ports import SendFailed, StorageUnavailable
from tests.channels.zalo_oa.fakes import TO_LAN, TO_MINH, Setup, as_pair, messages, platform
from tests.platforms.zalo_oa import APP_ID, APP_SECRET, START, TOKEN, FakeZaloOA

CHAO = Bubble("Chào bác")
LIFE = timedelta(seconds=platform.ACCESS_SECONDS)
VERIFIER = "x" * 43
MOMENT = timedelta(seconds=1)
LOST = ("answer lost after effect", "stops halfway", "200 without error")
"""What a refresh may meet with after which nobody knows whether it was carried out."""


@pytest.fixture
def first(setup: Setup) -> TokenPair:
    """The pair that is in the store when a test begins."""
    assert setup.store.pair is not None
    return setup.store.pair


async def failed(tokens: Tokens) -> tuple[str, float | None]:
    with pytest.raises(SendFailed) as caught:
        await tokens.valid()
    return caught.value.kind, caught.value.retry_after


def consents_anew(setup: Setup) -> TokenPair:
    """Let an administrator consent, and another process commit what that leads to."""
    setup.store.pair = as_pair(setup.fake.sign_in())
    return setup.store.pair


# --- the pair ---------------------------------------------------------------------------------------------------------


def test_a_pair_shows_nothing_of_itself() -> None:
    pair = TokenPair("AcCeSs", "ReFrEsH", START)

    assert f"{pair} {pair!r} {[pair]}" == "TokenPair(…) TokenPair(…) [TokenPair(…)]"


def test_a_pair_is_the_same_whatever_a_store_makes_of_its_end() -> None:
    assert TokenPair("a", "r", START) == TokenPair("a", "r", START + MOMENT)
    assert TokenPair("a", "r", START) != TokenPair("a", "s", START)


# --- in good time -----------------------------------------------------------------------------------------------------


async def test_a_young_token_is_used_as_it_is(setup: Setup, fake: FakeZaloOA, first: TokenPair) -> None:
    tokens = setup.tokens()
    fake.now += LIFE - EARLY - MOMENT

    assert [await tokens.valid() for _ in range(3)] == [first] * 3
    assert fake.asked == []


async def test_a_token_is_replaced_hours_before_its_end(setup: Setup, fake: FakeZaloOA, first: TokenPair) -> None:
    fake.now += LIFE - EARLY

    new = await setup.tokens().valid()

    assert fake.refreshes == [first.refresh]
    assert [new] == setup.store.saved == [setup.store.pair]
    assert new.expires_at == fake.now + LIFE


async def test_every_refresh_uses_up_the_one_before(setup: Setup, fake: FakeZaloOA, first: TokenPair) -> None:
    tokens = setup.tokens()
    for _ in range(4):
        fake.now += LIFE - EARLY
        await tokens.valid()

    assert fake.refreshes == [first.refresh, *(pair.refresh for pair in setup.store.saved[:-1])]
    assert len(set(fake.refreshes)) == 4


async def test_a_refresh_goes_over_no_connection_that_zalo_may_have_given_up(
    setup: Setup, fake: FakeZaloOA, first: TokenPair
) -> None:
    tokens = setup.tokens()
    second = await tokens.adopt(first.refresh)
    await tokens.adopt(second.refresh)

    assert len(set(fake.ports)) == 2


async def test_a_pair_is_read_again_after_a_restart(setup: Setup, fake: FakeZaloOA) -> None:
    fake.now += LIFE
    new = await setup.tokens().valid()

    assert await setup.tokens().valid() == new
    assert len(fake.refreshes) == 1


@pytest.mark.parametrize(
    ("said", "lasts"),
    [
        ("90000", 90_000),
        (90_000, 90_000),
        ("3600", 3_600),
        ("", 90_000),
        (None, 90_000),
        ("25h", 90_000),
        (90_000.5, 90_000),
        (True, 90_000),
        (0, 90_000),
        ("-5", 90_000),
        ("9" * 18, 90_000),
        (["90000"], 90_000),
    ],
)
async def test_how_long_a_pair_lasts_may_be_a_text_a_number_or_nonsense(
    setup: Setup, fake: FakeZaloOA, said: Any, lasts: int
) -> None:
    fake.said_to_last = said
    fake.now += LIFE

    new = await setup.tokens().valid()

    assert new.expires_at == fake.now + timedelta(seconds=lasts)


async def test_a_pair_that_lasts_shortly_is_replaced_at_its_end_and_not_with_every_message(
    setup: Setup, fake: FakeZaloOA
) -> None:
    fake.said_to_last = "60"
    fake.now += LIFE
    tokens = setup.tokens()

    pairs = [await tokens.valid() for _ in range(3)]
    fake.now += timedelta(seconds=60)
    pairs.append(await tokens.valid())

    assert [setup.store.saved.index(pair) for pair in pairs] == [0, 0, 0, 1]


# --- one refresh ------------------------------------------------------------------------------------------------------


async def test_however_many_send_at_once_there_is_one_refresh(setup: Setup, fake: FakeZaloOA) -> None:
    fake.now += LIFE - EARLY
    channel = setup.channel()

    await asyncio.gather(*(channel.send(to, CHAO) for to in (TO_LAN, TO_MINH) for _ in range(4)))

    assert len(fake.refreshes) == 1
    assert len(messages(fake)) == 8


async def test_however_many_find_their_token_refused_there_is_one_refresh(setup: Setup, fake: FakeZaloOA) -> None:
    fake.fail_next("-216", times=8, path=platform.MESSAGE)
    channel = setup.channel()

    await asyncio.gather(*(channel.send(to, CHAO) for to in (TO_LAN, TO_MINH) for _ in range(4)))

    assert len(fake.refreshes) == 1
    assert len(messages(fake)) == 8


async def test_whoever_comes_late_with_an_old_token_is_given_the_new_one_at_once(
    setup: Setup, fake: FakeZaloOA, first: TokenPair
) -> None:
    tokens = setup.tokens()
    assert await tokens.valid() == first

    new = [await tokens.instead_of(first) for _ in range(2)]

    assert new == [setup.store.pair] * 2
    assert len(fake.refreshes) == setup.store.locked == 1


async def test_whoever_stops_waiting_for_a_refresh_does_not_end_it(
    setup: Setup, fake: FakeZaloOA, first: TokenPair
) -> None:
    fake.now += LIFE
    tokens = setup.tokens()
    fake.hold()
    impatient = asyncio.create_task(tokens.valid())
    await fake.asked_for(TOKEN)
    impatient.cancel()
    patient = asyncio.create_task(tokens.valid())
    fake.release()

    assert await patient == setup.store.pair != first
    assert impatient.cancelled()
    assert len(fake.refreshes) == 1


async def test_closing_waits_for_a_refresh(setup: Setup, fake: FakeZaloOA, first: TokenPair) -> None:
    fake.now += LIFE
    channel = setup.channel()
    fake.hold()
    sending = asyncio.create_task(channel.send(TO_LAN, CHAO))
    await fake.asked_for(TOKEN)
    sending.cancel()
    closing = asyncio.create_task(channel.close())
    await asyncio.sleep(0)
    assert not closing.done()
    fake.release()
    await closing

    assert setup.store.pair != first
    assert await setup.tokens().valid() == setup.store.pair


async def test_processes_on_one_store_refresh_once(setup: Setup, fake: FakeZaloOA) -> None:
    fake.now += LIFE
    processes = [setup.tokens() for _ in range(5)]

    pairs = await asyncio.gather(*(tokens.valid() for tokens in processes))

    assert pairs == [setup.store.pair] * 5
    assert len(fake.refreshes) == 1


async def test_a_pair_that_another_process_has_refreshed_is_taken_over(
    setup: Setup, fake: FakeZaloOA, first: TokenPair
) -> None:
    channel, other = setup.channel(), setup.tokens()
    await channel.send(TO_LAN, CHAO)
    new = await other.instead_of(await other.valid())

    await channel.send(TO_LAN, CHAO)

    assert fake.refreshes == [first.refresh]
    assert fake.tokens_shown == [first.access, first.access, new.access]
    assert len(messages(fake)) == 2


async def test_only_one_at_a_time_changes_the_pair_even_where_the_lock_keeps_out_others_only(
    setup: Setup, fake: FakeZaloOA, first: TokenPair
) -> None:
    setup.store.is_alone = True
    tokens = setup.tokens()

    await asyncio.gather(tokens.instead_of(first), tokens.authorize(fake.consent(VERIFIER), VERIFIER))

    assert setup.store.most_inside == 1
    assert await setup.channel().send(TO_LAN, CHAO)
    assert fake.refused == []


# --- refused tokens ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("refusal", ["-216", "-220"])
async def test_a_refused_token_is_replaced_once_and_the_message_sent_once_more(
    setup: Setup, fake: FakeZaloOA, first: TokenPair, refusal: str
) -> None:
    fake.fail_next(refusal, path=platform.MESSAGE)

    await setup.channel().send(TO_LAN, CHAO)

    assert fake.asked == [platform.MESSAGE, TOKEN, platform.MESSAGE]
    assert fake.refreshes == [first.refresh]
    assert messages(fake) == [{"text": "Chào bác"}]


async def test_tokens_that_are_refused_though_they_are_new_are_not_replaced_again_and_again(
    setup: Setup, fake: FakeZaloOA
) -> None:
    fake.fail_next("-216", times=5, path=platform.MESSAGE)  # The first message is tried twice.
    channel = setup.channel()

    for _ in range(3):
        with pytest.raises(SendFailed, match="auth_broken"):
            await channel.send(TO_LAN, CHAO)

    assert len(fake.refreshes) == 1
    assert (await channel.probe()).trouble == "Zalo refuses the tokens that it has just given."

    fake.now += REST
    await channel.send(TO_LAN, CHAO)

    assert len(fake.refreshes) == 2
    assert (await channel.probe()).trouble == ""


# --- committed first --------------------------------------------------------------------------------------------------


async def test_no_token_is_used_before_it_is_committed(setup: Setup, fake: FakeZaloOA, first: TokenPair) -> None:
    fake.now += LIFE
    shown: list[list[str]] = []
    setup.store.before_commit = lambda: shown.append(list(fake.tokens_shown))

    await asyncio.gather(*(setup.channel().send(TO_LAN, CHAO) for _ in range(3)))

    assert shown == [[]]
    assert setup.store.pair is not None
    assert set(fake.tokens_shown) == {setup.store.pair.access}


@pytest.mark.parametrize("early", [True, False])
async def test_a_pair_that_cannot_be_committed_is_kept_back_and_nothing_is_sent_meanwhile(
    setup: Setup, fake: FakeZaloOA, first: TokenPair, early: bool
) -> None:
    channel = setup.channel()
    fake.now += LIFE - EARLY if early else LIFE
    setup.store.fails = [StorageUnavailable(), StorageUnavailable(), StorageUnavailable()]

    for _ in range(3):
        with pytest.raises(SendFailed, match="retry_later"):
            await channel.send(TO_LAN, CHAO)

    assert fake.asked == [TOKEN]
    assert setup.store.pair == first

    await channel.send(TO_LAN, CHAO)

    assert fake.refreshes == [first.refresh]
    assert len(setup.store.saved) == 1
    assert len(messages(fake)) == 1


async def test_a_pair_that_was_kept_back_is_committed_at_the_end(
    setup: Setup, fake: FakeZaloOA, first: TokenPair
) -> None:
    fake.now += LIFE
    tokens = setup.tokens()
    setup.store.fails = [StorageUnavailable()]
    await failed(tokens)

    await tokens.close()

    assert await setup.tokens().valid() == setup.store.pair != first
    assert len(fake.refreshes) == 1


async def test_the_end_does_not_fail_where_the_store_does(setup: Setup, fake: FakeZaloOA, first: TokenPair) -> None:
    fake.now += LIFE
    tokens = setup.tokens()
    setup.store.fails = [StorageUnavailable(), StorageUnavailable()]
    await failed(tokens)

    await tokens.close()

    assert setup.store.pair == first


async def test_a_pair_that_was_kept_back_is_nothing_against_a_new_consent(setup: Setup, fake: FakeZaloOA) -> None:
    fake.now += LIFE
    tokens = setup.tokens()
    setup.store.fails = [StorageUnavailable()]
    await failed(tokens)
    consented = consents_anew(setup)

    assert await tokens.valid() == consented
    assert await tokens.valid() == consented == setup.store.pair
    assert setup.store.saved == []


async def test_without_the_lock_nothing_is_refreshed(setup: Setup, fake: FakeZaloOA, first: TokenPair) -> None:
    setup.store.cannot_lock = True
    tokens = setup.tokens()
    fake.now += LIFE - EARLY
    assert await tokens.valid() == first  # It has not ended yet.

    fake.now += EARLY

    assert await failed(tokens) == ("retry_later", None)
    assert fake.asked == []


async def test_a_store_that_quotes_what_it_keeps_is_not_quoted(
    setup: Setup, fake: FakeZaloOA, first: TokenPair
) -> None:
    fake.now += LIFE
    tokens = setup.tokens()
    setup.store.fails = [RuntimeError(f"cannot keep {first.access} {first.refresh}") for _ in range(2)]

    with capture_logs() as logs, pytest.raises(SendFailed) as refreshing:
        await tokens.valid()
    with capture_logs() as more_logs, pytest.raises(SendFailed) as adopting:
        await tokens.adopt(fake.sign_in().refresh)

    told = [*map(str, logs + more_logs)]
    told += [line for caught in (refreshing, adopting) for line in traceback.format_exception(caught.value)]
    assert "RuntimeError" in str(logs)
    assert first.access not in "".join(told)
    assert first.refresh not in "".join(told)


# --- when a person is needed ------------------------------------------------------------------------------------------


async def test_without_consent_nothing_can_be_sent_until_there_is_one(setup: Setup, fake: FakeZaloOA) -> None:
    setup.store.pair = None
    tokens = setup.tokens()

    assert await failed(tokens) == ("auth_broken", None)
    assert "consented" in tokens.trouble

    consented = consents_anew(setup)

    assert await tokens.valid() == consented
    assert tokens.trouble == ""
    assert fake.asked == []


async def test_a_pair_that_vanishes_from_the_store_needs_a_new_consent(
    setup: Setup, fake: FakeZaloOA, first: TokenPair
) -> None:
    tokens = setup.tokens()
    await tokens.valid()
    setup.store.pair = None
    fake.now += LIFE

    assert await failed(tokens) == ("auth_broken", None)
    assert await failed(tokens) == ("auth_broken", None)
    assert fake.asked == []


async def test_a_crash_between_a_refresh_and_its_commit_needs_a_person(
    setup: Setup, fake: FakeZaloOA, first: TokenPair
) -> None:
    await OAuth(setup.session, APP_ID, APP_SECRET, fake.clock, fake.url).with_refresh(first.refresh)
    channel = setup.channel()

    with pytest.raises(SendFailed, match="auth_broken"):
        await channel.send(TO_LAN, CHAO)
    consents_anew(setup)
    await channel.send(TO_LAN, CHAO)

    assert fake.refreshes == [first.refresh]
    assert len(messages(fake)) == 1


async def test_a_refused_refresh_is_left_alone_for_a_while(setup: Setup, fake: FakeZaloOA) -> None:
    tokens = setup.tokens()
    await tokens.valid()
    fake.sign_in()
    fake.now += LIFE

    for _ in range(3):
        assert await failed(tokens) == ("auth_broken", None)
    assert fake.asked == [TOKEN]
    assert tokens.trouble == "-14014 Invalid refresh token"

    fake.now += REST - MOMENT
    assert await failed(tokens) == ("auth_broken", None)
    assert fake.asked == [TOKEN]

    fake.now += MOMENT
    assert await failed(tokens) == ("auth_broken", None)
    assert fake.asked == [TOKEN, TOKEN]


async def test_a_new_consent_ends_the_wait(setup: Setup, fake: FakeZaloOA) -> None:
    tokens = setup.tokens()
    await tokens.valid()
    fake.sign_in()
    fake.now += LIFE
    await failed(tokens)

    consented = consents_anew(setup)

    assert await tokens.valid() == consented
    assert tokens.trouble == ""
    assert fake.asked == [TOKEN]
    assert await tokens.instead_of(consented) == setup.store.pair
    assert fake.refreshes == [consented.refresh]


async def test_a_new_consent_ends_the_wait_for_those_whose_token_is_refused(setup: Setup, fake: FakeZaloOA) -> None:
    channel = setup.channel()
    fake.fail_next("unheard of", path=TOKEN)
    fake.now += LIFE - EARLY
    await channel.send(TO_LAN, CHAO)
    consented = consents_anew(setup)

    await channel.send(TO_LAN, CHAO)

    assert fake.refreshes == []
    assert fake.tokens_shown[-1] == consented.access
    assert len(messages(fake)) == 2


@pytest.mark.parametrize("failure", ["unheard of", "5xx", "429", "reset before effect"])
async def test_the_old_token_works_on_while_a_refresh_fails(
    setup: Setup, fake: FakeZaloOA, first: TokenPair, failure: str
) -> None:
    channel = setup.channel()
    fake.now += LIFE - EARLY
    fake.fail_next(failure, path=TOKEN)

    for _ in range(3):
        await channel.send(TO_LAN, CHAO)

    assert fake.asked.count(TOKEN) == setup.store.locked == 1
    assert fake.tokens_shown == [first.access] * 3
    assert (await channel.probe()).trouble != ""

    fake.now += REST
    await channel.send(TO_LAN, CHAO)

    assert fake.refreshes == [first.refresh]
    assert (await channel.probe()).trouble == ""


async def test_a_refresh_that_never_arrived_is_tried_again_soon(setup: Setup, fake: FakeZaloOA) -> None:
    tokens = setup.tokens()
    fake.now += LIFE
    fake.fail_next("reset before effect", path=TOKEN)

    assert await failed(tokens) == ("retry_later", 30)
    assert await failed(tokens) == ("retry_later", 30)
    assert fake.asked == [TOKEN]

    fake.now += timedelta(seconds=30)

    assert await tokens.valid() == setup.store.pair
    assert tokens.trouble == ""


async def test_a_refresh_that_cannot_leave_is_tried_again_soon(
    setup: Setup, fake: FakeZaloOA, unused_tcp_port: int
) -> None:
    fake.now += LIFE

    assert await failed(setup.tokens(base=f"http://127.0.0.1:{unused_tcp_port}")) == ("retry_later", 30)


async def test_a_refresh_without_an_answer_is_not_waited_for_for_ever(
    setup: Setup, fake: FakeZaloOA, first: TokenPair
) -> None:
    fake.now += LIFE
    fake.fail_next("hang", path=TOKEN)

    assert await failed(setup.tokens(patience=ClientTimeout(total=0.1))) == ("retry_later", 30)
    assert setup.store.pair == first


async def test_a_refresh_whose_answer_was_lost_needs_a_person(setup: Setup, fake: FakeZaloOA, first: TokenPair) -> None:
    tokens = setup.tokens()
    fake.now += LIFE
    fake.fail_next("answer lost after effect", path=TOKEN)
    assert await failed(tokens) == ("retry_later", 30)
    assert fake.refreshes == [first.refresh]

    fake.now += timedelta(seconds=30)
    assert await failed(tokens) == ("auth_broken", None)
    consented = consents_anew(setup)

    assert await tokens.valid() == consented


# --- consent ----------------------------------------------------------------------------------------------------------


async def test_a_consent_is_good_for_one_pair(setup: Setup, fake: FakeZaloOA) -> None:
    setup.store.pair = None
    channel, tokens = setup.channel(), setup.tokens()
    code = fake.consent(VERIFIER)

    pair = await tokens.authorize(code, VERIFIER)
    with pytest.raises(Refused, match="Invalid authorization code"):
        await tokens.authorize(code, VERIFIER)
    await channel.send(TO_LAN, CHAO)

    assert setup.store.saved == [pair]
    assert fake.tokens_shown == [pair.access]


async def test_a_consent_that_somebody_else_has_begun_is_refused(
    setup: Setup, fake: FakeZaloOA, first: TokenPair
) -> None:
    with pytest.raises(Refused):
        await setup.tokens().authorize(fake.consent(VERIFIER), "y" * 43)

    assert setup.store.pair == first


async def test_a_consent_that_is_too_old_is_refused(setup: Setup, fake: FakeZaloOA) -> None:
    code = fake.consent(VERIFIER)
    fake.now += platform.CODE_LIFE

    with pytest.raises(Refused):
        await setup.tokens().authorize(code, VERIFIER)


async def test_a_token_from_the_console_is_good_for_one_pair(setup: Setup, fake: FakeZaloOA) -> None:
    setup.store.pair = None
    channel, tokens = setup.channel(), setup.tokens()
    console = fake.sign_in()

    pair = await tokens.adopt(console.refresh)
    with pytest.raises(Refused, match="Invalid refresh token"):
        await tokens.adopt(console.refresh)
    await channel.send(TO_LAN, CHAO)

    assert setup.store.saved == [pair]
    assert fake.refreshes == [console.refresh]


async def test_a_consent_takes_effect_at_once_where_it_is_given(setup: Setup, fake: FakeZaloOA) -> None:
    tokens = setup.tokens()
    before = await tokens.valid()

    pair = await tokens.authorize(fake.consent(VERIFIER), VERIFIER)

    assert await tokens.valid() == pair != before


@pytest.mark.parametrize("failure", LOST)
async def test_a_consent_whose_answer_was_lost_is_not_held_for_one(
    setup: Setup, fake: FakeZaloOA, first: TokenPair, failure: str
) -> None:
    fake.fail_next(failure, path=TOKEN)

    with pytest.raises(SendFailed, match="uncertain"):
        await setup.tokens().authorize(fake.consent(VERIFIER), VERIFIER)

    assert setup.store.pair == first
