#!/usr/bin/env python3
"""`check` as a gate in CI: what git says has changed, what is staged, names of any bytes, threads, baseline, allows.

  ci_test.py SEND_GUARD SOURCE_FOLDER

Each case has a git repository of its own in a temporary folder. Standard library only.
"""
import json
import os
import pty
import re
import subprocess
import sys
import textwrap
import unittest

from peers import RepositoryCase

GUARD = os.path.abspath(sys.argv[1])
SOURCE = os.path.abspath(sys.argv[2])

POLICY = """version: 1
organization: {name: Example Press Office, domains: [example.org]}
packs: []
rules:
  - id: marker
    message: The text says that it is not to be published.
    action: hold
    when: {text: {in: anywhere, phrases: [not for release]}}
  - id: haste
    message: This asks for haste.
    action: warn
    when: {text: {in: anywhere, phrases: [asap]}}
  - id: secret
    message: This names the project.
    action: block
    when: {text: {in: anywhere, phrases: [bluebird]}}
  - id: strict
    message: No file may wave this through.
    action: hold
    allow: never
    when: {text: {in: anywhere, phrases: [embargoed]}}
"""
HELD = "Not for release.\n"
CLEAN = "The bridge opens on Monday.\n"


class Case(RepositoryCase):
    def setUp(self):
        super().setUp()
        self.write("send-guard.yaml", POLICY)

    def commit(self, text="change"):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", text)

    def guard(self, *words, stdin=b"", folder=None, **extra):
        done = subprocess.run([GUARD, *words], input=stdin, cwd=folder or self.folder,
                              env={**self.environment, **extra}, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.raw = done.stdout
        self.out = done.stdout.decode()
        self.err = done.stderr.decode()
        return done.returncode

    def checked(self, *words, **extra):
        """The exit code, and the sources of the drafts that were checked."""
        code = self.guard("check", "--format", "json", *words, **extra)
        self.assertTrue(self.out, self.err)
        self.report = json.loads(self.out)
        return code, [draft["source"] for draft in self.report["drafts"]]


class Folders(Case):
    def test_what_git_ignores_is_left_out(self):
        self.write(".gitignore", "build/\n*.tmp.md\n!keep.tmp.md\n")
        for name in ("a.md", "build/b.md", "c.tmp.md", "keep.tmp.md", "d/e.adoc", "d/picture.png"):
            self.write(name, CLEAN)
        self.write(".git/info/exclude", "private.md\n")
        self.write("private.md", HELD)
        self.assertEqual(self.checked("."), (0, ["./a.md", "./d/e.adoc", "./keep.tmp.md"]))

    def test_a_tracked_file_counts_even_when_ignored_and_a_deleted_one_is_gone(self):
        self.write("x/tracked.md", CLEAN)
        self.write("x/deleted.md", CLEAN)
        self.commit()
        self.write(".gitignore", "x/\n")
        os.unlink(os.path.join(self.folder, "x/deleted.md"))
        self.assertEqual(self.checked("."), (0, ["./x/tracked.md"]))

    def test_only_what_git_ignores_is_nothing(self):
        self.write(".gitignore", "build/\n")
        self.write("build/a.md", CLEAN)
        self.assertEqual(self.guard("check", "build"), 2)
        self.assertIn("no draft in build", self.err)
        self.assertEqual(self.guard("check", "build/a.md"), 0)

    def test_a_repository_inside_is_walked(self):
        self.write("inner/a.md", CLEAN)
        self.git("init", "-q", folder=os.path.join(self.folder, "inner"))
        self.write("inner/b.tmp", CLEAN)
        self.assertEqual(self.checked("."), (0, ["./inner/a.md"]))

    def test_links_to_folders_are_not_entered(self):
        self.write("../elsewhere/a.md", HELD)
        self.write("b.md", CLEAN)
        os.symlink("../elsewhere", os.path.join(self.folder, "link"))
        os.mkfifo(os.path.join(self.folder, "pipe.md"))
        self.assertEqual(self.checked("."), (0, ["./b.md"]))

    def test_without_git_every_file_is_looked_at(self):
        self.write(".gitignore", "b.md\n")
        self.write("a.md", CLEAN)
        self.write("b.md", HELD)
        self.assertEqual(self.guard("check", ".", PATH="/nowhere"), 1)
        self.assertIn("those that .gitignore leaves out, too: git is not installed", self.err)

    def test_documents_that_cannot_be_read_yet_are_looked_at(self):
        self.write("letter.pdf", b"%PDF-1.4\n\x00\x01\n%%EOF\n")
        code, sources = self.checked(".")
        self.assertEqual(sources, ["./letter.pdf"])

    def test_a_hostile_fsmonitor_is_not_run(self):
        self.write("run.sh", "#!/bin/sh\ntouch pwned\n")
        os.chmod(os.path.join(self.folder, "run.sh"), 0o755)
        self.git("config", "core.fsmonitor", "./run.sh")
        self.write("a.md", CLEAN)
        self.assertEqual(self.guard("check", "."), 0, self.err)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "pwned")))


class HostileNames(Case):
    NAMES = [b"line\nend.md", b"-dash.md", b'quote"\'.md', b"\xff\xfe.md", b"blank name.md", b"tab\t.md",
             b"\x1b[2J.md", b"*.md", b":(top)x.md", b"back\\slash.md"]

    def setUp(self):
        super().setUp()
        for name in self.NAMES:
            self.write(name, HELD)

    def test_in_a_folder(self):
        code, sources = self.checked(".")
        self.assertEqual((code, len(sources)), (1, len(self.NAMES)))
        self.assertEqual({draft["verdict"] for draft in self.report["drafts"]}, {"hold"})

    def test_staged_and_changed(self):
        self.git("commit", "-q", "--allow-empty", "-m", "first")
        self.git("branch", "base")
        self.git("add", "-A")
        code, sources = self.checked("--staged")
        self.assertEqual((code, len(sources)), (1, len(self.NAMES)), self.err)
        self.assertEqual({draft["verdict"] for draft in self.report["drafts"]}, {"hold"})
        self.commit()
        code, sources = self.checked("--changed=base")
        self.assertEqual((code, len(sources)), (1, len(self.NAMES)), self.err)
        self.assertEqual(self.checked("--changed=base", "--", "-dash.md", "*.md")[1], ["*.md", "-dash.md"])

    def test_from_a_list(self):
        code, sources = self.checked("--files-from", "-", stdin=b"\0".join(self.NAMES) + b"\0")
        self.assertEqual((code, len(sources)), (1, len(self.NAMES)), self.err)

    def test_the_text_report_cannot_be_steered(self):
        self.assertEqual(self.guard("check", "."), 1)
        self.assertNotIn("\x1b", self.out)
        self.assertNotIn("line\nend", self.out)


class Staged(Case):
    def test_the_index_counts_and_not_the_work_tree(self):
        self.write("a.md", HELD)
        self.git("add", "a.md")
        self.write("a.md", CLEAN)
        self.assertEqual(self.checked("--staged"), (1, ["a.md"]))
        self.git("add", "a.md")
        self.write("a.md", HELD)
        os.unlink(os.path.join(self.folder, "a.md"))
        self.assertEqual(self.checked("--staged"), (0, ["a.md"]))

    def test_only_what_the_commit_changes(self):
        for name in ("same.md", "edited.md", "moved.md", "deleted.md", "code.cpp"):
            self.write(name, CLEAN + name)
        self.commit()
        self.write("edited.md", HELD)
        self.write("code.cpp", HELD)
        self.write("untracked.md", HELD)
        self.git("mv", "moved.md", "new place.md")
        self.git("rm", "-q", "deleted.md")
        self.git("add", "edited.md", "code.cpp")
        self.assertEqual(self.checked("--staged"), (1, ["edited.md", "new place.md"]))
        self.assertEqual(self.checked("--staged", "new place.md"), (0, ["new place.md"]))

    def test_nothing_staged_is_said_and_clean(self):
        self.assertEqual(self.guard("check", "--staged"), 0)
        self.assertIn("no draft is staged", self.err)

    def test_paths_stand_from_the_current_folder(self):
        self.write("news/a.md", HELD)
        self.write("b.md", CLEAN)
        self.git("add", "-A")
        self.assertEqual(self.checked("--staged", folder=os.path.join(self.folder, "news")), (1, ["../b.md", "a.md"]))

    def test_the_index_of_a_hook_counts(self):
        self.write("a.md", CLEAN)
        self.commit()
        self.write("a.md", HELD)
        self.write("b.md", HELD)
        self.git("add", "b.md")
        hook = os.path.join(self.folder, ".git/hooks/pre-commit")
        with open(hook, "w") as out:
            out.write(f"#!/bin/sh\nexec {GUARD} check --format json --staged >../report.json\n")
        os.chmod(hook, 0o755)
        self.git("commit", "-q", "-m", "only a", "a.md", check=False)
        with open(os.path.join(self.top, "report.json")) as report:
            self.assertEqual([d["source"] for d in json.load(report)["drafts"]], ["a.md"])
        self.assertEqual(self.git("log", "--oneline").count(b"\n"), 1)

    def test_a_file_in_conflict_is_not_passed_over(self):
        self.write("a.md", CLEAN)
        self.commit()
        self.git("checkout", "-q", "-b", "other")
        self.write("a.md", "Other.\n")
        self.commit()
        self.git("checkout", "-q", "main")
        self.write("a.md", "Mine.\n")
        self.commit()
        self.git("merge", "-q", "other", check=False)
        self.assertEqual(self.guard("check", "--staged"), 2)
        self.assertIn("a.md is in conflict", self.err)

    def test_outside_a_repository(self):
        self.assertEqual(self.guard("check", "--staged", folder=self.top), 2)
        self.assertIn("not a git repository", self.err)

    def test_many_objects(self):
        for i in range(2500):
            self.write(f"n/{i:04}.md", f"{CLEAN}{i}\n")
        self.git("add", "-A")
        code, sources = self.checked("--staged", "--threads", "4")
        self.assertEqual((code, len(sources)), (0, 2500))
        self.assertNotIn("error", {draft["verdict"] for draft in self.report["drafts"]})


class Changed(Case):
    def setUp(self):
        super().setUp()
        self.write("old.md", HELD)
        self.write("edited.md", CLEAN)
        self.commit()
        self.origin = os.path.join(self.top, "origin.git")
        self.git("clone", "-q", "--bare", self.folder, self.origin, folder=self.top)
        self.git("remote", "add", "origin", self.origin)
        self.git("fetch", "-q", "origin")
        self.git("checkout", "-q", "-b", "branch")

    def test_only_changed_files_are_checked(self):
        self.write("edited.md", HELD)
        self.write("new.md", CLEAN)
        self.commit()
        self.assertEqual(self.checked("--changed"), (1, ["edited.md", "new.md"]))
        self.assertEqual(self.checked("--changed=main"), (1, ["edited.md", "new.md"]))
        self.write("edited.md", CLEAN + "Final.\n")
        self.assertEqual(self.checked("--changed"), (0, ["edited.md", "new.md"]))

    def test_what_the_base_changed_is_not_ours(self):
        self.write("new.md", CLEAN)
        self.commit()
        self.git("checkout", "-q", "main")
        self.write("theirs.md", HELD)
        self.commit()
        self.git("checkout", "-q", "branch")
        self.assertEqual(self.checked("--changed=main"), (0, ["new.md"]))

    def test_nothing_changed_is_said_and_clean(self):
        self.assertEqual(self.guard("check", "--changed"), 0)
        self.assertIn("no draft has changed", self.err)

    def test_a_base_that_is_not_here(self):
        self.assertEqual(self.guard("check", "--changed=origin/release"), 2)
        self.assertIn("git fetch origin release", self.err)
        self.git("remote", "remove", "origin")
        self.assertEqual(self.guard("check", "--changed"), 2)
        self.assertIn("--changed=BASE", self.err)

    def test_a_base_that_looks_like_an_option(self):
        self.assertEqual(self.guard("check", "--changed=--output=x"), 2)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "x")))

    def test_a_shallow_clone_says_what_to_fetch(self):
        self.write("new.md", HELD)
        self.commit()
        self.git("push", "-q", "origin", "branch")
        self.git("checkout", "-q", "main")
        self.write("theirs.md", CLEAN)
        self.commit()
        self.git("push", "-q", "origin", "main")
        clone = os.path.join(self.top, "clone")
        self.git("clone", "-q", "--depth=1", "--branch=branch", "file://" + self.origin, clone, folder=self.top)
        self.assertEqual(self.guard("check", "--changed=origin/main", folder=clone), 2)
        self.assertIn("git fetch --unshallow", self.err)
        self.assertIn("fetch-depth: 0", self.err)
        self.git("fetch", "-q", "--depth=1", "origin", "main:refs/remotes/origin/main", folder=clone)
        self.assertEqual(self.guard("check", "--changed=origin/main", folder=clone), 2)
        self.assertIn("git fetch --unshallow", self.err)
        self.git("fetch", "-q", "--unshallow", folder=clone)
        self.assertEqual(self.guard("check", "--changed=origin/main", folder=clone), 1, self.err)


class Input(Case):
    def test_a_list_by_lines(self):
        self.write("a.md", CLEAN)
        self.write("b.cfg", HELD)
        self.write("list", "a.md\r\nb.cfg\n\n")
        self.assertEqual(self.checked("--files-from", "list"), (1, ["a.md", "b.cfg"]))
        self.assertEqual(self.checked("--files-from", "list", "./a.md"), (1, ["./a.md", "b.cfg"]))

    def test_an_empty_list_is_not_clean(self):
        self.assertEqual(self.guard("check", "--files-from", "-"), 2)
        self.assertIn("names no file", self.err)

    def test_standard_input_has_a_name(self):
        self.assertEqual(self.guard("check", "--stdin-filename", "news/a.md", "-", stdin=HELD.encode()), 1)
        self.assertIn("news/a.md:1:1: hold:", self.out)
        self.assertEqual(self.guard("check", "--stdin-filename", "a.md", "b.md"), 2)

    def test_what_does_not_go_together(self):
        for words in (["--staged", "--changed"], ["--staged", "-"], ["--changed", "--files-from", "x"], [],
                      ["--threads", "0", "a.md"], ["--threads", "x", "a.md"], ["--strict", "--fail-on", "block", "a"]):
            self.assertEqual(self.guard("check", *words), 2, words)
            self.assertIn("error:", self.err)

    def test_two_policies_are_not_mixed(self):
        self.write("a.md", CLEAN)
        self.write("sub/b.md", CLEAN)
        self.write("sub/send-guard.yaml", POLICY)
        self.assertEqual(self.guard("check", "a.md", "sub/b.md"), 2)
        self.assertIn("two policies: a.md has", self.err)
        self.assertEqual(self.guard("check", "--policy", "send-guard.yaml", "a.md", "sub/b.md"), 0)


class Exit(Case):
    def test_fail_on(self):
        self.write("warn.md", "Answer asap.\n")
        self.write("hold.md", HELD)
        expected = {"warn.md": {"note": 1, "warn": 1, "hold": 0, "block": 0},
                    "hold.md": {"note": 1, "warn": 1, "hold": 1, "block": 0}}
        for name, exits in expected.items():
            for action, code in exits.items():
                self.assertEqual(self.guard("check", "--fail-on", action, name), code, (name, action))
        self.assertEqual(self.guard("check", "--exit-zero", "hold.md"), 0)
        self.assertIn("hold:", self.out)
        self.assertEqual(self.guard("check", "--exit-zero", "gone.md"), 2)


class Allow(Case):
    def verdict(self, name, text, *words):
        self.write(name, text)
        self.code, _ = self.checked(*words, name)
        self.draft = self.report["drafts"][0]
        return self.draft["verdict"]

    def rules(self, key="findings"):
        return [finding["rule"] for finding in self.draft.get(key, [])]

    def test_a_comment_counts_on_its_line_and_the_next(self):
        body = "word\n" * 12
        comment = "<!-- send-guard allow house/marker: quotes the 2020 letter until 2099-01-31 -->"
        self.assertEqual(self.verdict("a.md", f"{body}{comment}\n{HELD}"), "pass")
        self.assertEqual(self.rules("allowed"), ["house/marker"])
        self.assertEqual(self.draft["allowed"][0]["notes"], ["line 13: quotes the 2020 letter until 2099-01-31"])
        self.assertEqual(self.verdict("a.md", f"{body}{HELD.strip()} {comment}\n"), "pass")
        self.assertEqual(self.verdict("a.md", f"{body}{comment}\n\n{HELD}"), "hold")
        self.assertEqual(self.verdict("a.md", f"{body}{comment}\n{HELD}\n{HELD}"), "hold")
        self.assertEqual(len(self.draft["findings"][0]["places"]), 1)
        self.assertEqual(len(self.draft["allowed"][0]["places"]), 1)

    def test_at_the_head_it_counts_for_the_whole_file(self):
        comment = "<!-- send-guard allow house/marker: an archive of old letters -->\n"
        self.assertEqual(self.verdict("a.md", comment + "word\n" * 30 + HELD * 40), "pass")
        front = "---\ntitle: A # send-guard allow house/marker: an archive\n" + "x: y\n" * 20 + "---\n"
        self.assertEqual(self.verdict("a.md", front + "word\n" * 30 + HELD), "pass")
        self.assertEqual(self.guard("check", "a.md"), 0)
        self.assertIn("a.md: allowed: The text says", self.out)
        self.assertIn("by: line 2: an archive", self.out)
        self.assertIn("; 1 allowed by comments", self.out)

    def test_each_format_has_its_own_comments(self):
        said = "send-guard allow house/marker: quoted"
        for name, comment in (("a.html", f"<!-- {said} -->"), ("a.adoc", f"// {said}"), ("a.rst", f".. {said}"),
                              ("a.tex", f"text % {said}"), ("a.markdown", f"<!--\n{said}\n-->")):
            self.assertEqual(self.verdict(name, f"{comment}\n{HELD}"), "pass", name)
        for name, comment in (("a.txt", f"<!-- {said} -->"), ("a.adoc", f"<!-- {said} -->"), ("a.md", f"// {said}"),
                              ("a.html", f"<script>x = '<!-- {said} -->'</script>"), ("a.md", f"```\n<!-- {said} -->\n```")):
            self.assertEqual(self.verdict(name, f"word\n{comment}\n{HELD}"), "hold", (name, comment))

    def test_what_does_not_count_is_a_finding(self):
        for comment, why in (("house/marker", "without a reason"), ("house/marker:", "without a reason"),
                             ("house/marker: until 2099-01-01", "without a reason"),
                             ("house/marker: old until 2020-01-01", "it ended on 2020-01-01"),
                             ("house/marker: old until 2020-13-01", "is no date"),
                             ("house/markr: old", "did you mean house/marker?"),
                             ("house/strict: old", "never allowed"), ("house/secret: old", "blocks")):
            text = f"<!-- send-guard allow {comment} -->\nNot for release. Embargoed. Bluebird.\n"
            self.assertEqual(self.verdict("a.md", text), "block", comment)
            self.assertEqual(set(self.rules()), {"house/marker", "house/strict", "house/secret",
                                                 "structure/refused-allow"}, comment)
            self.assertIn(why, json.dumps(self.draft["findings"]))
        self.write("a.md", "<!-- send-guard allow house/marker -->\nText.\n")
        self.assertEqual(self.guard("check", "a.md"), 0)
        self.assertEqual(self.guard("check", "--strict", "a.md"), 1)

    def test_never_for_mail(self):
        mail = ("From: a@example.org\nTo: b@example.org\nSubject: x\nMIME-Version: 1.0\n"
                "Content-Type: text/html\n\n<!-- send-guard allow house/marker: mine -->\n<p>Not for release.</p>\n")
        self.assertEqual(self.verdict("a.eml", mail), "hold")
        self.assertEqual(self.guard("send", "--dry-run", "a.eml"), 77)


class Baseline(Case):
    def setUp(self):
        super().setUp()
        self.write("a.md", f"One.\n{HELD}Two.\n{HELD}")
        self.write("b.md", "Bluebird.\n")
        self.assertEqual(self.guard("baseline", "known.json", "."), 0, self.err)

    def known(self):
        with open(os.path.join(self.folder, "known.json")) as file:
            return json.load(file)

    def test_known_findings_do_not_stop_and_new_ones_do(self):
        self.assertIn("3 findings known, 3 new, 0 gone", self.out)
        self.assertEqual(self.guard("check", "--baseline", "known.json", "a.md"), 0)
        self.assertIn("; 1 in the baseline", self.out)
        self.write("a.md", f"Zero.\n\nOne.\n  {HELD}Two.\n{HELD}")
        self.assertEqual(self.guard("check", "--baseline", "known.json", "a.md"), 0, self.out)
        self.write("a.md", f"{HELD}{HELD}{HELD}")
        code, _ = self.checked("--baseline", "known.json", "a.md")
        draft = self.report["drafts"][0]
        self.assertEqual((code, len(draft["findings"][0]["places"]), len(draft["baselined"][0]["places"])), (1, 1, 2))
        os.mkdir(os.path.join(self.folder, "sub"))
        os.rename(os.path.join(self.folder, "a.md"), os.path.join(self.folder, "sub/a.md"))
        self.assertEqual(self.guard("check", "--baseline", "known.json", "sub/a.md"), 1)

    def test_the_folder_it_is_run_in_does_not_matter(self):
        self.write("sub/c.md", HELD)
        self.assertEqual(self.guard("baseline", "../known.json", ".", folder=os.path.join(self.folder, "sub")), 0)
        self.assertEqual(self.guard("check", "--baseline", "known.json", "sub"), 0)

    def test_a_block_needs_a_reason(self):
        self.assertIn("1 of them block", self.out)
        self.assertEqual(self.guard("check", "--baseline", "known.json", "b.md"), 1)
        self.assertIn("without a reason", self.out)
        known = self.known()
        [entry] = [entry for entry in known["entries"] if entry["path"] == "b.md"]
        entry["reason"] = "The name is public since May."
        self.write("known.json", json.dumps(known))
        self.assertEqual(self.guard("check", "--baseline", "known.json", "."), 0, self.out)
        self.assertEqual(self.guard("baseline", "known.json", "."), 0)
        self.assertIn("The name is public since May.", json.dumps(self.known()))

    def test_stale_entries_are_told(self):
        self.write("a.md", CLEAN)
        code, _ = self.checked("--baseline", "known.json", "a.md")
        self.assertEqual(code, 0)
        self.assertEqual([entry["path"] for entry in self.report["baseline"]["stale"]], ["a.md", "a.md"])
        self.assertEqual(self.guard("check", "--baseline", "known.json", "a.md"), 0)
        self.assertIn("known.json: 2 entries that no finding meets any more", self.out)
        self.assertIn("stale: a.md [house/marker] Not for release.", self.out)

    def test_the_file_is_the_same_every_time(self):
        first = self.known()
        self.guard("baseline", "known.json", "b.md", "a.md")
        self.assertEqual(self.known(), first)
        self.assertEqual(first["entries"], sorted(first["entries"], key=lambda entry: (entry["path"], entry["rule"])))

    def test_more_places_than_a_finding_lists(self):
        self.write("a.md", HELD * 30)
        self.guard("baseline", "known.json", "a.md")
        self.assertEqual(self.guard("check", "--baseline", "known.json", "a.md"), 0, self.out)
        self.write("a.md", HELD * 10)
        self.assertEqual(self.guard("check", "--baseline", "known.json", "a.md"), 0)

    def test_a_broken_or_missing_file_is_no_empty_one(self):
        for text in ("", "[]", '{"version": 2, "entries": []}', '{"version": 1}', '{"version": 1, "entries": [1]}',
                     '{"version": 1, "entries": [{"rule": "x"}]}', '{"version": "\xff'):
            self.write("known.json", text)
            self.assertEqual(self.guard("check", "--baseline", "known.json", "a.md"), 2, text)
            self.assertEqual(self.guard("baseline", "known.json", "a.md"), 2, text)
        self.assertEqual(self.guard("check", "--baseline", "gone.json", "a.md"), 2)
        self.assertEqual(self.guard("baseline", "new.json", "gone.md"), 2)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "new.json")))


class Paths(Case):
    def test_rules_by_path(self):
        self.write("send-guard.yaml", POLICY + """paths:
  - match: ["archive/**"]
    adjust:
      house/marker: off
      house/secret: {action: warn}
  - match: ["**/*.adoc"]
    packs: [front-matter]
""")
        for name in ("a.md", "archive/2020/a.md"):
            self.write(name, HELD + "Bluebird.\n")
        front = "---\ndraft: true\n---\nText.\n"
        self.write("b.adoc", front)
        self.write("b.md", front)
        self.assertEqual(self.guard("check", "archive"), 0, self.out)
        self.assertIn("the policy weakens house/marker: action hold -> off in archive/**", self.err)
        self.assertIn("the policy weakens house/secret: action block -> warn in archive/**", self.err)
        self.checked(".")
        self.assertEqual({draft["source"]: draft["verdict"] for draft in self.report["drafts"]},
                         {"./a.md": "block", "./archive/2020/a.md": "warn", "./b.adoc": "block", "./b.md": "pass"})
        code, sources = self.checked("--no-cache", "a.md", folder=os.path.join(self.folder, "archive/2020"))
        self.assertEqual((code, sources), (0, ["a.md"]))


class Trailers(Case):
    def setUp(self):
        super().setUp()
        self.key = os.path.join(self.top, "key")
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.key], check=True)
        with open(self.key + ".pub") as file:
            self.write("allowed_signers", "anna@example.org " + file.read())
        self.write("send-guard.yaml", """version: 1
packs: []
groups: {desk: [anna@example.org, ben@example.org]}
keyring: allowed_signers
rules:
  - {id: stated, message: S., action: hold, approvers: {group: desk, strength: stated}, when: {text: {phrases: [one]}}}
  - {id: signed, message: K., action: hold, approvers: desk, when: {text: {phrases: [two]}}}
""")
        self.commit("policy")

    def test_a_trailer_is_a_stated_sign_off_of_what_was_committed(self):
        self.write("a.md", "One.\n")
        self.commit("add a\n\nApproved-by: Ben <ben@example.org>\n")
        self.assertEqual(self.guard("check", "a.md"), 1)
        self.assertEqual(self.guard("check", "--trailers", "a.md"), 0, self.out + self.err)
        self.write("a.md", "One. More.\n")
        self.assertEqual(self.guard("check", "--trailers", "a.md"), 1)
        self.commit("edit a")
        self.assertEqual(self.guard("check", "--trailers", "a.md"), 1)

    def test_a_signature_is_its_own_persons_only(self):
        settings = ["-c", "gpg.format=ssh", "-c", "user.signingkey=" + self.key]
        for person, code in (("Ben <ben@example.org>", 1), ("Anna <anna@example.org>", 0)):
            self.write("a.md", f"Two. {person}\n")
            self.git("add", "-A")
            self.git(*settings, "commit", "-q", "-S", "-m", f"a\n\nApproved-by: {person}\n")
            self.assertEqual(self.guard("check", "--trailers", "a.md"), code, self.out)
        self.write("a.md", "Two, unsigned.\n")
        self.commit("a\n\nApproved-by: Anna <anna@example.org>\n")
        self.assertEqual(self.guard("check", "--trailers", "a.md"), 1)

    def test_the_commits_author_is_the_drafts_author(self):
        with open(os.path.join(self.folder, "send-guard.yaml"), "a") as out:
            out.write("  - {id: other, message: O., action: hold, when: {text: {phrases: [three]}},\n"
                      "     approvers: {group: desk, strength: stated, not: [author]}}\n")
        approved = "Approved-by: Ben <ben@example.org>\n"
        for author, more, code in (("anna@example.org", "", 0), ("Ben+work@Example.org", "", 1), ("", "", 1),
                                   ("anna@example.org", "Co-authored-by: Ben <ben@example.org>\n", 1)):
            with self.subTest(author=author, more=more):
                self.write("a.md", f"Three. {author} {more}\n")
                self.git("add", "-A")
                self.git("commit", "-q", f"--author=A <{author}>", "-m", f"a\n\n{more}{approved}")
                self.assertEqual(self.guard("check", "--trailers", "a.md"), code, self.out)
                self.assertEqual(self.guard("check", "a.md"), 1)
        self.write("a.md", "Three.\n\nApproved-by: ben@example.org\n")
        self.commit("a")
        self.assertEqual(self.guard("check", "--trailers", "a.md"), 0, self.out)
        self.write("a.md", "Three. Edited.\n\nApproved-by: ben@example.org\n")
        self.assertEqual(self.guard("check", "--trailers", "a.md"), 1)
        self.assertIn("the draft's author is not known", self.out)

    def test_where_history_cannot_tell(self):
        clone = os.path.join(self.top, "clone")
        self.write("a.md", "One.\n")
        self.commit("a")
        self.write("b.md", "Text.\n")
        self.commit("b\n\nApproved-by: Ben <ben@example.org>\n")
        self.git("clone", "-q", "--depth=1", "file://" + self.folder, clone, folder=self.top)
        self.assertEqual(self.guard("check", "--trailers", "a.md", folder=clone), 2)
        self.assertIn("--unshallow", self.err)
        self.assertEqual(self.guard("check", "--trailers", "--staged"), 2)


def run_blocks(name):
    """The shell of every `run: |` of a workflow file, in order."""
    blocks, indent = [], None
    with open(os.path.join(SOURCE, name)) as file:
        for line in file:
            depth = len(line) - len(line.lstrip())
            if indent is not None and (not line.strip() or depth > indent):
                blocks[-1].append(line)
                continue
            indent = None
            if line.strip() == "run: |":
                indent = depth
                blocks.append([])
    return [textwrap.dedent("".join(block)) for block in blocks]


class Workflows(Case):
    """The shell lines of action.yml and of the templates, as the runners run them."""

    def setUp(self):
        super().setUp()
        self.write("news/a.md", CLEAN)
        self.commit()
        self.git("checkout", "-q", "-b", "branch")
        self.git("update-ref", "refs/remotes/origin/main", "main")
        # Formats come with another part of the program: without them the gate alone is tried.
        formats = b"--output" in subprocess.run([GUARD, "check", "--help"], stdout=subprocess.PIPE).stdout
        self.program = os.path.join(self.top, "bin/send-guard")
        self.write("../bin/send-guard", "#!/bin/bash\n" + (f'exec {GUARD} "$@"\n' if formats else f"""words=()
while [ $# -gt 0 ]; do
    case $1 in
        --format) shift ;;
        --output) shift; echo "{{}}" >"${{1#*=}}" ;;
        *) words+=("$1") ;;
    esac
    shift
done
exec {GUARD} "${{words[@]}}"
"""))
        os.chmod(self.program, 0o755)
        self.environment["PATH"] = os.path.join(self.top, "bin") + ":" + os.environ["PATH"]

    def action(self, **settings):
        check, end = run_blocks("action.yml")
        environment = {**self.environment, "GITHUB_OUTPUT": os.path.join(self.top, "output"), "SG_PATHS": ".",
                       "SG_PROGRAM": "send-guard", "SG_CHANGED": "auto", "SG_POLICY": "", "SG_BASELINE": "",
                       "SG_FAIL_ON": "hold", "SG_SARIF": "send-guard.sarif", **settings}
        open(environment["GITHUB_OUTPUT"], "w").close()

        def run(script):
            return subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], cwd=self.folder,
                                  env=environment, timeout=60, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        done = run(check)
        self.said = done.stdout.decode()
        self.assertEqual(done.returncode, 0, self.said)
        with open(environment["GITHUB_OUTPUT"]) as file:
            self.outputs = dict(line.strip().split("=", 1) for line in file)
        environment["SG_CODE"] = self.outputs["code"]
        return run(end).returncode

    def test_a_push_checks_everything_named(self):
        self.assertEqual(self.action(), 0, )
        self.assertEqual(self.outputs, {"code": "0", "report": "true"})
        self.write("news/b.md", HELD)
        self.assertEqual(self.action(), 1)
        self.assertEqual(self.action(SG_FAIL_ON="block"), 0)
        self.assertEqual(self.action(SG_PATHS="news/a.md\n\n  \n"), 0)

    def test_a_pull_request_checks_what_it_changes(self):
        self.write("news/a.md", CLEAN + "More.\n")
        self.commit()
        self.write("untracked.md", HELD)
        self.assertEqual(self.action(GITHUB_BASE_REF="main"), 0, self.said)
        self.write("news/c.md", HELD)
        self.commit()
        self.assertEqual(self.action(GITHUB_BASE_REF="main"), 1)
        self.assertEqual(self.action(GITHUB_BASE_REF="gone"), 2)
        self.assertIn("git fetch origin gone", self.said)

    def test_settings_are_words_and_no_shell(self):
        self.assertEqual(self.action(SG_PATHS="$(touch pwned); `touch pwned`"), 2)
        self.assertEqual(self.action(SG_POLICY="'; touch pwned; '"), 2)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "pwned")))
        with open(os.path.join(SOURCE, "action.yml")) as file:
            self.assertNotIn("${{", "".join(run_blocks("action.yml")), file.name)

    def test_a_baseline(self):
        self.write("news/b.md", HELD)
        self.assertEqual(self.guard("baseline", "known.json", "."), 0)
        self.assertEqual(self.action(SG_BASELINE="known.json"), 0)

    def test_gitlab(self):
        self.write("news/b.md", HELD)
        self.commit()
        with open(os.path.join(SOURCE, "examples/09-ci/gitlab-ci.yml")) as file:
            lines = file.read().split("script:\n", 1)[1].split("artifacts:", 1)[0].splitlines()
        [script] = [line.strip()[2:] for line in lines if line.strip().startswith("- ")]
        base = self.git("rev-parse", "main").decode().strip()
        done = subprocess.run(["sh", "-ec", script], cwd=self.folder, timeout=60, stdout=subprocess.PIPE,
                              env={**self.environment, "CI_MERGE_REQUEST_DIFF_BASE_SHA": base})
        self.assertEqual(done.returncode, 1)
        for name in ("gl-code-quality-report.json", "send-guard.xml"):
            self.assertTrue(os.path.getsize(os.path.join(self.folder, name)))

    def test_the_pre_commit_hook_looks_at_every_ending(self):
        with open(os.path.join(SOURCE, ".pre-commit-hooks.yaml")) as file:
            [pattern] = [line.split("files: ")[1].strip() for line in file if "files: " in line]
        self.guard("check", "nothing-here/", stdin=b"")
        os.mkdir(os.path.join(self.folder, "empty"))
        self.assertEqual(self.guard("check", "empty"), 2)
        endings = self.err.split("looked for ")[1].split(";")[0].split(", ")
        self.assertGreater(len(endings), 20)
        for ending in endings:
            self.assertTrue(re.search(pattern, "news/a" + ending), ending)
        self.assertFalse(re.search(pattern, "news/a.png"))


class Threads(Case):
    def test_the_same_bytes_on_any_number_of_threads(self):
        for i in range(300):
            self.write(f"n{i % 7}/{i}.md", HELD if i % 3 == 0 else "Answer asap.\n" * (i % 40) + CLEAN)
        reports = set()
        for threads in ("1", "2", "4", "13"):
            self.assertEqual(self.guard("check", "--threads", threads, "."), 1)
            text = self.raw
            self.guard("check", "--format", "json", "--threads", threads, ".")
            reports.add((text, self.raw))
        self.assertEqual(len(reports), 1)

    def test_progress_is_shown_on_a_terminal_and_erased(self):
        for i in range(3000):
            self.write(f"n/{i}.md", "word " * 4000)
        main, side = pty.openpty()
        process = subprocess.Popen([GUARD, "check", "--threads", "1", "n"], cwd=self.folder, stderr=side,
                                   stdout=subprocess.DEVNULL, env={**self.environment, "TERM": "xterm"})
        os.close(side)
        said = b""
        while True:
            try:
                piece = os.read(main, 65536)
            except OSError:
                break
            if not piece:
                break
            said += piece
        os.close(main)
        self.assertEqual(process.wait(), 0)
        if said:  # a machine that is done in half a second shows nothing
            self.assertIn(b" of 3,000 files", said)
            self.assertTrue(said.endswith(b"\r\x1b[K"), said[-40:])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
