"""The models of aiogram, which say what a request to the Bot API has to be and what it answers; used by tests only."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pydantic


@cache
def load() -> tuple[Any, Any]:
    """Return the models of methods and of types; importing them takes seconds, so nobody does who need not."""
    import aiogram.methods
    import aiogram.types

    return aiogram.methods, aiogram.types


def faults(method: str, params: Mapping[str, Any], files: Mapping[str, bytes]) -> str:
    """Return what is wrong with a request; empty if nothing is."""
    methods, types = load()
    model = getattr(methods, method[0].upper() + method[1:])
    uploads = {name: types.BufferedInputFile(data, name) for name, data in files.items()}
    return _faults(model, {**params, **uploads})


def faults_of_answer(kind: str, answer: Mapping[str, Any]) -> str:
    """Return what is wrong with what was answered, as `Message` or another type; empty if nothing is."""
    return _faults(getattr(load()[1], kind), answer)


def _faults(model: type[pydantic.BaseModel], given: Mapping[str, Any]) -> str:
    try:
        made = model.model_validate(given)
    except pydantic.ValidationError as problem:
        return str(problem.errors(include_url=False, include_input=False, include_context=False))
    unknown = ", ".join(_unknown(made))
    return f"unknown fields {unknown}" if unknown else ""


def _unknown(value: Any, path: str = "") -> Iterator[str]:
    """Return the fields of a model, and of all models in it, that it does not know."""
    if isinstance(value, pydantic.BaseModel):
        yield from (f"{path}.{name}" for name in value.model_extra or {})
        for name in type(value).model_fields:
            yield from _unknown(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from _unknown(inner, f"{path}[{place}]")
