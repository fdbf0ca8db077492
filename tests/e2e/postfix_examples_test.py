#!/usr/bin/python3
"""The Postfix examples as they stand in examples/05-postfix-proxy and 06-postfix-milter, in a real Postfix.

  postfix_examples_test.py SEND_GUARD SOURCE_FOLDER     (as root; a missing Postfix is a failure)

A private Postfix is made of the very main.cf and master.cf snippets, and send-guard runs with the very
send-guard.yaml; only ports, paths and chroot (a temporary folder has none) are other ones.
"""
import json
import os
import pathlib
import re
import shutil
import smtplib
import subprocess
import sys
import tempfile
import unittest

from peers import Guard, free_port, need_root, wait_until
from private_postfix import PrivatePostfix

PROGRAM = os.path.abspath(sys.argv[1])
EXAMPLES = pathlib.Path(sys.argv[2]).resolve() / "examples"
CLEAN = (b"From: Anna Example <anna@example.org>\r\nTo: Ben Example <ben@reader.test>\r\n"
         b"Subject: Opening hours\r\nDate: Tue, 01 Dec 2026 10:00:00 +0000\r\n"
         b"Message-ID: <%d@example.org>\r\n\r\nThe museum opens at nine.\r\n")
LETTER = (EXAMPLES / "01-the-letter" / "draft-letter.eml").read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
TO = "ben@reader.test"
RULE = re.compile(r"\b[a-z]+(?:-[a-z]+)*/[a-z]+(?:-[a-z]+)*(?=:)")


class Example:
    """One example folder, moved: `ports` from its texts to free ones, `paths` likewise."""

    def __init__(self, folder, command, case):
        self.folder = tempfile.mkdtemp(prefix="send-guard-examples-")
        case.addCleanup(shutil.rmtree, self.folder)
        os.chmod(self.folder, 0o755)
        self.port = free_port()
        self.ports = {"10025": free_port(), "10026": free_port(), "9925": free_port()}
        source = EXAMPLES / folder
        master = self.move((source / "master.cf").read_text())
        # The world's port, and no chroot.
        master = re.sub(r"^smtp( +inet)", rf"127.0.0.1:{self.port}\1", master, flags=re.M)
        master = re.sub(r"^(\S+ +(?:inet|unix) +n +- +)y", r"\1n", master, flags=re.M)
        self.postfix = PrivatePostfix(self.folder, self.move((source / "main.cf").read_text()), master)
        self.policy = self.folder + "/send-guard.yaml"
        with open(self.policy, "w") as out:
            out.write(self.move((source / "send-guard.yaml").read_text()))
        os.makedirs(self.folder + "/run")
        os.makedirs(self.folder + "/queue/send-guard")
        self.guard = Guard(PROGRAM, command, self.policy, self.folder)
        case.addCleanup(self.guard.stop)
        if command == "milter":
            # What the set-group-id bit of send-guard.tmpfiles does: Postfix may write to the socket.
            shutil.chown(self.folder + "/queue/send-guard/milter.sock", group="postfix")
        self.postfix.start(self.port)
        case.addCleanup(self.postfix.stop)

    def move(self, text):
        for old, new in self.ports.items():
            text = re.sub(rf"\b{old}\b", str(new), text)
        text = text.replace("/var/spool/postfix", self.folder + "/queue")
        return text.replace("/run/send-guard", self.folder + "/run")

    def told(self):
        return f"{self.guard.log()}\n{self.postfix.log()}"


class Postfix(unittest.TestCase):
    def submit(self, example, message, sender="anna@example.org", to=TO):
        with smtplib.SMTP("127.0.0.1", example.port, timeout=60) as client:
            client.sendmail(sender, [to], message)

    def rules_of_check(self, example, message, sender, to):
        with open(example.folder + "/check.eml", "wb") as out:
            out.write(message)
        done = subprocess.run([PROGRAM, "check", "--format", "json", "--policy", example.policy, "--from", sender,
                               "--to", to, example.folder + "/check.eml"], stdout=subprocess.PIPE, timeout=60,
                              env={**os.environ, "XDG_CACHE_HOME": example.folder + "/cache"})
        findings = json.loads(done.stdout)["drafts"][0]["findings"]
        return {one["rule"] for one in findings if one["action"] in ("hold", "block")}

    def assert_arrives(self, example, subject=b"Subject: Opening hours"):
        self.assertTrue(wait_until(lambda: len(example.postfix.mails()) == 1), example.told())
        path = example.postfix.mails()[0]
        with open(path, "rb") as file:
            self.assertIn(subject, file.read())
        os.unlink(path)

    def assert_clean_arrives_and_letter_is_refused(self, example):
        self.submit(example, CLEAN % 1)
        self.assert_arrives(example)
        sender = "d.moreau@example.org"
        with self.assertRaises(smtplib.SMTPDataError) as refused:
            self.submit(example, LETTER, sender)
        reply = refused.exception.smtp_error.decode()
        self.assertEqual(refused.exception.smtp_code, 550, reply)
        self.assertIn("5.7.1", reply)
        expected = self.rules_of_check(example, LETTER, sender, TO)
        self.assertTrue(expected)
        self.assertEqual(set(RULE.findall(reply)), expected, reply)
        self.submit(example, CLEAN % 2)
        self.assert_arrives(example)  # alone: the letter is not there

    def sendmail(self, example, message):
        """sendmail(1)'s way in, without its set-group-id helper: the program of this configuration."""
        return subprocess.run(["/usr/sbin/sendmail", "-C", example.postfix.etc, "-i", "-f", "anna@reader.test", TO],
                              input=message.replace(b"\r\n", b"\n"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=60)

    def assert_local_mail_is_checked(self, example):
        done = self.sendmail(example, CLEAN % 3)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assert_arrives(example)
        done = self.sendmail(example, LETTER)
        if done.returncode == 0:  # taken, and refused from the queue: a bounce to the sender
            self.assert_arrives(example, b"Undelivered Mail Returned to Sender")

    def assert_doctor_finds_nothing(self, example):
        done = subprocess.run([PROGRAM, "doctor", "--policy", example.policy, "--config-dir", example.postfix.etc],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60,
                              env={**os.environ, "XDG_CACHE_HOME": example.folder + "/cache"})
        self.assertEqual(done.returncode, 0, done.stdout)

    def assert_nothing_passes_when_the_gate_is_down(self, example):
        example.guard.child.terminate()
        example.guard.child.wait(20)
        with self.assertRaises((smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)) as refused:
            self.submit(example, CLEAN % 4)
        if isinstance(refused.exception, smtplib.SMTPRecipientsRefused):
            code = refused.exception.recipients[TO][0]
        else:
            code = refused.exception.smtp_code
        self.assertEqual(code // 100, 4)
        self.assertEqual(example.postfix.mails(), [])

    def assert_all(self, example):
        self.assert_clean_arrives_and_letter_is_refused(example)
        self.assert_local_mail_is_checked(example)
        self.assert_doctor_finds_nothing(example)
        self.assert_nothing_passes_when_the_gate_is_down(example)

    def test_proxy(self):
        self.assert_all(Example("05-postfix-proxy", "serve", self))

    def test_milter(self):
        self.assert_all(Example("06-postfix-milter", "milter", self))


if __name__ == "__main__":
    need_root()
    unittest.main(argv=sys.argv[:1], verbosity=2)
