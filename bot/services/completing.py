"""Completions follow from evidence and consent; this is the one place that brings the records in line with them."""

from collections.abc import Iterator, Sequence

from bot.learning.completion import Completion, completions
from bot.learning.rules import Rules
from bot.ports import Work


def expected(work: Work, rules: Rules, person_id: int) -> Sequence[Completion]:
    """Return the completions that a person's evidence makes; none for whoever has not agreed to be counted."""
    learner = work.people.learner(person_id)
    if not learner.is_counted or learner.counted_from is None:
        return ()
    return completions(rules.completion, learner.evidence, learner.counted_from)


def recount(work: Work, rules: Rules, person_id: int) -> None:
    """Record what is newly completed, and take away what no longer may be counted."""
    due = expected(work, rules, person_id)
    work.ledger.uncomplete(person_id, keep=due)
    work.ledger.complete(person_id, due)


def verify(work: Work, rules: Rules) -> Iterator[str]:
    """Rebuild every completion from the evidence and yield each difference to what is recorded, one line each."""
    for person_id in work.ledger.people():
        yield from work.ledger.differences(person_id, expected(work, rules, person_id))
