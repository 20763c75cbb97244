"""
The learner's chat in a browser: needs no account and no app, and is the channel that everybody can fall back on.

`routes(chat)` are handed to the app. They expect `bot.webkit.guard.Guard` around them, `bot.webkit.static.mount()`
beside them, and `bot.webkit.errors.handlers()` for failures.
"""

from starlette.routing import Route

from bot.channels.web.bubbles import Drawer
from bot.channels.web.chat import WebChat
from bot.channels.web.drawings import Drawings
from bot.channels.web.handlers import Handlers, patient
from bot.channels.web.hub import Hub
from bot.channels.web.media import PICTURES, RECORDINGS, Media

__all__ = ["PICTURES", "RECORDINGS", "Hub", "WebChat", "routes"]


def routes(chat: WebChat) -> list[Route]:
    """Return the routes of the chat."""
    media = Media(chat.media, Drawings(chat.drawing))
    handlers = Handlers(chat, media, Drawer(media.picture, media.sounds))
    return [
        Route("/", patient(chat, handlers.page), methods=["GET"], name="chat"),
        Route("/gui", handlers.receive, methods=["POST"], name="receive"),
        Route("/tin", patient(chat, handlers.fetch), methods=["GET"], name="fetch"),
        Route("/su-kien", patient(chat, handlers.follow), methods=["GET"], name="follow"),
        Route(f"{PICTURES}/{{name:path}}", handlers.picture, methods=["GET"], name="picture"),
        Route(f"{RECORDINGS}/{{name:path}}", handlers.recording, methods=["GET"], name="recording"),
    ]
