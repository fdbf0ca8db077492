#!/usr/bin/env python3
"""The SMTP gates against the direct way and against what Debian packages, in pairs in one run.

Client, sink and server share the machine, and all repetitions are interleaved: first each way once, then
each again in the other order. A figure is the median over the pairs of a ratio within a pair.

Peers: Postfix; also, where installed, `apt-get install proxsmtp rspamd`. What is missing is left out and said.
Needs root (for Postfix), cc and libmilter-dev (for the milter that does nothing).

usage: relay_bench.py [PROGRAM [SMTP_LOAD]]   (default build/release/send-guard, build/release/smtp_load)
"""
import argparse
import os
import resource
import socket
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass

from relay_setup import (DIRECT, IDLE_MILTER, IDLE_PROXY, OUR_MILTER, OUR_PROXY, PATHS, RELAY, TALKING_MILTER,
                         Setup)

MESSAGES = {"4k": 8000, "40k": 4000, "1m": 300}  # a run, at most
MIB = 1 << 20


@dataclass
class Ratio:
    """One line of the table: a way against another in one cell of the matrix."""
    name: str
    what: str
    cell: tuple  # size, sessions
    way: str
    base: str
    measure: str  # p50_us: at most; rate: at least
    required: float
    aim: float
    note: str = ""

    def row(self, runs):
        ratios = [one[self.measure] / base[self.measure] for one, base in zip(runs[self.way], runs[self.base])]
        low, middle, high = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
        note = f"half of {len(ratios)} pairs: {low:.2f} to {high:.2f}" + (f"; {self.note}" if self.note else "")
        return self.name, self.what, middle, self.required, self.aim, self.measure == "p50_us", note


RATIOS = (
    Ratio("relay-4k-1", "relay, 4 KB, 1 session: median time / direct", ("4k", 1), RELAY, DIRECT, "p50_us", 2.2, 1.7),
    Ratio("relay-4k-10", "relay, 4 KB, 10 sessions: rate / direct", ("4k", 10), RELAY, DIRECT, "rate", 0.60, 0.75),
    Ratio("relay-40k-10", "relay, 40 KB, 10 sessions: rate / direct", ("40k", 10), RELAY, DIRECT, "rate", 0.50, 0.70),
    Ratio("relay-1m-1", "relay, 1 MB, 1 session: rate / direct", ("1m", 1), RELAY, DIRECT, "rate", 0.50, 0.75),
    *(Ratio(f"proxy-{n}", f"Postfix, our proxy / one that does nothing, 4 KB, {n} sessions: rate", ("4k", n),
            OUR_PROXY, IDLE_PROXY, "rate", 0.95, 0.98,
            "ours keeps its connections behind it, the other opens one a message") for n in (1, 10)),
    *(Ratio(f"milter-{n}", f"Postfix, our milter / one that does nothing, 4 KB, {n} sessions: rate", ("4k", n),
            OUR_MILTER, IDLE_MILTER, "rate", 0.85, 0.95) for n in (1, 10)),
)
OURS = (DIRECT, RELAY, OUR_PROXY, OUR_MILTER)  # a message lost or refused there ends the bench
SPECIAL = ("tail", "memory-50", "memory-idle", "memory-25m")


def measure(setup, cell, ways, options):
    """{way: [a run a repetition]}"""
    size, sessions = cell
    runs = {way: [] for way in ways if way in setup.paths}
    for turn in range(options.pairs + 1):
        for way in list(runs) if turn % 2 == 0 else list(reversed(runs)):
            # The first runs start processes and fill caches.
            seconds = options.seconds if turn > 0 else options.seconds / 4
            try:
                one = setup.load(way, size, sessions, MESSAGES[size], seconds)
            except RuntimeError as fault:
                if way in OURS:
                    raise
                print(f"left out: {fault}")
                del runs[way]
                continue
            if turn > 0:
                runs[way].append(one)
    return runs


def tail(setup, options):
    """99th percentile against median, and the slowest, of 10,000 messages; the direct way's beside them."""
    setup.load(RELAY, "4k", 1, 500, 10)
    ratios, slowest, direct = [], [], []
    for _ in range(options.pairs):
        one = setup.load(RELAY, "4k", 1, 10_000, 120)
        ratios.append(one["p99_us"] / one["p50_us"])
        slowest.append(one["max_us"] / 1000)
        direct.append(setup.load(DIRECT, "4k", 1, 10_000, 120))
    beside = statistics.median(one["p99_us"] / one["p50_us"] for one in direct)
    most = max(one["max_us"] for one in direct) / 1000
    yield ("tail", "relay, 4 KB, 1 session, 10,000 messages: p99 / median", statistics.median(ratios), 2.5, 1.5, True,
           f"direct {beside:.2f}")
    yield ("tail", f"the slowest of {10_000 * options.pairs:,}, ms", max(slowest), 40, 40, True,
           f"direct {most:.1f}; slowest of each run: " + " ".join(f"{one:.1f}" for one in slowest))


class Peak:
    """The most resident memory of a process while the block runs, in bytes."""

    def __init__(self, guard):
        self.guard, self.bytes, self.ended = guard, 0, threading.Event()
        self.watcher = threading.Thread(target=self.watch)

    def watch(self):
        while not self.ended.wait(0.01):
            self.bytes = max(self.bytes, self.guard.memory())

    def __enter__(self):
        self.watcher.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.watcher.join()
        self.bytes = max(self.bytes, self.guard.memory("VmHWM"))


def fresh_relay(setup, name):
    guard = setup.guard(name, setup.listener("relay", setup.sink_port))
    setup.paths[name] = guard.port("relay")
    return guard, guard.memory() / MIB


def memory_under_load(setup, name, what, size, messages, required, aim):
    guard, before = fresh_relay(setup, name)
    with Peak(guard) as peak:
        setup.load(name, size, 50, messages, 60)
    guard.stop()
    yield name, what, peak.bytes / MIB, required, aim, True, f"started with {before:.0f}"


def memory_idle(setup):
    guard, before = fresh_relay(setup, "memory-idle")
    sessions = []
    for _ in range(1000):
        one = socket.create_connection(("127.0.0.1", setup.paths["memory-idle"]))
        sessions.append(one)
        one.recv(1000)
        one.sendall(b"EHLO idle.example.org\r\n")
        one.recv(1000)
    time.sleep(1)
    held = guard.memory("VmHWM") / MIB
    for one in sessions:
        one.close()
    guard.stop()
    yield "memory-idle", "resident, 1,000 idle sessions, MiB", held, 100, 60, True, f"started with {before:.0f}"


def special(setup, name, options):
    if name == "tail":
        return tail(setup, options)
    if name == "memory-50":
        return memory_under_load(setup, name, "resident, 50 sessions of 4 KB mail, MiB", "4k", 20_000, 64, 32)
    if name == "memory-25m":
        return memory_under_load(setup, name, "resident, 50 sessions of 25 MB mail, MiB", "25m", 150, 300, 150)
    return memory_idle(setup)


def print_row(row):
    name, what, value, required, aim, at_most, note = row
    good = value <= required if at_most else value >= required
    best = value <= aim if at_most else value >= aim
    sign = "<=" if at_most else ">="
    verdict = "aim" if best else "ok" if good else "MISSED"
    print(f"| {name} | {what} | {value:.2f} | {sign} {required:g} | {sign} {aim:g} | {verdict} | {note} |", flush=True)
    return good


def print_matrix(cells):
    print("\n| size, sessions | way | msg/s | share of direct | p50 ms | p99 ms |\n|---|---|---|---|---|---|")
    for (size, sessions), runs in cells.items():
        for way, all_runs in runs.items():
            rate, p50, p99 = (statistics.median(one[key] for one in all_runs) for key in ("rate", "p50_us", "p99_us"))
            share = statistics.median(one["rate"] / base["rate"] for one, base in zip(all_runs, runs[DIRECT])) \
                if DIRECT in runs else float("nan")
            print(f"| {size}, {sessions} | {way} | {rate:.0f} | {share:.2f} | {p50 / 1000:.2f} | {p99 / 1000:.2f} |")


def arguments():
    names = [one.name for one in RATIOS] + list(SPECIAL)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?", default="build/release/send-guard")
    parser.add_argument("load", nargs="?", default="build/release/smtp_load")
    parser.add_argument("--rows", help="only these rows of the table, by comma: " + ", ".join(names))
    parser.add_argument("--pairs", type=int, default=11, help="repetitions (11)")
    parser.add_argument("--seconds", type=float, default=0.8, help="a run, at most (0.8)")
    parser.add_argument("--peers", action="store_true",
                        help="all ways, at 1, 10 and 50 sessions, with 4 KB, 40 KB and 1 MB")
    options = parser.parse_args()
    options.rows = options.rows.split(",") if options.rows else names
    if unknown := set(options.rows) - set(names):
        parser.error(f"no such row: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    return options


def main():
    options = arguments()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    ratios = [one for one in RATIOS if one.name in options.rows]
    cells = {}  # what is measured: cell -> ways
    for one in ratios:
        cells.setdefault(one.cell, set()).update((one.way, one.base))
        if one.way == OUR_MILTER:  # beside it, for those who compare with a milter as libmilter makes it
            cells[one.cell].add(TALKING_MILTER)
    if options.peers:
        cells = {(size, sessions): set(PATHS) for size in MESSAGES for sessions in (1, 10, 50)}
    wanted = set().union(*cells.values(), {RELAY} if "tail" in options.rows else set())
    with tempfile.TemporaryDirectory(prefix="send-guard-bench-") as folder:
        setup = Setup(folder, os.path.abspath(options.program), os.path.abspath(options.load), wanted)
        try:
            for name, why in setup.missing.items():
                print(f"left out: {name}: {why}")
            print("| row | what | measured | required | aim | | |\n|---|---|---|---|---|---|---|")
            done, good = {}, not set(setup.missing) & set(OURS)
            for cell, ways in cells.items():
                done[cell] = measure(setup, cell, [one for one in PATHS if one in ways], options)
                for one in ratios:
                    if one.cell == cell and one.way in done[cell] and one.base in done[cell]:
                        good &= print_row(one.row(done[cell]))
            for name in SPECIAL:
                if name in options.rows:
                    for row in special(setup, name, options):
                        good &= print_row(row)
            print_matrix(done)
        finally:
            setup.stop()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
