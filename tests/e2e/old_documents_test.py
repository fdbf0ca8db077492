#!/usr/bin/env python3
"""Office documents from before 2007 through the programs that read them: catdoc, xls2csv and catppt.

usage: old_documents_test.py PROGRAM SOURCE_ROOT
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from email.message import EmailMessage

import make_old_documents as make

PROGRAM = os.path.abspath(sys.argv[1])
ENCRYPTED = 0x0100
IN_PIECES = 0x0004
FILE_PASS = make.record(0x002F, bytes(54))


class OldDocuments(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="send-guard-old-")
        self.addCleanup(folder.cleanup)
        self.path = folder.name
        self.environment = {"PATH": os.environ["PATH"], "HOME": self.path}

    def write(self, name, content):
        with open(f"{self.path}/{name}", "wb") as out:
            out.write(content)

    def program(self, name, script):
        os.makedirs(f"{self.path}/bin", exist_ok=True)
        self.write(f"bin/{name}", f"#!/bin/sh\n{script}\n".encode())
        os.chmod(f"{self.path}/bin/{name}", 0o755)
        self.environment["PATH"] = f"{self.path}/bin"

    def check(self, name):
        """The exit code; findings by rule with their places; all notes."""
        done = subprocess.run([PROGRAM, "check", "--format", "json", name], cwd=self.path, env=self.environment, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertTrue(done.stdout, done.stderr)
        findings = json.loads(done.stdout)["drafts"][0]["findings"]
        self.notes = json.dumps(findings)
        return done.returncode, {one["rule"]: one.get("places", []) for one in findings}

    def mail(self, name, content):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "press@example.org", "desk@example.net", "The list you asked for"
        mail["Date"], mail["Message-ID"] = "Mon, 05 Jan 2026 10:00:00 +0000", "<1@example.org>"
        mail.set_content("Dear colleagues,\n\nhere it is.\n\nBest regards\nAnna Berg\nPress office\n")
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        self.write("mail.eml", mail.as_bytes())

    @unittest.skipUnless(all(map(shutil.which, ("catdoc", "xls2csv", "catppt"))), "catdoc is not installed")
    def test_the_text_is_read_wherever_the_document_stands(self):
        marked = {"letter.doc": make.doc("Sir, the bridge opens in May.\nGrüße, всем.\nNot for release.\n"),
                  "list.xls": make.xls([["Name", "Status"], ["Grüße", "x"], ["Not for release"]]),
                  "talk.ppt": make.ppt(["The bridge", "Not for release"])}
        for name, content in marked.items():
            with self.subTest(name=name):
                self.write(name, content)
                self.write(name.replace(".", "_") + ".bin", content)
                self.mail("letter.txt", content)
                with zipfile.ZipFile(f"{self.path}/all.zip", "w") as archive:
                    archive.writestr(name, content)
                for file in (name, name.replace(".", "_") + ".bin", "mail.eml", "all.zip"):
                    code, found = self.check(file)
                    self.assertEqual(code, 1)
                    self.assertIn("drafts/not-for-release", found, file)
                    self.assertIn("documents/old-format", found, file)
                    self.assertNotIn("structure/unreadable", found, file)
                [place] = found["drafts/not-for-release"]
                self.assertEqual((place["part"], place["place"]), (name, "body"))
        self.write("list.xls", marked["list.xls"])
        _, found = self.check("list.xls")
        self.assertEqual(found["drafts/not-for-release"][0]["locator"], "sheet 1")

    @unittest.skipUnless(shutil.which("catdoc"), "catdoc is not installed")
    def test_a_clean_text_still_says_what_was_not_looked_for(self):
        self.write("letter.doc", make.doc("Sir, the bridge opens in May.\n"))
        code, found = self.check("letter.doc")
        self.assertEqual((code, list(found)), (1, ["documents/old-format"]))
        self.assertIn("hidden", self.notes)

    @unittest.skipUnless(all(map(shutil.which, ("catdoc", "xls2csv"))), "catdoc is not installed")
    def test_what_is_not_whole_is_unreadable(self):
        whole = make.doc("Sir, the bridge opens in May.\n" * 200)
        for name, content in (("cut.doc", whole[:4000]), ("password.doc", make.doc("Secret.\n", 0x1000 | ENCRYPTED)),
                              ("pieces.doc", make.doc("Saved fast.\n", 0x1000 | IN_PIECES)), ("empty.doc", make.doc("")),
                              ("password.xls", make.xls([["Secret"]], FILE_PASS))):
            with self.subTest(name=name):
                self.write(name, content)
                code, found = self.check(name)
                self.assertEqual(code, 1)
                self.assertIn("structure/unreadable", found)
                self.assertEqual("password" in self.notes, name.startswith("password"))

    def test_without_a_program_it_is_named_unreadable(self):
        self.environment["PATH"] = self.path
        self.mail("letter.doc", make.doc("Sir, the bridge opens in May.\n"))
        code, found = self.check("mail.eml")
        self.assertEqual(code, 1)
        self.assertIn("structure/unreadable", found)
        self.assertIn("install the package catdoc", self.notes)

    def test_a_program_that_fails_is_no_pass(self):
        self.mail("letter.doc", make.doc("Sir, the bridge opens in May.\n"))
        for script in ("echo words; kill -SEGV $$", "echo words; exit 1", "echo words; echo cut >&2", "exit 0", "yes"):
            with self.subTest(script=script):
                self.program("catdoc", script)
                code, found = self.check("mail.eml")
                self.assertEqual(code, 1)
                self.assertIn("structure/unreadable", found)
                self.assertNotIn("documents/old-format", found)

    def test_no_word_of_the_draft_is_given_to_the_program(self):
        self.program("catdoc", 'echo "words: $*"; pwd; env')
        self.environment["SECRET"] = "hush"
        name = "--help; touch pwned .doc"
        self.write(name, make.doc("Sir.\n"))
        done = subprocess.run([PROGRAM, "view", "./" + name], cwd=self.path, env=self.environment, timeout=60,
                              stdout=subprocess.PIPE)
        self.assertIn(b"words: -w -s cp1252 -d utf-8", done.stdout)
        self.assertNotIn(b"hush", done.stdout)

    def test_one_document_in_another_hides_neither(self):
        both = make.ole({"WordDocument": make.word_stream("Sir.\n"), "Workbook": make.workbook_stream([["Name"]])})
        self.program("catdoc", "echo Sir.")
        self.write("both.doc", both)
        self.assertIn("structure/unreadable", self.check("both.doc")[1])
        self.program("xls2csv", "echo Not for release")
        code, found = self.check("both.doc")
        self.assertEqual((code, sorted(found)), (1, ["documents/old-format", "drafts/not-for-release"]))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
