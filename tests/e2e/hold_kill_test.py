#!/usr/bin/env python3
"""`kill -9` at each named step of a submission, an approval and a release, and at random; on SQLite and PostgreSQL.

After each kill the service is started again, and the ledgers of clients, store and next hop are compared: no draft
that was acknowledged is lost, none leaves without its sign-offs, none leaves twice, none is stuck. What is uncertain
was in the stated window, and is not sent again.

usage: hold_kill_test.py PROGRAM SOURCE_ROOT [SQLite|PostgreSQL]
SENDGUARD_KILLS=2000 kills so often at random on each database, and 50 times at each step (else 12 times, and once);
SENDGUARD_EACH=0 leaves the steps out.
"""
import collections
import os
import queue
import random
import shutil
import subprocess
import sys
import threading
import time

from fault_house import SIGNERS, FaultHouse, faults_in, settled
from faults import SEND, SYNC, WRITE, Faults
from peers import wait_until
from private_postgres import PrivatePostgres

PROGRAM = os.path.abspath(sys.argv[1])
LONG = int(os.environ.get("SENDGUARD_KILLS", "0"))
KILLS, EACH = LONG or 12, int(os.environ.get("SENDGUARD_EACH", "50" if LONG else "1"))
PER_HOUSE = 100  # kills, before its ledgers are compared and a new one begins
SETTLE = 60


class Ledger:
    def __init__(self):
        self.numbers = 0
        self.held, self.asked, self.approved = {}, set(), set()
        self.answers = collections.Counter()

    def submit(self, house, guard):
        """The number, and the id when it is held."""
        self.numbers += 1
        number = self.numbers
        code, hold = house.submit(guard, number)
        self.answers[code] += 1
        if code == 250:
            self.held[number] = hold
        return number, hold

    def approve(self, house, guard, number, name):
        digest = house.digest(guard, self.held[number])
        if digest is None:
            return 0
        self.asked.add((number, name))
        status = house.approve(guard, self.held[number], name, digest)
        if status == 200:
            self.approved.add((number, name))
        return status


def settle(house, ledger):
    """Starts the service for the last time; the faults that are found then."""
    guard = house.start()
    done = wait_until(lambda: settled(house), SETTLE)
    time.sleep(0.2)
    faults = list(faults_in(house, ledger.held, ledger.asked, ledger.approved))
    if faults or not done:
        faults.append(f"settled: {done}; {dict(house.states())}; the log:\n{guard.log()}")
    house.kill(guard)
    return faults


class AtRandom:
    """Submits and approves as fast as it goes, until the service is gone."""

    def __init__(self, house, ledger):
        self.house, self.ledger, self.waiting = house, ledger, queue.Queue()

    def submit(self, guard):
        while guard.child.poll() is None:
            number, hold = self.ledger.submit(self.house, guard)
            if hold:
                self.waiting.put(number)

    def approve(self, guard):
        while guard.child.poll() is None:
            try:
                number = self.waiting.get(timeout=0.05)
            except queue.Empty:
                continue
            # A quarter lacks both sign-offs, a quarter one.
            for name in SIGNERS[:min(number % 4, 2)]:
                self.ledger.approve(self.house, guard, number, name)

    def kill_once(self):
        if random.random() < 0.1:  # before it is ready
            child = subprocess.Popen([PROGRAM, "serve", "--policy", self.house.policy],
                                     env=self.house.environment, stderr=subprocess.DEVNULL)
            time.sleep(random.uniform(0, 0.15))
            child.kill()
            child.wait()
            return
        guard = self.house.start()
        threads = [threading.Thread(target=work, args=(guard,)) for work in (self.submit, self.approve)]
        for one in threads:
            one.start()
        time.sleep(random.uniform(0, 0.4))
        self.house.kill(guard)
        for one in threads:
            one.join()


def kill_at_random(postgres, kills):
    faults, totals = [], collections.Counter()
    for first in range(0, kills, PER_HOUSE):
        house, ledger = FaultHouse(PROGRAM, postgres), Ledger()
        try:
            work = AtRandom(house, ledger)
            count = min(PER_HOUSE, kills - first)
            for _ in range(count):
                work.kill_once()
            faults += settle(house, ledger)
            totals += house.states()
            totals += collections.Counter(kills=count, acknowledged=len(ledger.held), letters=ledger.numbers,
                                          signoffs=len(ledger.approved), left=sum(house.taken().values()))
        finally:
            house.close()
            if not faults:
                shutil.rmtree(house.folder, ignore_errors=True)
        if faults:
            break
        if LONG:
            print(f"  {first + count} kills: {dict(totals)}", flush=True)
    return faults, totals


def hex_of(text):
    return text.encode().hex().encode()


# Name: what is under way, the calls that count, which one (a range: any), whether it is made, after which bytes.
# In PostgreSQL the syncs are another process's; the calls that matter are what is sent to it.
BOTH = {
    "before the 250 to the client": ("submit", SEND, 1, False, lambda _: b"250 2.0.0 Held"),
    "after the 250 to the client": ("submit", SEND, 1, True, lambda _: b"250 2.0.0 Held"),
    "before the dot": ("release", SEND, 1, False, lambda number: f"the end of {number}\r\n.\r\n".encode()),
    "after the dot": ("release", SEND, 1, True, lambda number: f"the end of {number}\r\n.\r\n".encode()),
}
SQLITE = {
    "before the store's sync": ("submit", SYNC, 1, False, None),
    "after the store's sync": ("submit", SYNC, 1, True, None),
    "anywhere in a submission": ("submit", WRITE, range(1, 15), False, None),
    "before an approval's sync": ("approve", SYNC, 1, False, None),
    "after an approval's sync": ("approve", SYNC, 1, True, None),
    "between the last approval and `ready`": ("approve", SYNC, 2, False, None),
    "anywhere in an approval": ("approve", WRITE, range(1, 15), False, None),
    "between the hop's 250 and the record": (
        "release", WRITE, 1, False, lambda number: f"the end of {number}\r\n.\r\n".encode()),
    "before the record's sync": ("release", SYNC, 1, False, lambda number: f"the end of {number}\r\n.\r\n".encode()),
    "after the record's sync": ("release", SYNC, 1, True, lambda number: f"the end of {number}\r\n.\r\n".encode()),
    "anywhere in a release": ("release", WRITE, range(15, 60), False, None),
}
POSTGRESQL = {
    "anywhere in a submission, up to its commit": (
        "submit", SEND, range(1, 7), False, lambda number: hex_of(f"X-Soak: {number}")),
    "after a statement of a submission": (
        "submit", SEND, range(1, 7), True, lambda number: hex_of(f"X-Soak: {number}")),
    "anywhere in an approval": ("approve", SEND, range(1, 7), False, lambda _: b'"act":"approve"'),
    "after a statement of an approval": ("approve", SEND, range(1, 7), True, lambda _: b'"act":"approve"'),
    "between the last approval and `ready`": ("approve", SEND, range(1, 4), False, lambda _: b'"act":"clear"'),
    "at the claim": ("release", SEND, range(1, 6), True, lambda _: b'"act":"claim"'),
    "at the note of the dot": ("release", SEND, range(1, 4), True, lambda _: b'"act":"at-dot"'),
    "between the hop's 250 and the record": (
        "release", SEND, 2, False, lambda number: f"the end of {number}\r\n.\r\n".encode()),
    "at the record": ("release", SEND, range(1, 4), True, lambda _: b'"act":"deliver"'),
}


def told(house, number):
    return all(not one["notices"] for one in house.records().get(number, [{"notices": 1}]))


class Steps:
    """Kills at named steps, one letter each."""

    def __init__(self, postgres):
        self.house, self.ledger = FaultHouse(PROGRAM, postgres), Ledger()
        self.control = Faults(self.house.folder)
        self.count, self.faults, self.uncertain = 0, [], 0

    def start(self):
        self.control.disarm()
        return self.house.start(self.control.environment(PROGRAM))

    def arm(self, number, step):
        _, kinds, at, after, match = step
        at = at if isinstance(at, int) else random.choice(at)
        self.control.arm(kinds, at, after=after, match=match(number) if match else b"")

    def run(self, name, step):
        house, ledger, what = self.house, self.ledger, step[0]
        guard = self.start()
        if what == "submit":
            self.arm(ledger.numbers + 1, step)
            number, _ = ledger.submit(house, guard)
        else:
            number, hold = ledger.submit(house, guard)
            if not hold or ledger.approve(house, guard, number, SIGNERS[0]) != 200:
                return self.faults.append(f"{name}: letter {number} was not held, or not signed\n{guard.log()}")
            if not wait_until(lambda: told(house, number)):
                return self.faults.append(f"{name}: letter {number}: its notices were not sent\n{guard.log()}")
            self.arm(number, step)
            ledger.approve(house, guard, number, SIGNERS[1])
        if not wait_until(lambda: guard.child.poll() is not None, 5) and isinstance(step[2], int):
            self.faults.append(f"{name}: the step was not reached ({self.control.count} calls)\n{guard.log()}")
        house.kill(guard)
        self.count += 1
        if what == "submit" and ledger.held.get(number):  # what was acknowledged just before goes its way
            guard = self.start()
            for person in SIGNERS:
                ledger.approve(house, guard, number, person)
            house.kill(guard)
        return None

    def check(self):
        self.faults += settle(self.house, self.ledger)
        states = self.house.states()
        self.uncertain = states["uncertain"]
        return states

    def close(self):
        self.house.close()
        self.control.close()
        if not self.faults:
            shutil.rmtree(self.house.folder, ignore_errors=True)


def kill_at_steps(postgres, own):
    steps = Steps(postgres)
    try:
        for name, step in {**BOTH, **own}.items():
            before = len(steps.faults)
            for _ in range(EACH):
                steps.run(name, step)
            if LONG:
                print(f"  {name}: {EACH} kills, {len(steps.faults) - before} faults", flush=True)
            if steps.faults:
                break
        return steps.faults, steps.count, steps.check()
    finally:
        steps.close()


def main():
    server = PrivatePostgres()
    everything = []
    try:
        for kind, postgres, own in (("SQLite", None, SQLITE), ("PostgreSQL", server, POSTGRESQL)):
            if kind not in sys.argv[3:4] and sys.argv[3:]:
                continue
            begun = time.monotonic()
            faults, count, states = kill_at_steps(postgres, own)
            print(f"{kind}: {count} kills at {len(own) + len(BOTH)} steps in {time.monotonic() - begun:.0f} s: "
                  f"{dict(states)}", flush=True)
            everything += faults
            begun = time.monotonic()
            faults, totals = kill_at_random(postgres, KILLS)
            print(f"{kind}: at random in {time.monotonic() - begun:.0f} s: {dict(totals)}", flush=True)
            everything += faults
    finally:
        server.stop()
        shutil.rmtree(server.folder, ignore_errors=True)
    for one in everything[:40]:
        print(one)
    return 1 if everything else 0


if __name__ == "__main__":
    sys.exit(main())
