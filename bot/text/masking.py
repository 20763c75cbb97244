"""Secrets are masked before anything is stored: what looks like an OTP, a card or a citizen number becomes dots."""

import re

MASK = "•••"

# A run of digits as people type it, its groups parted by a space, a dot or a dash.
_DIGITS = re.compile(r"\d(?:[ .\-]{0,2}\d)*")
_MONEY = re.compile(r"\d{1,3}([ .]\d{3})+")
_CURRENCY = re.compile(r"\s?(?:đ|d|vnđ|vnd|k|tr|triệu|nghìn|ngàn)\b|\s?đồng", re.IGNORECASE)
_NAMED = (
    r"(?i)\b(otp|m[aã]\s*pin|pin|m[aậ]t\s*kh[aẩ]u|password|passcode|pass|mk|cvv"
    r"|m[aã]\s*x[aá]c\s*(?:th[uự]c|minh|nh[aậ]n))"
)
_SECRET_SAID = re.compile(_NAMED + r"(\s*(?:l[aà]|:|=|c[uủ]a\s+\w+\s+l[aà])\s*)(\S+)")
_SECRET_BESIDE = re.compile(_NAMED + r"(\s+)(?=\S*\d)(\S+)")
# Most messages are a word or two of choice: neither a digit nor anything that is called like a secret.
_MAY_HIDE_SOMETHING = re.compile(r"\d|(?i:otp|pin|pass|mk|cvv|m[aậ]t|m[aã])")
_SPEAKS_OF_CODE = re.compile(r"(?i)\b(?:otp|m[aã]|code|pin)(?=\b|\d)")
_LONG = 9  # digits: account, card and citizen numbers; Vietnamese phone numbers have ten
_CODE = range(4, 9)  # digits: one-time codes


def mask_secrets(text: str) -> str:
    """
    Return the text with what may be a secret replaced by dots.

    Amounts ("500.000", "2 triệu") and years stay readable: a run of 4–8 digits is masked only where the text
    speaks of a code. Hotlines (113, 156, 18001091) stay as they are.
    """
    if _MAY_HIDE_SOMETHING.search(text) is None:
        return text
    text = _SECRET_BESIDE.sub(rf"\1\2{MASK}", _SECRET_SAID.sub(rf"\1\2{MASK}", text))
    speaks_of_code = _SPEAKS_OF_CODE.search(text) is not None

    def mask(found: re.Match[str]) -> str:
        run = found.group()
        digits = re.sub(r"\D", "", run)
        is_hotline = digits.startswith(("1800", "1900")) and len(digits) in _CODE
        is_money = _MONEY.fullmatch(run) is not None and digits.endswith("000")
        if is_hotline or is_money:
            return run
        is_amount = _CURRENCY.match(text, found.end()) is not None
        is_code = speaks_of_code and len(digits) in _CODE and not is_amount
        return MASK if is_code or len(digits) >= _LONG else run

    return _DIGITS.sub(mask, text)
