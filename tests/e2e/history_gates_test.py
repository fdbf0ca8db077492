#!/usr/bin/env python3
"""What leaves is learned, whichever way it leaves: through `serve`, as a released hold, through `sendmail`.

usage: history_gates_test.py PROGRAM SOURCE_ROOT
"""
import os
import subprocess
import sys
import time
import unittest

from hold_house import ANNA, LETTER, MINISTER, PLAIN, PROGRAM, Case
from peers import wait_until


class LearningGates(Case):
    service = "  history: {store: \"sqlite:history.db\"}\n"

    def knows(self, address):
        """Whether Anna's history has mail to that address."""
        return self.command("history", "show", ANNA) == 0 and f"  {address}" in self.out

    def test_what_passes_serve_is_learned(self):
        code, reply = self.submit(PLAIN, recipient="reader@example.org")
        self.assertEqual(code, 250, reply)
        wait_until(lambda: self.knows("reader@example.org"))

    def test_what_is_refused_is_not_learned(self):
        code, _ = self.submit(PLAIN.replace("bridge opens", "umbrella opens"), recipient="first@example.org")
        self.assertEqual(code, 550)
        self.submit(PLAIN, recipient="second@example.org")
        wait_until(lambda: self.knows("second@example.org"))
        self.assertFalse(self.knows("first@example.org"))

    def test_a_hold_is_learned_when_it_is_released(self):
        hold = self.held(text=LETTER)
        self.submit(PLAIN, recipient="reader@example.org")
        wait_until(lambda: self.knows("reader@example.org"))
        self.assertFalse(self.knows(MINISTER))
        for person in ("ben", "cara"):
            self.assertEqual(self.approve(hold, person), 0, self.err)
        wait_until(lambda: self.letters() and self.knows(MINISTER))
        self.assertRegex(self.out, rf" 1 +0  \S+  {MINISTER}")

    def test_what_a_node_has_learned_is_kept_when_it_stops(self):
        self.submit(PLAIN, recipient="reader@example.org")
        self.guard.stop()
        self.assertTrue(self.knows("reader@example.org"))

    def test_what_sendmail_sends_is_learned(self):
        os.symlink(PROGRAM, self.path("sendmail"))
        done = subprocess.run([self.path("sendmail"), "--policy", self.policy, "-f", ANNA, "tide@example.org"],
                              input=PLAIN.encode(), env=self.environment, capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(self.knows("tide@example.org"))


class HoldByHistory(Case):
    """A rule that asks the history holds; what is learned meanwhile lets nothing go."""
    packs = "history"
    settings = ", remind: 4s"  # what waits is judged again every second
    service = ("  history: {store: \"sqlite:history.db\"}\n"
               "adjust: {history/first-time: {action: hold, approvers: {group: principals, not: [author]}}}\n")

    def start(self):
        box = "".join(f"From {ANNA} Thu Jan  1 10:00:00 2026\n{PLAIN}\n".replace("\r", "") for _ in range(25))
        self.write("sent.mbox", box)
        self.assertEqual(self.command("history", "import", "--me", ANNA, "--as", ANNA, self.path("sent.mbox")), 0)
        super().start()

    def hold_of(self, subject):
        return self.held(text=PLAIN.replace("The bridge", subject).replace("reader@example.org", "zoe@example.net"),
                         recipient="zoe@example.net")

    def test_a_hold_stands_when_its_recipient_is_no_longer_new(self):
        one, other = self.hold_of("Harmless"), self.hold_of("Plans")
        self.assertEqual(self.approve(one, "ben"), 0, self.err)
        wait_until(lambda: self.command("history", "show", ANNA) == 0 and "zoe@example.net" in self.out)
        time.sleep(3)
        self.assertEqual(self.hold("show", other), 0)
        self.assertRegex(self.out, r"\bheld\b")
        self.assertEqual(len(self.letters()), 1)
        self.assertEqual(self.approve(other, "cara"), 0, self.err)
        wait_until(lambda: len(self.letters()) == 2)

    def test_a_hold_stands_when_the_history_is_forgotten(self):
        held = self.hold_of("Plans")
        self.assertEqual(self.command("history", "forget", ANNA), 0, self.err)
        time.sleep(3)
        self.assertEqual(self.hold("show", held), 0)
        self.assertRegex(self.out, r"\bheld\b")
        self.assertEqual(self.letters(), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
