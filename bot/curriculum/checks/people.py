"""What people are asked and told about themselves: forms of address, groups, consents, the first help."""

from collections.abc import Iterator, Sequence

from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.checks.names import check_id, check_unique
from bot.curriculum.checks.sources import check_sources
from bot.curriculum.checks.texts import LABEL, Text, check_text
from bot.curriculum.files import AddressesFile, ConsentsFile, GroupsFile
from bot.curriculum.problems import Finding, Path
from bot.learning.consent import Consent
from bot.learning.emergency import Emergency
from bot.learning.groups import Group
from bot.text.folding import fold
from bot.text.phrasebook import AddressForm

_LONGEST_YOU, _LONGEST_ME = 6, 4  # characters: lengths of texts are measured with these


def check_addresses(file: AddressesFile, _glossary: Glossary) -> Iterator[Finding]:
    """Check the forms of address."""
    if not file.forms:
        yield Finding(("forms",), "chưa có cách xưng hô nào", "thêm ít nhất một: {id, you, me, polite, yes}")
    ids = [(("forms", place, "id"), form.id) for place, form in enumerate(file.forms)]
    yield from check_unique(ids, "ở một cách xưng hô khác")
    yield from _form(file.default, ("default",))
    for place, form in enumerate(file.forms):
        yield from _form(form, ("forms", place))


def _form(form: AddressForm, at: Path) -> Iterator[Finding]:
    yield from check_id(form.id, (*at, "id"))
    for name, text, longest in (("you", form.you, _LONGEST_YOU), ("me", form.me, _LONGEST_ME)):
        if not 0 < len(text.strip()) <= longest:
            yield Finding((*at, name), f"cần 1 đến {longest} ký tự", "viết một từ xưng hô ngắn, chữ thường")
        elif text != text.lower():
            yield Finding((*at, name), "có chữ hoa", "viết chữ thường; máy tự viết hoa ở đầu câu")


def check_groups(file: GroupsFile, glossary: Glossary) -> Iterator[Finding]:
    """Check the groups that people choose from."""
    if not file.groups:
        yield Finding(("groups",), "chưa có nhóm nào", "thêm ít nhất một nhóm: {id, label, about}")
    ids = [(("groups", place, "id"), group.id) for place, group in enumerate(file.groups)]
    yield from check_unique(ids, "ở một nhóm khác")
    for place, group in enumerate(file.groups):
        yield from _group(group, ("groups", place), glossary)
    yield from _answers_once(file.groups, glossary)


def _group(group: Group, at: Path, glossary: Glossary) -> Iterator[Finding]:
    yield from check_id(group.id, (*at, "id"))
    yield from check_text(Text((*at, "label"), group.label, LABEL), glossary)
    yield from check_text(Text((*at, "about"), group.about), glossary)


def _answers_once(groups: Sequence[Group], glossary: Glossary) -> Iterator[Finding]:
    """Check that a word leads to one group, and to nothing else."""
    owner: dict[str, int] = {}
    for place, group in enumerate(groups):
        for number, word in enumerate((group.label, *group.synonyms)):
            at: Path = ("groups", place, "label") if number == 0 else ("groups", place, "synonyms", number - 1)
            folded = fold(word)
            if folded in glossary.global_words:
                yield Finding(at, f"“{word}” là từ chung, gõ ở đâu cũng có tác dụng riêng", "chọn từ khác")
            if owner.setdefault(folded, place) != place:
                yield Finding(at, f"“{word}” đã thuộc một nhóm khác", "để từ này ở một nhóm thôi")


def check_consents(file: ConsentsFile, glossary: Glossary) -> Iterator[Finding]:
    """Check what people are asked to agree to."""
    if not file.consents:
        yield Finding(("consents",), "chưa có lời hỏi đồng ý nào", "thêm ít nhất một")
    ids = [(("consents", place, "id"), consent.id) for place, consent in enumerate(file.consents)]
    yield from check_unique([*ids, (("guardian", "id"), file.guardian.id)], "ở một lời hỏi khác")
    for place, consent in enumerate(file.consents):
        yield from _consent(consent, ("consents", place), glossary)
    yield from _consent(file.guardian, ("guardian",), glossary)


def _consent(consent: Consent, at: Path, glossary: Glossary) -> Iterator[Finding]:
    yield from check_id(consent.id, (*at, "id"))
    if consent.version < 1:
        yield Finding((*at, "version"), "phải từ 1 trở lên", "ghi 1, rồi tăng dần mỗi khi đổi ý nghĩa")
    if not consent.text:
        yield Finding((*at, "text"), "chưa có lời giải thích", "thêm ít nhất một câu, đầu dòng có dấu -")
    yield from check_text(Text((*at, "title"), consent.title), glossary)
    for place, text in enumerate(consent.text):
        yield from check_text(Text((*at, "text", place), text), glossary)
    for name in ("yes", "no"):
        yield from check_text(Text((*at, name), getattr(consent, name), LABEL), glossary)
    for name in ("after_yes", "after_no"):
        yield from check_text(Text((*at, name), getattr(consent, name)), glossary)
    if fold(consent.yes) == fold(consent.no):
        yield Finding((*at, "no"), "giống hệt `yes`", "viết hai câu trả lời khác nhau")


def check_emergency(emergency: Emergency, glossary: Glossary) -> Iterator[Finding]:
    """Check the first help after a scam."""
    yield from check_text(Text(("first",), emergency.first), glossary)
    if not emergency.cards:
        yield Finding(("cards",), "chưa có thẻ nào", "thêm ít nhất một thẻ: {id, title, steps}")
    ids = [(("cards", place, "id"), card.id) for place, card in enumerate(emergency.cards)]
    yield from check_unique(ids, "ở một thẻ khác")
    for place, card in enumerate(emergency.cards):
        at: Path = ("cards", place)
        yield from check_id(card.id, (*at, "id"))
        yield from check_text(Text((*at, "title"), card.title, LABEL), glossary)
        if not card.steps:
            yield Finding((*at, "steps"), "chưa có bước nào", "thêm từng bước một, đầu dòng có dấu -")
        for number, step in enumerate(card.steps):
            yield from check_text(Text((*at, "steps", number), step), glossary)
    yield from check_sources(emergency.sources)
