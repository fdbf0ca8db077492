#!/bin/sh
# Makes a work folder in which final-letter.eml is signed off by two principals, with keys that are
# made for it and thrown away with it.
#   sign.sh WORK_FOLDER [SEND_GUARD]
set -eu
work=${1:?usage: sign.sh WORK_FOLDER [SEND_GUARD]}
guard=${2:-send-guard}
here=$(cd "$(dirname "$0")" && pwd)

mkdir -p "$work/keys"
chmod 700 "$work/keys"
cp "$here"/*.eml "$here/send-guard.yaml" "$work/"
rm -f "$work/final-letter.eml.signoff" "$work"/keys/*
: > "$work/allowed_signers"
for person in m.lindqvist counsel; do
    ssh-keygen -q -t ed25519 -N '' -C "$person@mission.example" -f "$work/keys/$person"
    printf '%s@mission.example namespaces="send-guard" %s\n' "$person" \
        "$(cut -d' ' -f1,2 "$work/keys/$person.pub")" >> "$work/allowed_signers"
    "$guard" sign "$work/final-letter.eml" --key "$work/keys/$person" --as principals
done
