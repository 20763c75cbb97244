"""The learner as later lines of the same turn must see him: the facts just found, already applied."""

from dataclasses import replace
from datetime import datetime

from bot.dialogue import facts as f
from bot.dialogue.facts import Fact
from bot.learning.evidence import Evidence, Kind, Level
from bot.learning.people import Learner, Unit


def after(learner: Learner, fact: Fact, now: datetime, rule_version: int, unit: Unit | None = None) -> Learner:
    """Return the learner with one fact applied; `unit` is the unit that a `MembershipStated` speaks of."""
    if isinstance(fact, f.PersonJoined):
        return Learner(id=0)
    return _learned(_told(learner, fact, now, unit), fact, now, rule_version)


def _told(learner: Learner, fact: Fact, now: datetime, unit: Unit | None) -> Learner:  # noqa: PLR0911 - a table
    """Apply what people say about themselves."""
    match fact:
        case f.FormChosen(form):
            return replace(learner, form=form)
        case f.NameGiven(name):
            return replace(learner, name=name)
        case f.MembershipStated(_, group):
            return _counted(replace(learner, unit=unit, group=group), now)
        case f.AgeStated(is_child):
            return replace(learner, is_child=is_child)
        case f.GuardianAnswered(agreed=agreed):
            return replace(learner, guardian_agreed=agreed)
        case f.ConsentAnswered(kind=kind, agreed=agreed):
            return _counted(replace(learner, consents={**learner.consents, kind: agreed}), now)
        case f.CodeIssued(kind="recovery"):
            return replace(learner, has_recovery_code=True)
        case f.MentorLeft():
            return replace(learner, mentor_name=None)
        case f.MentorJoined():
            return replace(learner, is_mentor=True)
        case _:
            return learner


def _learned(learner: Learner, fact: Fact, now: datetime, rule_version: int) -> Learner:
    """Apply what people show that they can do."""
    match fact:
        case f.LessonFinished(skill_id, lesson_id):
            return _with(learner, "lesson", skill_id, lesson_id, "S", now, rule_version)
        case f.TaskDone(skill_id, task_id, level):
            return _with(learner, "task", skill_id, task_id, level, now, rule_version)
        case f.QuestionAnswered(variant_id=variant_id):
            return replace(learner, seen={**learner.seen, variant_id: learner.seen.get(variant_id, 0) + 1})
        case f.AttemptFinished(quiz_id=quiz_id, skill_id=skill_id, passed=True):
            return _with(learner, "quiz", skill_id, quiz_id, "Q", now, rule_version)
        case _:
            return learner


def _counted(learner: Learner, now: datetime) -> Learner:
    """Whoever has agreed, and has stated unit and group, is counted from the first moment at which both were true."""
    is_placed = learner.group is not None
    if learner.counted_from or not is_placed or not learner.consents.get("progress"):
        return learner
    return replace(learner, counted_from=now)


def _with(
    learner: Learner, kind: Kind, skill_id: str, item_id: str, level: Level, now: datetime, rule_version: int
) -> Learner:
    entry = Evidence(-len(learner.evidence) - 1, kind, skill_id, item_id, level, now, rule_version)
    return replace(learner, evidence=(*learner.evidence, entry))
