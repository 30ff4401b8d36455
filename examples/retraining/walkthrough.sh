#!/bin/sh
# The walk-through of docs/retraining.md. Usage: walkthrough.sh WORKDIR [BASE]
# DEBTAD_MODELS is set inside, so nothing of the checkout changes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$1
base=${2:-$here/../../data/corpus}
python=${PYTHON:-python3}
debtad() { "$python" -m debtad "$@"; }
mkdir -p "$work"
export DEBTAD_MODELS="$work/models"

# The truth of a new wording family: 200 labels to learn from, others to measure with.
"$python" "$here/write_family.py" "$work"

# Audit what came in and let the audit propose what to label (as far as these commands are installed).
if debtad audit --help >/dev/null 2>&1; then
    debtad audit "$work/posts.jsonl" --out "$work/audit" --no-report
    if debtad labels --help >/dev/null 2>&1; then
        debtad labels suggest "$work/audit" --n 200 --out "$work/to_label.jsonl" || echo "walkthrough: suggest left out" >&2
        debtad labels check "$work/labels.jsonl"
    fi
fi

debtad evaluate "$work/held_out.jsonl" --rounds 0 --json >"$work/before.json"
debtad train "$work/labels.jsonl" --base "$base" --out "$work/models/school"
debtad compare default school "$base/test" --json >"$work/compare.json"
debtad models use school
debtad evaluate "$work/held_out.jsonl" --rounds 0 --json >"$work/after.json"
debtad models history
debtad models rollback
