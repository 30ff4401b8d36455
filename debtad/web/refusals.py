"""What pydantic finds wrong with a request, in words of our own: nothing of the input, nothing of a library's inside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from debtad.model.score import MAX_CHARACTERS
from debtad.render.messages import message
from debtad.web.schemas import MOST_TEXTS

#: At most so many faults of one request are told.
_MOST_TOLD = 5
#: So much of the name of a field is told.
_LONGEST_PLACE = 80
_AMOUNT = "not an amount of yuan, for example 50000"
_KINDS: Mapping[str, str] = {
    "missing": "Field required",
    "string_type": "not a string",
    "list_type": "not a list",
    "extra_forbidden": "no such field",
    "literal_error": "give zh or en",
    "too_short": "give at least one text",
    "json_invalid": "not valid JSON",
    "json_type": "not valid JSON",
    **dict.fromkeys(("model_attributes_type", "model_type", "dict_type"), "not a JSON object"),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number", "greater_than", "less_than_equal"), _AMOUNT),
}


def refusal(faults: Iterable[Mapping[str, Any]], lang: str) -> str:
    """Where and what, for each fault."""
    told = [f"{_place(fault)}: {message(_what(fault), lang)}" for fault in list(faults)[:_MOST_TOLD]]
    return ("；" if lang == "zh" else "; ").join(told)


def _place(fault: Mapping[str, Any]) -> str:
    if fault["type"] == "json_invalid":
        return "body"
    return ".".join(map(str, fault["loc"][1:]))[:_LONGEST_PLACE] or "body"


def _what(fault: Mapping[str, Any]) -> str:
    kind = fault["type"]
    if kind in ("too_long", "string_too_long"):
        many = fault["loc"][1:] == ("texts",)
        return f"more than {MOST_TEXTS} texts" if many else f"longer than {MAX_CHARACTERS} characters"
    return _KINDS.get(kind, "not valid")
