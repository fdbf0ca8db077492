#!/usr/bin/python3
"""The milter behind a real Postfix: what arrives, what is refused and in whose words, and what a reload does.

  milter_test.py SEND_GUARD SOURCE_FOLDER     (as root; a missing Postfix is a failure)

Postfix, the next hop, the milter and its policies are the test's own.
"""
import base64
import contextlib
import glob
import json
import os
import re
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

from peers import Guard, NextHop, Postfix, free_port, need_root, wait_until, write_policy

PROGRAM = os.path.abspath(sys.argv[1])
SENDER, READER = "press@example.org", "reader@example.net"
CLEAN = (b"From: Press <press@example.org>\r\nTo: reader@example.net\r\nSubject: Opening hours\r\n"
         b"Date: Wed, 25 Nov 2026 10:00:00 +0000\r\nMessage-ID: %s\r\n\r\n"
         b"The museum opens at nine.\r\n")


def rule(name, action, phrase, message="Not like that.", **more):
    return {"id": name, "message": message, "action": action, "when": {"text": {"phrases": [phrase]}}, **more}


RULES = [rule("codeword", "block", "operation umbrella", "100% stay inside, %s and %% too."),
         rule("names", "hold", "name to follow", approvers="sender"),
         rule("greeting", "warn", "hugs")]


class Logins:
    """Dovecot's auth protocol (version 1.1), as far as smtpd speaks it; every PLAIN login is good."""

    def __init__(self, path):
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        os.chmod(path, 0o666)
        self.listener.listen(8)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self.serve, args=self.listener.accept()[:1], daemon=True).start()

    @staticmethod
    def serve(peer):
        with peer, peer.makefile("r") as lines, contextlib.suppress(OSError):
            peer.sendall(b"VERSION\t1\t1\nMECH\tPLAIN\tplaintext\nSPID\t1\nCUID\t1\nCOOKIE\t00\nDONE\n")
            for line in lines:
                words = line.rstrip("\n").split("\t")
                if words[0] == "AUTH":
                    user = base64.b64decode(words[-1].partition("resp=")[2]).decode().split("\0")[1]
                    peer.sendall(f"OK\t{words[1]}\tuser={user}\n".encode())


class MilterBehindPostfix(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="send-guard-milter-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        os.chmod(cls.folder, 0o755)
        cls.policy, cls.control = cls.folder + "/send-guard.yaml", cls.folder + "/control.sock"
        cls.socket = cls.folder + "/milter.sock"
        cls.hop = NextHop()
        cls.addClassCleanup(cls.hop.stop)
        cls.write()
        cls.milter = Guard(PROGRAM, "milter", cls.policy, cls.folder)
        cls.addClassCleanup(lambda: cls.milter.stop())
        cls.addClassCleanup(Logins(cls.folder + "/logins").listener.close)
        cls.port = free_port()
        cls.postfix = Postfix(
            cls.folder + "/postfix",
            {"relayhost": f"[127.0.0.1]:{cls.hop.port}", "smtpd_milters": "unix:" + cls.socket,
             "non_smtpd_milters": "unix:" + cls.socket, "milter_default_action": "tempfail",
             "smtpd_sasl_auth_enable": "yes", "smtpd_sasl_type": "dovecot", "smtpd_sasl_path": cls.folder + "/logins",
             "message_drop_headers": "", "local_header_rewrite_clients": "",
             "smtpd_relay_restrictions": "permit_mynetworks, reject",
             "smtpd_recipient_restrictions": "check_recipient_access inline:{{nobody@example.net=550 No such desk}}"},
            [Postfix.smtpd(cls.port)], [cls.port])
        cls.addClassCleanup(cls.postfix.stop)

    @classmethod
    def write(cls, rules=(), **milter):
        write_policy(cls.policy, {"organization": {"name": "Example", "domains": ["example.org"]}, "packs": ["drafts"],
                                  "rules": [*RULES, *rules]},
                     {"milter": {"listen": "unix:" + cls.socket, "socket_mode": "0666", "control": cls.control,
                                 **milter}, "limits": {"message_size": "100kB"}})

    def setUp(self):
        self.use()
        # Mail of an earlier test may still be on its way: each test's own is known by its Message-ID.
        self.message_id = b"<%s@example.org>" % self._testMethodName.encode()
        self.clean = CLEAN % self.message_id
        self.blocked = self.clean.replace(b"The museum", b"Operation Umbrella. The museum")
        self.held = self.clean.replace(b"The museum", b"Name to follow. The museum")
        self.warned = self.clean.replace(b"The museum", b"Hugs. The museum")

    def call(self, *words):
        done = subprocess.run([PROGRAM, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30,
                              env={**os.environ, "XDG_CACHE_HOME": self.folder + "/cache"})
        return done.returncode, done.stdout

    def use(self, **policy):
        self.write(**policy)
        code, said = self.call("reload", "--policy", self.policy)
        self.assertEqual(code, 0, said)
        return said

    def send(self, mail, to=(READER,), login=None):
        """The reply to the message, or the first refusal before it, with its text."""
        with contextlib.closing(smtplib.SMTP("127.0.0.1", self.port, "client.example.org", timeout=20)) as client:
            client.ehlo()
            if login:
                client.login(login, "password")
            code, text = client.mail(SENDER)
            if code < 300:
                replies = [client.rcpt(one) for one in to]
                code, text = next((one for one in replies if one[0] < 300), replies[0])
            if code < 300:
                code, text = client.data(mail)
        return code, text.decode()

    def decision_on(self, mail, **options):
        """The reply, and what the milter logged of it."""
        before = len(self.milter.events("decision"))
        code, text = self.send(mail, **options)
        line = self.milter.wait_for("decision", 10, before + 1)
        self.assertIsNotNone(line, self.milter.log())
        return code, text, line

    def taken(self):
        """The mails of this test that came to the next hop."""
        return [mail for _, _, mail in list(self.hop.taken) if self.message_id in mail]

    def arrived(self):
        self.assertTrue(wait_until(self.taken), self.postfix.log())
        return self.taken()[-1]

    def test_a_clean_mail_arrives_byte_for_byte(self):
        odd = self.clean.replace(b"Opening hours", b"  Opening\r\n\thours \r\nX-Empty:\r\nX-Tight:yes")
        odd += b".\r\n\r\n.x\r\n"
        code, text, line = self.decision_on(odd, to=(READER, "nobody@example.net"))
        self.assertEqual(code, 250, text)
        mail = self.arrived()
        self.assertTrue(mail.endswith(odd), mail)
        self.assertRegex(mail[:-len(odd)], rb"(?s)\AReceived: .*\r\n\Z")
        self.assertEqual((line["gate"], line["verdict"], line["action"], line["recipients"], line["bytes"]),
                         ("milter", "pass", "forwarded", 1, len(odd)))
        self.assertIn("queued as " + line["queue_id"], text)

    def test_a_draft_is_refused_with_what_check_names(self):
        draft = self.blocked.replace(b"Opening hours", b"DRAFT - do not send").replace(
            b"The museum", b"Name to follow. [insert quote]\r\nThe museum")
        with open(self.folder + "/draft.eml", "wb") as out:
            out.write(draft)
        code, said = self.call("check", "--format", "json", "--policy", self.policy, "--to", READER,
                               self.folder + "/draft.eml")
        self.assertEqual(code, 1, said)
        findings = json.loads(said)["drafts"][0]["findings"]
        stopping = [one["rule"] for one in findings if one["action"] in ("hold", "block")]
        self.assertGreater(len(stopping), 2)
        code, text, line = self.decision_on(draft)
        self.assertEqual(code, 550, text)
        self.assertEqual([re.match(r"5\.7\.1 ([a-z/-]+): ", one).group(1) for one in text.split("\n")], stopping)
        self.assertIn("100% stay inside, %s and %% too.", text)
        self.assertEqual(line["rules"].split(","), [one["rule"] for one in findings])
        self.assertEqual((line["action"], line["reply"]), ("refused", 550))
        self.assertEqual(self.taken(), [])

    def test_a_warning_goes_into_the_header_and_forged_fields_are_taken_off(self):
        forged = (b"Send-Guard: pass\r\nBcc: hidden@example.net\r\nSEND-GUARD: fine\r\nX-Send-Guard: stays\r\n"
                  b"send-guard-signoff: eA==\r\nResent-Bcc: other@example.net\r\n")
        code, text = self.send(forged + self.warned)
        self.assertEqual(code, 250, text)
        mail = self.arrived()
        added, _, rest = mail.partition(b"\r\n")
        self.assertEqual(added, b'Send-Guard: warn; rules="house/greeting"')
        self.assertTrue(rest.endswith(b"\r\nX-Send-Guard: stays\r\n" + self.warned), rest)
        self.assertNotRegex(rest, rb"(?im)^(send-guard|send-guard-signoff|bcc|resent-bcc):")

    def test_forged_fields_are_taken_off_where_nothing_warns(self):
        self.send(b"Send-Guard: pass\r\n" + self.clean)
        self.assertNotIn(b"Send-Guard", self.arrived())

    def test_a_hold_goes_into_the_quarantine_where_that_is_set(self):
        self.assertEqual(self.send(self.held)[0], 550)
        self.use(quarantine=True)
        code, text, line = self.decision_on(self.held)
        self.assertEqual(code, 250, text)
        self.assertEqual(line["action"], "quarantined")
        held = self.folder + "/postfix/queue/hold/" + line["queue_id"]
        self.assertTrue(wait_until(lambda: glob.glob(held)), self.postfix.log())
        self.assertEqual(self.send(self.blocked)[0], 550)
        self.assertEqual(self.taken(), [])

    def test_a_login_reaches_the_rules(self):
        self.use(rules=[{"id": "trainee", "message": "Not yet.", "action": "block",
                         "when": {"sender": {"user": "trainee*", "kind": "person"}}}])
        code, text, line = self.decision_on(self.clean, login="editor")
        self.assertEqual((code, line["user"]), (250, "editor"), text)
        code, text, line = self.decision_on(self.clean, login="trainee7")
        self.assertEqual((code, line["rules"]), (550, "house/trainee"), text)
        self.assertEqual(self.decision_on(self.clean)[0], 250)

    def test_mail_of_local_programs_is_judged_as_well(self):
        done = subprocess.run(["/usr/sbin/sendmail", "-C", self.folder + "/postfix/etc", "-i", "-f", SENDER, READER],
                              input=self.warned.replace(b"\r\n", b"\n"), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn(b'\r\nSend-Guard: warn; rules="house/greeting"\r\n', b"\r\n" + self.arrived())

    def test_a_reload_takes_effect_and_a_faulty_policy_does_not(self):
        code, _, before = self.decision_on(self.clean)
        self.assertEqual(code, 250)
        with contextlib.closing(smtplib.SMTP("127.0.0.1", self.port, timeout=20)) as client:
            client.ehlo()  # a session from before is judged by the new policy as well
            self.assertIn("ok sha256:", self.use(rules=[rule("museum", "block", "museum")]))
            client.mail(SENDER)
            client.rcpt(READER)
            code, text = client.data(self.clean)
            self.assertEqual(code, 550, text)
            self.assertIn(b"house/museum: Not like that.", text)
        with open(self.policy, "w") as out:
            out.write("version: 1\nrulez: []\n")
        code, said = self.call("reload", "--control", self.control)
        self.assertEqual(code, 1, said)
        self.assertIn("send-guard.yaml:2:1", said)
        self.assertEqual(self.call("reload", "--policy", self.policy)[0], 1)
        code, _, after = self.decision_on(self.clean)
        self.assertEqual(code, 550)
        self.assertNotEqual(before["policy"], after["policy"])
        self.assertIsNotNone(self.milter.wait_for("policy_fault"))
        self.assertIsNotNone(self.milter.wait_for("reload_refused"))

    def test_observed_mail_passes_and_the_log_says_what_would_have_been(self):
        self.use(mode="observe")
        code, text, line = self.decision_on(self.blocked)
        self.assertEqual(code, 250, text)
        self.arrived()
        self.assertEqual((line["verdict"], line["action"], line["rules"]), ("block", "observed", "house/codeword"))

    def test_a_message_over_the_limit_is_refused_for_good(self):
        code, text = self.send(self.clean + (b"y" * 70 + b"\r\n") * 2000)
        self.assertEqual(code, 552, text)
        self.assertIn("5.3.4", text)
        self.assertEqual(self.send(self.clean)[0], 250)

    def test_each_message_of_one_session_has_its_own_verdict(self):
        with contextlib.closing(smtplib.SMTP("127.0.0.1", self.port, timeout=20)) as client:
            client.ehlo()
            codes = []
            for mail in (self.clean, self.blocked, None, self.clean, self.held, self.clean):
                client.mail(SENDER)
                client.rcpt(READER)
                if mail is None:
                    client.rset()
                else:
                    codes.append(client.data(mail)[0])
        self.assertEqual(codes, [250, 550, 250, 550, 250])

    def test_without_the_milter_all_mail_waits_and_a_dead_ones_socket_is_taken_over(self):
        for how, status in ((signal.SIGTERM, 0), (signal.SIGKILL, -9)):
            os.kill(self.milter.pid, how)
            self.assertEqual(self.milter.child.wait(20), status, self.milter.log())
            self.milter.reader.join(5)
            self.assertEqual(len(self.milter.events("stopped")), 0 if how == signal.SIGKILL else 1)
            self.assertEqual(self.send(self.clean)[0] // 100, 4)
            code, said = self.call("reload", "--policy", self.policy)
            self.assertEqual(code, 2, said)
            self.milter.stop()
            type(self).milter = Guard(PROGRAM, "milter", self.policy, self.folder)
            self.assertEqual(self.send(self.clean)[0], 250)
        self.assertEqual(os.stat(self.socket).st_mode & 0o777, 0o666)

    def test_a_socket_in_use_and_a_missing_policy_are_errors_at_the_start(self):
        for policy, said in ((self.policy, "cannot listen on"), (self.folder + "/none.yaml", "none.yaml")):
            code, text = self.call("milter", "--policy", policy)
            self.assertEqual(code, 2, text)
            self.assertIn(said, text)
        self.assertEqual(self.send(self.clean)[0], 250)

    def test_a_free_port_is_taken_on_request(self):
        folder = tempfile.mkdtemp(dir=self.folder)
        write_policy(folder + "/send-guard.yaml", {"organization": {"name": "E", "domains": ["example.org"]}},
                     {"milter": {"listen": "127.0.0.1:0"}})
        milter = Guard(PROGRAM, "milter", folder + "/send-guard.yaml", folder)
        self.addCleanup(milter.stop)
        self.addCleanup(os.kill, milter.pid, signal.SIGKILL)  # libmilter takes up to 5 s to end
        self.assertGreater(milter.port("milter"), 0)


if __name__ == "__main__":
    need_root()
    unittest.main(argv=sys.argv[:1], verbosity=1)
