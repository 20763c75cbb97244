"""When a rule first held: the completions of a person, rebuilt from nothing but evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.learning.evidence import LADDER, LEVELS, Evidence, Level, at_least, standing
from bot.learning.rules import CompletionRule, Requirement


@dataclass(frozen=True, slots=True)
class Completion:
    """The first moment at which somebody had a skill at a level, and under which rule."""

    skill_id: str
    level: Level
    at: datetime
    rule_version: int
    evidence_id: int
    """The entry that completed it."""


def holds(requirement: Requirement, evidence: Iterable[Evidence]) -> bool:
    """Return whether enough different items of the asked kind reach the asked level."""
    items = {
        entry.item_id
        for entry in evidence
        if entry.kind == requirement.kind and at_least(entry.level, requirement.level)
    }
    return len(items) >= requirement.at_least


def reached(rule: CompletionRule, evidence: Sequence[Evidence]) -> frozenset[Level]:
    """
    Return the levels that the evidence of one skill reaches.

    Levels of the ladder are cumulative: whoever reached M has reached S, Q and T as well.
    """
    met = {level.level for level in rule.levels if all(holds(need, evidence) for need in level.needs)}
    top = max((LADDER.index(level) for level in met if level in LADDER), default=-1)
    return frozenset(LADDER[: top + 1]) | (met - set(LADDER))


def completions(
    rules: Sequence[CompletionRule], evidence: Sequence[Evidence], counted_from: datetime
) -> tuple[Completion, ...]:
    """
    Return every completion of one person, in the order in which they came about.

    Evidence is replayed in order, each entry under the rule version in force when it was recorded, so that a changed
    rule never rewrites the past. Nothing completes before `counted_from`, the moment the person agreed to be counted.
    """
    by_version = {rule.version: rule for rule in rules}
    newest = max(by_version)
    found: dict[tuple[str, Level], Completion] = {}
    so_far: dict[str, list[Evidence]] = {}
    for entry in sorted(standing(tuple(evidence)), key=lambda entry: (entry.at, entry.id)):
        of_skill = so_far.setdefault(entry.skill_id, [])
        of_skill.append(entry)
        rule = by_version.get(entry.rule_version, by_version[newest])
        levels = reached(rule, of_skill)
        for level in (level for level in LEVELS if level in levels):
            found.setdefault(
                (entry.skill_id, level),
                Completion(entry.skill_id, level, max(entry.at, counted_from), rule.version, entry.id),
            )
    return tuple(found.values())
