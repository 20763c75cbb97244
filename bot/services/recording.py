"""Facts become records: each kind in its one place, in the order in which they were found."""

from collections.abc import Sequence
from datetime import datetime

from bot.dialogue import facts as f
from bot.dialogue.facts import Fact
from bot.learning.evidence import Kind, Level
from bot.learning.rules import Rules
from bot.ports import NewEvidence, Talk, Work
from bot.services.completing import recount


def record(work: Work, talk: Talk, rules: Rules, facts: Sequence[Fact], source: str, now: datetime) -> int:
    """
    Write down the facts of a turn and return the id of whoever speaks after it.

    `source` is the key of the incoming: together with what it proves it makes evidence unique.
    """
    desk = _Desk(work, talk, rules, source, now)
    for fact in facts:
        desk.write(fact)
    return desk.person_id


class _Desk:
    """The records of one turn; `person_id` follows whoever speaks."""

    def __init__(self, work: Work, talk: Talk, rules: Rules, source: str, now: datetime) -> None:
        self.work, self.talk, self.rules, self.source, self.now = work, talk, rules, source, now
        self.person_id = talk.learner.id

    def write(self, fact: Fact) -> None:
        """Write one fact down."""
        for write in (self._person, self._learning, self._code, self._request):
            if write(fact):
                return

    def _person(self, fact: Fact) -> bool:
        people, person_id, now = self.work.people, self.person_id, self.now
        match fact:
            case f.PersonJoined(label):
                self.person_id = people.join(self.talk.id, label, now)
                if label:
                    people.set_name(self.person_id, self.talk.id, label)
            case f.SpeakerChanged(other_id):
                self.person_id = other_id
            case f.FormChosen(form):
                people.set_form(person_id, form)
            case f.NameGiven(name):
                people.set_name(person_id, self.talk.id, name)
            case f.MembershipStated(unit_id, group):
                people.set_membership(person_id, unit_id, group, now)
                recount(self.work, self.rules, person_id)
            case f.AgeStated(is_child):
                people.set_age(person_id, is_child)
                recount(self.work, self.rules, person_id)
            case f.ConsentAnswered(kind, version, text, agreed):
                people.add_consent(person_id, kind, version, text, agreed, now)
                recount(self.work, self.rules, person_id)
            case f.GuardianAnswered(relation, version, text, agreed):
                people.add_consent(person_id, "guardian", version, text, agreed, now, by=relation)
                recount(self.work, self.rules, person_id)
            case f.DataErased():
                self.person_id = people.erase(person_id, now, self.talk.id) or person_id
            case f.PlaceParted():
                self.person_id = people.part(person_id, self.talk.id, now) or person_id
            case _:
                return False
        return True

    def _learning(self, fact: Fact) -> bool:
        ledger, now = self.work.ledger, self.now
        match fact:
            case f.LessonFinished(skill_id, lesson_id):
                self._believe(self.person_id, "lesson", skill_id, lesson_id, "S")
            case f.TaskDone(skill_id, task_id, level):
                self._believe(self.person_id, "task", skill_id, task_id, level)
            case f.AttemptStarted(attempt_id, quiz_id, skill_id, seed, asked):
                ledger.start_attempt(self.person_id, attempt_id, quiz_id, skill_id, seed, asked, now)
            case f.QuestionAnswered(attempt_id, _, objective_id, variant_id, choice, right):
                ledger.answer(attempt_id, objective_id, variant_id, choice, right, now)
            case f.AttemptFinished(attempt_id, quiz_id, skill_id, right, has_passed):
                ledger.finish_attempt(attempt_id, right, has_passed, now)
                if has_passed:
                    self._believe(self.person_id, "quiz", skill_id, quiz_id, "Q", attempt_id)
            case f.TaskConfirmed(code_id, person_id, skill_id, task_id):
                if self.work.codes.use(code_id, self.person_id, now):
                    self._believe(person_id, "task", skill_id, task_id, "M", f"code:{code_id}", self.person_id)
            case _:
                return False
        return True

    def _code(self, fact: Fact) -> bool:
        work, now = self.work, self.now
        match fact:
            case f.CodeIssued():
                work.codes.issue(self.person_id, self.talk.id, fact, now)
            case f.CodeMissed(is_link):
                work.codes.missed(f"{'link' if is_link else 'talk'}:{self.talk.id}", now)
            case f.MentorJoined(code_id, unit_id):
                if work.codes.use(code_id, self.person_id, now):
                    work.mentorships.make_mentor(self.person_id, unit_id, now)
            case f.MenteeJoined(code_id, mentor_id):
                if work.codes.use(code_id, self.person_id, now):
                    work.mentorships.follow(mentor_id, self.person_id, now)
            case f.MentorLeft():
                work.mentorships.leave(self.person_id, now)
            case f.PlaceRecovered(_, person_id):
                work.people.move_in(self.talk.id, person_id, now)
                self.person_id = person_id
            case _:
                return False
        return True

    def _request(self, fact: Fact) -> bool:
        match fact:
            case f.HelpAsked(at, text):
                self.work.tickets.open(self.person_id, self.talk.id, at, text, self.now)
            case f.EmergencyOpened():
                pass  # nothing is kept of it: whoever is in trouble is not counted
            case _:
                return False
        return True

    def _believe(
        self,
        person_id: int,
        kind: Kind,
        skill_id: str,
        item_id: str,
        level: Level,
        source: str = "",
        by: int | None = None,
    ) -> None:
        version = self.rules.in_force.version
        entry = NewEvidence(
            person_id, kind, skill_id, item_id, level, self.now, version, source or self.source, by_person_id=by
        )
        if self.work.ledger.add(entry) is not None:
            recount(self.work, self.rules, person_id)
            self.work.tickets.close(person_id, self.now)  # whoever got on needs nobody any more
