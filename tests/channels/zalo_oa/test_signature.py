"""How Zalo proves that an event comes from it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.zalo_oa.signature import is_genuine, mac, matching, timestamps

APP, SECRET, AT = "123", "s3cret", "1789926349402"
RAW = b'{"app_id":"123","timestamp":"1789926349402"}'
MAC = "df7123afc03b703270081c7b88660ff790da3cbb5e2be2178285d4fb940748e8"


def signed(raw: bytes, at: str = AT, first: str = APP, secret: str = SECRET) -> str:
    return f"mac={mac(first, raw, at, secret)}"


def test_the_digest_is_the_one_that_the_manual_describes() -> None:
    assert mac(APP, RAW, AT, SECRET) == MAC


@pytest.mark.parametrize("header", [f"mac={MAC}", f"mac={MAC.upper()}"])
def test_an_event_with_its_digest_is_genuine(header: str) -> None:
    assert is_genuine(header, RAW, APP, SECRET)


@pytest.mark.parametrize(
    "header",
    ["", "mac=", MAC, f"mac={MAC[:-1]}", f"mac={MAC} ", f" mac={MAC}", f"sha256={MAC}", "mac=\xe9", f"mac={MAC}é"],
)
def test_anything_else_is_not(header: str) -> None:
    assert not is_genuine(header, RAW, APP, SECRET)


def test_the_secret_comes_last_and_the_id_of_the_app_first() -> None:
    assert not is_genuine(signed(RAW, secret=APP, first=SECRET), RAW, APP, SECRET)


def test_without_a_secret_nothing_is_genuine() -> None:
    assert not is_genuine(signed(RAW, secret=""), RAW, APP, "")


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (RAW, [b"1789926349402"]),
        (b'{"timestamp" : 1789926349402}', [b"1789926349402"]),
        (b'{"timestamp":\n "1789926349402"}', [b"1789926349402"]),
        (b'{"timestamp":"1","message":{"timestamp":"2"},"x":{"timestamp":1}}', [b"1", b"2"]),
        (b'{"timestamp":1.5}', []),
        (b'{"timestamp":1e5}', []),
        (b'{"timestamp":"12a"}', []),
        (b'{"timestamp":"-12"}', []),
        (b'{"timestamp":null}', []),
        (b'{"timestamp":"123456789012345678901"}', []),
        (b"", []),
        (b'{"timestamps":"1"}', []),
        (rb'{"text":"\"timestamp\":\"666\"","timestamp":"1"}', [b"1"]),
        (rb'{"text":"x\"timestamp\":666","timestamp":"1"}', [b"1"]),
        (rb'{"text":"x\\","timestamp":"1"}', [b"1"]),
        (b"".join(b'{"timestamp":"%d"}' % moment for moment in range(50)), [b"%d" % moment for moment in range(8)]),
    ],
)
def test_the_timestamp_is_found_among_the_bytes(raw: bytes, found: list[bytes]) -> None:
    assert timestamps(raw) == found


def test_the_one_of_the_event_counts_even_if_another_stands_before_it() -> None:
    raw = b'{"message":{"timestamp":"1"},"timestamp":"1789926349402"}'

    assert is_genuine(signed(raw), raw, APP, SECRET)


objects: st.SearchStrategy[dict[str, Any]] = st.dictionaries(st.text(max_size=10), st.text(max_size=40), max_size=4)


@given(extra=objects, at=st.integers(0, 10**13), is_ascii=st.booleans())
def test_every_event_that_was_signed_is_genuine(extra: dict[str, Any], at: int, is_ascii: bool) -> None:
    event = {"message": extra, "timestamp": str(at)}
    raw = json.dumps(event, ensure_ascii=is_ascii).encode("utf-8", "surrogatepass")

    assert is_genuine(signed(raw, str(at)), raw, APP, SECRET)


@given(place=st.integers(0, len(RAW) - 1), bit=st.integers(0, 7))
def test_an_event_with_one_bit_changed_is_not(place: int, bit: int) -> None:
    tampered = bytearray(RAW)
    tampered[place] ^= 1 << bit

    assert not is_genuine(f"mac={MAC}", bytes(tampered), APP, SECRET)


@given(cut=st.integers(1, len(AT) - 1))
def test_the_border_between_body_and_timestamp_cannot_be_moved(cut: int) -> None:
    begin, end = AT[:cut], AT[cut:]
    raw = json.dumps({"inner": {"timestamp": end}, "timestamp": AT}).encode()
    moved = raw + begin.encode()
    header = signed(raw)

    assert signed(moved, end) == header  # What is hashed is the same.
    with pytest.raises(ValueError, match="Extra data"):
        json.loads(moved)
    assert not any(is_genuine(header, raw[:length], APP, SECRET) for length in range(len(raw)))


@given(header=st.text(alphabet=st.characters(max_codepoint=255)), raw=st.binary(max_size=200))
def test_nothing_that_comes_in_makes_the_check_fail(header: str, raw: bytes) -> None:
    assert not is_genuine(header, raw, APP, SECRET)


@pytest.mark.parametrize(
    ("first", "secret", "names"),
    [
        ("app", "webhook-secret", ("app_id + webhook_secret",)),
        ("app", "app-secret", ("app_id + app_secret",)),
        ("oa", "webhook-secret", ("oa_id + webhook_secret",)),
        ("oa", "app-secret", ("oa_id + app_secret",)),
        ("oa", "no-secret", ()),
    ],
)
def test_it_can_be_told_what_an_event_was_signed_with(first: str, secret: str, names: tuple[str, ...]) -> None:
    ids = {"app_id": "app", "oa_id": "oa"}
    secrets = {"webhook_secret": "webhook-secret", "app_secret": "app-secret"}

    assert matching(signed(RAW, first=first, secret=secret), RAW, ids, secrets) == names
