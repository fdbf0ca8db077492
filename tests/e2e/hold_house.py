"""A house with held drafts for the tests of `hold` and what belongs to it: a policy, keys, `serve`, a next hop."""
import os
import re
import shutil
import smtplib
import subprocess
import sys
import tempfile
import unittest

from peers import Guard, NextHop

PROGRAM = os.path.abspath(sys.argv[1])
MINISTER, ANNA, BEN, CARA = "minister@mod.example", "anna@example.org", "ben@example.org", "cara@example.org"
LETTER = (f"From: Anna <{ANNA}>\r\nTo: <{MINISTER}>\r\nSubject: The bridge\r\n"
          "Date: Mon, 05 Jan 2026 10:00:00 +0000\r\nMessage-ID: <letter@example.org>\r\n\r\n"
          "Sir,\r\n\r\nthe bridge opens in May.\r\n\r\n..a line with dots\r\n\r\nYours sincerely\r\nAnna\r\n")


PLAIN = LETTER.replace(MINISTER, "reader@example.org")  # nothing holds it


class Case(unittest.TestCase):
    """One house a test; `settings` are added to the store's, `packs`, `rules`, `listener` and `service` likewise, in YAML."""
    settings = packs = rules = listener = service = ""
    hop_class = NextHop

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
        self.hop = self.hop_class()
        self.addCleanup(self.hop.stop)
        self.policy = self.write("policy.yaml", f"""version: 1
organization: {{name: Example, domains: [example.org]}}
packs: [{self.packs}]
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
{self.service}""")
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
            for one in [recipient] if isinstance(recipient, str) else recipient:
                client.rcpt(one)
            code, reply = client.data(text)
            return code, reply.decode()

    def held(self, **options):
        code, reply = self.submit(**options)
        self.assertEqual(code, 250, reply)
        return re.search(r"SG-\w{16}", reply).group(0)

    def hold(self, *words):
        return self.command("hold", *words)

    def command(self, *words):
        done = subprocess.run([PROGRAM, *words, "--policy", self.policy], env=self.environment,
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
