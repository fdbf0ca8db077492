#!/usr/bin/python3
"""The report formats of `check`, as the programs that read them would.

  formats_test.py SEND_GUARD SOURCE_FOLDER

SARIF is held to the schema of an npm package, fetched for each run; the system's Python has Debian's jsonschema. A peer
that is missing fails the test.
"""
import html.parser
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import tempfile
import unittest
import xml.etree.ElementTree

import jsonschema

GUARD = os.path.abspath(sys.argv[1])

SCHEMA_PACKAGE = "@microsoft/jest-sarif@1.0.0-beta.0"
SCHEMA_FILE = "package/lib/schemas/sarif-2.1.0-rtm.5.json"
FORMATS = ["text", "json", "jsonl", "sarif", "github", "gitlab", "junit", "rdjson", "markdown", "html"]
POLICY = """version: 1
organization: {name: Example Press Office, domains: [example.org]}
groups:
  principals: [editor@example.org, counsel@example.org]
packs: []
rules:
  - id: marker
    message: The text says that this is a draft.
    why: A draft that leaves is a decision.
    help: Take the mark off when the text is final.
    action: block
    when: {text: {phrases: [draft]}}
    examples: {fires: [{subject: "DRAFT letter"}]}
  - id: haste
    message: This asks for haste.
    action: warn
    when: {text: {phrases: [asap]}}
    examples: {fires: [{body: "Do it asap."}]}
  - id: outside
    message: Mail to the outside needs a principal.
    action: hold
    approvers: {group: principals}
    when: {recipients: {any: external}}
    examples: {fires: [{to: reader@example.net}]}
"""
HOSTILE = ("::error::x ##[error]y ]]> <script>alert(1)</script> `x` @everyone [a](javascript:b) | \u202e\u0001 \ufffe DRAFT\n"
           "\n::warning file=a::DRAFT\n")
MAIL = """From: anna@example.org
To: reader@example.net
Subject: =?utf-8?B?RFJBRlQg8J+YgA==?=
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

RG8gaXQgYXNhcC4K
"""


def schema():
    """The SARIF 2.1.0 schema of the npm package."""
    with tempfile.TemporaryDirectory(prefix="send-guard-npm-") as folder:
        packed = subprocess.run(["npm", "pack", "--silent", "--pack-destination", folder, SCHEMA_PACKAGE],
                                cwd=folder, stdout=subprocess.PIPE, timeout=120, check=True)
        name = packed.stdout.decode().split()[-1]
        with tarfile.open(os.path.join(folder, name)) as archive:
            return json.load(archive.extractfile(SCHEMA_FILE))


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="send-guard-formats-")
        self.addCleanup(shutil.rmtree, self.folder)
        subprocess.run(["git", "init", "-q", self.folder], check=True)
        self.write("send-guard.yaml", POLICY)
        self.write("news/clean.md", "All is well.\n")
        self.write("news/hostile <b>&.md", HOSTILE)
        self.write("news/letter.eml", MAIL)
        self.write("news/more/wide.txt", "\U0001F600 é DRAFT, asap\n")
        os.symlink("nowhere", os.path.join(self.folder, "news/gone.txt"))

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(text.encode())
        return path

    def read(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8", newline="") as text:
            return text.read()

    def check(self, *words, folder=None, **extra):
        environment = {"PATH": os.environ["PATH"], "HOME": self.folder,
                       "XDG_CACHE_HOME": os.path.join(self.folder, "cache"),
                       "XDG_CONFIG_HOME": os.path.join(self.folder, "config")}
        environment.update(extra)
        done = subprocess.run([GUARD, "check", *words], cwd=folder or self.folder, env=environment, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.out = done.stdout.decode()
        self.err = done.stderr.decode()
        self.code = done.returncode
        return self.out

    def report(self, name, *words):
        return self.check("--format", name, "news", *words)


class Formats(Case):
    def test_sarif_is_valid(self):
        log = json.loads(self.report("sarif"))
        wanted = schema()
        validator = jsonschema.validators.validator_for(wanted)(wanted)
        self.assertEqual([error.message for error in validator.iter_errors(log)], [])
        self.assertEqual(log["version"], "2.1.0")
        run = log["runs"][0]
        for result in run["results"]:
            self.assertEqual(run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"], result["ruleId"])
            self.assertIn("startLine", result["locations"][0]["physicalLocation"]["region"])
        self.assertNotIn('""', json.dumps(log))
        self.assertNotIn(self.folder, json.dumps(log))
        # A wrong log is seen to be wrong.
        run["columnKind"] = "cells"
        self.assertTrue(list(validator.iter_errors(log)))

    def test_sarif_places(self):
        run = json.loads(self.report("sarif"))["runs"][0]
        wide = [r for r in run["results"] if "wide" in json.dumps(r["locations"]) and r["ruleId"] == "house/marker"][0]
        place = wide["locations"][0]["physicalLocation"]
        self.assertEqual(place["artifactLocation"], {"uri": "news/more/wide.txt", "uriBaseId": "%SRCROOT%"})
        line = "\U0001F600 é DRAFT, asap".encode("utf-16-le")
        units = line[2 * (place["region"]["startColumn"] - 1):2 * (place["region"]["endColumn"] - 1)]
        self.assertEqual(units.decode("utf-16-le"), place["region"]["snippet"]["text"])
        self.assertEqual(place["region"]["snippet"]["text"], "DRAFT")
        self.assertRegex(wide["partialFingerprints"]["primaryLocationLineHash"], "^[0-9a-f]+:1$")
        self.assertRegex(wide["partialFingerprints"]["sendGuard/v1"], "^[0-9a-f]{64}$")
        uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]}
        self.assertIn("news/hostile%20%3Cb%3E%26.md", uris)
        notice = run["invocations"][0]["toolExecutionNotifications"][0]
        self.assertEqual((notice["level"], run["invocations"][0]["executionSuccessful"]), ("error", False))
        self.assertIn("news/gone.txt", notice["message"]["text"])

    def test_github(self):
        self.report("github")
        for line in self.out.splitlines():
            self.assertRegex(line, "^(::(error|warning|notice) file=[^\n]*,title=[^\n]*::|send-guard: )")
            self.assertNotIn("##[", line)
        self.assertIn("::error file=news/hostile <b>&.md,line=3,endLine=3,col=19,endColumn=24,title=block%3A house/marker::",
                      self.out)
        self.assertIn("::error file=news/gone.txt,title=could not be checked::", self.out)

    def test_github_step_summary(self):
        summary = self.write("summary.md", "Before.\n")
        self.check("--output", "github=" + os.devnull, "news", GITHUB_STEP_SUMMARY=summary)
        self.assertRegex(self.read("summary.md"), r"^Before\.\n### send-guard: 5 drafts: ")
        self.check("news", GITHUB_STEP_SUMMARY=summary)
        self.assertEqual(self.read("summary.md").count("###"), 1, "only the format github writes it")
        self.check("--format", "github", "news/clean.md", GITHUB_STEP_SUMMARY=os.path.join(self.folder, "no/where"))
        self.assertEqual(self.code, 2)
        self.assertIn("cannot be written", self.err)

    def test_gitlab(self):
        entries = json.loads(self.report("gitlab"))
        self.assertGreater(len(entries), 5)
        for entry in entries:
            for key in ("description", "check_name", "fingerprint"):
                self.assertIsInstance(entry[key], str)
                self.assertTrue(entry[key])
            self.assertIn(entry["severity"], ("info", "minor", "major", "critical", "blocker"))
            self.assertFalse(entry["location"]["path"].startswith(("/", "./")))
            self.assertGreaterEqual(entry["location"]["lines"]["begin"], 1)
        self.assertEqual(len({entry["fingerprint"] for entry in entries}), len(entries))

    def test_junit(self):
        root = xml.etree.ElementTree.fromstring(self.report("junit"))
        self.assertEqual(root.tag, "testsuites")
        cases = root.findall("testsuite/testcase")
        self.assertEqual(int(root.get("tests")), len(cases))
        self.assertEqual(int(root.get("failures")), len(root.findall(".//failure")))
        self.assertEqual(int(root.get("errors")), len(root.findall(".//error")))
        by_name = {(case.get("classname"), case.get("name")): [child.tag for child in case] for case in cases}
        self.assertEqual(by_name["news/clean.md", "send-guard"], [])
        self.assertEqual(by_name["news/gone.txt", "send-guard/not-checked"], ["error"])
        self.assertEqual(by_name["news/hostile <b>&.md", "house/marker"], ["failure"])
        self.assertEqual(by_name["news/letter.eml", "house/outside"], ["failure"])
        self.assertEqual(by_name["news/letter.eml", "house/haste"], ["system-out"])
        text = root.find(".//testcase[@classname='news/hostile <b>&.md']/failure").text
        self.assertIn("news/hostile <b>&.md:1:", text)

    def test_rdjson(self):
        result = json.loads(self.report("rdjson"))
        self.assertEqual(result["source"], {"name": "send-guard"})
        for one in result["diagnostics"]:
            self.assertIsInstance(one["message"], str)
            self.assertIsInstance(one["location"]["path"], str)
            self.assertIn(one["severity"], ("ERROR", "WARNING", "INFO"))
            self.assertIsInstance(one["code"]["value"], str)
            for position in one["location"].get("range", {}).values():
                self.assertGreaterEqual(position["line"], 1)
                self.assertGreaterEqual(position.get("column", 1), 1)
        wide = [d for d in result["diagnostics"]
                if d["location"]["path"].endswith("wide.txt") and d["code"]["value"] == "house/marker"][0]["location"]["range"]
        line = "\U0001F600 é DRAFT, asap".encode()
        self.assertEqual(line[wide["start"]["column"] - 1:wide["end"]["column"] - 1], b"DRAFT")

    def test_jsonl(self):
        lines = [json.loads(line) for line in self.report("jsonl").splitlines()]
        drafts = json.loads(self.report("json"))["drafts"]
        self.assertEqual(sorted(lines, key=lambda d: d["source"]), sorted(drafts, key=lambda d: d["source"]))

    def test_markdown(self):
        self.report("markdown")
        self.assertNotRegex(self.out, r"[@`~\u202e\u0001]|<script|\]\(|javascript:|\n::")
        self.assertEqual(self.out.count("<details>"), self.out.count("</details>"))
        self.assertLessEqual(set(re.findall(r"</?([a-z]+)", self.out)), {"details", "summary", "code", "b"})

    def test_html(self):
        self.report("html")
        page = self

        class Reader(html.parser.HTMLParser):
            void = {"meta"}
            stack, tags, text = [], set(), ""

            def handle_starttag(self, tag, attrs):
                self.tags.add(tag)
                for name, value in attrs:
                    page.assertIn(name, {"lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "open", "dir"})
                    if name == "href":
                        page.assertRegex(value, "^#d[0-9]+$")
                if tag not in self.void:
                    self.stack.append(tag)

            def handle_endtag(self, tag):
                page.assertEqual(self.stack.pop(), tag)

            def handle_data(self, data):
                self.text += data

        reader = Reader()
        reader.feed(self.out)
        reader.close()
        self.assertEqual(reader.stack, [])
        self.assertFalse(reader.tags & {"script", "img", "link", "iframe", "object", "form", "b"})
        self.assertIn("<script>alert(1)</script>", reader.text)
        self.assertNotIn("\u202e", self.out)
        self.assertIn("<mark>DRAFT</mark>", self.out)

    def test_every_run_gives_the_same_bytes_and_the_same_exit_code(self):
        for name in FORMATS:
            with self.subTest(name):
                first = self.report(name)
                self.assertEqual(self.code, 2)  # gone.txt
                self.assertEqual(self.report(name), first)
                self.assertEqual(self.err, "")
                self.check("--format", name, "news/letter.eml")
                self.assertEqual(self.code, 1)
                self.check("--format", name, "news/clean.md")
                self.assertEqual(self.code, 0)

    def test_paths_do_not_tell_where_the_repository_lies(self):
        for name in FORMATS[3:]:
            with self.subTest(name):
                relative = self.report(name)
                inside = self.check("--format", name, os.path.join(self.folder, "news"), folder="/")
                self.assertEqual(relative, inside)
                self.assertNotIn(self.folder, inside)


class Outputs(Case):
    def test_many_at_once(self):
        words = [word for name in FORMATS for word in ("--output", f"{name}=out.{name}")]
        self.assertIn("5 drafts", self.check(*words, "news"))
        self.assertEqual(self.code, 2)
        for name in FORMATS:
            with self.subTest(name):
                self.assertEqual(self.read("out." + name), self.report(name))
        self.assertEqual(stat.S_IMODE(os.stat(os.path.join(self.folder, "out.sarif")).st_mode), 0o644)
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith(".out")], [])

    def test_standard_output_takes_one(self):
        self.assertEqual(json.loads(self.check("--output", "json=-", "news/clean.md"))["version"], 1)
        for words in (["--output", "json=-", "--output", "sarif=-"], ["--format", "text", "--output", "json=-"]):
            self.assertEqual(self.check(*words, "news/clean.md"), "")
            self.assertEqual(self.code, 2)
            self.assertIn("standard output (-) takes one report", self.err)

    def test_wrong_usage(self):
        for word, fault in (("html", "--output is FORMAT=FILE"), ("html=", "--output is FORMAT=FILE"),
                            ("sarfi=x", "did you mean sarif?")):
            self.check("--output", word, "news/clean.md")
            self.assertEqual(self.code, 2)
            self.assertIn(fault, self.err)
        self.check("--output", "html=x", "--output", "json=./x", "news/clean.md")
        self.assertIn("two reports for the file ./x", self.err)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "x")))

    def test_a_failure_to_write_is_told(self):
        out = self.check("--output", "sarif=no/such/folder.sarif", "--output", "json=kept.json", "news/clean.md")
        self.assertEqual(self.code, 2)
        self.assertIn("1 clean", out)
        self.assertIn("the report no/such/folder.sarif cannot be written", self.err)
        self.assertEqual(json.loads(self.read("kept.json"))["version"], 1)
        self.check("--output", "sarif=news", "news/clean.md")
        self.assertEqual(self.code, 2)
        self.assertIn("it is a folder", self.err)
        self.check("--output", "sarif=/dev/full", "news/clean.md")
        self.assertEqual(self.code, 2)

    def test_no_draft_is_overwritten(self):
        self.check("--output", "json=news/../news/clean.md", "news/clean.md")
        self.assertEqual(self.code, 2)
        self.assertIn("would overwrite a draft", self.err)
        self.assertEqual(self.read("news/clean.md"), "All is well.\n")

    def test_a_link_and_a_device_stay_what_they_are(self):
        os.symlink("target.json", os.path.join(self.folder, "link.json"))
        self.check("--output", "json=link.json", "--output", "html=/dev/null", "news/clean.md")
        self.assertEqual(self.code, 0, self.err)
        self.assertTrue(os.path.islink(os.path.join(self.folder, "link.json")))
        self.assertEqual(json.loads(self.read("target.json"))["version"], 1)
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
