#!/usr/bin/env python3
"""The program itself: exit codes, streams, messages.

  cli_test.py SEND_GUARD SOURCE_FOLDER

Each case runs the binary in a folder of its own, with no policy but the case's. Standard library only.
"""
import contextlib
import json
import os
import pty
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest

GUARD = os.path.abspath(sys.argv[1])
SOURCE = os.path.abspath(sys.argv[2])

CLEAN = """From: Anna Example <anna@example.org>
To: Ben Example <ben@example.org>
Subject: Lunch on Thursday
Date: Mon, 05 Jan 2026 10:00:00 +0000
Message-ID: <1@example.org>

Shall we meet at noon?
"""
MARKED = CLEAN.replace("Subject: Lunch", "Subject: DRAFT Lunch")
POLICY = """version: 1
organization: {name: Example Press Office, domains: [example.org]}
groups:
  principals: [editor@example.org, counsel@example.org]
packs: []
rules:
  - id: marker
    message: The subject says that this is a draft.
    why: A draft that leaves is a decision.
    help: Take the mark off when the text is final.
    action: block
    when: {text: {in: subject, phrases: [draft]}}
    examples:
      fires: [{subject: "DRAFT letter"}]
      silent: [{subject: "Aircraft"}]
  - id: haste
    message: This asks for haste.
    action: warn
    when: {text: {phrases: [asap]}}
    examples:
      fires: [{body: "Do it asap."}]
  - id: outside
    message: Mail to the outside needs a principal.
    action: hold
    approvers: {group: principals}
    when: {recipients: {any: external}}
    examples:
      fires: [{to: reader@example.net}]
      silent: [{to: reader@example.org}]
"""


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="send-guard-e2e-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.write("send-guard.yaml", POLICY)
        os.mkdir(os.path.join(self.folder, ".git"))

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(text if isinstance(text, bytes) else text.encode())
        return path

    def run_it(self, *words, stdin=b"", **extra):
        environment = {"PATH": os.environ["PATH"], "XDG_CACHE_HOME": os.path.join(self.folder, "cache"),
                       "XDG_CONFIG_HOME": os.path.join(self.folder, "config"), "HOME": self.folder}
        environment.update(extra)
        done = subprocess.run([GUARD, *words], input=stdin, cwd=self.folder, env=environment, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.out = done.stdout.decode()
        self.err = done.stderr.decode()
        self.code = done.returncode
        return self.code


class Check(Case):
    def test_clean(self):
        self.write("a.eml", CLEAN)
        self.assertEqual(self.run_it("check", "a.eml"), 0, self.out + self.err)
        self.assertEqual(self.out, "1 draft: 1 clean; 0 findings\n")
        self.assertEqual(self.err, "")

    def test_block_reads_like_a_compiler(self):
        self.write("a.eml", MARKED)
        self.assertEqual(self.run_it("check", "a.eml"), 1)
        self.assertEqual(self.out, "a.eml:3:10: block: The subject says that this is a draft. [house/marker]\n"
                                   "    3 | Subject: DRAFT Lunch on Thursday\n"
                                   "      |          ^^^^^\n"
                                   "    why: A draft that leaves is a decision.\n"
                                   "     do: Take the mark off when the text is final.\n"
                                   "1 draft: 1 blocked; 1 finding\n")

    def test_standard_input(self):
        self.assertEqual(self.run_it("check", "-", stdin=MARKED.encode()), 1)
        self.assertIn("-:3:10: block:", self.out)

    def test_json(self):
        self.write("a.eml", MARKED)
        self.assertEqual(self.run_it("check", "--format", "json", "a.eml"), 1)
        report = json.loads(self.out)
        self.assertEqual(report["version"], 1)
        self.assertRegex(report["policy"]["digest"], "^sha256:[0-9a-f]{64}$")
        draft = report["drafts"][0]
        self.assertEqual((draft["source"], draft["verdict"]), ("a.eml", "block"))
        self.assertRegex(draft["digest"], "^sha256:[0-9a-f]{64}$")
        self.assertEqual(draft["findings"][0]["places"],
                         [{"place": "subject", "part": draft["findings"][0]["places"][0]["part"], "line": 3,
                           "column": 10, "end_line": 3, "end_column": 15, "text": "DRAFT"}])

    def test_strict(self):
        self.write("a.eml", CLEAN + "Please answer asap.\n")
        self.assertEqual(self.run_it("check", "a.eml"), 0)
        self.assertIn("warn: This asks for haste.", self.out)
        self.assertEqual(self.run_it("check", "--strict", "a.eml"), 1)

    def test_envelope_recipients(self):
        self.write("a.eml", CLEAN)
        self.assertEqual(self.run_it("check", "--to", "press@example.net", "a.eml"), 1)
        self.assertIn("needs: sign-off by one of principals, with a key; so far: nobody", self.out)
        self.assertIn("sign: send-guard sign a.eml --key KEY --as principals", self.out)

    def test_folders_are_walked_in_order(self):
        self.write("b/z.eml", CLEAN)
        self.write("b/a.md", "text\n")
        self.write("b/x.bin", "not a draft\n")
        self.assertEqual(self.run_it("check", "--format", "json", "b"), 0)
        self.assertEqual([d["source"] for d in json.loads(self.out)["drafts"]], ["b/a.md", "b/z.eml"])

    def test_nothing_to_check_is_not_clean(self):
        os.mkdir(os.path.join(self.folder, "empty"))
        self.assertEqual(self.run_it("check", "empty"), 2)
        self.assertIn("no draft in empty", self.err)
        self.assertEqual(self.run_it("check", "gone.eml"), 2)
        self.assertIn("gone.eml: error:", self.out)

    def test_one_unreadable_draft_is_not_hidden_by_others(self):
        self.write("a.eml", CLEAN)
        self.assertEqual(self.run_it("check", "a.eml", "gone.eml"), 2)
        self.assertIn("2 drafts: 1 not checked, 1 clean", self.out)

    def test_torn_signoff_is_not_passed_over_in_silence(self):
        self.write("a.eml", CLEAN)
        self.write("a.eml.signoff", "send-guard-statement 1\nsender: -\n-----BEGIN SSH SIGNATURE-----\nAAAA\n")
        self.run_it("check", "--to", "press@example.net", "a.eml")
        self.assertNotEqual(self.code, 0)

    def test_explain(self):
        self.write("a.eml", CLEAN)
        self.assertEqual(self.run_it("check", "--explain", "a.eml"), 0)
        self.assertIn("a.eml: why each rule fired or did not\n", self.out)
        self.assertIn("house/outside: did not fire\n", self.out)

    def test_hostile_bytes_do_not_reach_the_terminal(self):
        self.write("a.eml", MARKED.replace("Lunch", "\x1b[2J\x9b31m\u202eHVFORGED"))
        self.assertEqual(self.run_it("check", "--explain", "a.eml"), 1)
        for mark in "\x1b\x9b\u202e":
            self.assertNotIn(mark, self.out + self.err)

    def test_no_policy_says_so(self):
        os.unlink(os.path.join(self.folder, "send-guard.yaml"))
        self.write("a.eml", CLEAN)
        self.run_it("check", "a.eml")
        self.assertIn("no policy found: the default packs apply", self.err)

    def test_weakenings_are_said(self):
        self.write("send-guard.yaml", "version: 1\norganization: {name: E, domains: [example.org]}\n"
                                      "packs: [drafts]\nadjust:\n  drafts/subject-marker: off\n")
        self.write("a.eml", CLEAN)
        self.run_it("check", "a.eml")
        self.assertIn("weakens drafts/subject-marker", self.err)

    def test_colour(self):
        self.write("a.eml", MARKED)
        self.run_it("check", "a.eml")
        self.assertNotIn("\x1b", self.out)
        self.run_it("check", "--color", "always", "a.eml")
        self.assertIn("\x1b[1;31mblock", self.out)
        self.run_it("check", "a.eml", FORCE_COLOR="1")
        self.assertIn("\x1b", self.out)
        self.run_it("check", "a.eml", FORCE_COLOR="1", NO_COLOR="1")
        self.assertNotIn("\x1b", self.out)

    def test_full_disk_is_no_success(self):
        self.write("a.eml", CLEAN)
        with open("/dev/full", "wb") as full:
            done = subprocess.run([GUARD, "check", "a.eml"], cwd=self.folder, stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 2)


class Usage(Case):
    def expect(self, code, text, *words):
        self.assertEqual(self.run_it(*words), code, words)
        self.assertIn(text, self.err, words)
        self.assertEqual(self.out, "", words)

    def test_each_wrong_usage(self):
        self.expect(2, "Commands:")
        self.expect(2, "did you mean `send-guard check`?", "chek", "a.eml")
        self.expect(2, "the command comes before its options", "--strict", "check")
        self.expect(2, "check needs PATH", "check")
        self.expect(2, "did you mean --strict?", "check", "--strct", "a.eml")
        self.expect(2, "unknown option", "check", "--pol", "x", "a.eml")
        self.expect(2, "--policy needs a value", "check", "a.eml", "--policy")
        self.expect(2, "--format is text, json", "check", "--format", "xml", "a.eml")
        self.expect(2, "given twice", "check", "--now", "2026-01-01", "--now", "2026-01-02", "a.eml")
        self.expect(2, "--now is a time", "check", "--now", "noon", "a.eml")
        self.expect(2, "--to is an address", "check", "--to", "nobody", "a.eml")
        self.expect(2, "standard input (-) is named twice", "check", "-", "-")
        self.expect(64, "send needs FILE", "send")
        self.expect(64, "unknown option", "send", "--stric", "a.eml")
        self.expect(64, "standard input (-) is named twice", "send", "-", "-")
        self.expect(2, "sign needs --key", "sign", "a.eml")
        self.expect(2, "--diff needs two files", "statement", "--diff", "a.eml")
        self.expect(2, "sink needs --maildir", "sink")
        self.expect(2, "--port is a number", "sink", "--maildir", "m", "--port", "99999")
        self.expect(2, "bash, zsh or fish", "completion", "csh")
        self.expect(2, "did you mean house/marker?", "rules", "explain", "house/markr")

    def test_help_and_version(self):
        for words in (["--help"], ["check", "--help"], ["send", "-h"], ["rules", "test", "--help"], ["help"]):
            self.assertEqual(self.run_it(*words), 0, words)
            self.assertTrue(self.out.startswith("Examples:\n"), words)
        self.assertEqual(self.run_it("--version"), 0)
        self.assertRegex(self.out, r"^send-guard \d+\.\d+\.\d+\n")

    def test_completions_are_valid_shell(self):
        self.assertEqual(self.run_it("completion", "bash"), 0)
        self.assertEqual(subprocess.run(["bash", "-n"], input=self.out.encode()).returncode, 0)
        script = self.out + "\nCOMP_WORDS=(send-guard rules li); COMP_CWORD=2; _send_guard; echo ${COMPREPLY[@]}\n" \
                            "COMP_WORDS=(send-guard check --for); COMP_CWORD=2; _send_guard; echo ${COMPREPLY[@]}\n"
        done = subprocess.run(["bash"], input=script.encode(), stdout=subprocess.PIPE)
        self.assertEqual(done.stdout.decode(), "list lint\n--format\n" if b"list lint" in done.stdout
                         else "lint list\n--format\n")

    @unittest.skipUnless(shutil.which("man"), "no man program here")
    def test_man_page_renders(self):
        self.assertEqual(self.run_it("man"), 0)
        path = self.write("send-guard.1", self.out)
        done = subprocess.run(["man", "--warnings", "-l", "-Tutf8", path], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env={"PATH": os.environ["PATH"], "MANPAGER": "cat"})
        self.assertEqual(done.stderr.decode(), "")
        plain = re.sub(".\x08", "", done.stdout.decode()).replace("\u2010", "-")  # overstrikes taken off
        self.assertIn("--dry-run", plain)


class Policies(Case):
    TWELVE = """version: 1
organisation: {name: E}
groups:
  principals: editor@
packs: [drafts, draftz]
adjust:
  drafts/no-such-rule: off
rules:
  - id: Bad Id
    message: m
    action: block
    when: {text: {phrases: [x]}}
  - id: two
    message: m
    action: forbid
    when: {text: {phrases: [x]}}
  - id: three
    message: m
    action: block
    when: {text: {regex: "(unclosed"}}
  - id: four
    message: m
    action: hold
    approvers: nobody
    when: {recipients: {any: [nowhere]}}
  - id: four
    message: m
    action: block
    when: {text: {in: [subjct], phrases: [x]}}
  - id: five
    message: m
    mesage: m
    action: block
    when: {text: {phrases: [x], at_least: many}}
"""

    def test_twelve_faults_in_one_report(self):
        self.write("bad.yaml", self.TWELVE)
        for words, code in ((["rules", "lint", "bad.yaml"], 1), (["check", "--policy", "bad.yaml", "-"], 2)):
            self.assertEqual(self.run_it(*words, stdin=CLEAN.encode()), code)
            places = [line for line in self.err.splitlines() if line.startswith("bad.yaml:") and ": " in line]
            self.assertGreaterEqual(len(places), 12, self.err)
            for line in (2, 4, 5, 7, 9, 15, 20, 24, 25, 26, 29, 32):
                self.assertTrue(any(p.startswith("bad.yaml:%d:" % line) for p in places), (line, self.err))
        self.assertEqual(self.run_it("send", "--policy", "bad.yaml", "-", stdin=CLEAN.encode()), 78)

    def test_lint_and_missing_policy(self):
        self.assertEqual(self.run_it("rules", "lint", "send-guard.yaml"), 0, self.err)
        self.assertIn("send-guard.yaml: no faults; ", self.out)
        self.assertEqual(self.run_it("check", "--policy", "gone.yaml", "-", stdin=CLEAN.encode()), 2)
        self.assertEqual(self.out, "")

    def test_rules_list_and_explain(self):
        self.assertEqual(self.run_it("rules", "list"), 0)
        self.assertRegex(self.out, r"(?m)^house/marker +block  The subject says that this is a draft\.$")
        self.assertEqual(self.run_it("rules", "explain", "house/outside"), 0)
        self.assertIn("sign-off by one of principals", self.out)
        self.assertEqual(self.run_it("rules", "detectors"), 0)
        self.assertIn("disguised-text: ", self.out)

    def test_rules_test(self):
        self.assertEqual(self.run_it("rules", "test", "send-guard.yaml"), 0, self.out + self.err)
        self.assertIn("send-guard.yaml: 3 rules, 5 examples, all as they say\n", self.out)

    def test_rules_test_fails_on_a_broken_example(self):
        self.write("send-guard.yaml", POLICY.replace('fires: [{subject: "DRAFT letter"}]',
                                                     'fires: [{subject: "A letter"}]'))
        self.assertEqual(self.run_it("rules", "test", "send-guard.yaml"), 1)
        self.assertRegex(self.out, r"send-guard\.yaml:\d+: house/marker must fire but does not: A letter")
        self.assertIn("house/marker: no example fires this rule", self.out)

    def test_rules_test_fails_on_a_false_alarm(self):
        self.write("send-guard.yaml", POLICY.replace("Aircraft", "The draft"))
        self.assertEqual(self.run_it("rules", "test", "send-guard.yaml"), 1)
        self.assertIn("house/marker must stay silent but fires", self.out)

    def test_rules_test_fails_on_an_uncovered_rule(self):
        self.write("send-guard.yaml", POLICY.replace('    examples:\n      fires: [{body: "Do it asap."}]\n', ""))
        self.assertEqual(self.run_it("rules", "test", "send-guard.yaml"), 1)
        self.assertIn("house/haste: no example fires this rule", self.out)

    def test_config_show(self):
        self.assertEqual(self.run_it("config", "show"), 0)
        self.assertIn("Example Press Office", self.out)
        self.assertEqual(self.run_it("config", "show", "--format", "json"), 0)
        self.assertEqual(json.loads(self.out)["domains"], ["example.org"])

    def test_init(self):
        os.mkdir(os.path.join(self.folder, "new"))
        self.assertEqual(self.run_it("init", "new", "--name", 'A "quoted" \\ office', "--domain", "Example.ORG"), 0)
        self.assertEqual(self.run_it("rules", "lint", "new/send-guard.yaml"), 0, self.err)
        self.assertEqual(self.run_it("init", "new"), 2)
        self.assertIn("never written over", self.err)
        self.assertEqual(self.run_it("init", ".", "--domain", "x"), 2)

    def test_init_by_kind_of_house(self):
        for kind in ("press-office", "newsroom", "ministry", "company", "agents"):
            os.mkdir(os.path.join(self.folder, kind))
            self.assertEqual(self.run_it("init", kind, "--domain", "example.org", "--house", kind), 0, self.err)
            self.assertEqual(self.run_it("rules", "lint", kind + "/send-guard.yaml"), 0, self.err)
        with open(os.path.join(self.folder, "ministry", "send-guard.yaml")) as policy:
            self.assertIn("markings", policy.read())
        os.mkdir(os.path.join(self.folder, "other"))
        self.assertEqual(self.run_it("init", "other", "--domain", "example.org", "--house", "bakery"), 2)
        self.assertIn("is no kind of house", self.err)

    def test_init_asks_at_a_terminal(self):
        folder = os.path.join(self.folder, "new")
        os.mkdir(folder)
        pid, terminal = pty.fork()
        if pid == 0:
            os.execv(GUARD, [GUARD, "init", folder])
        os.write(terminal, b"Office\n press.ministry-of-bridges.example  media.ministry-of-bridges.example \nministry\n")
        with contextlib.suppress(OSError):  # it has ended
            while os.read(terminal, 4096):
                pass
        os.close(terminal)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0)
        with open(os.path.join(folder, "send-guard.yaml"), encoding="utf-8") as file:
            self.assertIn('{name: "Office", domains: ["press.ministry-of-bridges.example", '
                          '"media.ministry-of-bridges.example"]}', file.read())


class SignOff(Case):
    def setUp(self):
        super().setUp()
        self.write("a.eml", CLEAN.replace("ben@example.org", "ben@example.net"))
        lines = []
        for person in ("editor", "stranger"):
            key = os.path.join(self.folder, person)
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key], check=True)
            if person == "editor":
                with open(key + ".pub") as public:
                    lines.append('editor@example.org namespaces="send-guard" ' + public.read())
        self.write("allowed_signers", "".join(lines))
        self.write("send-guard.yaml", POLICY + "keyring: allowed_signers\n")

    def test_statement_sign_verify_check(self):
        self.assertEqual(self.run_it("statement", "a.eml"), 0)
        self.assertTrue(self.out.startswith("send-guard-statement 1\n"))
        self.assertIn("to: <ben@example.net>", self.out)
        self.assertEqual(self.run_it("check", "a.eml"), 1)
        self.assertEqual(self.run_it("verify", "a.eml"), 1)
        self.assertEqual(self.run_it("sign", "a.eml", "--key", "editor", "--as", "principals"), 0, self.err)
        self.assertIn("as: principals\n", self.err)
        self.assertEqual(self.run_it("verify", "a.eml"), 0, self.out + self.err)
        self.assertIn("counts: editor@example.org as principals", self.out)
        self.assertEqual(self.run_it("check", "a.eml"), 0, self.out)
        self.assertIn("1 cleared by sign-off", self.out)
        # One changed byte voids it, and the difference can be shown.
        self.write("a.eml", CLEAN.replace("ben@example.org", "ben@example.net").replace("noon", "none"))
        self.assertEqual(self.run_it("check", "a.eml"), 1)
        self.assertEqual(self.run_it("verify", "a.eml"), 1)
        self.assertIn("void: ", self.out)
        self.assertEqual(self.run_it("statement", "--diff", "a.eml.signoff", "a.eml"), 1)
        self.assertRegex(self.out, r"(?m)^- part: .*\n(.*\n)*\+ part: ")

    def test_a_strangers_key_does_not_count(self):
        self.assertEqual(self.run_it("sign", "a.eml", "--key", "stranger", "--as", "principals"), 0, self.err)
        self.assertEqual(self.run_it("check", "a.eml"), 1)
        self.assertEqual(self.run_it("verify", "a.eml"), 1)

    def test_a_group_that_is_not_there(self):
        self.assertEqual(self.run_it("sign", "a.eml", "--key", "editor", "--as", "principal"), 2)
        self.assertIn("did you mean principals?", self.err)

    def test_signing_never_writes_over_a_torn_file(self):
        torn = "send-guard-statement 1\nsender: -\n-----BEGIN SSH SIGNATURE-----\nAAAA\n"
        path = self.write("a.eml.signoff", torn)
        self.assertEqual(self.run_it("sign", "a.eml", "--key", "editor"), 2)
        with open(path) as kept:
            self.assertEqual(kept.read(), torn)


class Send(Case):
    def policy_with(self, url):
        self.write("send-guard.yaml", POLICY + "service:\n  next_hop: {url: \"%s\", tls: none}\n" % url)

    def inbox(self):
        folder = os.path.join(self.folder, "inbox", "new")
        if not os.path.isdir(folder):
            return []
        found = []
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), "rb") as message:
                found.append(message.read())
        return found

    def test_no_next_hop(self):
        self.write("a.eml", CLEAN)
        self.assertEqual(self.run_it("send", "a.eml"), 78)
        self.assertIn("next_hop: {url:", self.err)

    def test_a_blocked_or_held_mail_is_not_sent(self):
        self.policy_with("maildir:" + os.path.join(self.folder, "inbox"))
        self.write("a.eml", CLEAN)
        self.write("b.eml", MARKED)
        self.assertEqual(self.run_it("send", "a.eml", "b.eml"), 77)
        self.assertIn("[house/marker]", self.err)
        self.assertIn("none of these mails was sent", self.err)
        self.assertEqual(self.run_it("send", "--to", "press@example.net", "a.eml"), 77)
        self.assertIn("so far: nobody", self.err)
        self.assertEqual(self.inbox(), [])

    def test_no_input(self):
        self.policy_with("maildir:" + os.path.join(self.folder, "inbox"))
        self.assertEqual(self.run_it("send", "gone.eml"), 66)
        self.assertEqual(self.run_it("send", "-"), 66)
        self.assertEqual(self.inbox(), [])

    def test_nobody_to_send_to(self):
        self.policy_with("maildir:" + os.path.join(self.folder, "inbox"))
        self.write("a.eml", CLEAN.replace("To: Ben Example <ben@example.org>\n", ""))
        self.assertEqual(self.run_it("send", "a.eml"), 65)
        self.assertEqual(self.inbox(), [])

    def test_what_leaves(self):
        self.policy_with("maildir:" + os.path.join(self.folder, "inbox"))
        self.write("a.eml", CLEAN.replace("Subject:", "Bcc: Secret <secret@example.org>\nSend-Guard: pass\nSubject:")
                   + "asap\n")
        self.assertEqual(self.run_it("send", "--dry-run", "a.eml"), 0, self.err)
        self.assertIn("secret@example.org", self.out)
        self.assertEqual(self.inbox(), [])
        self.assertEqual(self.run_it("send", "a.eml"), 0, self.err)
        expected = 'Send-Guard: warn; rules="house/haste"\n' + CLEAN + "asap\n"
        (message,) = self.inbox()
        self.assertEqual(message, expected.replace("\n", "\r\n").encode())

    def test_over_smtp_into_the_sink(self):
        sink = subprocess.Popen([GUARD, "sink", "--maildir", "inbox", "--port", "0", "--count", "1"], cwd=self.folder,
                                stdout=subprocess.PIPE)
        try:
            port = int(sink.stdout.readline().decode().rsplit(":", 1)[1])
            self.policy_with("smtp://127.0.0.1:%d" % port)
            self.write("a.eml", CLEAN)
            self.assertEqual(self.run_it("send", "a.eml"), 0, self.err)
            self.assertIn("a.eml: sent (smtp://127.0.0.1:%d)" % port, self.out)
            self.assertIn("ben@example.org: 250", self.out)
            self.assertIn("from <anna@example.org> to <ben@example.org>", sink.stdout.readline().decode())
            self.assertEqual(sink.wait(timeout=20), 0)
        finally:
            if sink.poll() is None:
                sink.kill()
            sink.wait()
            sink.stdout.close()
        self.assertEqual(self.inbox(), [CLEAN.replace("\n", "\r\n").encode()])

    def test_a_server_that_is_down_is_try_later(self):
        with socket.socket() as taken:  # bound, not listening: nobody answers there
            taken.bind(("127.0.0.1", 0))
            self.policy_with("smtp://127.0.0.1:%d" % taken.getsockname()[1])
            self.write("a.eml", CLEAN)
            self.assertEqual(self.run_it("send", "a.eml"), 75, self.err)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=1)
