from hypothesis import given
from hypothesis import strategies as st

from bot.webkit import csrf

SECRET = "bí mật"


def test_a_word_is_good_for_its_session_only() -> None:
    word = csrf.token(SECRET, "session-1")

    assert csrf.check(SECRET, "session-1", word)
    assert not csrf.check(SECRET, "session-2", word)
    assert not csrf.check("secret", "session-1", word)


def test_each_word_is_another() -> None:
    assert csrf.token(SECRET, "s") != csrf.token(SECRET, "s")


@given(st.text())
def test_an_invented_word_is_refused(word: str) -> None:
    assert not csrf.check(SECRET, "session", word)
