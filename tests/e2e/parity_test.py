#!/usr/bin/env python3
"""Every gate says the same: the same messages through check, send, sendmail, serve and the milter.

serve stands as proxy, as relay and as submission server (STARTTLS and AUTH); the milter behind a Postfix
of the test's own. Compared with `check` and the same envelope: the verdict, all rules that fired, and of each
finding that stops the message its place and text. Lines are not, for servers put fields before the message.

usage: parity_test.py PROGRAM SOURCE_ROOT     (as root; missing programs are failures)
"""
import json
import os
import re
import shutil
import smtplib
import ssl
import subprocess
import sys
import tempfile
import threading
import unicodedata
import unittest

from parity_messages import all_messages
from peers import Guard, NextHop, Postfix, free_port, make_certificates, need_root, wait_until, write_policy

PROGRAM, SOURCE = (os.path.abspath(path) for path in sys.argv[1:3])
MOST_LINES = 20  # of a refusal; more findings are counted
QUOTED_BYTES, LINE_BYTES = 60, 400  # of a finding's text, and of its line in a refusal
PLAIN = {0xa0: " ", 0xab: '"', 0xbb: '"', 0xc6: "AE", 0xd8: "O", 0xdf: "ss", 0xe6: "ae", 0xf8: "o", 0x152: "OE",
         0x153: "oe", 0x141: "L", 0x142: "l", 0x2026: "...", 0x20ac: "EUR", 0x2022: "*", 0x2212: "-", 0x202f: " ",
         **dict.fromkeys(range(0x2010, 0x2016), "-"), **dict.fromkeys(range(0x2018, 0x201c), "'"),
         **dict.fromkeys(range(0x201c, 0x2020), '"')}


def ascii_letter(one):
    if one < "\x7f":
        return one
    if ord(one) in PLAIN:
        return PLAIN[ord(one)]
    parts = [part for part in unicodedata.normalize("NFKD", one) if unicodedata.category(part) != "Mn"]
    return "".join(parts) if parts and all(part < "\x7f" for part in parts) else f"\\u{{{ord(one):x}}}"


def comparable(text):
    """As SMTP replies write it: what is not ASCII is made plain or escaped; escapes stay."""
    return "".join(map(ascii_letter, text))


class Expected:
    """What `check` says of a message."""

    def __init__(self, report):
        self.verdict = report["verdict"]
        self.rules = sorted(one["rule"] for one in report["findings"])
        self.stopping = [one for one in report["findings"] if one["action"] in ("hold", "block")]

    def faults(self, lines):
        """How the lines of a refusal differ from the findings."""
        if len(lines) != min(len(self.stopping), MOST_LINES) + (len(self.stopping) > MOST_LINES):
            return [f"{len(self.stopping)} findings, but {len(lines)} lines: {lines}"]
        out = []
        for finding, line in zip(self.stopping[:MOST_LINES], map(comparable, lines)):
            if not line.startswith(finding["rule"] + ": "):
                out.append(f"not {finding['rule']}: {line}")
            elif finding["places"] and not self.shows(finding["places"][0], line):
                out.append(f"not {finding['places'][0]}: {line}")
        return out

    @staticmethod
    def shows(place, line):
        match = re.search(r'\(' + re.escape(place["place"]) + r', line \d+(?:, decoded)?: "(.*)', line)
        if not match:
            return len(line) >= LINE_BYTES - 4 and line.endswith("...")
        seen, wanted = match.group(1), place["text"]
        # Escapes stand for what cannot be shown, on either side.
        wanted = "".join(f"\\u{{{ord(one):x}}}" if one != " " and unicodedata.category(one)[0] in "CZ" else one
                         for one in wanted)
        if len(wanted.encode()) <= QUOTED_BYTES:
            return seen.startswith(comparable(wanted) + '"')
        return comparable(wanted).startswith(seen.partition('..."')[0]) and '..."' in seen


def call(words, stdin=b"", folder=None):
    return subprocess.run([PROGRAM, *words], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60,
                          env={**os.environ, "XDG_CACHE_HOME": folder + "/cache", "HOME": folder})


class Setup:
    """All servers, started once."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="send-guard-parity-")
        self.closing = [lambda: shutil.rmtree(self.folder)]
        os.chmod(self.folder, 0o755)
        try:
            self.start()
        except BaseException:
            self.stop()
            raise

    def start(self):
        self.hop = NextHop()
        self.closing.append(self.hop.stop)
        make_certificates(self.folder + "/pki")
        with open(self.folder + "/password", "w") as out:
            out.write("correct horse battery\n")
        os.chmod(self.folder + "/password", 0o600)
        done = call(["user", "add", "anna", "--users", self.folder + "/users", "--kind", "person", "--password-file",
                     self.folder + "/password"], folder=self.folder)
        if done.returncode != 0:
            raise RuntimeError(f"user add: {done.stderr.decode()}")
        self.milter_socket = self.folder + "/milter.sock"
        pki = self.folder + "/pki"
        self.policy = write_policy(self.folder + "/send-guard.yaml", {
            "organization": {"name": "Example", "domains": ["example.org", "mission.example", "harbour.example",
                                                            "shop.example"]},
            "groups": {"principals": ["counsel@mission.example", "noor@shop.example"],
                       "ministries": ["@mod.kaldera.example", "@mod.example.com"],
                       "agents": ["assistant@shop.example"]},
            "packs": ["drafts", "placeholders", "recipients", "sign-off", "chatter"],
        }, {
            "tls": {"certificate": pki + "/server.pem", "key": pki + "/server.key"},
            "next_hop": {"url": f"smtp://127.0.0.1:{self.hop.port}", "tls": "none"},
            "listeners": [
                {"name": "proxy", "role": "proxy", "listen": "127.0.0.1:0"},
                {"name": "relay", "role": "relay", "listen": "127.0.0.1:0"},
                {"name": "submission", "role": "submission", "listen": "127.0.0.1:0", "tls": "required",
                 "users": self.folder + "/users"}],
            "milter": {"listen": "unix:" + self.milter_socket, "socket_mode": "0666"},
        })
        self.serve = Guard(PROGRAM, "serve", self.policy, self.folder)
        self.closing.append(self.serve.stop)
        self.milter = Guard(PROGRAM, "milter", self.policy, self.folder)
        self.closing.append(self.milter.stop)
        self.postfix_port = free_port()
        postfix = Postfix(
            self.folder + "/postfix",
            # The message as it came: what Postfix would mend or take off is for `check` to see as well.
            {"default_transport": "discard", "smtpd_hard_error_limit": "100000", "smtpd_milters": "unix:" + self.milter_socket,
             "milter_default_action": "tempfail", "local_header_rewrite_clients": "", "message_drop_headers": "",
             "smtpd_recipient_limit": "2000"},
            [Postfix.smtpd(self.postfix_port)], [self.postfix_port])
        self.closing.append(postfix.stop)

    def stop(self):
        for one in reversed(self.closing):
            one()


class SmtpGate:
    """A listener of serve, or Postfix with the milter: one connection, one message after another."""

    def __init__(self, port, guard, where, tls=None):
        self.port, self.guard, self.where, self.tls = port, guard, where, tls
        self.decided = 0

    def connect(self):
        client = smtplib.SMTP("localhost" if self.tls else "127.0.0.1", self.port, "client.example.org", timeout=20)
        if self.tls:
            client.starttls(context=self.tls)
            client.login("anna", "correct horse battery")
        return client

    def play(self, messages, expected, faults):
        client = self.connect()
        for message in messages:
            wanted = expected[message.name]
            code, lines = self.send(client, message)
            self.decided += 1
            decision = self.guard.wait_for("decision", 10, self.decided, self.where)
            good = code == (550 if wanted.stopping else 250)
            faults += [f"{message.name}: answered {code} {lines}"] * (not good)
            if good and wanted.stopping:
                faults += [f"{message.name}: {one}" for one in wanted.faults(lines)]
            if decision is None:
                faults.append(f"{message.name}: no decision was logged; answered {code} {lines}")
                return
            found = sorted(one for one in decision.get("rules", "").split(",") if one)
            if (decision["verdict"], found) != (wanted.verdict, wanted.rules):
                faults.append(f"{message.name}: {decision['verdict']} {found}, not {wanted.verdict} {wanted.rules}")
        client.quit()

    @staticmethod
    def send(client, message):
        """The reply at the end, or the first that is no success; its lines without codes."""
        client.ehlo_or_helo_if_needed()
        code, text = client.mail(message.sender)
        for recipient in message.recipients:
            if code < 300:
                code, text = client.rcpt(recipient)
        if code < 300:
            code, text = client.data(message.bytes)
        if code >= 300:
            client.rset()
        return code, [re.sub(r"^\d\.\d+\.\d+ ", "", line) for line in text.decode().split("\n")]


class Parity(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.setup = Setup()
        cls.addClassCleanup(cls.setup.stop)
        cls.messages = all_messages(SOURCE)
        cls.expected = {message.name: cls.check(message) for message in cls.messages}

    @classmethod
    def check(cls, message):
        """With the message in a file and the envelope as options."""
        with open(cls.setup.folder + "/mail.eml", "wb") as out:
            out.write(message.bytes)
        words = ["--from", message.sender]
        for one in message.recipients:
            words += ["--to", one]
        done = call(["check", "--format", "json", "--policy", cls.setup.policy, *words, cls.setup.folder + "/mail.eml"],
                    folder=cls.setup.folder)
        report = json.loads(done.stdout)["drafts"][0]
        if "error" in report:
            raise AssertionError(f"{message.name}: {report['error']}")
        return Expected(report)

    def assert_parity(self, faults):
        self.assertEqual(faults, [], f"{len(faults)} differences:\n" + "\n".join(map(str, faults[:20])))

    def test_there_are_enough_messages_of_every_kind(self):
        self.assertEqual(len({one.name for one in self.messages}), len(self.messages))
        self.assertGreaterEqual(len(self.messages), 60)
        verdicts = {one.verdict for one in self.expected.values()}
        self.assertLessEqual({"pass", "warn", "hold", "block"}, verdicts)

    def test_smtp_gates(self):
        tls = ssl.create_default_context(cafile=self.setup.folder + "/pki/ca.pem")
        gates = {name: SmtpGate(self.setup.serve.port(name), self.setup.serve,
                                lambda line, name=name: line.get("listener") == name,
                                tls if name == "submission" else None)
                 for name in ("proxy", "relay", "submission")}
        gates["milter"] = SmtpGate(self.setup.postfix_port, self.setup.milter, lambda line: True)
        faults = {name: [] for name in gates}
        before = len(self.setup.hop.taken)

        def play(name):
            try:
                gates[name].play(self.messages, self.expected, faults[name])
            except Exception as fault:  # in a thread: it would be lost
                faults[name].append(f"after {gates[name].decided} messages: {fault!r}")

        threads = [threading.Thread(target=play, args=(name,)) for name in gates]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        for name in gates:
            with self.subTest(gate=name):
                self.assert_parity(faults[name])
        passed = sum(not one.stopping for one in self.expected.values())
        self.assertTrue(wait_until(lambda: len(self.setup.hop.taken) - before >= 3 * passed), "not all that passed arrived")
        self.assertEqual(len(self.setup.hop.taken) - before, 3 * passed, "what was refused arrived")

    def test_send(self):
        faults = []
        for message in self.messages:
            wanted = self.expected[message.name]
            words = ["send", "-", "--dry-run", "--policy", self.setup.policy, "--from", message.sender]
            for one in message.recipients:
                words += ["--to", one]
            done = call(words, message.bytes, self.setup.folder)
            said = re.findall(r"(?m)^-.*?: (?:block|hold|warn|note): .*\[([\w-]+/[\w-]+)\]$", done.stderr.decode())
            found = sorted(set(said))
            if (done.returncode, found) != (77 if wanted.stopping else 0, sorted(set(wanted.rules))):
                faults.append(f"{message.name}: {done.returncode} {found}, not {wanted.verdict} {wanted.rules}")
        self.assert_parity(faults)

    def test_sendmail(self):
        faults = []
        before = len(self.setup.hop.taken)
        for message in self.messages:
            wanted = self.expected[message.name]
            done = call(["sendmail", "--policy", self.setup.policy, "-i", "-f", message.sender, "--", *message.recipients],
                        message.bytes, self.setup.folder)
            if done.returncode != (77 if wanted.stopping else 0):
                faults.append(f"{message.name}: {done.returncode} {done.stderr.decode()}, not {wanted.verdict}")
            elif wanted.stopping:  # the first line says that it was not sent
                faults += [f"{message.name}: {one}" for one in wanted.faults(done.stderr.decode().splitlines()[1:])]
        self.assert_parity(faults)
        passed = sum(not one.stopping for one in self.expected.values())
        self.assertEqual(len(self.setup.hop.taken) - before, passed)


if __name__ == "__main__":
    need_root()
    unittest.main(argv=sys.argv[:1], verbosity=2)
