"""What may be a secret becomes dots before anything is stored; what is no secret stays readable."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.masking import MASK, mask_secrets


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        # One-time codes.
        ("OTP 482913", f"OTP {MASK}"),
        ("mã OTP là 482913", f"mã OTP là {MASK}"),
        ("ma xac thuc la 4829", f"ma xac thuc la {MASK}"),
        ("mã của tôi 48 29 13", f"mã của tôi {MASK}"),
        ("OTP482913", f"OTP{MASK}"),
        ("mã pin: 1234", f"mã pin: {MASK}"),
        # Passwords, with "là" or without.
        ("mật khẩu là hoa1950", f"mật khẩu là {MASK}"),
        ("mk: hoahong", f"mk: {MASK}"),
        ("pass hoa1950", f"pass {MASK}"),
        ("mat khau cua toi la abc", f"mat khau cua toi la {MASK}"),
        # Cards, citizen numbers, accounts, phones.
        ("thẻ 9704 3668 1234 5678", f"thẻ {MASK}"),
        ("cccd 001067012345", f"cccd {MASK}"),
        ("stk001067012345", f"stk{MASK}"),
        ("gọi 0912345678", f"gọi {MASK}"),
        ("0912 345 678", MASK),
        ("0912.345.678", MASK),
        ("0912-345-678 nhé", f"{MASK} nhé"),
        ("+84 912 345 678", f"+{MASK}"),
        ("0912345678a", f"{MASK}a"),
        ("０９１２３４５６７８", MASK),
        # No secrets.
        ("chuyển 500.000 đồng", "chuyển 500.000 đồng"),
        ("mất 5 triệu", "mất 5 triệu"),
        ("1.500.000.000 đồng", "1.500.000.000 đồng"),
        ("quét mã trả 300.000đ", "quét mã trả 300.000đ"),
        ("quét mã trả 300000đ", "quét mã trả 300000đ"),
        ("sinh năm 1958", "sinh năm 1958"),
        ("gọi 113, 156 hay 18001091", "gọi 113, 156 hay 18001091"),
        ("gọi 1900.0368 hỏi mã", "gọi 1900.0368 hỏi mã"),
        ("quên mật khẩu rồi", "quên mật khẩu rồi"),
        ("mật khẩu của tôi quên rồi", "mật khẩu của tôi quên rồi"),
        ("", ""),
    ],
)
def test_masking(text: str, masked: str) -> None:
    assert mask_secrets(text) == masked


pieces = st.sampled_from(
    ["0912345678", "12", "000", "7", "1800", " ", ".", "-", "a", "đ", "_", "OTP", "mã ", "là ", ":"]
)
texts = st.lists(pieces, max_size=12).map("".join) | st.text(alphabet="0123456789 .-aăđ:", max_size=60) | st.text()


@given(texts)
def test_no_nine_digits_in_a_row_ever_get_through(text: str) -> None:
    assert not re.search(r"\d{9}", mask_secrets(text))


@given(texts)
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask_secrets(text)

    assert not re.search(r"\d{9}", mask_secrets(once))
