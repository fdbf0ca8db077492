#!/usr/bin/env python3
"""Whole-process figures of `send-guard check`, each with the figure the project asks for.

  start, warm   one 4 KB file, default packs and 1,000 rules of a house, compiled policy cached
  start, cold   the same with an empty cache folder
  memory        peak of checking one 25 MB message, in three shapes

usage: process_bench.py [PROGRAM]      (default build/release/send-guard)
"""
import base64
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build/release/send-guard")
WORDS = "council report budget meeting project region public service national support".split()


def invented(rng):
    return "".join(rng.choice("bcdfgklmnprst") + rng.choice("aeiou") for _ in range(rng.randint(4, 6)))


def write_policy(path, count):
    rng = random.Random(11)
    with open(path, "w", encoding="utf-8") as out:
        out.write("version: 1\norganization: {name: Bench, domains: [example.org]}\nrules:\n")
        for i in range(count):
            shape = rng.random()
            a, b = invented(rng), invented(rng)
            pattern = a + b if shape < 0.6 else rf"\b{a}\s+{b}\b" if shape < 0.85 else rf"\b(?:{a}|{b})-?[0-9]{{2,4}}\b"
            out.write(f"  - id: bench-{i}\n    message: Bench rule {i}.\n    action: warn\n"
                      f"    when: {{text: {{regex: '{pattern}'}}}}\n")


def run(arguments, cache):
    """Wall seconds and peak MB of one run."""
    env = dict(os.environ, XDG_CACHE_HOME=cache)
    begin = time.perf_counter()
    child = subprocess.Popen([PROGRAM, *arguments], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    took = time.perf_counter() - begin
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{PROGRAM} {' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}")
    return took, usage.ru_maxrss / 1024


def prose(size):
    rng = random.Random(3)
    lines, total = [], 0
    while total < size:
        line = " ".join(rng.choice(WORDS) for _ in range(10))
        lines.append(line)
        total += len(line) + 2
    return "\r\n".join(lines) + "\r\n"


def head(extra=""):
    return ("From: Press Office <press@example.org>\r\nTo: desk@example.org\r\nSubject: Figures\r\n"
            "MIME-Version: 1.0\r\n" + extra + "\r\n")


SIZE = 25_000_000


def as_lines(bytes_):
    return base64.encodebytes(bytes_).decode().replace("\n", "\r\n")


def write_big(path, shape):
    """Writes 25 MB piece by piece: a child's peak counts what its parent held when it was started."""
    piece = prose(57_000)[:57_000]
    blob = random.Random(5).randbytes(57_000)
    opening, text, closing = {
        "8bit text": (head("Content-Type: text/plain; charset=utf-8\r\n"), piece[:piece.rindex("\r\n") + 2], ""),
        "base64 text": (head("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"),
                        as_lines(piece.encode()), ""),
        "attachment": (head("Content-Type: multipart/mixed; boundary=x\r\n") +
                       "--x\r\n\r\nPlease see the annex.\r\n--x\r\nContent-Type: image/png; name=annex.png\r\n"
                       "Content-Transfer-Encoding: base64\r\n\r\n", as_lines(blob), "--x--\r\n"),
    }[shape]
    with open(path, "w", encoding="utf-8", newline="") as out:
        out.write(opening)
        for _ in range(SIZE // len(text)):
            out.write(text)
        out.write(closing)


def main():
    with tempfile.TemporaryDirectory() as folder:
        policy = os.path.join(folder, "send-guard.yaml")
        small = os.path.join(folder, "small.eml")
        cache = os.path.join(folder, "cache")
        write_policy(policy, 1000)
        with open(small, "w", encoding="utf-8", newline="") as out:
            out.write(head() + prose(3800))
        arguments = ["check", "--policy", policy, small]
        run(arguments, cache)
        warm = [run(arguments, cache)[0] for _ in range(40)]
        cold = [run(arguments, os.path.join(folder, f"cold-{i}"))[0] for i in range(7)]
        print(f"start, warm   {statistics.median(warm) * 1000:6.1f} ms   (at most 10, aim 4)")
        print(f"start, cold   {statistics.median(cold) * 1000:6.1f} ms   (at most 600, aim 100)")
        for shape in ("8bit text", "base64 text", "attachment"):
            path = os.path.join(folder, "big.eml")
            write_big(path, shape)
            took, peak = run(["check", "--policy", policy, path], cache)
            print(f"25 MB, {shape:12} {peak:6.0f} MB   (under 150)   {took:.2f} s")


if __name__ == "__main__":
    main()
