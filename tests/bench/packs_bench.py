#!/usr/bin/env python3
"""What all packs, and a history, cost beside the first packs: `check` over real mail, in turns, by processor time.

usage: packs_bench.py [PROGRAM [SHARED [FIRST]]]   (default build/release/send-guard ../shared)

FIRST is another build, with the packs that it has by default; without it the first packs are those of their names today.
The history is that of the mail's own house, imported from the mailbox; the present time is that of the mail, so that what
it dates stands near. Needs zstd.
"""
import email.utils
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "shared"))
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "detection"))
import corpus  # noqa: E402
import labels  # noqa: E402

FIRST_PACKS = ["documents", "drafts", "placeholders", "recipients", "sign-off", "chatter"]
MAILS = 3000
ROUNDS = 7
MOST = 2.0


def seconds(words, folder):
    """User and system time of one run over all mails."""
    before = os.times()
    run = subprocess.run(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    after = os.times()
    if run.returncode > 1:
        sys.exit("%s: exit %d: %s" % (" ".join(words), run.returncode, run.stderr.decode()[-500:]))
    return after.children_user + after.children_system - before.children_user - before.children_system


def time_of(messages):
    """The middle one of the Date fields, RFC 3339; of a mailbox that has none, a time in its century."""
    times = []
    for data in messages:
        field = re.search(rb"^Date:[ \t]*([^\r\n]+)", data[:20000], re.MULTILINE | re.IGNORECASE)
        date = email.utils.parsedate(field.group(1).decode("ascii", "replace")) if field else None
        if date:
            times.append("%04d-%02d-%02dT12:00:00Z" % date[:3])
    return sorted(times)[len(times) // 2] if times else "2001-06-01T12:00:00Z"


def main():
    program, shared, first = (sys.argv[1:] + ["build/release/send-guard", "../shared", ""][len(sys.argv) - 1:])[:3]
    program, first = os.path.abspath(program), os.path.abspath(first or program)
    boxes = sorted(name for name in os.listdir(shared + "/corpus") if name.endswith(".mbox.zst"))
    failed = False
    for box in boxes:
        with tempfile.TemporaryDirectory() as folder:
            mails = []
            for name, data in corpus.messages(os.path.join(shared, "corpus", box)):
                mails.append(os.path.join(folder, name))
                with open(mails[-1], "wb") as out:
                    out.write(data)
                if len(mails) == MAILS:
                    break
            texts = [open(path, "rb").read() for path in mails]
            domains, now = labels.house_domains(texts), time_of(texts)
            head = "version: 1\norganization: {name: House, domains: %s}\n" % json.dumps(domains)
            policies = {"first": head + ("packs: %s\n" % json.dumps(FIRST_PACKS) if first == program else ""),
                        "all": head,
                        "history": head + "service: {history: {store: \"sqlite:history.db\"}}\n"}
            for name, text in policies.items():
                with open(os.path.join(folder, name + ".yaml"), "w") as out:
                    out.write(text)
            with open(os.path.join(folder, "mails.txt"), "w") as out:
                out.write("\n".join(mails) + "\n")
            subprocess.run([program, "history", "import", "--policy", "history.yaml"] + mails, cwd=folder, check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            took = {name: [] for name in policies}
            for turn in range(ROUNDS + 1):
                for name in policies:
                    words = [first if name == "first" else program, "check", "-q", "--format", "jsonl", "--policy",
                             name + ".yaml", "--now", now, "--files-from", "mails.txt"]
                    spent = seconds(words, folder)
                    if turn:  # the first turn compiles the policies
                        took[name].append(spent)
            ratio = {name: statistics.median(a / b for a, b in zip(took[name], took["first"])) for name in policies}
            print("%5d mails: first packs %4.0f us each; all packs %.2f, with the history %.2f times that" % (
                len(mails), 1e6 * statistics.median(took["first"]) / len(mails), ratio["all"], ratio["history"]))
            failed = failed or ratio["history"] >= MOST
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
