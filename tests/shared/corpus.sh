#!/usr/bin/env bash
# Every message and file of the shared corpus through `check`: no crash, none over its time and memory.
#   corpus.sh SEND_GUARD SHARED
# Limits: 1 s (SECONDS_LIMIT) and 300 MB (MEGABYTES_LIMIT) each. Nothing of the corpus is kept or printed but names.
set -euo pipefail
guard=$(realpath "$1")
shared=$(realpath "$2")
here=$(cd "$(dirname "$0")" && pwd)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/cache" "$work/empty"
cd "$work/empty"      # so that no policy is found: the default packs
export XDG_CACHE_HOME="$work/cache"
python3 "$here/corpus.py" "$guard" "$shared/corpus" "$work"
