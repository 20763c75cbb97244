"""What becomes of two people who turn out to be one: learners that two channels knew apart."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

from bot.learning.people import Learner

GUARDIAN = "guardian"
"""Among the answers to consents, that of the adult beside a child."""
_PROGRESS = "progress"


def has_a_past(learner: Learner) -> bool:
    """Return whether anything is known of a learner that would be somebody else's if two people were made one."""
    return bool(learner.name or learner.evidence or learner.consents or learner.group or learner.is_mentor)


def joined(kept: Learner, other: Learner, now: datetime) -> Learner:
    """
    Return the one learner that two were all the time; what `kept` has said of themselves wins.

    Neither loses anything they have shown. They are counted since either of them was, for whoever agreed on one channel
    had agreed. Only where a child is concerned the stricter of two answers holds.
    """
    has_place = kept.group is not None or kept.unit is not None
    placed = kept if has_place else other
    is_child = kept.is_child or other.is_child
    consents = {**other.consents, **kept.consents}
    guardian_agreed = _guardian_agrees(kept, other)
    if GUARDIAN in consents:
        consents[GUARDIAN] = guardian_agreed
    mentor_name = kept.mentor_name or other.mentor_name
    return replace(
        kept,
        form=kept.form or other.form,
        name=kept.name or other.name,
        unit=placed.unit,
        group=placed.group,
        counted_from=_counted_from(kept, other, placed, agreed=consents.get(_PROGRESS, False), now=now),
        is_child=is_child,
        guardian_agreed=guardian_agreed,
        consents=consents,
        has_recovery_code=kept.has_recovery_code or other.has_recovery_code,
        is_mentor=kept.is_mentor or other.is_mentor,
        mentor_name=mentor_name,
        evidence=tuple(sorted((*kept.evidence, *other.evidence), key=lambda entry: entry.id)),
        seen=dict(Counter(kept.seen) + Counter(other.seen)),
    )


def _guardian_agrees(kept: Learner, other: Learner) -> bool:
    """Return whether a guardian agreed and none refused; one who was never asked takes nothing away."""
    has_refused = any(one.consents.get(GUARDIAN) is False for one in (kept, other))
    return (kept.guardian_agreed or other.guardian_agreed) and not has_refused


def _counted_from(kept: Learner, other: Learner, placed: Learner, *, agreed: bool, now: datetime) -> datetime | None:
    """Return since when they are counted: since the first of both was, or from now on if only together they can be."""
    before = [one.counted_from for one in (kept, other) if one.counted_from is not None]
    if before:
        return min(before)
    is_placed = placed.group is not None or placed.unit is not None
    return now if agreed and is_placed else None
