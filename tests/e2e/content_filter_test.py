#!/usr/bin/env python3
"""`send-guard sendmail` behind a real Postfix's content_filter, as examples/04-sendmail says it.

  content_filter_test.py SEND_GUARD SOURCE_FOLDER     (as root; a missing Postfix is a failure)

Postfix runs from a configuration and a queue of its own in a temporary folder, on a port of its own. What it makes
of exit codes and of the first line on standard error is read from its log. Standard library only.
"""
import os
import pwd
import re
import shutil
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
import unittest

GUARD = os.path.abspath(sys.argv[1])
SOURCE = os.path.abspath(sys.argv[2])
MINISTRY = "joint.operations@mod.kaldera.example"
STAFF = "m.lindqvist@mission.example"
CLEAN = b"From: t.renner@mission.example\r\nSubject: Lunch\r\n\r\nAt noon?\r\n..\r\n.x\r\n"
POLICY = """version: 1
organization: {name: Northern Support Mission, domains: [mission.example]}
packs: [drafts]
service:
  next_hop: {url: "smtp://127.0.0.1:%s", tls: none}
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class ContentFilter(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="send-guard-filter-")
        os.chmod(cls.folder, 0o755)
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.sink = subprocess.Popen([GUARD, "sink", "--maildir", cls.folder + "/inbox", "--port", "0"],
                                    stdout=subprocess.PIPE, text=True)
        cls.addClassCleanup(cls.stop_sink)
        cls.sink_port = cls.sink.stdout.readline().rsplit(":", 1)[1].strip()
        cls.port = free_port()
        cls.configure()
        subprocess.run(["/usr/sbin/postfix", "-c", cls.folder + "/etc", "start"], check=True,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        cls.addClassCleanup(subprocess.run, ["/usr/sbin/postfix", "-c", cls.folder + "/etc", "stop"],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    @classmethod
    def stop_sink(cls):
        cls.sink.kill()
        cls.sink.wait()
        cls.sink.stdout.close()

    @classmethod
    def configure(cls):
        owner = pwd.getpwnam("postfix")
        for name in ("etc", "queue", "data"):
            os.mkdir(f"{cls.folder}/{name}")
        os.chown(cls.folder + "/data", owner.pw_uid, owner.pw_gid)
        daemons = subprocess.run(["/usr/sbin/postconf", "-d", "-h", "daemon_directory"],
                                 stdout=subprocess.PIPE, check=True, text=True).stdout.strip()
        settings = {
            "compatibility_level": "3.6", "queue_directory": cls.folder + "/queue",
            "data_directory": cls.folder + "/data", "command_directory": "/usr/sbin",
            "daemon_directory": daemons, "maillog_file": cls.folder + "/mail.log",
            "maillog_file_prefixes": cls.folder, "myhostname": "mx.mission.example", "mydestination": "",
            "mynetworks": "127.0.0.0/8", "inet_interfaces": "127.0.0.1", "inet_protocols": "ipv4",
            "alias_maps": "", "default_transport": "discard", "content_filter": "send-guard:dummy",
            "smtpd_recipient_restrictions": "permit_mynetworks, reject",
        }
        with open(cls.folder + "/etc/main.cf", "w") as out:
            out.writelines(f"{key} = {value}\n" for key, value in settings.items())
        rows = [f"127.0.0.1:{cls.port} inet n - n - - smtpd",
                "send-guard unix - n n - 10 pipe flags=Rq user=nobody null_sender= "
                f"argv={GUARD} sendmail --policy {cls.folder}/policy.yaml -i -f ${{sender}} -- ${{recipient}}",
                "qmgr unix n - n 300 1 qmgr", "cleanup unix n - n - 0 cleanup", "discard unix - - n - - discard",
                "postlog unix-dgram n - n - 1 postlogd", "rewrite unix - - n - - trivial-rewrite",
                "error unix - - n - - error", "retry unix - - n - - error", "anvil unix - - n - 1 anvil",
                "proxymap unix - - n - - proxymap"]
        rows += [f"{name} unix - - n - 0 bounce" for name in ("bounce", "defer", "trace")]
        with open(cls.folder + "/etc/master.cf", "w") as out:
            out.write("\n".join(rows) + "\n")

    def send(self, content, recipients, policy=None, sender="t.renner@mission.example"):
        """out: what Postfix's log says of the delivery, a line a recipient."""
        with open(self.folder + "/policy.yaml", "w") as out:
            out.write(policy if policy is not None else POLICY % self.sink_port)
        end = time.monotonic() + 20
        while True:
            try:
                client = smtplib.SMTP("127.0.0.1", self.port, timeout=20)
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)
        with client:
            client.mail(sender)
            for recipient in recipients:
                client.rcpt(recipient)
            code, text = client.data(content)
        self.assertEqual(code, 250, text)
        name = text.decode().rsplit(" ", 1)[1]
        while time.monotonic() < end:
            with open(self.folder + "/mail.log") as log:
                lines = re.findall(rf"(?m)pipe.*: {name}: .*status=.*$", log.read())
            if len(lines) == len(recipients):
                return "\n".join(lines)
            time.sleep(0.02)
        with open(self.folder + "/mail.log") as log:
            self.fail(log.read()[-3000:])

    def test_clean_mail_arrives_whole(self):
        log = self.send(CLEAN, [STAFF, "counsel@mission.example"])
        self.assertEqual(log.count("status=sent"), 2, log)
        line = self.sink.stdout.readline()
        self.assertIn("from <t.renner@mission.example> to <", line)
        self.assertIn(f"<{STAFF}>", line)
        self.assertIn("<counsel@mission.example>", line)
        with open(f"{self.folder}/inbox/new/{line.split()[0]}", "rb") as mail:
            self.assertTrue(mail.read().endswith(b"\r\n\r\nAt noon?\r\n..\r\n.x\r\n"))

    def test_the_null_sender_stays_null(self):
        log = self.send(CLEAN, [STAFF], sender="")
        self.assertIn("status=sent", log)
        self.assertIn("from <> to", self.sink.stdout.readline())

    def test_the_draft_letter_is_bounced_with_the_findings(self):
        with open(SOURCE + "/examples/01-the-letter/draft-letter-marked.eml", "rb") as letter:
            log = self.send(letter.read(), [MINISTRY])
        self.assertIn("dsn=5.7.1, status=bounced", log)
        self.assertIn("the policy refuses this mail", log)
        self.assertIn("drafts/subject-marker", log)

    def test_a_faulty_policy_keeps_mail_in_the_queue(self):
        log = self.send(CLEAN, [STAFF], policy="version: 1\nruls: []\n")
        self.assertIn("dsn=4.3.5, status=deferred", log)

    def test_a_next_hop_that_is_down_keeps_mail_in_the_queue(self):
        with socket.socket() as taken:  # bound, not listening
            taken.bind(("127.0.0.1", 0))
            log = self.send(CLEAN, [STAFF], policy=POLICY % taken.getsockname()[1])
        self.assertRegex(log, r"dsn=4\.\d\.\d, status=deferred")

    def test_an_unknown_outcome_is_not_sent_again(self):
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        server = subprocess.Popen(
            [sys.executable, "-c",
             "import socket,sys\n"
             "peer, _ = socket.socket(fileno=0).accept()\n"
             "lines = peer.makefile('rb')\n"
             "peer.sendall(b'220 hop\\r\\n')\n"
             "while True:\n"
             "    data = lines.readline().startswith(b'DATA')\n"
             "    peer.sendall(b'354 go\\r\\n' if data else b'250 ok\\r\\n')\n"
             "    if data: break\n"
             "while lines.readline() != b'.\\r\\n': pass\n"], stdin=listener.fileno())
        self.addCleanup(server.wait)
        log = self.send(CLEAN, [STAFF], policy=POLICY % listener.getsockname()[1])
        self.assertIn("dsn=5.4.2, status=bounced", log)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=1)
