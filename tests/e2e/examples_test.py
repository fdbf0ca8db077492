#!/usr/bin/env python3
"""Runs examples/*/cases.txt, the letter's signing, and `rules lint` and `rules test` on every policy there.

  examples_test.py SEND_GUARD SOURCE_FOLDER

A line of cases.txt is `FILE | options | exit code | rules`: the exit code of `check`, and exactly the
rules whose findings hold or block. The text report of each is in expected/; after a wanted change
SENDGUARD_WRITE_EXPECTED=1 writes them anew, to be read before they are committed.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

guard, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
faults = []


def check(folder, file, options):
    run = subprocess.run([guard, "check", "--format", "json", *options, file], cwd=folder,
                         capture_output=True, text=True, timeout=60)
    try:
        findings = json.loads(run.stdout)["drafts"][0]["findings"]
        stops = {f["rule"] for f in findings if f["action"] in ("hold", "block")}
    except (ValueError, LookupError) as error:
        stops = {f"no report: {error}: {run.stderr.strip()[:400]}"}
    return run.returncode, stops


def compare_report(folder, file, options):
    """The text report of `check` is what stands in expected/FILE.txt, with another policy FILE.POLICY.txt."""
    other = f".{pathlib.Path(options[-1]).stem}" if options else ""
    expected = folder / "expected" / f"{file}{other}.txt"
    run = subprocess.run([guard, "check", *options, file], cwd=folder, capture_output=True, text=True, timeout=60)
    if os.environ.get("SENDGUARD_WRITE_EXPECTED"):
        expected.parent.mkdir(parents=True, exist_ok=True)
        expected.write_text(run.stdout)
    elif not expected.exists():
        faults.append(f"{folder.name}/{file} has no expected report; see the head of this test")
    elif run.stdout != expected.read_text():
        got, want = run.stdout.splitlines(), expected.read_text().splitlines()
        line = next((i for i, (a, b) in enumerate(zip(got, want)) if a != b), min(len(got), len(want)))
        faults.append(f"{folder.name}/expected/{expected.name}, line {line + 1}: the report is now\n"
                      f"  {(got + ['(end)'])[line]}\nnot\n  {(want + ['(end)'])[line]}")


def expect(folder, file, options, code, rules):
    got = check(folder, file, options)
    if got != (code, rules):
        faults.append(f"{folder.name}/{file} {' '.join(options)}: exit {got[0]}, {sorted(got[1])}; "
                      f"expected exit {code}, {sorted(rules)}")


def run_cases(folder):
    for line in (folder / "cases.txt").read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        file, options, code, rules = (field.strip() for field in line.split("|"))
        expect(folder, file, options.split(), int(code),
               {rule.strip() for rule in rules.split(",") if rule.strip()})
        compare_report(folder, file, options.split())


def run_signing(folder):
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        signing = subprocess.run([folder / "sign.sh", work, guard], capture_output=True, text=True,
                                 timeout=120)
        if signing.returncode != 0:
            faults.append(f"sign.sh: exit {signing.returncode}: {signing.stderr.strip()[:400]}")
            return
        expect(work, "final-letter.eml", [], 0, set())
        letter = work / "final-letter.eml"
        text = letter.read_bytes()
        letter.write_bytes(text.replace(b"coming days", b"coming hours"))
        expect(work, "final-letter.eml", [], 1, {"sign-off/ministries"})
        letter.write_bytes(text.replace(b"\r\nCc:", b"\r\nCc: reader@example.net,", 1))
        expect(work, "final-letter.eml", [], 1, {"sign-off/ministries"})


def run_policy(policy):
    """A policy to be copied loads, and the examples of its rules do as they say."""
    for command in ("lint", "test"):
        run = subprocess.run([guard, "rules", command, policy], capture_output=True, text=True, timeout=120)
        if run.returncode != 0:
            faults.append(f"rules {command} {policy.parent.name}/{policy.name}: exit {run.returncode}: "
                          f"{(run.stdout + run.stderr).strip()[:600]}")


with tempfile.TemporaryDirectory() as cache:
    os.environ["XDG_CACHE_HOME"] = cache
    folders = sorted(path.parent for path in (source / "examples").glob("*/cases.txt"))
    for example in folders:
        run_cases(example)
    run_signing(source / "examples" / "01-the-letter")
    policies = sorted((source / "examples").glob("*/*.yaml"))
    for one in policies:
        run_policy(one)
if len(folders) < 3:
    faults.append(f"only {len(folders)} examples with cases.txt")
if len(policies) < 7:
    faults.append(f"only {len(policies)} policies in the examples")
print("\n".join(faults) if faults else
      f"{len(folders)} examples behave as they say, {len(policies)} policies load")
sys.exit(1 if faults else 0)
