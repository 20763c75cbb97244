"""How much a program holds in memory: every list, set and dictionary that can be reached from one of its objects."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

_CONTAINERS = (list, tuple, set, frozenset, deque, dict, Mapping)
_SCALARS = (str, bytes, int, float, type(None), type)


def sizes(root: object, ours: str = "bot.") -> dict[str, int]:
    """Return the length of whatever holds something, by the way that leads there; of our own objects alone."""
    found: dict[str, int] = {}
    seen: set[int] = set()
    ahead: deque[tuple[str, object]] = deque([(type(root).__name__, root)])
    while ahead:
        way, thing = ahead.popleft()
        if id(thing) in seen or isinstance(thing, _SCALARS):
            continue
        seen.add(id(thing))
        if isinstance(thing, _CONTAINERS):
            found[way] = max(found.get(way, 0), len(thing))
            inside = [*thing.items()] if isinstance(thing, Mapping) else list(thing)
            ahead.extend((f"{way}[]", part) for one in inside for part in (one if isinstance(one, tuple) else (one,)))
        elif type(thing).__module__.startswith(ours):
            ahead.extend((f"{way}.{name}", value) for name, value in _attributes(thing))
    return found


def _attributes(thing: object) -> Iterator[tuple[str, Any]]:
    names = [*getattr(thing, "__dict__", ())]
    for kind in type(thing).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        names += [slots] if isinstance(slots, str) else slots
    for name in names:
        if hasattr(thing, name):
            yield name, getattr(thing, name)
