"""
The program is killed in the middle of its work, by SIGKILL at random moments; nothing is lost and nothing comes twice.

`bench/crash.py` does the same as often as one likes.
"""

from collections.abc import Callable

import pytest

from tests.crash.campaign import Outcome, Plan

pytestmark = [pytest.mark.slow, pytest.mark.crash]

KILLS = 10
MOST_IN_FLIGHT = 5
"""Bubbles at one moment, even where the machine is busy; `bench/crash.py` judges how many there are usually."""
CarryOut = Callable[[Plan], Outcome]


@pytest.mark.parametrize("is_polled", [False, True], ids=["webhook", "polling"])
def test_killed_again_and_again_it_loses_nothing_and_doubles_nothing(carry_out: CarryOut, is_polled: bool) -> None:
    outcome = carry_out(Plan(ends=KILLS, seed=1, is_polled=is_polled))

    check(outcome)


@pytest.mark.postgres
def test_it_does_not_on_a_server_either(carry_out: CarryOut, postgres_url: str) -> None:
    outcome = carry_out(Plan(ends=KILLS, seed=2, database_url=postgres_url))

    check(outcome)


def check(outcome: Outcome) -> None:
    assert outcome.faults == []
    assert outcome.ends == KILLS
    assert outcome.updates >= 10 * KILLS
    assert outcome.findings.repeated == outcome.findings.in_doubt <= MOST_IN_FLIGHT * KILLS
