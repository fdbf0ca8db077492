#!/usr/bin/env python3
"""`check` over a tree of 10,000 Markdown and HTML releases, against ripgrep with the same patterns, in pairs.

The tree and the patterns come from the shared test data (perf/mkcorpus.py over the corpus's releases); nothing of it
is copied into the project. Needs ripgrep and zstd: apt-get install ripgrep zstd.

usage: tree_bench.py [PROGRAM [SHARED]]   (default build/release/send-guard ../shared)
"""
import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

FILES = 10_000
CELLS = ((10, 1.0, 0.6), (1000, 0.1, 0.04))  # patterns; at most this share of ripgrep's time; aim
MOST_SLOWDOWN = 4.0  # from 10 to 10,000 patterns
MOST_MIB = 60


def make_tree(shared, folder):
    prose = folder + "/prose"
    os.mkdir(prose)
    releases = subprocess.Popen(["zstd", "-dc", shared + "/corpus/releases.tar.zst"], stdout=subprocess.PIPE)
    subprocess.run(["tar", "x", "-C", prose], stdin=releases.stdout, check=True)
    releases.wait()
    subprocess.run([sys.executable, shared + "/perf/mkcorpus.py", prose, folder + "/corpus", "--eml", "0", "--tree",
                    str(FILES)], check=True)
    return folder + "/corpus"


def make_policy(corpus, count):
    """A rule a pattern; a match is a note, so that the exit code stays 0."""
    path = f"{corpus}/policy{count}.yaml"
    with open(f"{corpus}/pat{count}.txt") as patterns, open(path, "w") as out:
        out.write("version: 1\npacks: []\nrules:\n")
        for number, line in enumerate(patterns):
            out.write(f"  - {{id: p{number}, message: A pattern., action: note, "
                      f"when: {{text: {{in: [body, comment, metadata], regex: {json.dumps(line.rstrip())}}}}}}}\n")
    return path


def run(words):
    """Wall seconds and peak MiB."""
    before = time.monotonic()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode > 1:
        sys.exit(f"{words[0]}: exit {child.returncode}: {errors.decode()[-500:]}")
    return time.monotonic() - before, usage.ru_maxrss / 1024


def pairs(count, ours, theirs, options):
    ratios, walls, peaks = [], [], []
    run(ours)  # compiles the policy, fills the page cache
    for turn in range(options.pairs):
        first, second = (ours, theirs) if turn % 2 == 0 else (theirs, ours)
        times = {id(first): run(first), id(second): run(second)}
        walls.append(times[id(ours)][0])
        peaks.append(times[id(ours)][1])
        ratios.append(walls[-1] / times[id(theirs)][0])
    return statistics.median(ratios), statistics.median(walls), max(peaks)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?", default="build/release/send-guard")
    parser.add_argument("shared", nargs="?", default="../shared")
    parser.add_argument("--pairs", type=int, default=5)
    options = parser.parse_args()
    program, good = os.path.abspath(options.program), True
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory(prefix="send-guard-tree-") as folder:
        corpus = make_tree(os.path.abspath(options.shared), folder)
        walls, peak = {}, 0
        print("| patterns | send-guard s | share of ripgrep's time | required | aim | |\n|---|---|---|---|---|---|")

        def ours(count):
            return [program, "check", "--quiet", "--policy", make_policy(corpus, count), corpus + "/tree"]

        for count, required, aim in CELLS:
            ripgrep = ["rg", "--no-unicode", "-i", "-c", "-f", f"{corpus}/pat{count}.txt", corpus + "/tree"]
            ratio, walls[count], most = pairs(count, ours(count), ripgrep, options)
            peak = max(peak, most)
            verdict = "aim" if ratio <= aim else "ok" if ratio <= required else "MISSED"
            good &= ratio <= required
            print(f"| {count} | {walls[count]:.3f} | {ratio:.3f} | {required} | {aim} | {verdict} |", flush=True)
        run(ours(10_000))
        walls[10_000] = statistics.median(run(ours(10_000))[0] for _ in range(options.pairs))
        slowdown = walls[10_000] / walls[10]
        good &= slowdown <= MOST_SLOWDOWN and peak <= MOST_MIB
        print(f"| 10,000 | {walls[10_000]:.3f} | {slowdown:.2f} times the time of 10 | {MOST_SLOWDOWN} | | "
              f"{'ok' if slowdown <= MOST_SLOWDOWN else 'MISSED'} |")
        print(f"peak memory: {peak:.0f} MiB ({MOST_MIB} at most)")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
