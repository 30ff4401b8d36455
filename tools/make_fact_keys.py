"""Write ``debtad/model/fact_keys.json``: for each pattern of ``fact_rules.json`` some sets of characters. A match holds one of
each, so that a pattern need not be looked at for a text that does not. After a change of the rules, run from the root of
the repository: ``python tools/make_fact_keys.py``.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from debtad.model.fact_rules import expand
from debtad.signals.literals import needed_strings

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


if __name__ == "__main__":
    rules = (FOLDER / "fact_rules.json").read_text(encoding="utf-8")
    (FOLDER / "fact_keys.json").write_text(written(rules), encoding="utf-8")
