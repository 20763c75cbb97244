"""
The values of a talk as JSON and back: what is said, what was asked, what was done, where a conversation is.

What a later version no longer understands never raises: it reads as the menu, or as nothing asked.
"""

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from bot.dialogue import places
from bot.dialogue.conversation import Conversation
from bot.dialogue.messages import (
    Action,
    Button,
    Document,
    Image,
    LinkAnswered,
    LinkAsked,
    Opened,
    Outgoing,
    Pressed,
    Prompt,
    Said,
    Sent,
)
from bot.dialogue.places import Learning

Stored = dict[str, Any]

_NUL = "\x00"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

# Most people are at one of few places, and a place is at once the bookmark: both are spelled once.
_encode_place = lru_cache(maxsize=4096)(places.encode)


def to_json(value: object) -> str:
    """Return compact JSON that both databases accept, whatever signs a stranger's phone has sent."""
    return clean(_encode(value).replace("\\u0000", ""))


def clean(text: str) -> str:
    """Return the text without what no database keeps: NUL, and halves of signs that are no UTF-8."""
    if _NUL in text:
        text = text.replace(_NUL, "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="replace").decode()
    return text


# --- what is said -------------------------------------------------------------------------------------------------


def encode_outgoing(message: Outgoing) -> Stored:
    """Return a message as JSON-ready values; what it does not have is left out."""
    stored: Stored = {"text": message.text}
    if message.image is not None:
        stored["image"] = [message.image.path, message.image.alt]
    if message.audio is not None:
        stored["audio"] = message.audio
    if message.buttons:
        stored["buttons"] = _encode_buttons(message.buttons)
    if message.prompt is not None:
        stored["prompt"] = message.prompt
    if message.qr is not None:
        stored["qr"] = message.qr
    if message.document is not None:
        stored["document"] = [message.document.path, message.document.name]
    return stored


def decode_outgoing(stored: Stored) -> Outgoing:
    """Return the message that was stored."""
    image, document = stored.get("image"), stored.get("document")
    return Outgoing(
        text=stored["text"],
        image=Image(*image) if image else None,
        audio=stored.get("audio"),
        buttons=_decode_buttons(stored.get("buttons", ())),
        prompt=stored.get("prompt"),
        qr=stored.get("qr"),
        document=Document(*document) if document else None,
    )


def _encode_buttons(buttons: tuple[Button, ...]) -> list[list[Any]]:
    return [
        [button.key, button.label, button.synonyms] if button.synonyms else [button.key, button.label]
        for button in buttons
    ]


def _decode_buttons(stored: Any) -> tuple[Button, ...]:
    return tuple(Button(key, label, tuple(*synonyms)) for key, label, *synonyms in stored)


# --- what was done ------------------------------------------------------------------------------------------------


def encode_action(action: Action) -> tuple[Stored, str]:
    """
    Return an action as JSON-ready values, and apart from it the free words that are blanked after a while.

    A code that came with a link is not kept: only its hash ever is.
    """
    if isinstance(action, Said):
        return {"did": "said"}, clean(action.text)
    if isinstance(action, Pressed):
        return {"did": "pressed", "prompt": action.prompt, "key": action.key}, ""
    if isinstance(action, Opened):
        return {"did": "opened", "unit": action.unit}, ""
    if isinstance(action, LinkAsked):
        return {"did": "link asked", "code": action.code_id, "channel": action.channel}, ""
    if isinstance(action, LinkAnswered):
        return {"did": "link answered", "agreed": action.agreed, "channel": action.channel}, ""
    return {"did": "sent", "kind": action.kind}, ""


def decode_action(stored: Stored, words: str) -> Action:
    """Return the action that was stored."""
    did = stored.get("did")
    if did == "pressed":
        return Pressed(stored["prompt"], stored["key"])
    if did == "opened":
        return Opened(stored.get("unit"))
    if did == "sent":
        return Sent(stored["kind"])
    if did == "link asked":
        return LinkAsked(stored["code"], stored["channel"])
    if did == "link answered":
        return LinkAnswered(stored["agreed"], stored["channel"])
    return Said(words)


# --- where a conversation is --------------------------------------------------------------------------------------


def encode_conversation(conversation: Conversation) -> Stored:
    """Return the state of a conversation as JSON-ready values; its bookmark is stored with the person."""
    prompt, last_at = conversation.prompt, conversation.last_at
    return {
        "place": _encode_place(conversation.place),
        "prompt": [prompt.number, _encode_buttons(prompt.buttons)] if prompt else None,
        "prompts": conversation.prompts,
        "misses": conversation.misses,
        "last_at": last_at.isoformat() if last_at else None,
        "unit": conversation.unit_code,
    }


def decode_conversation(stored: Stored, bookmark: Stored | None) -> Conversation:
    """Return the conversation that was stored, with the bookmark of the person who speaks."""
    prompt, last_at = stored.get("prompt"), stored.get("last_at")
    return Conversation(
        place=places.decode(stored.get("place", {})),
        prompt=Prompt(prompt[0], _decode_buttons(prompt[1])) if prompt else None,
        bookmark=decode_bookmark(bookmark),
        prompts=stored.get("prompts", 0),
        misses=stored.get("misses", 0),
        last_at=datetime.fromisoformat(last_at) if last_at else None,
        unit_code=stored.get("unit"),
    )


def encode_bookmark(bookmark: Learning | None) -> Stored | None:
    """Return a bookmark as JSON-ready values."""
    return None if bookmark is None else _encode_place(bookmark)


def decode_bookmark(stored: Stored | None) -> Learning | None:
    """Return the bookmark that was stored; None if this version knows no such place to learn at."""
    if stored is None:
        return None
    place = places.decode(stored)
    return place if isinstance(place, Learning) else None
