#!/usr/bin/python3
"""Forwards through a real Postfix on loopback and through servers that misbehave.

Postfix runs from a configuration, queue and certificates of its own in a temporary folder, on ports of
its own; its logins are judged by a stand-in for Dovecot's auth service in this file.

usage: postfix_forward_test.py PROGRAM SOURCE_ROOT     (as root; a missing Postfix is a failure)
"""
import base64
import contextlib
import glob
import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

from peers import Postfix, free_port, make_certificates, need_root, wait_until

PROGRAM = os.path.abspath(sys.argv[1])
USER, PASSWORD, TOKEN = "press@example.test", "correct horse", "token-2"
MAIL = (
    b"From: Press Desk <press@example.test>\r\nTo: Reader <taken@example.test>\r\n"
    b"Subject: Opening hours\r\nDate: Tue, 01 Dec 2026 10:00:00 +0000\r\n"
    b"Message-ID: <opening-hours@example.test>\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    b"The museum opens at nine.\r\n.A line that begins with a dot.\r\n..Two dots.\r\n.\r\n"
    b"The caf\xc3\xa9 opens at ten.\r\n"
)


class AuthServer:
    """Dovecot's auth protocol (version 1.1), as far as smtpd speaks it: PLAIN and XOAUTH2."""

    def __init__(self, path):
        self.seen = []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        os.chmod(path, 0o666)
        self.listener.listen(8)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(peer,), daemon=True).start()

    def serve(self, peer):
        peer.sendall(b"VERSION\t1\t1\nMECH\tPLAIN\tplaintext\nMECH\tXOAUTH2\nSPID\t1\nCUID\t1\n"
                     b"COOKIE\t00112233445566778899aabbccddeeff\nDONE\n")
        for line in peer.makefile("rb"):
            words = line.decode().rstrip("\n").split("\t")
            if words[0] != "AUTH":
                continue
            answer = base64.b64decode(words[-1].partition("resp=")[2]).decode()
            self.seen.append((words[2], answer))
            good = {"PLAIN": "\0" + USER + "\0" + PASSWORD,
                    "XOAUTH2": f"user={USER}\x01auth=Bearer {TOKEN}\x01\x01"}[words[2]]
            if answer == good:
                peer.sendall(f"OK\t{words[1]}\tuser={USER}\n".encode())
            else:
                peer.sendall(f"FAIL\t{words[1]}\tuser={USER}\n".encode())


class Server(Postfix):
    """Takes mail for example.test from who has logged in; keeps it in a Maildir."""

    def __init__(self, folder):
        self.port, self.tls_port = free_port(), free_port()
        make_certificates(folder + "/pki", other_authority=True)
        self.ca, self.other_ca = f"{folder}/pki/ca.pem", f"{folder}/pki/other-ca.pem"
        self.auth = AuthServer(folder + "/auth.sock")
        self.mail = folder + "/mail"
        owner = pwd.getpwnam("postfix")
        os.mkdir(self.mail)
        os.chown(self.mail, owner.pw_uid, owner.pw_gid)
        settings = {
            "mynetworks": "",
            "virtual_mailbox_domains": "example.test",
            "virtual_mailbox_base": self.mail,
            "virtual_mailbox_maps": "static:inbox/",
            "virtual_minimum_uid": "1",
            "virtual_uid_maps": f"static:{owner.pw_uid}",
            "virtual_gid_maps": f"static:{owner.pw_gid}",
            "smtpd_tls_security_level": "may",
            "smtpd_tls_auth_only": "yes",
            "smtpd_tls_cert_file": folder + "/pki/server.pem",
            "smtpd_tls_key_file": folder + "/pki/server.key",
            "smtpd_sasl_auth_enable": "yes",
            "smtpd_sasl_type": "dovecot",
            "smtpd_sasl_path": folder + "/auth.sock",
            "smtpd_relay_restrictions": "permit_sasl_authenticated, reject_unauth_destination",
            "smtpd_recipient_restrictions": "check_recipient_access inline:{"
            "{refused@example.test=550 5.1.1 No such desk here} "
            "{later@example.test=450 4.2.1 The desk is away}}, permit_sasl_authenticated, reject",
        }
        super().__init__(folder, settings, [self.smtpd(self.port),
                                            self.smtpd(self.tls_port, smtpd_tls_wrappermode="yes")], [self.port])

    def mails(self):
        return glob.glob(self.mail + "/inbox/new/*")

    def stop(self):
        super().stop()
        self.auth.listener.close()


class ScriptedServer:
    """Takes one connection after another and answers as `answers` says, by the command's first word.

    An answer of None hangs up. "<dot>" is the end of the data. What is not named gets a plain 250.
    """

    def __init__(self, answers, greeting=b"220 scripted ESMTP\r\n", silent=False):
        self.answers, self.greeting, self.silent = answers, greeting, silent
        self.received = b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            with peer:
                with contextlib.suppress(OSError):
                    self.serve(peer)

    def serve(self, peer):
        if self.silent:
            peer.recv(1)  # until the client gives up
            return
        peer.sendall(self.greeting)
        lines = peer.makefile("rb")
        in_data = False
        for line in lines:
            self.received += line
            if in_data and line != b".\r\n":
                continue
            word = "<dot>" if in_data else line.split()[0].decode().upper()
            in_data = False
            usual = {"EHLO": b"250-scripted\r\n250 8BITMIME\r\n", "DATA": b"354 Go on\r\n"}
            answer = self.answers.get(word, usual.get(word, b"250 2.0.0 Ok\r\n"))
            if answer is None:
                return
            in_data = answer.startswith(b"354")
            peer.sendall(answer)


class Forwarding(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="send-guard-postfix-")
        os.chmod(cls.folder, 0o755)
        try:
            cls.postfix = Server(cls.folder)
        except BaseException:
            shutil.rmtree(cls.folder)
            raise
        for name, text in (("password", PASSWORD), ("wrong", "battery staple"), ("token", TOKEN)):
            with open(f"{cls.folder}/{name}", "w", opener=lambda p, f: os.open(p, f, 0o600)) as out:
                out.write(text + "\n")

    @classmethod
    def tearDownClass(cls):
        cls.postfix.stop()
        shutil.rmtree(cls.folder)

    def send(self, next_hop, to=("taken@example.test",), mail=MAIL):
        with tempfile.TemporaryDirectory() as folder:
            with open(folder + "/policy.yaml", "w") as out:
                # JSON is YAML: no quoting of our own.
                out.write("version: 1\npacks: []\nrules: []\nservice:\n  next_hop: ")
                out.write(json.dumps({"timeout": "20s", **next_hop}) + "\n")
            with open(folder + "/mail.eml", "wb") as out:
                out.write(mail)
            words = [PROGRAM, "send", folder + "/mail.eml", "--policy", folder + "/policy.yaml",
                     "--from", USER]
            for one in to:
                words += ["--to", one]
            done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                  timeout=60, env={**os.environ, "XDG_CACHE_HOME": folder})
            return done.returncode, done.stdout

    def hop(self, **more):
        return {"url": f"smtp://localhost:{self.postfix.port}", "tls": "verify",
                "ca_file": self.postfix.ca, "user": USER, "password_file": self.folder + "/password",
                **more}

    def assert_arrives(self, code, text, mechanism, count=1):
        self.assertEqual(code, 0, text + self.postfix.log())
        self.assertIn("queued as", text)
        self.assertEqual(self.postfix.auth.seen[-1][0], mechanism)
        self.assertTrue(wait_until(lambda: len(self.postfix.mails()) == count), self.postfix.log())
        for path in self.postfix.mails():
            with open(path, "rb") as file:
                # virtual(8) writes LF and puts its trace headers first.
                self.assertTrue(file.read().endswith(MAIL.replace(b"\r\n", b"\n")))

    def setUp(self):
        for path in self.postfix.mails():
            os.unlink(path)

    def assert_nothing_arrives(self):
        # A mail that all recipients take afterwards arrives alone.
        self.assert_arrives(*self.send(self.hop()), "PLAIN")

    def test_starttls_and_auth_plain_byte_for_byte(self):
        self.assert_arrives(*self.send(self.hop(auth="plain")), "PLAIN")

    def test_tls_from_the_start(self):
        url = f"smtps://localhost:{self.postfix.tls_port}"
        self.assert_arrives(*self.send(self.hop(url=url)), "PLAIN")

    def test_token_file(self):
        hop = self.hop(auth="xoauth2", token_file=self.folder + "/token")
        del hop["password_file"]
        self.assert_arrives(*self.send(hop), "XOAUTH2")

    def test_a_stale_token_is_fetched_anew_once(self):
        count = self.folder + "/count"
        with open(self.folder + "/fetch", "w") as out:
            out.write(f"#!/bin/sh\necho x >> '{count}'\necho token-$(wc -l < '{count}')\n")
        os.chmod(self.folder + "/fetch", 0o755)
        hop = self.hop(auth="xoauth2", token_command=f"'{self.folder}/fetch'")
        del hop["password_file"]
        self.assert_arrives(*self.send(hop), "XOAUTH2")
        with open(count) as file:
            self.assertEqual(file.read(), "x\nx\n")

    def test_one_refused_one_taken_sends_nothing_and_tells_both_replies(self):
        code, text = self.send(self.hop(), to=("taken@example.test", "refused@example.test"))
        self.assertEqual(code, 69, text)
        self.assertIn("550 5.1.1 <refused@example.test>: Recipient address rejected: No such desk here",
                      text)
        self.assertIn("250 2.1.5 Ok", text)
        self.assert_nothing_arrives()

    def test_one_put_off_is_for_later(self):
        code, text = self.send(self.hop(), to=("taken@example.test", "later@example.test"))
        self.assertEqual(code, 75, text)
        self.assertIn("450 4.2.1", text)
        self.assert_nothing_arrives()

    def test_a_wrong_password_is_told_in_the_servers_words(self):
        code, text = self.send(self.hop(password_file=self.folder + "/wrong"))
        self.assertEqual(code, 75, text)
        self.assertIn("535 5.7.8", text)
        self.assertNotIn("battery", text)

    def test_a_certificate_of_another_authority_is_not_trusted(self):
        seen = len(self.postfix.auth.seen)
        code, text = self.send(self.hop(ca_file=self.postfix.other_ca))
        self.assertEqual(code, 75, text)
        self.assertIn("certificate", text)
        self.assertEqual(len(self.postfix.auth.seen), seen, "the password left for an unknown server")

    def test_a_certificate_for_another_name_is_not_trusted(self):
        code, text = self.send(self.hop(url=f"smtp://127.0.0.1:{self.postfix.port}"))
        self.assertEqual(code, 75, text)
        self.assertIn("certificate", text)

    def test_without_a_login_the_server_refuses(self):
        hop = {"url": f"smtp://localhost:{self.postfix.port}", "tls": "opportunistic"}
        code, text = self.send(hop)
        self.assertEqual(code, 69, text)
        self.assertIn("554 5.7.1", text)

    def scripted(self, expected_code, *words, timeout="3s", tls="none", **script):
        script = {key.replace("dot", "<dot>") if key == "dot" else key: value
                  for key, value in script.items()}
        options = {key: script.pop(key) for key in ("greeting", "silent") if key in script}
        server = ScriptedServer(script, **options)
        code, text = self.send({"url": f"smtp://127.0.0.1:{server.port}", "tls": tls,
                                "timeout": timeout})
        server.listener.close()
        self.assertEqual(code, expected_code, text)
        for word in words:
            self.assertIn(word, text)
        return server.received

    def test_vanished_after_the_dot_is_unknown(self):
        # 70 and not 75: callers retry after 75 by themselves, and the mail would arrive twice.
        received = self.scripted(70, "unknown", "may have been taken", dot=None)
        self.assertEqual(received.count(b"\r\n.\r\n"), 1, "sent more than once")

    def test_vanished_before_data_sends_nothing(self):
        received = self.scripted(75, "DATA", "Nothing was sent", DATA=None)
        self.assertNotIn(b"Subject", received)

    def test_silent_server_is_given_up(self):
        self.scripted(75, "did not answer in time", silent=True, timeout="1s")

    def test_421_greeting_is_for_later(self):
        self.scripted(75, "421 4.3.2 Closing", greeting=b"421 4.3.2 Closing\r\n")

    def test_421_at_mail_is_for_later(self):
        self.scripted(75, "421 4.3.2 Closing", "MAIL", MAIL=b"421 4.3.2 Closing\r\n")

    def test_garbage_at_rcpt_is_for_later(self):
        self.scripted(75, "no SMTP reply", "HTTP/1.1", RCPT=b"HTTP/1.1 400 Bad Request\r\n")

    def test_garbage_greeting_is_for_later(self):
        self.scripted(75, "Nothing was sent", greeting=b"SSH-2.0-none\r\n", timeout="1s")

    def test_refused_at_the_end_is_for_good(self):
        self.scripted(69, "554 5.7.1 Not this", dot=b"554-5.7.1 Not this\r\n554 5.7.1 one\r\n")

    def test_no_starttls_where_tls_is_asked_for_sends_nothing(self):
        received = self.scripted(75, "STARTTLS", tls="verify")
        self.assertNotIn(b"MAIL", received)

    def test_eight_bit_is_not_sent_to_a_server_that_cannot(self):
        received = self.scripted(69, "8BITMIME", EHLO=b"250 scripted\r\n")
        self.assertNotIn(b"MAIL", received)

    def test_dots_are_stuffed_and_lines_end_with_crlf_only(self):
        received = self.scripted(0)
        data = received.partition(b"DATA\r\n")[2].partition(b"\r\n.\r\n")[0]
        self.assertIn(b"\r\n..A line that begins with a dot.\r\n...Two dots.\r\n..\r\n", data)
        self.assertNotIn(b"\n", received.replace(b"\r\n", b""))


if __name__ == "__main__":
    need_root()
    unittest.main(argv=sys.argv[:1], verbosity=2)
