#!/usr/bin/env python3
"""sendmail(1)'s callers as they really call: git send-email, mutt, neomutt, PHP, cron, Python, Postfix's pipe.

  sendmail_test.py SEND_GUARD SOURCE_FOLDER

Each sends a clean mail, which arrives in the sink's Maildir, and the draft letter of examples/01-the-letter,
which is refused with exit code 77 and the rules that `check` names. Between caller and program stands a
recorder that keeps arguments, standard error and exit code. Standard library only.
"""
import email
import email.message
import email.policy
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

GUARD = os.path.abspath(sys.argv[1])
SOURCE = os.path.abspath(sys.argv[2])
STAFF = "m.lindqvist@mission.example"
RENNER = "t.renner@mission.example"
MINISTRY = "joint.operations@mod.kaldera.example"
CLEAN = "Shall we meet at noon?\n.\nThe caf\u00e9 is open.\n"

with open(os.path.join(SOURCE, "examples/01-the-letter/draft-letter-marked.eml"), "rb") as file:
    LETTER = file.read().replace(b"\r\n", b"\n")
LETTER_TEXT = LETTER.split(b"\n\n", 1)[1].decode()
LETTER_SUBJECT = "DRAFT: Repositioning of the mission's forces"

POLICY = """version: 1
organization: {name: Northern Support Mission, domains: [mission.example]}
groups:
  principals: [m.lindqvist@mission.example, counsel@mission.example]
  ministries: ["@mod.kaldera.example"]
packs: [drafts, placeholders, recipients, sign-off, chatter]
rules:
  - id: haste
    message: This asks for haste.
    action: warn
    when: {text: {phrases: [asap]}}
    examples: {fires: [{body: "Do it asap."}], silent: [{body: "Take your time."}]}
service:
  mode: %(mode)s
  next_hop: {url: "%(url)s", tls: none, timeout: 5s}
"""

RECORDER = """#!/bin/sh
{ for word in "$@"; do printf '%%s\\n' "$word"; done; } >%(folder)s/argv
%(folder)s/sendmail --policy %(folder)s/policy.yaml "$@" 2>%(folder)s/stderr
code=$?
echo $code >%(folder)s/code
cat %(folder)s/stderr >&2
exit $code
"""


class House:
    """A folder with a policy, a sink and the program under the name of sendmail."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="send-guard-sendmail-")
        os.symlink(GUARD, self.path("sendmail"))
        self.sink = subprocess.Popen([GUARD, "sink", "--maildir", self.path("inbox"), "--port", "0"],
                                     stdout=subprocess.PIPE, text=True)
        self.url = "smtp://" + self.sink.stdout.readline().split()[-1]
        self.policy()
        self.write("recorder", RECORDER % {"folder": self.folder})
        os.chmod(self.path("recorder"), 0o755)
        self.environment = {"PATH": os.environ["PATH"], "HOME": self.folder, "LC_ALL": "C.UTF-8",
                            "XDG_CACHE_HOME": self.path("cache"), "GIT_CONFIG_NOSYSTEM": "1", "TERM": "dumb"}
        self.seen = set()

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        with open(self.path(name), "wb") as out:
            out.write(content if isinstance(content, bytes) else content.encode())
        return self.path(name)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as text:
            return text.read()

    def policy(self, url=None, mode="enforce"):
        self.write("policy.yaml", POLICY % {"url": url or self.url, "mode": mode})

    def run(self, *words, stdin=b"", cwd=None, **extra):
        return subprocess.run(words, input=stdin, cwd=cwd or self.folder, env={**self.environment, **extra},
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)

    def arrived(self):
        """What the sink filed since the last call: (envelope line, message bytes)."""
        out = []
        new = self.path("inbox/new")
        for name in sorted(os.listdir(new) if os.path.isdir(new) else []):
            if name in self.seen:
                continue
            self.seen.add(name)
            with open(os.path.join(new, name), "rb") as message:
                content = message.read()
            line = self.sink.stdout.readline()
            assert line.startswith(name), (line, name)
            out.append((line.split(" ", 1)[1], content))
        return out

    def close(self):
        self.sink.kill()
        self.sink.wait()
        self.sink.stdout.close()
        shutil.rmtree(self.folder)


def rules_of(text):
    return set(re.findall(r"(?m)^([a-z-]+/[a-z-]+): ", text))


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = House()
        cls.addClassCleanup(cls.house.close)

    def setUp(self):
        self.house.policy()
        self.house.arrived()
        for name in ("argv", "stderr", "code"):
            if os.path.exists(self.house.path(name)):
                os.remove(self.house.path(name))

    def sendmail(self, *words, stdin=b"", policy=True, **extra):
        named = ["--policy", self.house.path("policy.yaml")] if policy else []
        done = self.house.run(self.house.path("sendmail"), *named, *words, stdin=stdin, **extra)
        self.err = done.stderr.decode()
        self.out = done.stdout.decode()
        return done.returncode

    def check_rules(self, mail, *options):
        """The rules that hold or block, as `check` names them."""
        done = self.house.run(GUARD, "check", "--format", "json", "--policy", self.house.path("policy.yaml"),
                              *options, "-", stdin=mail)
        self.assertEqual(done.returncode, 1, done.stderr)
        return {f["rule"] for f in json.loads(done.stdout)["drafts"][0]["findings"]
                if f["action"] in ("hold", "block")}

    def sent(self, sender=RENNER, recipient=STAFF):
        """The one mail that arrived, for that envelope."""
        arrived = self.house.arrived()
        self.assertEqual(len(arrived), 1, arrived)
        self.assertIn(f"from <{sender}> to <{recipient}>", arrived[0][0])
        content = arrived[0][1]
        self.assertNotRegex(content, rb"(?<!\r)\n", "a bare LF left")
        message = email.message_from_bytes(content, policy=email.policy.default)
        for name in ("From", "Date", "Message-ID"):
            self.assertEqual(len(message.get_all(name, [])), 1, name)
        return message

    def assert_clean_text(self, message):
        text = message.get_body().get_content()
        self.assertIn("Shall we meet at noon?\n.\nThe caf\u00e9 is open.", text.replace("\r\n", "\n"))

    def recorded(self, *argv):
        """The recorder was called so; out: exit code and standard error."""
        self.assertEqual(self.house.read("argv").splitlines(), list(argv))
        return int(self.house.read("code")), self.house.read("stderr")

    def assert_refused(self, code, text, rules=None):
        self.assertEqual(code, 77, text)
        self.assertRegex(text, r"^5\.7\.1 not sent: the policy refuses this mail \(\d findings\)\n")
        self.assertEqual(rules_of(text), rules or self.check_rules(LETTER), text)
        self.assertEqual(self.house.arrived(), [])


class Callers(Case):
    def git(self, *words, config=()):
        return self.house.run("git", *config, *words, cwd=self.house.path("repository"))

    def repository(self):
        folder = self.house.path("repository")
        if os.path.isdir(folder):
            return
        self.house.run("git", "init", "-q", folder)
        for key, value in (("user.name", "Tomas Renner"), ("user.email", RENNER),
                           ("sendemail.from", f"Tomas Renner <{RENNER}>"), ("sendemail.confirm", "never"),
                           ("sendemail.suppresscc", "all"), ("sendemail.sendmailCmd", self.house.path("recorder"))):
            self.git("config", key, value)
        for subject in ("Begin", "Open the caf\u00e9"):
            self.git("commit", "-q", "--allow-empty", "-m", f"{subject}\n\n{CLEAN}")
        with open(os.path.join(folder, "menu"), "w") as out:
            out.write("soup\n")
        self.git("add", "menu")
        self.git("commit", "-q", "--amend", "--no-edit")

    def test_git_send_email(self):
        self.repository()
        done = self.git("send-email", "-q", "--to", STAFF, "-1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.recorded("-i", STAFF), (0, ""))
        self.assert_clean_text(self.sent())
        letter = self.house.write("letter.patch", LETTER)
        done = self.git("send-email", "-q", letter, "--to", MINISTRY)
        code, text = self.recorded("-i", MINISTRY)
        self.assert_refused(code, text)
        self.assertEqual(done.returncode, 77)  # git's exit code is ours, and so is what it shows
        self.assertIn(b"drafts/subject-marker", done.stderr)

    def test_gits_hook(self):
        self.repository()
        hooks = self.house.path("hooks")
        os.makedirs(hooks, exist_ok=True)
        hook = self.house.write("hooks/sendemail-validate",
                                f'#!/bin/sh\nexec {GUARD} git-hook sendemail-validate "$@"\n')
        os.chmod(hook, 0o755)
        self.house.write("repository/send-guard.yaml", POLICY % {"url": self.house.url, "mode": "enforce"})
        config = ("-c", f"core.hooksPath={hooks}")
        done = self.git("send-email", "-q", "--to", STAFF, "-1", config=config)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.sent()
        os.remove(self.house.path("argv"))
        letter = self.house.write("letter.patch", LETTER)
        done = self.git("send-email", "-q", letter, "--to", MINISTRY, config=config)
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stderr.decode(), r"letter\.patch:4:\d+: block: .*\[drafts/subject-marker\]")
        self.assertIn("do: ", done.stderr.decode())
        self.assertFalse(os.path.exists(self.house.path("argv")), "sendmail was called all the same")
        os.remove(self.house.path("repository/send-guard.yaml"))

    def mutt(self, program, *more):
        settings = self.house.write("muttrc", "\n".join((
            f'set sendmail="{self.house.path("recorder")} {" ".join(more)}"',
            f'set from="{RENNER}"', "set realname='Tomas Renner'", "set use_from=yes", "set use_envelope_from=yes",
            "set copy=no", "set record=''", "set send_charset=utf-8", "set charset=utf-8", "")))
        sent = self.house.run(program, "-n", "-F", settings, "-s", "Lunch", "--", STAFF, stdin=CLEAN.encode())
        self.assertEqual(sent.returncode, 0, sent.stderr)
        code, text = self.recorded(*more, "-f", RENNER, "--", STAFF)
        self.assertEqual((code, text), (0, ""))
        self.assert_clean_text(self.sent())
        refused = self.house.run(program, "-n", "-F", settings, "-s", LETTER_SUBJECT, "-c", STAFF, "--", MINISTRY,
                                 stdin=LETTER_TEXT.encode())
        self.assertEqual(refused.returncode, 1)
        code, text = self.recorded(*more, "-f", RENNER, "--", MINISTRY, STAFF)
        self.assert_refused(code, text)

    def test_mutt(self):
        self.mutt("mutt", "-oem", "-oi")

    def test_neomutt(self):
        self.mutt("neomutt", "-oem", "-oi")

    def php(self, to, subject, text, headers):
        script = self.house.write("mail.php", "<?php exit(mail(getenv('TO'), getenv('SUBJECT'), getenv('TEXT'),"
                                              "getenv('HEADERS'), '-f' . getenv('FROM')) ? 0 : 1);")
        return self.house.run("php", "-n", "-d", f"sendmail_path={self.house.path('recorder')} -t -i", script,
                              TO=to, SUBJECT=subject, TEXT=text, HEADERS=headers, FROM=RENNER)

    def test_php(self):
        headers = (f"From: Tomas Renner <{RENNER}>\r\nMIME-Version: 1.0\r\n"
                   "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit")
        done = self.php(STAFF, "Lunch", CLEAN, headers)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.recorded("-t", "-i", "-f" + RENNER), (0, ""))
        self.assert_clean_text(self.sent())
        done = self.php(MINISTRY, LETTER_SUBJECT, LETTER_TEXT, headers + f"\r\nCc: {STAFF}")
        self.assertEqual(done.returncode, 1, "mail() gives false")
        code, text = self.recorded("-t", "-i", "-f" + RENNER)
        self.assert_refused(code, text)

    def test_cron(self):
        words = ("-FCronDaemon", "-i", "-B8BITMIME", "-oem")
        output = ("From: root (Cron Daemon)\nTo: root\nSubject: Cron <root@gate> backup\nMIME-Version: 1.0\n"
                  "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
                  "X-Cron-Env: <SHELL=/bin/sh>\n\n" + CLEAN)
        self.assertEqual(self.sendmail(*words, "root", stdin=output.encode()), 0, self.err)
        login = self.house.run("id", "-un").stdout.decode().strip()
        message = self.sent(f"{login}@mission.example", "root@mission.example")
        self.assert_clean_text(message)
        code = self.sendmail(*words, MINISTRY, STAFF, stdin=LETTER)
        self.assert_refused(code, self.err)

    def test_python(self):
        message = email.message.EmailMessage()
        message["From"], message["To"], message["Bcc"] = f"Tomas Renner <{RENNER}>", STAFF, "counsel@mission.example"
        message["Subject"] = "Lunch"
        message.set_content(CLEAN)
        self.assertEqual(self.sendmail("-t", "-oi", stdin=message.as_bytes()), 0, self.err)
        got = self.sent(recipient=f"{STAFF}>, <counsel@mission.example")
        self.assert_clean_text(got)
        self.assertIsNone(got["Bcc"])
        self.assert_refused(self.sendmail("-t", "-oi", stdin=LETTER), self.err)

    def test_postfix_pipe(self):
        mail = f"Received: by mx\nFrom: {RENNER}\nDate: x\nMessage-ID: <1@x>\nSubject: Lunch\n\nAt noon?\n"
        self.assertEqual(self.sendmail("-f", "", "--", STAFF, stdin=mail.encode()), 0, self.err)
        message = self.sent("")
        self.assertEqual(message["Message-ID"], "<1@x>")
        self.assertEqual(self.sendmail("-f", RENNER, "--", STAFF, "counsel@mission.example", stdin=mail.encode()), 0)
        self.sent(recipient=f"{STAFF}>, <counsel@mission.example")
        code = self.sendmail("-f", RENNER, "--", MINISTRY, STAFF, stdin=LETTER)
        self.assert_refused(code, self.err)


class Message(Case):
    def test_nothing_but_what_is_missing_changes(self):
        mail = (b"From: a@mission.example\nDate: x\nMessage-ID: <1@x>\nX-Odd:   blanks \n kept\nBcc: c@x.example\n"
                b"Send-Guard: pass\n\nasap\n.hidden\n")
        self.assertEqual(self.sendmail("-i", STAFF, stdin=mail), 0, self.err)
        ((envelope, content),) = self.house.arrived()
        self.assertIn(f"from <a@mission.example> to <{STAFF}>", envelope)
        self.assertEqual(content, b'Send-Guard: warn; rules="house/haste"\r\nFrom: a@mission.example\r\nDate: x\r\n'
                                  b"Message-ID: <1@x>\r\nX-Odd:   blanks \r\n kept\r\n\r\nasap\r\n.hidden\r\n")
        self.assertRegex(self.err, r"^send-guard: house/haste: This asks for haste\.")

    def test_a_dot_ends_it_without_i(self):
        self.assertEqual(self.sendmail(STAFF, stdin=b"Subject: x\n\na\n.\nSecret\n"), 0)
        self.assertTrue(self.house.arrived()[0][1].endswith(b"Subject: x\r\n\r\na\r\n"))

    def test_a_name_for_from(self):
        self.assertEqual(self.sendmail("-f", RENNER, STAFF, stdin=b"Subject: x\n\na\n", NAME="J\u00fcrgen R."), 0)
        self.assertEqual(self.sent()["From"], f'"J\u00fcrgen R." <{RENNER}>')
        self.sendmail("-f", RENNER, STAFF, stdin=b"Subject: x\n\na\n", NAME="A\nBcc: x@y.example")
        self.assertEqual(self.sent()["From"], RENNER)

    def test_a_bare_cr_is_refused_by_its_rule(self):
        mail = b"From: a@mission.example\nSubject: x\n\na\rb\n"
        self.assertEqual(self.sendmail("-i", STAFF, stdin=mail), 77, self.err)
        self.assertEqual(rules_of(self.err), self.check_rules(mail, "--to", STAFF))

    def test_resent(self):
        mail = (f"Resent-From: {RENNER}\nResent-To: {STAFF}\nFrom: x@mission.example\n"
                "To: first@mission.example\nSubject: x\n\nShall we meet?\n")
        self.assertEqual(self.sendmail("-t", "-i", stdin=mail.encode()), 0, self.err)
        self.sent(sender="x@mission.example")


class Exits(Case):
    MAIL = b"From: t.renner@mission.example\nSubject: Lunch\n\nAt noon?\n"

    def test_wrong_usage_is_64(self):
        for words in (["-q"], ["-bd"], ["-Z"], ["-i"], ["-i", STAFF, "-t"], ["-N", "now", STAFF],
                      ["-t", "--policy", "/dev/null"]):
            self.assertEqual(self.sendmail(*words, stdin=self.MAIL), 64, words)
            self.assertRegex(self.err, r"^5\.5\.4 ")
        self.assertEqual(self.house.arrived(), [])

    def test_an_address_that_is_none_is_65(self):
        for words in (["Anna Example"], ["a@b.example>\r\nRCPT TO:<c@d.example"], ["-f", "a b", STAFF], ["-t"],
                      ["-t", "-f", RENNER]):
            self.assertEqual(self.sendmail(*words, stdin=self.MAIL), 65, words)
            self.assertRegex(self.err, r"^5\.1\.[37] ")
        self.assertEqual(self.sendmail("-t", stdin=b"To: a@b.example, Anna Example\n" + self.MAIL), 65)
        self.assertEqual(self.house.arrived(), [])

    def test_a_message_that_is_too_large_is_65(self):
        self.house.write("policy.yaml", POLICY % {"url": self.house.url, "mode": "enforce"} +
                         "  limits: {message_size: 100kB}\n")
        self.assertEqual(self.sendmail("-i", STAFF, stdin=self.MAIL + b"x" * 120000), 65)
        self.assertRegex(self.err, r"^5\.3\.4 .*message_size")

    def test_no_input_is_66(self):
        self.assertEqual(self.sendmail(STAFF), 66)
        self.assertEqual(self.sendmail(STAFF, stdin=b".\nmore\n"), 66)

    def test_a_bad_policy_is_78_and_waits_in_a_servers_queue(self):
        self.house.write("policy.yaml", "version: 1\nruls: []\n")
        self.assertEqual(self.sendmail("-i", STAFF, stdin=self.MAIL), 78)
        self.assertRegex(self.err, r"^4\.3\.5 not sent: the policy .* has 1 fault\n.*policy\.yaml:2:1: ")

    def test_only_the_named_policy_and_the_systems_count(self):
        self.assertFalse(os.path.exists("/etc/send-guard/send-guard.yaml"), "this machine has a policy of its own")
        self.house.write("send-guard.yaml", POLICY % {"url": self.house.url, "mode": "observe"})
        code = self.sendmail("-i", STAFF, stdin=self.MAIL, policy=False,
                             SEND_GUARD_POLICY=self.house.path("policy.yaml"))
        self.assertEqual(code, 78)
        self.assertRegex(self.err, r"^4\.3\.5 not sent: there is no policy; write /etc/send-guard/")
        os.remove(self.house.path("send-guard.yaml"))

    def test_a_next_hop_that_is_down_is_75(self):
        with socket.socket() as taken:  # bound, not listening: nobody answers there
            taken.bind(("127.0.0.1", 0))
            self.house.policy("smtp://127.0.0.1:%d" % taken.getsockname()[1])
            self.assertEqual(self.sendmail("-i", STAFF, stdin=self.MAIL), 75)
        self.assertRegex(self.err, r"^4\.\d\.\d not sent: the next hop .* cannot take it now")

    def next_hop(self, answers):
        """An SMTP server with one session; in: answers - verb to reply, None hangs up."""
        listener = socket.create_server(("127.0.0.1", 0))

        def serve():
            peer, _ = listener.accept()
            with peer, peer.makefile("rb") as lines:
                peer.sendall(b"220 hop\r\n")
                for line in lines:
                    verb = line[:4].upper().decode("latin-1")
                    reply = answers.get(verb, "250 2.0.0 Ok")
                    if reply is None:
                        return
                    peer.sendall(reply.encode() + b"\r\n")
                    if verb == "DATA" and reply.startswith("354"):
                        while lines.readline() != b".\r\n":
                            pass
                        if answers["."] is None:
                            return
                        peer.sendall(answers["."].encode() + b"\r\n")
        thread = threading.Thread(target=serve)
        thread.start()
        self.addCleanup(listener.close)
        self.addCleanup(thread.join)
        return "smtp://127.0.0.1:%d" % listener.getsockname()[1]

    def test_a_next_hop_that_refuses_is_69_in_its_own_words(self):
        self.house.policy(self.next_hop({"RCPT": "550 5.1.1 No such desk"}))
        self.assertEqual(self.sendmail("-i", STAFF, stdin=self.MAIL), 69)
        self.assertRegex(self.err, r"^5\.1\.1 not sent: ")
        self.assertIn("550 5.1.1 No such desk", self.err)

    def test_a_next_hop_that_defers_is_75_in_its_own_words(self):
        self.house.policy(self.next_hop({"DATA": "354 go", ".": "452 4.3.1 Disk full"}))
        self.assertEqual(self.sendmail("-i", STAFF, stdin=self.MAIL), 75)
        self.assertRegex(self.err, r"^4\.3\.1 not sent: ")

    def test_an_unknown_outcome_is_70_and_no_server_tries_again(self):
        self.house.policy(self.next_hop({"DATA": "354 go", ".": None}))
        self.assertEqual(self.sendmail("-i", STAFF, stdin=self.MAIL), 70)
        self.assertRegex(self.err, r"^5\.4\.2 IT IS NOT KNOWN WHETHER THIS MAIL WAS SENT")

    def test_observe_lets_pass_and_says_what_it_would_have_done(self):
        self.house.policy(mode="observe")
        self.assertEqual(self.sendmail("-t", "-i", stdin=LETTER), 0)
        self.assertRegex(self.err, r"^send-guard: mode observe lets it pass; in enforce: 5\.7\.1 ")
        self.assertIn("send-guard: drafts/subject-marker: ", self.err)
        self.assertEqual(len(self.house.arrived()), 1)

    def test_the_queue_is_empty(self):
        self.assertEqual(self.sendmail("-bp"), 0)
        self.assertIn("Nothing is held here", self.out)

    def test_as_a_command(self):
        done = self.house.run(GUARD, "sendmail", "--policy", self.house.path("policy.yaml"), "-i", STAFF,
                              stdin=self.MAIL)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.sent()


class Session(Case):
    """-bs: SMTP on standard input and output, spoken by swaks."""

    def swaks(self, sender, recipients, data):
        mail = self.house.write("data.eml", data)
        program = f"{self.house.path('sendmail')} --policy {self.house.path('policy.yaml')} -bs -oi"
        done = self.house.run("swaks", "--pipe", program, "--from", sender, "--to", ",".join(recipients), "--data",
                              "@" + mail, "--suppress-data")
        return done.returncode, done.stdout.decode()

    def test_clean(self):
        code, talk = self.swaks(RENNER, [STAFF], f"From: {RENNER}\nSubject: Lunch\n\n{CLEAN}")
        self.assertEqual(code, 0, talk)
        ((envelope, content),) = self.house.arrived()
        self.assertIn(f"from <{RENNER}> to <{STAFF}>", envelope)
        self.assertIn(b"\r\nShall we meet at noon?\r\n.\r\n", content)
        self.assertEqual(content.count(b"Message-ID: <"), 1)

    def test_the_letter(self):
        code, talk = self.swaks(RENNER, [MINISTRY, STAFF], LETTER)
        self.assertNotEqual(code, 0, talk)
        self.assertEqual(set(re.findall(r"550[- ]5\.7\.1 ([a-z-]+/[a-z-]+): ", talk)), self.check_rules(LETTER), talk)
        self.assertEqual(self.house.arrived(), [])

    def test_without_a_policy_nobody_is_greeted(self):
        self.house.write("policy.yaml", "version: 1\nruls: []\n")
        code = self.sendmail("-bs", stdin=b"EHLO x\r\n")
        self.assertEqual(code, 78)
        self.assertRegex(self.out, r"^421 4\.3\.5 ")

    def test_an_end_before_the_final_dot_sends_nothing(self):
        talk = f"EHLO x\r\nMAIL FROM:<{RENNER}>\r\nRCPT TO:<{STAFF}>\r\n"
        self.assertEqual(self.sendmail("-bs", stdin=talk.encode()), 0)
        self.assertEqual(self.house.arrived(), [])


class Hook(Case):
    def hook(self, *files):
        done = self.house.run(GUARD, "git-hook", "sendemail-validate", "--policy", self.house.path("policy.yaml"),
                              *files)
        self.out, self.err = done.stdout.decode(), done.stderr.decode()
        return done.returncode

    def patch(self, text):
        return self.house.write("0001.patch", "From 0123456789 Mon Sep 17 00:00:00 2001\n"
                                f"From: Tomas Renner <{RENNER}>\nDate: Mon, 6 Jan 2020 10:00:00 +0100\n"
                                f"Subject: [PATCH] Open the cafe\n\n{text}\n---\n menu | 1 +\n")

    def test_clean(self):
        self.assertEqual(self.hook(self.patch("It opens at nine.")), 0, self.err)
        self.assertEqual((self.out, self.err), ("", ""))

    def test_lines_are_the_patch_files(self):
        patch = self.patch("It opens at nine.\n\nDRAFT - NOT FOR RELEASE\n")
        headers = self.house.write("headers", f"From: {RENNER}\nTo: {MINISTRY}\nCc: {STAFF}\nDate: x\n"
                                   "Message-Id: <1@x>\nX-Mailer: git-send-email\n"
                                   "Subject: [PATCH] Open the cafe\n")
        self.assertEqual(self.hook(patch), 1)
        self.assertRegex(self.err, r"0001\.patch:8:\d+: block: .*\[drafts/not-for-release\]")
        self.assertNotIn("sign-off/ministries", self.err)
        self.assertEqual(self.hook(patch, headers), 1)
        self.assertRegex(self.err, r"0001\.patch:8:\d+: block: .*\[drafts/not-for-release\]")
        self.assertIn("sign-off/ministries", self.err)  # only the headers say who gets it
        self.assertEqual(self.out, "")

    def test_what_cannot_be_read_stops_it(self):
        self.assertEqual(self.hook("no-such.patch"), 2)
        self.assertEqual(self.hook(self.patch("x"), "no-such-headers"), 2)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=1)
