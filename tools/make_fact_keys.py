"""Write what every match holds of the patterns that tell facts and charges, so that a pattern need not be looked at for a
text that does not: ``debtad/model/fact_keys.json``, for each pattern of ``fact_rules.json`` some sets of characters, of which
a match holds one each, and ``debtad/model/charge_keys.json``, for each alternative of each pattern of ``charge_words.py`` some
sets of strings. After a change of the patterns, run from the root of the repository: ``python tools/make_fact_keys.py``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from debtad.model.charge_words import PATTERNS, SEPARATOR
from debtad.model.fact_rules import expand
from debtad.signals.literals import needed_strings, required_literals

FOLDER = Path(__file__).parent.parent / "debtad" / "model"


def keys(rules: str) -> dict[str, dict[str, list[list[str]]]]:
    """group → rule → for each of its patterns the sets, from the text of the file of rules."""
    groups = {name: group for name, group in json.loads(rules).items() if name not in ("about", "words")}
    common = Counter(rules)

    def sets(pattern: str) -> list[str]:
        needed = needed_strings(expand(pattern))
        found = {"".join(sorted({min(string, key=lambda c: (common[c], c)) for string in some})) for some in needed}
        return sorted(found, key=lambda some: (len(some), some))

    return {
        name: {rule: [sets(pattern) for pattern in patterns] for rule, patterns in group.items()}
        for name, group in groups.items()
    }


def written(rules: str) -> str:
    """The file of keys to a file of rules."""
    return json.dumps(keys(rules), ensure_ascii=False, separators=(",", ":")) + "\n"


def charge_keys(patterns: Mapping[str, str]) -> dict[str, list[list[str]]]:
    """For each pattern the sets of each of its alternatives, each with :data:`SEPARATOR` between its strings."""
    return {
        name: [[SEPARATOR.join(strings) for strings in sets] for sets in required_literals(source)]
        for name, source in patterns.items()
    }


def written_charges(patterns: Mapping[str, str]) -> str:
    """The file of keys to patterns, one a line."""
    lines = (
        f"{json.dumps(name)}:{json.dumps(sets, ensure_ascii=False, separators=(',', ':'))}"
        for name, sets in charge_keys(patterns).items()
    )
    return "{" + ",\n".join(lines) + "}\n"


if __name__ == "__main__":
    rules = (FOLDER / "fact_rules.json").read_text(encoding="utf-8")
    (FOLDER / "fact_keys.json").write_text(written(rules), encoding="utf-8")
    (FOLDER / "charge_keys.json").write_text(written_charges(PATTERNS), encoding="utf-8")
