#!/usr/bin/env python3
"""Held drafts over the real program: kept, signed off, released byte for byte; nothing leaves unsigned.

usage: hold_test.py PROGRAM SOURCE_ROOT
"""
import os
import re
import signal
import subprocess
import sys
import time
import unittest

from hold_house import ANNA, BEN, CARA, LETTER, MINISTER, PLAIN, PROGRAM, Case
from peers import wait_until


class Story(Case):
    def test_two_principals_sign_and_the_letter_leaves_byte_for_byte(self):
        hold = self.held()
        self.assertEqual(self.letters(), [])
        self.assertEqual(self.hold("list"), 0, self.err)
        self.assertRegex(self.out, rf"{hold}  held .*The bridge")
        self.assertEqual(self.approve(hold, "anna"), 1)  # the author
        self.assertIn("author", self.err)
        self.assertEqual(self.approve(hold, "ben"), 0, self.err)
        self.assertEqual(self.approve(hold, "ben"), 1)
        self.assertIn("already", self.err)
        time.sleep(1.5)
        self.assertEqual(self.letters(), [])
        self.assertEqual(self.approve(hold, "cara"), 0, self.err)
        self.assertTrue(wait_until(self.letters), self.guard.log())
        self.assertEqual(self.letters(), [(ANNA, [MINISTER], LETTER.encode())])
        self.assertTrue(wait_until(lambda: self.notices("Sent")))
        self.assertEqual({one[1][0].decode() for one in self.notices("Sign-off wanted")}, {ANNA, BEN, CARA})
        self.assertEqual(self.hold("show", hold), 0, self.err)
        self.assertRegex(self.out, r"SG-\w+  sent\n")
        for act in ("submit", "approve", "clear", "claim", "at-dot", "deliver"):
            self.assertRegex(self.out, rf"\n  \S+  {act} ")

    def test_what_is_rejected_never_leaves(self):
        hold = self.held()
        self.assertEqual(self.hold("reject", hold), 2)  # no reason
        self.assertEqual(self.hold("reject", hold, "-m", "wrong minister"), 0, self.err)
        self.assertEqual(self.approve(hold, "ben"), 1)
        self.assertTrue(wait_until(lambda: self.notices("Rejected")))
        self.assertIn(b"wrong minister", self.notices("Rejected")[0][2])
        self.assertEqual(self.letters(), [])

    def test_a_block_is_refused_and_a_clean_mail_passes(self):
        code, reply = self.submit(LETTER.replace("bridge opens", "umbrella opens"))
        self.assertEqual((code, reply[:6]), (550, "5.7.1 "))
        code, reply = self.submit(PLAIN, recipient="reader@example.org")
        self.assertEqual(code, 250)
        self.assertEqual(len(self.letters()), 1)

    def test_a_freeze_stops_everything(self):
        hold = self.held()
        self.assertEqual(self.hold("freeze"), 2)
        self.assertEqual(self.hold("freeze", "-m", "the minister has resigned"), 0, self.err)
        for person in ("ben", "cara"):
            self.assertEqual(self.approve(hold, person), 0, self.err)
        time.sleep(2)
        self.assertEqual(self.letters(), [])
        self.assertEqual(self.hold("freeze", "--off"), 0, self.err)
        self.assertTrue(wait_until(self.letters))

    def test_an_edit_voids_the_first_sign_off(self):
        hold = self.held()
        self.assertEqual(self.approve(hold, "ben"), 0, self.err)
        self.assertEqual(self.hold("return", hold, "-m", "say June"), 0, self.err)
        edited = self.write("edited.eml", LETTER.replace("in May", "in June").replace("\r\n", "\n"))
        self.assertEqual(self.hold("resubmit", hold, edited), 0, self.err)
        self.assertEqual(self.approve(hold, "cara"), 0, self.err)
        self.assertIn("held", self.out)
        self.assertEqual(self.hold("show", hold), 0)
        self.assertIn("void, the draft was edited since", self.out)
        self.assertEqual(self.approve(hold, "ben"), 0, self.err)
        self.assertTrue(wait_until(self.letters))
        self.assertEqual(self.letters(), [(ANNA, [MINISTER], LETTER.replace("in May", "in June").encode())])

    def test_kept_over_a_kill(self):
        hold = self.held()
        os.kill(self.guard.pid, signal.SIGKILL)
        self.guard.stop()
        self.start()
        for person in ("ben", "cara"):
            self.assertEqual(self.approve(hold, person), 0, self.err)
        self.assertTrue(wait_until(self.letters))
        self.assertEqual(self.letters(), [(ANNA, [MINISTER], LETTER.encode())])

    def test_a_new_policy_can_ask_for_more(self):
        hold = self.held()
        with open(self.policy) as file:
            text = file.read()
        self.write("policy.yaml", text.replace("count: 2", "count: 3"))
        self.guard.reload()
        self.assertIsNotNone(self.guard.wait_for("reload"))
        for person in ("ben", "cara"):
            self.assertEqual(self.approve(hold, person), 0, self.err)
        time.sleep(1.5)
        self.assertEqual(self.letters(), [])

    def test_sendmail_and_send_keep_too(self):
        done = subprocess.run([PROGRAM, "sendmail", "--policy", self.policy, "-f", ANNA, MINISTER],
                              input=LETTER.encode(), env=self.environment, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout.decode(), r"Held as SG-\w{16}: it waits for the sign-off of principals")
        draft = self.write("letter.eml", LETTER.replace("\r\n", "\n"))
        done = subprocess.run([PROGRAM, "send", "--policy", self.policy, draft], env=self.environment,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout.decode(), r"letter\.eml: Held as SG-\w{16}")
        self.assertEqual(self.hold("list"), 0)
        self.assertEqual(len(self.out.splitlines()), 2)
        self.assertEqual(self.letters(), [])

    def test_sign_offs_beside_a_file_go_with_it(self):
        draft = self.write("letter.eml", LETTER.replace("\r\n", "\n"))
        subprocess.run([PROGRAM, "sign", draft, "--key", self.path("ben"), "--as", "principals", "--policy", self.policy],
                       env=self.environment, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        done = subprocess.run([PROGRAM, "send", "--policy", self.policy, draft], env=self.environment,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        hold = re.search(r"SG-\w{16}", done.stdout.decode()).group(0)
        self.assertEqual(self.approve(hold, "cara"), 0, self.err)
        self.assertTrue(wait_until(self.letters))
        self.assertNotIn(b"Signoff", self.letters()[0][2])


class Undo(Case):
    settings = ", undo: 3s"

    def test_everything_waits_and_can_be_recalled(self):
        first = self.held(text=PLAIN, recipient="reader@example.org")
        second = self.held(text=PLAIN, recipient="reader@example.org")
        self.assertEqual(self.hold("recall", first), 0, self.err)
        self.assertEqual(self.letters(), [])
        self.assertTrue(wait_until(self.letters))
        time.sleep(1)
        self.assertEqual(len(self.letters()), 1)
        self.assertEqual(self.hold("recall", second), 1)  # it has left


class Expiry(Case):
    settings = ", expire: 2s"

    def test_a_hold_that_nobody_signs_ends(self):
        hold = self.held()
        self.assertTrue(wait_until(lambda: self.notices("Expired")))
        self.assertEqual(self.approve(hold, "ben"), 1)
        self.assertIn("expired", self.err)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=1)
