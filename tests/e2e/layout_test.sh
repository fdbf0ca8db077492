#!/usr/bin/env bash
# The house keeps its form: folders include only folders before them, files stay short, every header compiles alone.
#   layout_test.sh SEND_GUARD SOURCE_FOLDER
set -uo pipefail
cd "$2" || exit 1

failed=0
fault() {
    printf '%s\n' "$*"
    failed=1
}

# Includes point up only.
order=(base draft signoff policy history check forward hold report gate review cli milter pdf)
declare -A rank
for i in "${!order[@]}"; do rank[${order[$i]}]=$i; done
while IFS=: read -r file line text; do
    from=${file#src/}
    from=${from%%/*}
    to=$(sed -n 's|.*"\([a-z]*\)/.*|\1|p' <<<"$text")
    [ -n "$to" ] || continue
    if [ -z "${rank[$to]:-}" ]; then
        fault "$file:$line: no folder '$to' in the order of folders"
    elif [ "${rank[$to]}" -gt "${rank[$from]:-99}" ]; then
        fault "$file:$line: $from must not include $to/"
    elif [ "$from/$to" = report/forward ]; then
        fault "$file:$line: a report knows nothing of forwarding"
    fi
done < <(grep -rn --include='*.h' --include='*.cpp' '^#include "' src | grep -v '^src/main.cpp')
for folder in src/*/; do
    name=$(basename "$folder")
    [ -n "${rank[$name]:-}" ] || fault "src/$name stands in no order"
done

# Files of 400 lines at most. A longer one is named here with its reason.
declare -A long=(
    [src/check/detectors/letter_words.cpp]="word tables of letters in sixteen languages, a word a line"
)
while read -r lines file; do
    [ "$file" != total ] || continue
    if [ "$lines" -gt 400 ] && [ -z "${long[$file]:-}" ]; then
        fault "$file: $lines lines; 400 at most, or a reason in this test"
    fi
done < <(find src tests -name '*.h' -o -name '*.cpp' | xargs wc -l)

# Headers begin with their problem, hold #pragma once, and compile alone.
headers=$(find src -name '*.h' | sort)
for header in $headers; do
    grep -q '^#pragma once' "$header" || fault "$header: no #pragma once"
    [[ $(head -c 2 "$header") == // ]] || fault "$header: does not begin by saying what it is for"
done
# A header that its own source includes first is compiled alone by every build.
lone=()
for header in $headers; do
    source=${header%.h}.cpp
    first=$(grep -m1 '^#include' "$source" 2>/dev/null)
    [ "$first" = "#include \"${header#src/}\"" ] || lone+=("$header")
done
unit=$(mktemp -d)
trap 'rm -rf "$unit"' EXIT
compile() {
    local header=$1 unit=$2 out
    out=$(printf '#include "%s"\n' "${header#src/}" |
        g++ -std=c++20 -fsyntax-only -Isrc $(pkg-config --cflags-only-I glib-2.0 gmime-3.0 libhs poppler 2>/dev/null) -x c++ - 2>&1) ||
        printf '%s does not compile alone:\n%s\n' "$header" "$out" >>"$unit/faults"
}
export -f compile
printf '%s\n' "${lone[@]}" | xargs -P "$(nproc)" -I{} bash -c 'compile "$1" "$2"' _ {} "$unit"
if [ -s "$unit/faults" ]; then
    cat "$unit/faults"
    failed=1
fi
exit "$failed"
