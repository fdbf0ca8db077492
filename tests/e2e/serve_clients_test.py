#!/usr/bin/env python3
"""Real mail programs through serve: git send-email, mutt, swaks, Python's smtplib and curl.

Each sends a clean message and the draft letter of examples/01-the-letter, through a proxy, a relay and a
submission listener (STARTTLS and AUTH there). The clean one arrives; the letter is refused, and the program
shows its user the findings that `send-guard check` names.

usage: serve_clients_test.py PROGRAM SOURCE_ROOT     (missing programs are failures)
"""
import json
import os
import shutil
import smtplib
import ssl
import subprocess
import sys
import tempfile
import unittest

from peers import Guard, NextHop, make_certificates, wait_until, write_policy

PROGRAM, SOURCE = (os.path.abspath(path) for path in sys.argv[1:3])
LETTER = SOURCE + "/examples/01-the-letter/draft-letter-marked.eml"
SENDER, RECIPIENT = "m.lindqvist@mission.example", "minister@mod.kaldera.example"
READER = "reader@mission.example"
USER, PASSWORD = "m.lindqvist", "correct horse battery"
CLEAN = (f"From: Maja Lindqvist <{SENDER}>\r\nTo: Reader <{READER}>\r\nSubject: Opening hours\r\n"
         "Date: Mon, 05 Jan 2026 10:00:00 +0000\r\nMessage-ID: <{}@mission.example>\r\nMIME-Version: 1.0\r\n"
         "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
         "The canteen opens at nine.\r\n.A line that begins with a dot.\r\nThe caf\u00e9 opens at ten.\r\n")
GIT_PATCH = (f"From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\nFrom: Maja Lindqvist <{SENDER}>\n"
             "Date: Mon, 5 Jan 2026 10:00:00 +0000\nSubject: {}\n\n{}\n---\n a | 1 +\n 1 file changed, 1 insertion(+)\n\n"
             "diff --git a/a b/a\nnew file mode 100644\nindex 0000000..7898192\n--- /dev/null\n+++ b/a\n"
             "@@ -0,0 +1 @@\n+a\n-- \n2.39.5\n\n")


class Clients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="send-guard-clients-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.hop = NextHop()
        cls.addClassCleanup(cls.hop.stop)
        pki = cls.folder + "/pki"
        make_certificates(pki)
        cls.ca = pki + "/ca.pem"
        cls.password_file = cls.write("password", PASSWORD + "\n")
        cls.run_it(0, [PROGRAM, "user", "add", USER, "--users", cls.folder + "/users", "--kind", "person",
                       "--password-file", cls.password_file])
        listeners = [{"name": name, "role": name, "listen": "127.0.0.1:0"} for name in ("proxy", "relay", "submission")]
        listeners[2].update(tls="required", users=cls.folder + "/users")
        cls.policy = write_policy(cls.folder + "/send-guard.yaml", {
            "organization": {"name": "Northern Support Mission", "domains": ["mission.example"]},
            "groups": {"principals": ["counsel@mission.example"], "ministries": ["@mod.kaldera.example"]},
        }, {"tls": {"certificate": pki + "/server.pem", "key": pki + "/server.key"}, "listeners": listeners,
            "next_hop": {"url": f"smtp://127.0.0.1:{cls.hop.port}", "tls": "none"}})
        cls.serve = Guard(PROGRAM, "serve", cls.policy, cls.folder)
        cls.addClassCleanup(cls.serve.stop)
        cls.clean = cls.write("clean.eml", CLEAN.format("clean"))
        with open(LETTER, encoding="utf-8", newline="") as file:
            cls.letter = cls.write("letter.eml", file.read().replace("\r\n", "\n").replace("\n", "\r\n"))
        cls.letter_rules = cls.rules_of(LETTER)

    @classmethod
    def write(cls, name, text):
        path = f"{cls.folder}/{name}"
        with open(path, "w", encoding="utf-8", newline="", opener=lambda p, f: os.open(p, f, 0o600)) as out:
            out.write(text)
        return path

    @classmethod
    def run_it(cls, code, words, **options):
        """in: code - the exit code that is due; None = any but 0. out: all that it printed"""
        environment = {**os.environ, "HOME": cls.folder, "XDG_CACHE_HOME": cls.folder + "/cache", "LC_ALL": "C.UTF-8",
                       "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "EMAIL": SENDER}
        done = subprocess.run(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=60, cwd=cls.folder, **options)
        text = done.stdout.decode(errors="replace")
        if done.returncode != code if code is not None else done.returncode == 0:
            raise AssertionError(f"{words[0]} ended with {done.returncode}:\n{text}\n{cls.serve.log()}"
                                 if hasattr(cls, "serve") else text)
        return text

    @classmethod
    def rules_of(cls, path):
        """What holds or blocks that mail, by `check`."""
        text = cls.run_it(1, [PROGRAM, "check", "--format", "json", "--quiet", "--policy", cls.policy, "--from", SENDER,
                              "--to", RECIPIENT, path])
        findings = json.loads(text[text.index("{"):])["drafts"][0]["findings"]
        return [one["rule"] for one in findings if one["action"] in ("hold", "block")]

    def at_each_gate(self, play):
        """in: play(name, port, login)"""
        for name in ("proxy", "relay", "submission"):
            with self.subTest(gate=name):
                self.hop.taken.clear()
                play(name, self.serve.port(name), name == "submission")

    def assert_arrived(self, what=b"canteen opens at nine"):
        self.assertTrue(wait_until(lambda: self.hop.taken, 5), self.serve.log())
        sender, recipients, message = self.hop.taken[0]
        self.assertEqual((sender, recipients), (SENDER.encode(), [READER.encode()]))
        self.assertIn(what, message)
        self.assertEqual(len(self.hop.taken), 1)
        return message

    def assert_refused(self, text, rules=None):
        self.assertEqual(self.hop.taken, [], "it arrived")
        self.assertIn("550", text)
        for rule in rules or self.letter_rules:
            self.assertIn(rule + ": ", text)

    def test_smtplib(self):
        def play(_, port, login):
            for path, recipient in ((self.clean, READER), (LETTER, RECIPIENT)):
                with open(path, "rb") as file, smtplib.SMTP("localhost", port, timeout=20) as client:
                    if login:
                        client.starttls(context=ssl.create_default_context(cafile=self.ca))
                        client.login(USER, PASSWORD)
                    if recipient == READER:
                        client.sendmail(SENDER, [recipient], file.read(), ["BODY=8BITMIME"])
                        self.assertTrue(self.assert_arrived().endswith(
                            CLEAN.partition("\r\n\r\n")[2].encode()), "the body is not as it was sent")
                        self.hop.taken.clear()
                        continue
                    with self.assertRaises(smtplib.SMTPDataError) as refused:
                        client.sendmail(SENDER, [recipient], file.read(), ["BODY=8BITMIME"])
                    self.assert_refused(f"{refused.exception.smtp_code} {refused.exception.smtp_error.decode()}")

        self.at_each_gate(play)

    def test_swaks(self):
        def play(_, port, login):
            words = ["swaks", "--server", f"localhost:{port}", "--from", SENDER]
            if login:
                words += ["--tls", "--tls-verify", "--tls-ca-path", self.ca, "--auth", "PLAIN", "--auth-user", USER,
                          "--auth-password", PASSWORD]
            self.run_it(0, [*words, "--to", READER, "--data", "@" + self.clean])
            self.assert_arrived()
            self.hop.taken.clear()
            self.assert_refused(self.run_it(26, [*words, "--to", RECIPIENT, "--data", "@" + LETTER]))

        self.at_each_gate(play)

    def test_curl(self):
        def play(_, port, login):
            words = ["curl", "-sSv", "--url", f"smtp://localhost:{port}/client.example.org", "--mail-from", SENDER]
            if login:
                words += ["--ssl-reqd", "--cacert", self.ca, "--user", f"{USER}:{PASSWORD}"]
            self.run_it(0, [*words, "--mail-rcpt", READER, "--upload-file", self.clean])
            self.assert_arrived()
            self.hop.taken.clear()
            self.assert_refused(self.run_it(None, [*words, "--mail-rcpt", RECIPIENT, "--upload-file", self.letter]))

        self.at_each_gate(play)

    def test_mutt(self):
        def play(name, port, login):
            settings = [f'set from="{SENDER}"', "set use_envelope_from=yes", "set copy=no", "set ssl_force_tls=" +
                        ("yes" if login else "no"), "set ssl_starttls=" + ("yes" if login else "no"),
                        f'set certificate_file="{self.ca}"', f'set ssl_ca_certificates_file="{self.ca}"',
                        f'set smtp_url="smtp://{USER + "@" if login else ""}localhost:{port}"',
                        'set smtp_authenticators="plain"' if login else "set smtp_authenticators=''",
                        f'set smtp_pass="{PASSWORD}"', "set hostname=mission.example", "set charset=utf-8"]
            muttrc = self.write(f"muttrc-{name}", "\n".join(settings) + "\n")
            words = ["mutt", "-n", "-F", muttrc, "-s"]
            self.run_it(0, [*words, "Opening hours", "--", READER], input=b"The canteen opens at nine.\n")
            self.assert_arrived()
            self.hop.taken.clear()
            text = self.run_it(None, [*words[:-1], "-H", self.letter, "--", RECIPIENT], input=b"")
            # mutt shows its user the last line of the reply.
            self.assert_refused(text, self.letter_rules[-1:])

        self.at_each_gate(play)

    def test_git_send_email(self):
        clean = self.write("clean.patch", GIT_PATCH.format("[PATCH] Opening hours", "The canteen opens at nine."))
        draft = self.write("draft.patch", GIT_PATCH.format("DRAFT: Letter", "Sir,\n\nDRAFT - not for release"))
        def play(_, port, login):
            words = ["git", "send-email", "--quiet", "--confirm=never", "--no-validate", "--suppress-cc=all",
                     f"--from={SENDER}", "--smtp-server=localhost", f"--smtp-server-port={port}",
                     "--smtp-domain=client.example.org"]
            if login:
                words += ["--smtp-encryption=tls", f"--smtp-ssl-cert-path={self.ca}", f"--smtp-user={USER}",
                          f"--smtp-pass={PASSWORD}", "--smtp-auth=PLAIN"]
            else:
                words.append("--smtp-auth=none")
            self.run_it(0, [*words, f"--to={READER}", clean])
            self.assert_arrived()
            self.hop.taken.clear()
            text = self.run_it(None, [*words, f"--to={RECIPIENT}", draft])
            # It shows the lines of the reply without their codes.
            self.assert_refused("550 " + text,
                                ["drafts/subject-marker", "drafts/body-marker", "sign-off/ministries"])

        self.at_each_gate(play)

    def test_a_wrong_password_sends_nothing(self):
        self.hop.taken.clear()
        with smtplib.SMTP("localhost", self.serve.port("submission"), timeout=20) as client:
            client.starttls(context=ssl.create_default_context(cafile=self.ca))
            with self.assertRaises(smtplib.SMTPAuthenticationError):
                client.login(USER, "battery staple")
            client.rset()
            self.assertGreaterEqual(client.mail(SENDER)[0], 500)
        self.assertEqual(self.hop.taken, [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
