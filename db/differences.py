"""What `verify` says where the recorded completions are not those that follow from the evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.learning.completion import Completion


@dataclass(frozen=True, slots=True)
class Recorded:
    """A completion with what the store adds to it: unit and group of its moment, and the local month."""

    completion: Completion
    unit_id: int | None
    group: str | None
    month: int

    @property
    def key(self) -> tuple[str, str]:
        """What there is one of per person: the skill and the level."""
        return self.completion.skill_id, self.completion.level


def differences(person_id: int, recorded: Sequence[Recorded], expected: Sequence[Recorded]) -> Sequence[str]:
    """Return a line for each completion too many or too few, and for each value that should be another."""
    found = {one.key: one for one in recorded}
    wanted = {one.key: one for one in expected}
    lines: list[str] = []
    for key in sorted(found.keys() | wanted.keys()):
        where = f"Người {person_id}, kỹ năng {key[0]}, mức {key[1]}"
        if key not in wanted:
            lines.append(f"{where}: sổ ghi hoàn thành nhưng không có minh chứng.")
        elif key not in found:
            lines.append(f"{where}: đủ minh chứng nhưng sổ chưa ghi hoàn thành.")
        else:
            lines.extend(f"{where}: {line}" for line in _values(found[key], wanted[key]))
    return lines


def _values(found: Recorded, wanted: Recorded) -> Iterator[str]:
    pairs = (
        ("thời điểm", found.completion.at.isoformat(), wanted.completion.at.isoformat()),
        ("phiên bản quy tắc", found.completion.rule_version, wanted.completion.rule_version),
        ("minh chứng số", found.completion.evidence_id, wanted.completion.evidence_id),
        ("đơn vị", found.unit_id, wanted.unit_id),
        ("nhóm", found.group, wanted.group),
        ("tháng", found.month, wanted.month),
    )
    for what, is_now, should_be in pairs:
        if is_now != should_be:
            yield f"{what} ghi {_said(is_now)}, đúng ra là {_said(should_be)}."


def _said(value: str | int | None) -> str:
    return "chưa rõ" if value is None else str(value)
