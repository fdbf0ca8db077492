#!/usr/bin/env python3
"""`send-guard user`: the users file made, changed, listed and asked, on a terminal and without one.

  user_test.py SEND_GUARD SOURCE_FOLDER

Each case has a users file of its own. Standard library only.
"""
import os
import pty
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import termios
import unittest

GUARD = os.path.abspath(sys.argv[1])
PASSWORD = "correct horse battery"


class UserTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="send-guard-user-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.users = os.path.join(self.folder, "users")

    def run_user(self, *words, typed=PASSWORD + "\n", code=0):
        """in: typed - standard input, no terminal. out: the ended process"""
        done = subprocess.run([GUARD, "user", *words, "--users", self.users], input=typed, text=True,
                              capture_output=True, timeout=30)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertNotIn(PASSWORD, done.stdout + done.stderr)
        return done

    def at_terminal(self, answers, *words):
        """Types each answer when its question stands there. out: exit code, all that the terminal showed"""
        pid, terminal = pty.fork()
        if pid == 0:
            os.execv(GUARD, [GUARD, "user", *words, "--users", self.users])
        shown = ""

        def read():
            try:
                return os.read(terminal, 4096).decode()
            except OSError:  # the program has ended
                return ""
        for question, answer in answers:
            while question not in shown:
                more = read()
                self.assertTrue(more, shown)
                shown += more
            self.assertFalse(termios.tcgetattr(terminal)[3] & termios.ECHO)
            shown = shown.replace(question, "[asked]")
            os.write(terminal, answer.encode())
        while more := read():
            shown += more
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        os.close(terminal)
        return code, shown

    def text(self):
        with open(self.users, encoding="utf-8") as file:
            return file.read()

    def test_a_user_is_added_listed_checked_and_removed(self):
        self.assertIn("added anna (person)", self.run_user("add", "anna").stderr)
        self.run_user("add", "bot-7", "--kind", "agent", typed="another password\n")
        self.assertRegex(self.text(), r"\Aanna:person:\$argon2id\$v=19\$m=19456,t=2,p=1\$\S+\nbot-7:agent:\$\S+\n\Z")
        self.assertEqual(self.run_user("list").stdout, "anna person\nbot-7 agent\n")
        self.assertEqual(self.run_user("check", "anna").stdout, "anna person\n")
        wrong = self.run_user("check", "bot-7", code=1)
        unknown = self.run_user("check", "carl", code=1)
        self.assertEqual(wrong.stderr, unknown.stderr)
        self.run_user("remove", "anna")
        self.assertIn("has no user anna", self.run_user("remove", "anna", code=1).stderr)
        self.assertEqual(self.run_user("list").stdout, "bot-7 agent\n")

    def test_a_new_file_is_its_owners_alone_and_an_old_one_stays_as_it_was(self):
        self.run_user("add", "anna")
        self.assertEqual(stat.S_IMODE(os.stat(self.users).st_mode), 0o600)
        os.chmod(self.users, 0o640)
        with open(self.users, "a", encoding="utf-8") as file:
            file.write("# agents\n")
        if os.geteuid() == 0:
            os.chown(self.users, 0, 12)
        self.run_user("add", "bot-7", "--kind", "agent")
        self.assertEqual(stat.S_IMODE(os.stat(self.users).st_mode), 0o640)
        if os.geteuid() == 0:
            self.assertEqual(os.stat(self.users).st_gid, 12)
        self.assertIn("\n# agents\nbot-7:", self.text())
        os.chmod(self.users, 0o644)
        self.assertIn("chmod 600", self.run_user("list", code=2).stderr)

    def test_a_new_password_does_not_make_a_person_of_an_agent(self):
        self.run_user("add", "bot-7", "--kind", "agent", typed="the old password\n")
        self.assertIn("changed bot-7 (agent)", self.run_user("add", "bot-7").stderr)
        self.assertEqual(self.run_user("check", "bot-7").stdout, "bot-7 agent\n")
        self.assertIn("(program)", self.run_user("add", "bot-7", "--kind", "program").stderr)

    def test_passwords_come_from_a_file_that_others_cannot_read(self):
        secret = os.path.join(self.folder, "password")
        with open(secret, "w", encoding="utf-8") as file:
            file.write(PASSWORD + "\nsecond line\n")
        os.chmod(secret, 0o644)
        self.assertIn("chmod 600", self.run_user("add", "anna", "--password-file", secret, typed="", code=2).stderr)
        os.chmod(secret, 0o600)
        self.run_user("add", "anna", "--password-file", secret, typed="")
        self.run_user("check", "anna", "--password-file", secret, typed="")
        self.run_user("check", "anna", typed=PASSWORD + "\r\n")

    def test_a_generated_password_is_printed_once_and_works(self):
        done = self.run_user("add", "bot-7", "--generate", typed="")
        self.assertRegex(done.stdout, r"\A[A-Za-z2-9]{24}\n\Z")
        self.run_user("check", "bot-7", typed=done.stdout)
        self.assertNotIn(done.stdout.strip(), self.text() + done.stderr)

    def test_what_is_wrong_is_said_and_nothing_is_written(self):
        for words, typed, fault in (
                (["add", "anna"], "1234567\n", "at least 8 characters"),
                (["add", "anna"], "größer1\n", "at least 8 characters"),
                (["add", "anna"], "", "no password came"),
                (["add", "anna"], "tab\tin the middle\n", "control characters"),
                (["add", "anna"], "x" * 1025 + "\n", "at most 1024 bytes"),
                (["add", "an:na"], PASSWORD, "the name holds a colon"),
                (["add", "anna", "--kind", "boss"], PASSWORD, "boss"),
                (["add", "anna", "--generate", "--password-file", "x"], "", "exclude each other"),
                (["add", "anna", "--password", PASSWORD[:4]], "", "--password"),
                (["remove", "anna"], "", "users"), (["list"], "", "users"), (["check", "anna"], PASSWORD, "users")):
            with self.subTest(words=words, fault=fault):
                self.assertIn(fault, self.run_user(*words, typed=typed, code=2).stderr)
                self.assertFalse(os.path.exists(self.users))
        with open(self.users, "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as file:
            file.write("# ours\nanna:person:plain\n")
        self.assertIn(f"{self.users}:2: ", self.run_user("add", "ben", code=2).stderr)
        self.assertEqual(self.text(), "# ours\nanna:person:plain\n")
        done = subprocess.run([GUARD, "user", "list"], capture_output=True, text=True, timeout=30)
        self.assertEqual((done.returncode, "--users FILE" in done.stderr), (2, True))

    def test_two_changes_at_once_are_both_there(self):
        started = [subprocess.Popen([GUARD, "user", "add", f"u{i}", "--users", self.users, "--generate"],
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for i in range(12)]
        self.assertEqual([one.wait(timeout=60) for one in started], [0] * 12)
        self.assertEqual(len(self.run_user("list").stdout.splitlines()), 12)

    def test_a_terminal_is_asked_twice_and_shows_nothing(self):
        code, shown = self.at_terminal([("password: ", "x\x15correct horzf\x7f\x7fse battery\n"),
                                        ("the same again: ", PASSWORD + "\r")], "add", "anna")
        self.assertEqual(code, 0, shown)
        self.assertNotRegex(shown, "horse|battery")
        code, shown = self.at_terminal([("password: ", PASSWORD + "\n")], "check", "anna")
        self.assertEqual((code, bool(re.search("anna person", shown))), (0, True), shown)

    def test_a_terminal_keeps_the_old_state_when_they_differ_or_ctrl_c_comes(self):
        code, shown = self.at_terminal([("password: ", PASSWORD + "\n"), ("the same again: ", "correct house\n")],
                                       "add", "anna")
        self.assertEqual((code, "differ" in shown), (2, True), shown)
        code, shown = self.at_terminal([("password: ", "correct\x03")], "add", "anna")
        self.assertEqual((code, "given up" in shown), (2, True), shown)
        self.assertFalse(os.path.exists(self.users))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
