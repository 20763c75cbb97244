"""When a rule first held, rebuilt from nothing but evidence."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.curriculum.content import Content
from bot.learning.completion import Completion, completions, holds, reached
from bot.learning.evidence import LADDER, LEVELS, Evidence, Kind, Level
from bot.learning.rules import CompletionRule, Requirement
from tests.builders import a_rule, an_entry
from tests.conftest import MONDAY

RULE = a_rule(
    S=(Requirement("task", "S"),),
    Q=(Requirement("quiz", "Q"),),
    T=(Requirement("quiz", "Q"), Requirement("task", "T")),
    M=(Requirement("quiz", "Q"), Requirement("task", "M")),
    V=(Requirement("official", "V"),),
)
KINDS: dict[str, Kind] = {"S": "task", "Q": "quiz", "T": "task", "M": "task", "V": "official"}

entries = st.lists(
    st.tuples(st.sampled_from(LEVELS), st.sampled_from(["s1", "s2"]), st.integers(0, 100), st.sampled_from("xy")),
    max_size=12,
).map(
    lambda rows: [
        an_entry(number, level, KINDS[level], item, skill_id=skill, at=MONDAY + timedelta(hours=hours))
        for number, (level, skill, hours, item) in enumerate(rows, 1)
    ]
)


def _found(
    evidence: Sequence[Evidence], rules: Sequence[CompletionRule] = (RULE,)
) -> dict[tuple[str, Level], Completion]:
    return {(one.skill_id, one.level): one for one in completions(rules, evidence, MONDAY)}


@given(earlier=entries, later=entries)
def test_more_evidence_never_takes_a_completion_away_nor_delays_it(
    earlier: list[Evidence], later: list[Evidence]
) -> None:
    moved = [
        an_entry(100 + entry.id, entry.level, entry.kind, entry.item_id, skill_id=entry.skill_id, at=entry.at)
        for entry in later
    ]

    before, after = _found(earlier), _found(earlier + moved)

    assert set(before) <= set(after)
    assert all(after[key].at <= one.at for key, one in before.items())


@given(evidence=entries)
def test_a_level_of_the_ladder_includes_those_below(evidence: list[Evidence]) -> None:
    for skill, level in (found := _found(evidence)):
        below = LADDER[: LADDER.index(level)] if level in LADDER else ()
        assert all((skill, lower) in found and found[skill, lower].at <= found[skill, level].at for lower in below)


@given(evidence=entries, seed=st.randoms(use_true_random=False))
def test_the_order_in_which_evidence_is_read_does_not_matter(evidence: list[Evidence], seed: object) -> None:
    mixed = list(evidence)
    seed.shuffle(mixed)  # type: ignore[attr-defined]

    assert _found(mixed) == _found(evidence)


@given(evidence=entries)
def test_nothing_is_completed_before_somebody_agreed_to_be_counted(evidence: list[Evidence]) -> None:
    agreed_at = MONDAY + timedelta(hours=50)

    found = completions((RULE,), evidence, agreed_at)

    assert all(one.at >= agreed_at for one in found)
    assert {(one.skill_id, one.level) for one in found} == set(_found(evidence))


def test_a_completion_names_the_entry_that_brought_it_about() -> None:
    evidence = [an_entry(1, "T", "task", "t"), an_entry(2, "Q", "quiz", "q", at=MONDAY + timedelta(hours=1))]

    found = _found(evidence)

    assert [(level, one.evidence_id) for (_, level), one in found.items()] == [("S", 1), ("Q", 2), ("T", 2)]


def test_what_is_revoked_counts_for_nothing_from_the_beginning() -> None:
    evidence = [an_entry(1), an_entry(2, "Q", revokes_id=1, at=MONDAY + timedelta(days=1))]

    assert _found(evidence) == {}


def test_a_revocation_leaves_other_evidence_of_the_same_alone() -> None:
    evidence = [an_entry(1), an_entry(2, at=MONDAY + timedelta(days=1)), an_entry(3, revokes_id=1)]

    assert _found(evidence)["skill", "Q"].evidence_id == 2


def test_old_evidence_stays_under_the_rule_of_its_time() -> None:
    stricter = a_rule(2, Q=(Requirement("quiz", "Q", at_least=2),))
    old = an_entry(1, rule_version=1)
    new = an_entry(2, skill_id="other", rule_version=2)

    found = _found([old, new], (RULE, stricter))

    assert set(found) == {("skill", "S"), ("skill", "Q")}
    assert found["skill", "Q"].rule_version == 1


def test_evidence_under_a_rule_that_nobody_knows_is_judged_by_the_newest() -> None:
    assert _found([an_entry(1, rule_version=9)])["skill", "Q"].rule_version == 1


def test_official_confirmation_stands_beside_the_ladder() -> None:
    assert reached(RULE, [an_entry(1, "V", "official")]) == {"V"}
    assert reached(RULE, [an_entry(1, "M", "task"), an_entry(2, "Q", "quiz")]) == {"S", "Q", "T", "M"}


def test_different_items_are_needed_where_a_rule_asks_for_several() -> None:
    two = Requirement("task", "T", at_least=2)

    assert not holds(two, [an_entry(1, "T", "task", "a"), an_entry(2, "M", "task", "a")])
    assert holds(two, [an_entry(1, "T", "task", "a"), an_entry(2, "M", "task", "b")])
    assert not holds(two, [an_entry(1, "T", "task", "a"), an_entry(2, "S", "task", "b")])
    assert not holds(two, [an_entry(1, "T", "task", "a"), an_entry(2, "T", "lesson", "b")])


def test_the_shipped_rule_counts_quiz_practice_and_witness(content: Content) -> None:
    rule = content.rules.in_force

    assert reached(rule, [an_entry(1)]) == {"S", "Q"}
    assert reached(rule, [an_entry(1), an_entry(2, "T", "task")]) == {"S", "Q", "T"}
    assert reached(rule, [an_entry(1), an_entry(2, "M", "task")]) == {"S", "Q", "T", "M"}
    assert reached(rule, [an_entry(2, "M", "task")]) == {"S"}
