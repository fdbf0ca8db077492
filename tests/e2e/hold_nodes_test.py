#!/usr/bin/env python3
"""Several `serve` on one PostgreSQL: what is due together leaves once, and a dead node's holds are taken over.

usage: hold_nodes_test.py PROGRAM SOURCE_ROOT
SENDGUARD_HOLDS=2000 releases so many together (else 200).
"""
import contextlib
import itertools
import os
import shutil
import sys
import threading
import time
import unittest

from fault_house import READER, FaultHouse, faults_in
from peers import wait_until
from private_postgres import PrivatePostgres
from recording_hop import RecordingHop

PROGRAM = os.path.abspath(sys.argv[1])
HOLDS = int(os.environ.get("SENDGUARD_HOLDS", "200"))
LEASE = 4


class SlowHop(RecordingHop):
    pause = 0

    def take(self, sender, recipients, message):
        super().take(sender, recipients, message)
        if sender:
            time.sleep(self.pause)


class Nodes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = PrivatePostgres()
        cls.addClassCleanup(shutil.rmtree, cls.server.folder, ignore_errors=True)
        cls.addClassCleanup(cls.server.stop)

    def setUp(self):
        self.house = FaultHouse(PROGRAM, self.server, f"lease: {LEASE}s, undo: 1s", SlowHop)
        self.addCleanup(shutil.rmtree, self.house.folder, ignore_errors=True)
        self.addCleanup(self.house.close)

    def hold_together(self, guard, count):
        """Letters that are all due once the freeze ends. out: {number: id}"""
        self.house.command("hold", "freeze", "-m", "until all are here", "--policy", self.house.policy)
        numbers, held = itertools.count(1), {}

        def submit():
            while (number := next(numbers)) <= count:
                code, held[number] = self.house.submit(guard, number, READER)
                if code != 250:
                    held[number] = code

        clients = [threading.Thread(target=submit) for _ in range(8)]
        for one in clients:
            one.start()
        for one in clients:
            one.join()
        self.assertEqual(len([one for one in held.values() if isinstance(one, str)]), count, guard.log())
        time.sleep(1.5)
        self.assertEqual(self.house.taken(), {})
        return held

    def let_go(self):
        self.house.command("hold", "freeze", "--off", "--policy", self.house.policy)

    def ended(self):
        return not set(self.house.states()) - {"sent", "uncertain"}

    def together(self, nodes):
        guards = [self.house.start() for _ in range(nodes)]
        held = self.hold_together(guards[0], HOLDS)
        self.house.hop.pause = 0.1  # so that all come to their turn
        begun = time.monotonic()
        self.let_go()
        self.assertTrue(wait_until(self.ended, 20 + HOLDS / 5), self.house.states())
        took = time.monotonic() - begun
        self.assertEqual(list(faults_in(self.house, held, set(), set(), needs_signs=False)), [])
        self.assertEqual(self.house.states(), {"sent": HOLDS})
        self.assertEqual(self.house.taken(), dict.fromkeys(range(1, HOLDS + 1), 1))
        by = self.server.rows(self.house.url, "select distinct substring(text from 'by node ([^\"]*)') from audit "
                                              "where text like '%by node %'")
        self.assertEqual(len(by), nodes, by)
        print(f"{nodes} nodes released {HOLDS} holds once each in {took:.1f} s")

    def test_two_nodes_release_each_once(self):
        self.together(2)

    def test_four_nodes_release_each_once(self):
        self.together(4)

    def test_a_dead_nodes_leases_are_taken_over(self):
        victim, other = self.house.start(), self.house.start()
        held = self.hold_together(other, 40)
        self.house.hop.pause = 0.2
        self.let_go()

        def leases():
            return sum(f":{victim.pid}:" in one["lease"]["node"]
                       for some in self.house.records().values() for one in some)

        self.assertTrue(wait_until(lambda: leases() >= 5))
        open_leases = leases()
        self.house.hop.pause = 0
        os.kill(victim.pid, 9)
        begun = time.monotonic()
        self.house.kill(victim)
        self.assertTrue(wait_until(self.ended, LEASE + 6), self.house.states())
        took = time.monotonic() - begun
        states = self.house.states()
        self.assertEqual(list(faults_in(self.house, held, set(), set(), needs_signs=False)), [])
        self.assertLessEqual(states["uncertain"], 8)  # a node releases eight side by side
        print(f"a node died with {open_leases} leases of {LEASE} s: all was over after {took:.1f} s; {dict(states)}")

    def test_notices_by_another_node_do_not_disturb_a_release(self):
        guards = [self.house.start() for _ in range(3)]
        for number in range(1, 31):
            with contextlib.suppress(RuntimeError):
                self.house.submit(guards[number % 3], number, READER)
        self.assertTrue(wait_until(self.ended, 30), self.house.states())
        self.assertEqual(self.house.states(), {"sent": 30})
        self.assertEqual(self.house.taken(), dict.fromkeys(range(1, 31), 1))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=1)
