"""Asked to end in the middle of its work, the program ends soon and properly: not one bubble comes twice."""

from collections.abc import Callable

import pytest

from tests.crash.campaign import Outcome, Plan

pytestmark = [pytest.mark.slow, pytest.mark.crash]

STOPS = 5
SOON = 10.0


@pytest.mark.parametrize("is_polled", [False, True], ids=["webhook", "polling"])
def test_asked_to_end_it_loses_nothing_and_says_nothing_twice(
    carry_out: Callable[[Plan], Outcome], is_polled: bool
) -> None:
    outcome = carry_out(Plan(ends=STOPS, by="stop", seed=3, is_polled=is_polled))

    assert outcome.faults == []
    assert [status for status, _ in outcome.stops] == [0] * (STOPS + 3)
    assert max(seconds for _, seconds in outcome.stops) < SOON
    assert outcome.findings.in_doubt == outcome.findings.repeated == 0
    assert outcome.updates >= 10 * STOPS
