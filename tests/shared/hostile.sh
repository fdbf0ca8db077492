#!/usr/bin/env bash
# The hostile vectors of the shared folder: families that the present readers cover, and the rule files.
#   hostile.sh SEND_GUARD SHARED      exit 0: all of tier core and of the controls, 90 % of tier hard
set -euo pipefail
guard=$(realpath "$1")
shared=$(realpath "$2")
here=$(cd "$(dirname "$0")" && pwd)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$shared/hostile" "$work/vectors"      # the runner makes its big files beside itself
chmod -R u+w "$work/vectors"
cp "$here/hostile-policy.yaml" "$work/policy.yaml"
export XDG_CACHE_HOME="$work/cache"

python3 "$work/vectors/run_cli.py" \
    --cmd "$guard check --policy $work/policy.yaml {file}" \
    --rules-cmd "$guard rules lint {file}" --valid-policy "$work/policy.yaml" \
    --policies marker,rules \
    --only S-CTE,S-B64,S-UNI,S-HENT,S-HDR,S-NEST,S-YAML,S-RES,S-ZIP,S-FILE \
    --json "$work/results.json" || true

python3 - "$work/results.json" <<'PY'
import json, sys
rows = json.load(open(sys.argv[1]))
bad = False
for tier, least in (("core", 1.0), ("control", 1.0), ("hard", 0.9)):
    of_tier = [r for r in rows if r["tier"] == tier]
    right = sum(r["ok"] for r in of_tier)
    print("%s: %d of %d" % (tier, right, len(of_tier)))
    bad = bad or right < least * len(of_tier)
crashed = [r["id"] for r in rows if r["mistake"] in ("crash", "slow", "memory", "start")]
if crashed:
    print("crashed, or over time or memory: " + " ".join(crashed))
sys.exit(1 if bad or crashed or not rows else 0)
PY
