"""Folding many texts at once is folding each of them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.folding import fold, fold_each


@settings(deadline=None)
@given(st.lists(st.text()))
def test_folding_each_is_folding_one_by_one(texts: list[str]) -> None:
    assert fold_each(texts) == [fold(text) for text in texts]
