#!/usr/bin/env python3
"""Held drafts over the real program: kept, signed off, released byte for byte; nothing leaves unsigned.

usage: hold_test.py PROGRAM SOURCE_ROOT
"""
import os
import re
import shutil
import signal
import smtplib
import subprocess
import sys
import tempfile
import time
import unittest

from peers import Guard, NextHop, wait_until

PROGRAM = os.path.abspath(sys.argv[1])
MINISTER, ANNA, BEN, CARA = "minister@mod.example", "anna@example.org", "ben@example.org", "cara@example.org"
LETTER = (f"From: Anna <{ANNA}>\r\nTo: <{MINISTER}>\r\nSubject: The bridge\r\n"
          "Date: Mon, 05 Jan 2026 10:00:00 +0000\r\nMessage-ID: <letter@example.org>\r\n\r\n"
          "Sir,\r\n\r\nthe bridge opens in May.\r\n\r\n..a line with dots\r\n\r\nYours sincerely\r\nAnna\r\n")


PLAIN = LETTER.replace(MINISTER, "reader@example.org")  # nothing holds it


class Case(unittest.TestCase):
    settings = ""  # of the store
    rules = ""     # beside those of the house
    listener = ""

    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.environment = {**os.environ, "HOME": self.folder, "XDG_CACHE_HOME": self.folder + "/cache"}
        signers = ""
        for person in (ANNA, BEN, CARA):
            key = self.path(person.split("@")[0])
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
            with open(key + ".pub") as public:
                signers += f"{person} {public.read()}"
        self.write("allowed_signers", signers)
        self.hop = NextHop()
        self.addCleanup(self.hop.stop)
        self.policy = self.write("policy.yaml", f"""version: 1
organization: {{name: Example, domains: [example.org]}}
packs: []
keyring: allowed_signers
groups: {{principals: [{ANNA}, {BEN}, {CARA}], ministries: ["@mod.example"]}}
rules:
  - {{id: letters, message: A letter to a ministry needs two principals., action: hold,
     approvers: {{group: principals, count: 2, not: [author]}}, when: {{recipients: {{any: ministries}}}}}}
  - {{id: codeword, message: No code words., action: block, when: {{text: {{phrases: [umbrella]}}}}}}
{self.rules}service:
  next_hop: {{url: "smtp://127.0.0.1:{self.hop.port}", tls: none}}
  listeners: [{{name: filter, role: proxy, listen: "127.0.0.1:0"{self.listener}}}]
  store: {{url: "sqlite:holds.db"{self.settings}}}
""")
        self.start()

    def start(self):
        self.guard = Guard(PROGRAM, "serve", self.policy, self.folder)
        self.addCleanup(self.guard.stop)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w") as out:
            out.write(text)
        return self.path(name)

    def submit(self, text=LETTER, sender=ANNA, recipient=MINISTER):
        """The reply to the message."""
        with smtplib.SMTP("127.0.0.1", self.guard.port("filter"), timeout=20) as client:
            client.ehlo("client.example.org")
            client.mail(sender)
            client.rcpt(recipient)
            code, reply = client.data(text)
            return code, reply.decode()

    def held(self, **options):
        code, reply = self.submit(**options)
        self.assertEqual(code, 250, reply)
        return re.search(r"SG-\w{16}", reply).group(0)

    def hold(self, *words):
        done = subprocess.run([PROGRAM, "hold", *words, "--policy", self.policy], env=self.environment,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        self.out, self.err = done.stdout.decode(), done.stderr.decode()
        return done.returncode

    def approve(self, hold, person):
        return self.hold("approve", hold, "--key", self.path(person), "--as", "principals")

    def letters(self):
        """What left but notices."""
        return [(sender.decode(), [one.decode() for one in recipients], text)
                for sender, recipients, text in list(self.hop.taken) if sender]

    def notices(self, kind):
        return [one for one in self.hop.taken if not one[0] and f"Subject: {kind}".encode() in one[2]]


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
