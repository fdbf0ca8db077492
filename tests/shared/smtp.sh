#!/usr/bin/env bash
# Plays the hostile SMTP dialogues against `serve`, with their own sink as next hop.
#   tests/shared/smtp.sh PROGRAM SHARED [ARGUMENTS of run_smtp.py...]
set -euo pipefail
program=$(realpath "$1")
shared=$(realpath "$2")
here=$(cd "$(dirname "$0")" && pwd)
shift 2

work=$(mktemp -d)
pid=
clean_up() {
    [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
    rm -rf "$work"
}
trap clean_up EXIT

sink_port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
{
    cat "$here/hostile-policy.yaml"
    printf 'service:\n  next_hop: {url: "smtp://127.0.0.1:%s", tls: none, timeout: 5s, keep: 1s}\n' "$sink_port"
    printf '  listeners: [{name: filter, role: proxy, listen: "127.0.0.1:0", xforward: 127.0.0.0/8}]\n'
} >"$work/send-guard.yaml"
"$program" serve --policy "$work/send-guard.yaml" 2>"$work/log" &
pid=$!
port=
for _ in $(seq 100); do
    grep -q 'event=ready' "$work/log" && port=$(sed -n 's/.*event=listening.*listen=127.0.0.1:\([0-9]*\).*/\1/p' "$work/log")
    [ -z "$port" ] || break
    sleep 0.05
done
[ -n "$port" ] || {
    cat "$work/log" >&2
    exit 1
}
cd "$shared/hostile"
python3 run_smtp.py --port "$port" --sink-port "$sink_port" --pid "$pid" --max-rss 300 "$@"
