"""Which questions a report must ask of the ledger, so that nobody is counted twice in any of its rows."""

from collections.abc import Sequence
from dataclasses import replace

from bot.learning.people import Unit
from bot.learning.tally import Dimension, Question

ROW_ORDER: tuple[Dimension, ...] = ("unit", "group", "month", "skill")


def tidy(question: Question) -> Question:
    """Return the question without a dimension it fixes itself, and its dimensions in the order of a report."""
    by = tuple(
        dimension
        for dimension in ROW_ORDER
        if dimension in question.by and not (dimension == "skill" and question.skill_id is not None)
    )
    return replace(question, by=by, among=() if question.skill_id is not None else question.among)


def skills_go_across(question: Question) -> bool:
    """Return whether skills are columns: whenever something else is there to be the rows."""
    return "skill" in question.by and len(question.by) > 1


def row_dimensions(question: Question) -> tuple[Dimension, ...]:
    """Return what the rows of the report are."""
    return tuple(d for d in question.by if d != "skill") if skills_go_across(question) else question.by


def parents(units: Sequence[Unit]) -> tuple[int, ...]:
    """Return the ids of the units that have others below them."""
    below = {unit.parent_id for unit in units}
    return tuple(unit.id for unit in units if unit.id in below)


def has_subtotals(question: Question) -> bool:
    """Return whether the rows form the tree of units, so that a unit with others below it sums them up."""
    return row_dimensions(question) == ("unit",)


def questions(question: Question, units: Sequence[Unit]) -> tuple[Question, ...]:
    """
    Return everything to ask for a report on a tidy question: the rows, the totals, the subtotals.

    A total is its own question because it counts different people: whoever finished two skills, or moved from one
    unit to another in between, is in two rows and only once in their total.
    """
    rows = (question, replace(question, by=row_dimensions(question)))
    inner = parents(units) if has_subtotals(question) else ()
    places = (question.unit_id, *inner)
    totals = (replace(question, unit_id=place, by=()) for place in places)
    across = (replace(question, unit_id=place, by=("skill",)) for place in places if skills_go_across(question))
    return tuple(dict.fromkeys((*rows, *totals, *across)))
