#!/usr/bin/env python3
"""Disk full, I/O errors, a store that is down or locked, a clock that jumps, descriptors and memory that run out.

What is held gets a temporary failure, at once and in clear words; nothing is acknowledged, nothing leaves early, and
all goes on by itself when the fault is gone.

usage: hold_faults_test.py PROGRAM SOURCE_ROOT
"""
import concurrent.futures
import contextlib
import errno
import os
import resource
import shutil
import socket
import sqlite3
import sys
import threading
import time
import unittest

from fault_house import READER, SIGNERS, FaultHouse
from faults import ALL, DISK, SYNC, TRUNCATE, WRITE, Faults
from peers import wait_until
from private_postgres import PrivatePostgres

PROGRAM = os.path.abspath(sys.argv[1])
ANSWER = 10  # seconds, for any answer
BACK = 12  # seconds until all goes on


class Case(unittest.TestCase):
    store = "lease: 2s"
    postgres = False
    clock = 0

    @classmethod
    def setUpClass(cls):
        cls.server = None
        if cls.postgres:
            cls.server = PrivatePostgres()
            cls.addClassCleanup(shutil.rmtree, cls.server.folder, ignore_errors=True)
            cls.addClassCleanup(cls.server.stop)

    def setUp(self):
        self.house = FaultHouse(PROGRAM, self.server, self.store)
        self.addCleanup(shutil.rmtree, self.house.folder, ignore_errors=True)
        self.control = Faults(self.house.folder)
        self.addCleanup(self.control.close)
        self.addCleanup(self.house.close)
        self.control.jump(self.clock)
        self.guard = self.house.start(self.control.environment(PROGRAM))
        self.number = 0

    def submit(self, **options):
        """The code, which must come in time."""
        self.number += 1
        begun = time.monotonic()
        code, self.hold = self.house.submit(self.guard, self.number, **options)
        self.assertLess(time.monotonic() - begun, ANSWER)
        return code

    def refused(self, times=1, **options):
        """The letter gets a temporary failure, and the next hop does not get it."""
        for _ in range(times):
            self.assertEqual(self.submit(**options), 451, self.guard.log())
            self.assertNotIn(self.number, self.house.taken())

    def goes_on(self):
        self.assertTrue(wait_until(lambda: self.submit() == 250, BACK), self.guard.log())

    def sign(self):
        return [self.house.approve(self.guard, self.hold, name) for name in SIGNERS]

    def leaves(self, number=None):
        number = number or self.number
        return wait_until(lambda: self.house.taken()[number] == 1, 10)

    def state(self, number=None):
        return [one["state"] for one in self.house.records().get(number or self.number, [])]

    def whole_story(self):
        """A letter is held, signed, and leaves."""
        self.goes_on()
        self.assertEqual(self.sign(), [200, 200], self.guard.log())
        self.assertTrue(self.leaves(), self.guard.log())

    def passes_by(self):
        """A mail that nothing holds needs no store."""
        self.assertEqual(self.submit(recipient=READER), 250, self.guard.log())
        self.assertTrue(self.leaves())


class Disk(Case):
    def test_a_full_disk(self):
        self.control.arm(DISK, 1, errno.ENOSPC, ALL)
        self.refused(3)
        self.passes_by()
        self.control.disarm()
        self.whole_story()

    def test_a_full_disk_at_each_write(self):
        self.goes_on()
        self.control.arm(WRITE | TRUNCATE, 10_000)
        self.goes_on()
        calls, refused = self.control.count, 0
        self.assertGreater(calls, 3)
        for at in range(1, calls + 1):
            self.control.arm(WRITE | TRUNCATE, at, errno.ENOSPC)
            code = self.submit()
            self.assertIn(code, (250, 451))
            refused += code == 451
            self.assertEqual(len(self.state()), code == 250)
            self.control.disarm()
            self.assertEqual(self.submit(), 250, "all goes on at once")
        self.assertGreater(refused, 0)

    def test_an_approval_on_a_full_disk(self):
        self.goes_on()
        self.control.arm(DISK, 1, errno.ENOSPC, ALL)
        self.assertEqual(self.sign(), [503, 503])
        self.control.disarm()
        self.assertEqual(self.state(), ["held"])
        self.assertEqual(self.sign(), [200, 200])
        self.assertTrue(self.leaves())

    def test_a_sync_that_fails(self):
        self.goes_on()
        self.control.arm(SYNC, 1, errno.EIO)
        self.refused()
        self.control.disarm()
        self.refused()  # not trusted before a check
        self.passes_by()
        self.whole_story()

    def test_a_write_that_fails(self):
        self.goes_on()
        self.control.arm(WRITE, 2, errno.EIO)
        self.refused()
        self.control.disarm()
        self.whole_story()

    def test_another_process_has_the_lock(self):
        with contextlib.closing(sqlite3.connect(self.house.file, isolation_level=None)) as other:
            other.execute("begin immediate")
            self.refused()
            self.passes_by()
            other.execute("rollback")
        self.whole_story()


class UndoDisk(Case):
    store = "lease: 2s, undo: 1s"

    def test_what_is_refused_is_not_kept_and_what_is_kept_is_not_refused(self):
        """Else its client would hand it in again, and both would leave."""
        self.assertEqual(self.submit(recipient=READER), 250)
        self.control.arm(DISK, 10_000)
        self.assertEqual(self.submit(recipient=READER), 250)
        calls = self.control.count
        for at in range(1, calls + 1):
            self.control.arm(DISK, at, errno.ENOSPC, ALL)
            code = self.submit(recipient=READER)
            self.control.disarm()
            self.assertEqual(len(self.state()), code == 250, f"call {at} of {calls}: {code}")
        self.assertTrue(wait_until(lambda: set(self.house.states()) == {"sent"}), self.house.states())
        self.assertEqual(set(self.house.taken().values()), {1})


class Database(Case):
    postgres = True

    def test_it_is_stopped_and_comes_back(self):
        self.goes_on()
        self.server.stop()
        try:
            self.refused(2)
            self.passes_by()
        finally:
            self.server.start()
        self.whole_story()

    def test_it_hangs(self):
        self.goes_on()
        # So that several connections are kept, all of which hang.
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda number: self.house.submit(self.guard, number), range(100, 140)))
        self.number = 200
        self.server.freeze(True)
        try:
            self.refused()
            self.passes_by()
        finally:
            self.server.freeze(False)
        self.whole_story()

    def test_it_is_locked(self):
        self.goes_on()
        other = threading.Thread(target=self.server.run, args=(
            self.house.url, "begin; lock table audit_head in access exclusive mode; select pg_sleep(14); rollback"))
        other.start()
        time.sleep(0.5)
        self.refused()
        other.join()
        self.whole_story()

    def test_it_stops_between_the_hops_250_and_the_record(self):
        self.goes_on()
        take, number = self.house.hop.take, self.number

        def take_and_stop(sender, recipients, message):
            take(sender, recipients, message)
            if f"the end of {number}\r\n".encode() in message:
                self.server.stop()

        self.house.hop.take = take_and_stop
        self.assertEqual(self.house.approve(self.guard, self.hold, SIGNERS[0]), 200)
        self.house.approve(self.guard, self.hold, SIGNERS[1])
        self.assertTrue(self.leaves(number))
        self.assertTrue(wait_until(lambda: self.server.child is None))
        time.sleep(1)
        self.server.start()
        # Its node lives, and knows: it is not uncertain.
        self.assertTrue(wait_until(lambda: self.state(number) == ["sent"]), self.state(number))
        self.assertEqual(self.house.taken()[number], 1)


class Clock(Case):
    store = "lease: 2s, undo: 1h, expire: 2h, keep: 3h"

    def test_a_jump_ahead_releases_expires_and_forgets_nothing(self):
        self.assertEqual(self.submit(recipient=READER), 250)
        waits = self.number
        self.goes_on()
        lacks = self.number
        for seconds in (3600 * 24, 3600 * 24 * 400):
            self.control.jump(seconds)
            time.sleep(2.5)
            self.assertEqual(self.house.taken(), {})
            self.assertEqual((self.state(waits), self.state(lacks)), (["ready"], ["held"]))
        self.assertIsNotNone(self.guard.wait_for("release_stopped"))
        self.control.jump(0)

    def test_a_jump_back_releases_nothing_early(self):
        self.assertEqual(self.submit(recipient=READER), 250)
        for seconds in (-3600 * 24, -3600, 0, 20):
            self.control.jump(seconds)
            time.sleep(1.2)
            self.assertEqual(self.house.taken(), {})
        self.assertEqual(self.submit(recipient=READER), 250)


class ClockOfTheDatabase(Clock):
    postgres = True

    def test_a_jump_ahead_releases_expires_and_forgets_nothing(self):
        self.assertEqual(self.submit(recipient=READER), 250)
        self.control.jump(3600 * 24)
        time.sleep(2.5)
        self.assertEqual(self.house.taken(), {})
        self.assertEqual(self.state(), ["ready"])


class Year2038(Case):
    clock = 3600 * 24 * 365 * 14

    def test_the_whole_story(self):
        self.whole_story()


class Limits(Case):
    def limit(self, kind, most):
        resource.prlimit(self.guard.pid, kind, (most, resource.prlimit(self.guard.pid, kind)[1]))

    @unittest.skipIf("SENDGUARD_SANITIZED" in os.environ, "without descriptors the sanitizer takes objects for invalid ones")
    def test_descriptors_run_out(self):
        self.goes_on()
        before = resource.prlimit(self.guard.pid, resource.RLIMIT_NOFILE)[0]
        for spare in (0, 1, 2, 3, 5, 8, 12):
            in_use = max(int(one) for one in os.listdir(f"/proc/{self.guard.pid}/fd")) + 1
            self.limit(resource.RLIMIT_NOFILE, in_use + spare)
            with contextlib.ExitStack() as stack:
                for _ in range(20):  # more than there is room for; some wait in the backlog
                    stack.enter_context(socket.create_connection(("127.0.0.1", self.guard.port("filter")), 5))
                time.sleep(0.4)
                self.assertIsNone(self.guard.child.poll(), self.guard.log())
            # No answer, since none is let in, or a temporary failure, or it is held.
            self.number += 1
            code, _ = self.house.submit(self.guard, self.number, wait=4)
            self.assertIn(code, (0, 250, 421, 451), self.guard.log())
            self.assertEqual(self.house.taken(), {})
            self.limit(resource.RLIMIT_NOFILE, before)
        self.whole_story()
        self.assertEqual(self.house.taken().keys(), {self.number})

    @unittest.skipIf("SENDGUARD_SANITIZED" in os.environ, "the sanitizer itself ends a process without memory")
    def test_memory_runs_out(self):
        self.goes_on()
        held = self.number
        for spare in (1, 4, 12, 40, 80, 120):
            self.limit(resource.RLIMIT_AS, self.guard.memory("VmSize") + (spare << 20))
            codes = {self.submit(size=20 << 20) for _ in range(2)}
            self.assertTrue({0, 250, 421, 451, 452} >= codes, codes)
            self.assertIsNone(self.guard.child.poll(), self.guard.log())
            self.limit(resource.RLIMIT_AS, resource.RLIM_INFINITY)
        self.assertEqual(self.house.taken(), {})
        self.whole_story()
        self.assertEqual(self.state(held), ["held"])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=1)
