#!/usr/bin/env python3
"""Histories over the real program: imported, asked by check, learned by send, forgotten.

usage: history_test.py PROGRAM SOURCE_ROOT
"""
import os
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.abspath(sys.argv[1])
BOARD = ["ben.roth@example.org", "cleo.marsh@example.org", "anna.berg@example.org"]


def mail(to, subject, body, day=1, sender="author@example.org"):
    return (f"From: Author <{sender}>\nTo: {', '.join(to)}\nSubject: {subject}\n"
            f"Date: {day} Jan 2026 10:00:00 +0000\n\n{body}\n")


class History(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.write("send-guard.yaml",
                   "version: 1\norganization: {name: Example, domains: [example.org]}\npacks: [history]\n"
                   "service:\n  history: {store: \"sqlite:history.db\"}\n"
                   "  next_hop: {url: \"maildir:out\"}\n")
        box = ""
        for day in range(1, 26):
            box += "From author@example.org Thu Jan  1 10:00:00 2026\n"
            box += mail(BOARD, "Harbour budget", "The figures of the harbour budget.\n>From here on", day) + "\n"
        for day in range(1, 4):
            box += "From author@example.org Thu Jan  1 10:00:00 2026\n"
            box += mail(["anna.lund@example.net"], "Choir", "Rehearsal on Thursday.", day) + "\n"
        self.write("sent.mbox", box)

    def tearDown(self):
        self.folder.cleanup()

    def write(self, name, text):
        with open(os.path.join(self.folder.name, name), "w", encoding="utf-8") as out:
            out.write(text)

    def run_it(self, *words, policy=True):
        words = list(words) + (["--policy", "send-guard.yaml"] if policy else [])
        done = subprocess.run([PROGRAM, *words], cwd=self.folder.name, capture_output=True, text=True, timeout=60)
        self.out, self.err = done.stdout, done.stderr
        return done.returncode

    def check(self, text):
        self.write("draft.eml", text)
        return self.run_it("check", "--strict", "draft.eml")

    def test_a_leak_is_found_once_the_history_is_imported(self):
        leak = mail(BOARD[:2] + ["anna.lund@example.net"], "Harbour budget", "The figures of the harbour budget.", 28)
        self.assertEqual(self.check(leak), 0, self.out + self.err)
        self.assertFalse(os.path.exists(os.path.join(self.folder.name, "history.db")))
        self.assertEqual(self.run_it("history", "import", "--me", "author@example.org", "sent.mbox"), 0, self.err)
        self.assertIn("28 mails read: 28 sent", self.out)
        self.assertEqual(self.check(leak), 1, self.out + self.err)
        self.assertIn("history/unusual", self.out)
        self.assertIn("never together with", self.out)
        self.assertIn("did you mean anna.berg@example.org", self.out)
        usual = mail(BOARD, "Harbour budget", "The figures of the harbour budget.", 28)
        self.assertEqual(self.check(usual), 0, self.out + self.err)

    def test_show_and_forget(self):
        self.assertEqual(self.run_it("history", "show", "author@example.org"), 2)
        self.assertEqual(self.run_it("history", "import", "sent.mbox"), 0, self.err)
        self.assertEqual(self.run_it("history", "show", "Author@Example.org"), 0, self.err)
        self.assertRegex(self.out, r"28 mails, 4 contacts|28 mails? sent|: 28 ")
        self.assertRegex(self.out, r" 25 +0  2026-01-25  anna\.berg@example\.org")
        self.assertEqual(
            self.run_it("history", "forget", "author@example.org", "--contact", "anna.lund@example.net"), 0, self.err)
        self.assertEqual(self.run_it("history", "show", "author@example.org"), 0)
        self.assertNotIn("anna.lund", self.out)
        self.assertEqual(self.run_it("history", "forget", "author@example.org"), 0, self.err)
        self.assertEqual(self.run_it("history", "forget", "author@example.org"), 2)

    def test_what_is_sent_is_learned(self):
        os.makedirs(os.path.join(self.folder.name, "out"), exist_ok=True)
        self.assertEqual(self.run_it("history", "import", "sent.mbox"), 0, self.err)
        new = mail(["dora.quist@example.net"], "Tides", "When is high water?", 28)
        self.assertEqual(self.check(new), 0, self.out + self.err)
        self.assertIn("history/first-time", self.out)
        self.assertEqual(self.run_it("send", "draft.eml"), 0, self.out + self.err)
        self.assertEqual(self.check(new), 0, self.out + self.err)
        self.assertNotIn("history/first-time", self.out)

    def test_a_history_is_encrypted_with_a_key(self):
        self.write("history.key", "7" * 64 + "\n")
        os.chmod(os.path.join(self.folder.name, "history.key"), 0o600)
        self.write("send-guard.yaml",
                   "version: 1\norganization: {name: Example, domains: [example.org]}\npacks: [history]\n"
                   "service:\n  history: {store: \"sqlite:history.db\", key_file: history.key}\n")
        self.assertEqual(self.run_it("history", "import", "sent.mbox"), 0, self.err)
        stored = b""
        for name in os.listdir(self.folder.name):
            if name.startswith("history.db"):
                with open(os.path.join(self.folder.name, name), "rb") as file:
                    stored += file.read()
        self.assertNotIn(b"anna.berg", stored)
        self.assertEqual(self.run_it("history", "show", "author@example.org"), 0, self.err)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
