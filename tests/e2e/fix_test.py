#!/usr/bin/env python3
"""`check --fix` and `check --diff`: what is shown, what is written, what stays, and with which exit code.

  fix_test.py SEND_GUARD SOURCE_FOLDER

Each case has a folder of its own and the default packs, unless it writes a policy. Standard library only; the diffs are
tried with patch and git where these are installed.
"""
import json
import os
import pty
import re
import shutil
import stat
import subprocess
import sys
import unittest

from peers import RepositoryCase

GUARD = os.path.abspath(sys.argv[1])

MARKED = "DRAFT - NOT FOR RELEASE\n\nThe bridge opens on Monday.\n"
CLEAN = "The bridge opens on Monday.\n"
ALLOWABLE = """version: 1
organization: {name: Example Press Office, domains: [example.org]}
packs: []
rules:
  - id: marker
    message: A marker.
    action: hold
    when: {text: {phrases: [draft], fix: remove-line}}
  - id: name
    message: This names the project.
    action: hold
    when: {text: {phrases: [bluebird]}}
"""


class Case(RepositoryCase):
    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text, mode=0o644):
        os.chmod(super().write(name, text), mode)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read().decode()

    def check(self, *words, **extra):
        done = subprocess.run([GUARD, "check", *words], cwd=self.folder, env={**self.environment, **extra}, timeout=60,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.out, self.err = done.stdout.decode(), done.stderr.decode()
        return done.returncode


class Diff(Case):
    def test_the_diff_is_shown_and_nothing_is_changed(self):
        self.write("news/a.md", MARKED)
        self.write("news/b.md", CLEAN)
        self.assertEqual(self.check("--diff", "news"), 1)
        self.assertEqual(self.out, "--- news/a.md\n+++ news/a.md\n@@ -1,3 +1,2 @@\n"
                                   "-DRAFT - NOT FOR RELEASE\n \n The bridge opens on Monday.\n")
        self.assertIn("drafts/body-marker", self.err)
        self.assertIn("; 1 would be fixed\n", self.err)
        self.assertEqual(self.read("news/a.md"), MARKED)
        self.assertEqual(self.check("--diff", "."), 1)
        self.assertTrue(self.out.startswith("--- news/a.md\n+++ news/a.md\n"), self.out)

    def test_patch_and_git_take_the_diff(self):
        names = ["a.md", "sub/b c.md", "sub/\u00fcber.txt", "no-end.txt", "crlf.txt"]
        texts = [MARKED, "Title\n\n" + MARKED * 2, MARKED, "The bridge opens.\n\nDRAFT", MARKED.replace("\n", "\r\n")]
        for name, text in zip(names, texts):
            self.write(name, text)
        self.assertEqual(self.check("--diff", *names), 1)
        diff = self.out.encode()
        self.assertIn("\\ No newline at end of file\n", self.out)
        self.assertEqual(self.check("--fix", "-q", *names), 0, self.out)
        fixed = [self.read(name) for name in names]
        self.assertEqual(fixed[4], "\r\nThe bridge opens on Monday.\r\n")
        for tool in (["git", "apply", "-p0", "-"], ["patch", "-p0", "--binary"]):
            if not shutil.which(tool[0]):
                continue
            for name, text in zip(names, texts):
                self.write(name, text)
            subprocess.run(tool, input=diff, cwd=self.folder, env=self.environment, check=True, timeout=60,
                           stdout=subprocess.PIPE)
            self.assertEqual([self.read(name) for name in names], fixed, tool)

    def test_a_fixable_note_ends_with_1_too(self):
        self.write("send-guard.yaml", ALLOWABLE.replace("action: hold", "action: note", 1))
        self.write("a.md", "DRAFT\n\n" + CLEAN)
        self.assertEqual(self.check("a.md"), 0)
        self.assertEqual(self.check("--diff", "a.md"), 1)
        self.assertEqual(self.check("--diff", "--exit-zero", "a.md"), 0)
        self.write("a.md", CLEAN)
        self.assertEqual(self.check("--diff", "a.md"), 0)
        self.assertEqual(self.out, "")
        self.assertIn("; 0 would be fixed\n", self.err)

    def test_a_terminal_gets_no_controls(self):
        self.write("a.txt", "DRAFT - NOT FOR RELEASE\n\nThe \x1b[2Jbridge opens.\n")
        main, second = pty.openpty()
        done = subprocess.run([GUARD, "check", "--diff", "a.txt"], cwd=self.folder, env=self.environment, timeout=60,
                              stdout=second, stderr=subprocess.DEVNULL)
        os.close(second)
        shown = os.read(main, 65536)
        os.close(main)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"-DRAFT - NOT FOR RELEASE", shown)
        self.assertIn(rb" The \u{1b}[2Jbridge", shown)
        self.assertNotIn(b"\x1b[2J", shown)

    def test_a_runner_gets_no_commands(self):
        self.write("a.txt", "DRAFT - NOT FOR RELEASE\n\n##[error]The bridge opens.\n")
        self.check("--diff", "a.txt", GITHUB_ACTIONS="true")
        self.assertNotIn("##[", self.out + self.err)
        self.check("--diff", "a.txt")
        self.assertIn("\n ##[error]The", self.out)


class Fix(Case):
    def test_shown_written_and_checked_again(self):
        self.write("a.md", MARKED, 0o640)
        self.assertEqual(self.check("--fix", "a.md"), 0, self.out + self.err)
        self.assertEqual(self.read("a.md"), "\nThe bridge opens on Monday.\n")
        self.assertTrue(self.out.startswith("--- a.md\n+++ a.md\n@@ -1,3 +1,2 @@\n-DRAFT - NOT FOR RELEASE\n"), self.out)
        self.assertRegex(self.out, r"\n1 draft.*; 0 findings; 1 fixed\n$")
        self.assertEqual(stat.S_IMODE(os.stat(self.path("a.md")).st_mode), 0o640)
        self.assertEqual(os.listdir(self.folder).count("a.md") + 1, len(os.listdir(self.folder)))
        self.assertEqual(self.check("--fix", "a.md"), 0)
        self.assertTrue(self.out.endswith("; 0 fixed\n"))

    def test_what_remains_is_reported_and_decides(self):
        self.write("a.md", MARKED + "\nThis text is [TBD].\n\nDRAFT of the rest\n\n<!-- DRAFT -->\n\nDO NOT PUBLISH\n")
        code = self.check("--fix", "--fail-on", "block", "a.md")
        self.assertEqual(code, 1)
        report = self.out[self.out.index("a.md:"):]
        self.assertNotIn("drafts/body-marker", report)
        self.assertIn("drafts/hold-marker", report)
        self.assertIn("drafts/hidden-marker", report)
        self.assertIn("; 1 fixed\n", report)
        self.assertIn("DO NOT PUBLISH\n", self.read("a.md"))
        self.assertIn("<!-- DRAFT -->\n", self.read("a.md"))

    def test_in_the_languages_of_the_marker(self):
        for line in ("ENTWURF", "Entwurf - nicht zur Ver\u00f6ffentlichung", "BROUILLON, NE PAS DIFFUSER",
                     "\u0427\u0415\u0420\u041d\u041e\u0412\u0418\u041a", "**DRAFT**", "## DRAFT v2", "Not for release", "\u8349\u7a3f"):
            self.write("a.md", line + "\n\n" + CLEAN)
            self.check("--fix", "a.md")
            self.assertEqual(self.read("a.md"), "\n" + CLEAN, line)

    def test_what_is_not_certain_stays(self):
        for line in ("DRAFT STATEMENT", "Status: draft", "DRAFT of 4 June", "DO NOT PUBLISH", "FOR COORDINATION", "PROJET",
                     "NOT FOR RELEASE UNTIL 2 March", "The\u200b bridge", "DRAFT - FOR OFFICIAL USE"):
            text = line + "\n\n" + CLEAN
            self.write("a.txt", text)
            self.check("--fix", "a.txt")
            self.assertEqual(self.read("a.txt"), text)

    def test_mail_and_other_encodings_stay(self):
        files = {"a.eml": b"From: a@example.org\nTo: b@example.net\nSubject: x\n\nDRAFT\n\nSir,\n",
                 "b.txt": "DRAFT\n\nDie Br\u00fccke.\n".encode("latin-1"), "c.txt": MARKED.encode("utf-16"),
                 "d.csv": b"a,b\nDRAFT,\n"}
        for name, text in files.items():
            self.write(name, text)
        self.check("--fix", *files)
        for name, text in files.items():
            with open(self.path(name), "rb") as file:
                self.assertEqual(file.read(), text, name)
        self.write("e.txt", b"\xef\xbb\xbf" + MARKED.encode())
        self.check("--fix", "e.txt")
        self.assertEqual(self.read("e.txt"), "\ufeff\n" + CLEAN)

    def test_the_report_in_another_format(self):
        self.write("a.md", MARKED)
        self.assertEqual(self.check("--fix", "--format", "json", "--output", "sarif=out.sarif", "a.md"), 0)
        report = json.loads(self.out)
        self.assertEqual(report["fixes"], {"lines": 1, "made": True})
        self.assertEqual(report["drafts"][0]["findings"], [])
        self.assertIn("\n-DRAFT - NOT FOR RELEASE\n", self.err)
        self.assertIn("1 fixed\n", self.err)
        with open(self.path("out.sarif")) as file:
            self.assertEqual(json.load(file)["runs"][0]["results"], [])

    def test_baseline_and_comments_keep_what_they_know(self):
        self.write("send-guard.yaml", ALLOWABLE)
        self.write("a.md", "Title\n\nDRAFT\n\nText.\n")
        subprocess.run([GUARD, "baseline", "known.json", "a.md"], cwd=self.folder, env=self.environment, check=True,
                       stdout=subprocess.DEVNULL)
        self.assertEqual(self.check("--fix", "--baseline", "known.json", "a.md"), 0)
        self.assertEqual(self.read("a.md"), "Title\n\nDRAFT\n\nText.\n")
        self.write("a.md", "Title\n\nDRAFT\n\nText.\n\n  DRAFT\n\nMore.\n")
        self.assertEqual(self.check("--fix", "--baseline", "known.json", "a.md"), 0)
        self.assertEqual(self.read("a.md"), "Title\n\nDRAFT\n\nText.\n\n\nMore.\n")
        allowed = "\n" * 12 + "Text.\n\n<!-- send-guard allow house/marker: a sample -->\nDRAFT\n\nBluebird.\n"
        self.write("a.md", allowed)
        self.assertEqual(self.check("--fix", "a.md"), 1)
        self.assertEqual(self.read("a.md"), allowed)

    def test_changed_files_and_lists(self):
        self.write("a.md", CLEAN)
        self.write("b.md", MARKED)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "first")
        self.write("a.md", MARKED)
        self.assertEqual(self.check("--fix", "--changed=main"), 0, self.err)
        self.assertEqual((self.read("a.md"), self.read("b.md")), ("\n" + CLEAN, MARKED))
        self.write("list", "b.md\n")
        self.assertEqual(self.check("--fix", "--files-from", "list"), 0)
        self.assertEqual(self.read("b.md"), "\n" + CLEAN)

    def test_a_trailer_does_not_clear_what_was_changed(self):
        self.write("send-guard.yaml", """version: 1
organization: {name: Example, domains: [example.org]}
groups: {desk: [anna@example.org]}
packs: []
rules:
  - {id: marker, message: A marker., action: warn, when: {text: {phrases: [draft], fix: remove-line}}}
  - id: bridge
    message: Ask the desk.
    action: hold
    approvers: {group: desk, strength: stated}
    when: {text: {phrases: [bridge]}}
""")
        self.write("a.md", "DRAFT\n\n" + CLEAN)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "first\n\nApproved-by: Anna <anna@example.org>")
        self.assertEqual(self.check("--trailers", "a.md"), 0, self.out)
        self.assertEqual(self.check("--trailers", "--fix", "a.md"), 1, self.out)
        self.assertIn("; 1 fixed\n", self.out)


class Refused(Case):
    def test_what_does_not_go_together(self):
        self.write("a.md", MARKED)
        self.git("add", "-A")
        for option in ("--fix", "--diff"):
            for words in (["--staged"], ["-"], ["--stdin-filename", "a.md", "-"], ["a.md", "-"]):
                self.assertEqual(self.check(option, *words), 2, words)
                self.assertIn("error: %s is about files" % option, self.err)
        self.assertEqual(self.check("--fix", "--diff", "a.md"), 2)
        self.assertIn("give one of them", self.err)
        self.assertEqual(self.read("a.md"), MARKED)

    def test_a_read_only_file_is_told_and_the_others_are_fixed(self):
        self.write("a.md", MARKED, 0o444)
        self.write("b.md", MARKED)
        self.assertEqual(self.check("--fix", "a.md", "b.md"), 2)
        self.assertIn("error: cannot write a.md: it is read-only; it is left as it is\n", self.err)
        self.assertEqual((self.read("a.md"), self.read("b.md")), (MARKED, "\n" + CLEAN))
        self.assertIn("; 1 fixed\n", self.out)
        self.assertIn("a.md:1:1: block", self.out)

    def test_a_link_stays_a_link(self):
        self.write("../elsewhere.md", MARKED)
        os.symlink("../elsewhere.md", self.path("a.md"))
        self.write("b.md", MARKED)
        os.symlink("b.md", self.path("c.md"))
        self.assertEqual(self.check("--fix", "a.md", "b.md", "c.md"), 1)
        self.assertTrue(os.path.islink(self.path("a.md")) and os.path.islink(self.path("c.md")))
        self.assertEqual(self.read("../elsewhere.md"), MARKED)
        self.assertEqual((self.read("b.md"), self.read("c.md")), ("\n" + CLEAN, "\n" + CLEAN))
        self.assertEqual(re.findall(r"(?m)^(\w\.md):\d", self.out), ["a.md", "a.md"])

    def test_a_file_that_changes_meanwhile_is_not_overwritten(self):
        # The diff goes into a pipe that nobody reads yet: the program waits before it writes.
        self.write("a.txt", "DRAFT - NOT FOR RELEASE\n\n" + "x" * 300000 + "\n")
        run = subprocess.Popen([GUARD, "check", "--fix", "a.txt"], cwd=self.folder, env=self.environment,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        start = run.stdout.read(100)
        self.assertIn(b"-DRAFT", start)
        self.write("a.txt", MARKED + "Theirs.\n")
        _, err = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 2)
        self.assertIn(b"cannot write a.txt: it has changed since it was read; it is left as it is", err)
        self.assertEqual(self.read("a.txt"), MARKED + "Theirs.\n")

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full")
    def test_a_diff_that_nobody_can_see_is_not_written(self):
        self.write("a.md", MARKED)
        with open("/dev/full", "wb") as full:
            done = subprocess.run([GUARD, "check", "--fix", "a.md"], cwd=self.folder, env=self.environment, timeout=60,
                                  stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"the diff cannot be shown, and nothing was changed", done.stderr)
        self.assertEqual(self.read("a.md"), MARKED)


class Rules(Case):
    def test_rules_say_that_they_are_fixable(self):
        def rules(*words):
            return subprocess.run([GUARD, "rules", *words], cwd=self.folder, env=self.environment, check=True, timeout=60,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode()
        self.assertRegex(rules("list"), r"(?m)^drafts/body-marker +block .*\(--fix\)$")
        self.assertNotRegex(rules("list"), r"(?m)^drafts/embargo-marker .*\(--fix\)$")
        fixable = [rule["rule"] for rule in json.loads(rules("list", "--format", "json"))["rules"] if rule["fix"]]
        self.assertEqual(fixable, ["drafts/body-marker", "drafts/not-for-release"])
        self.assertRegex(rules("explain", "drafts/not-for-release"), r"(?m)^ +fix: remove-line$")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
