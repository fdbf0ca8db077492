#!/usr/bin/env python3
"""What is looked into and undone afterwards, over the real program: diff, audit chain, replay, retract.

usage: hold_acts_test.py PROGRAM SOURCE_ROOT
"""
import contextlib
import hashlib
import json
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import unittest

import review_house
from hold_house import ANNA, LETTER, MINISTER, PLAIN, PROGRAM, Case
from peers import NextHop, wait_until

SECOND, THIRD = "aide@mod.example", "clerk@mod.example"
CORRECTION = f"From: Anna <{ANNA}>\nSubject: Correction: the bridge\n\nSir,\n\nthe bridge opens in June.\n"


class PickyHop(NextHop):
    """On request it refuses the third, and vanishes before the reply."""
    refuse = vanish = False

    def answer_recipient(self, address):
        if self.refuse and address == THIRD.encode():
            return b"550 5.1.1 Unknown\r\n"
        return super().answer_recipient(address)

    def take(self, sender, recipients, message):
        super().take(sender, recipients, message)
        if self.vanish and sender:
            raise OSError


class Chain(Case):
    def entries(self, *words):
        self.assertEqual(self.command("audit", "export", *words), 0, self.err)
        return [json.loads(line) for line in self.out.splitlines()]

    def verdicts(self):
        found = [json.loads(one["text"]) for one in self.entries()]
        return [json.loads(one["details"]) for one in found if '"verdict"' in one["details"]]

    def test_whole_exported_and_compared_with_a_noted_head(self):
        self.assertEqual(self.command("audit", "verify"), 0, self.err)
        self.assertIn("0 entries, head " + "0" * 64, self.out)
        hold = self.held()
        self.assertEqual(self.command("audit", "verify", "--stored"), 0, self.err)
        noted = re.search(r"head (\w{64})", self.out).group(1)
        noted_at = int(re.search(r"(\d+) entr", self.out).group(1))
        self.assertEqual(self.approve(hold, "ben"), 0, self.err)
        self.assertEqual(self.command("audit", "verify", "--stored", "--head", noted), 0, self.err)
        self.assertIn(f"the noted head stands at entry {noted_at}\n", self.out)
        self.assertEqual(self.command("audit", "verify", "--head", "0" * 64), 0, self.err)
        self.assertIn("stands at entry 0\n", self.out)
        self.assertEqual(self.command("audit", "verify", "--head", "1" * 64), 1)
        self.assertIn("stands nowhere", self.err)
        self.assertEqual(self.command("audit", "verify", "--head", "1234"), 2)
        self.assertIn("64 digits", self.err)
        entries, before = self.entries(), "0" * 64
        for number, one in enumerate(entries, 1):
            self.assertEqual(one["sequence"], number)
            self.assertEqual(one["hash"], hashlib.sha256(f"{before}\n{one['text']}".encode()).hexdigest())
            before = one["hash"]
        self.assertEqual(self.entries("--from", "2", "--until", "3"), entries[1:3])
        self.assertEqual(self.entries("--from", "9999"), [])
        self.assertEqual(self.command("audit", "export", "--from", "0"), 2)
        self.assertEqual(self.command("audit", "export", "--from", "3", "--until", "2"), 2)

    def test_one_changed_byte_is_found(self):
        hold = self.held()
        self.assertEqual(self.approve(hold, "ben"), 0, self.err)
        self.held()
        self.guard.stop()
        self.assertEqual(self.command("audit", "verify", "--stored"), 0, self.err)
        file, kept = self.path("holds.db"), self.path("kept.db")
        with contextlib.closing(sqlite3.connect(file)) as database:
            database.execute("pragma wal_checkpoint(truncate)")
        shutil.copy(file, kept)
        chance = random.Random(5)
        for table in ("audit", "audit_head", "holds", "bodies", "events", "policies"):
            with contextlib.closing(sqlite3.connect(kept)) as database:
                columns = [row[1] for row in database.execute(f"pragma table_info({table})")]
                rows = database.execute(f"select * from {table}").fetchall()
            self.assertTrue(rows, table)
            for index, column in enumerate(columns):
                for _ in range(4 if column in ("text", "record", "bytes", "hash") else 1):
                    self.change(file, kept, table, columns, chance.choice(rows), index, chance)

    def change(self, file, kept, table, columns, row, index, chance):
        value = row[index]
        if isinstance(value, int):
            changed = value + 1
            if table == "events" or (table in ("audit", "holds", "bodies") and index == 0):
                changed = value + 1000  # a number that is free
        elif not value:
            changed = "x"
        else:
            raw = bytearray(value if isinstance(value, bytes) else value.encode())
            at = chance.randrange(len(raw))
            raw[at] = ord("x") if raw[at] != ord("x") else ord("y")
            changed = bytes(raw) if isinstance(value, bytes) else raw.decode(errors="replace")
        shutil.copy(kept, file)
        where = " and ".join(f"{name} is ?" for name in columns)
        with contextlib.closing(sqlite3.connect(file)) as database, database:
            done = database.execute(f"update {table} set {columns[index]} = ? where {where}", (changed, *row))
            self.assertEqual(done.rowcount, 1)
        what = f"{table}.{columns[index]}: {value!r} -> {changed!r}"
        self.assertEqual(self.command("audit", "verify", "--stored"), 1, what + self.out + self.err)
        self.assertIn("broken at entry", self.err, what)

    def test_an_end_that_was_cut_off_is_found_by_a_noted_head(self):
        self.held()
        self.assertEqual(self.command("audit", "verify"), 0, self.err)
        noted = re.search(r"head (\w{64})", self.out).group(1)
        self.guard.stop()
        with contextlib.closing(sqlite3.connect(self.path("holds.db"))) as database, database:
            database.execute("delete from audit where sequence > 1")
            database.execute("update audit_head set sequence = 1, hash = (select hash from audit)")
        self.assertEqual(self.command("audit", "verify"), 0, self.err)
        self.assertEqual(self.command("audit", "verify", "--head", noted), 1)
        self.assertEqual(self.command("audit", "verify", "--stored"), 1)

    def test_a_store_that_cannot_be_opened_is_no_verdict(self):
        self.guard.stop()
        self.write("policy.yaml", "version: 1\npacks: []\nservice: {store: \"sqlite:no/such/folder/x.db\"}\n")
        self.assertEqual(self.command("audit", "verify"), 2)

    def test_the_verdict_of_every_mail_stands_in_the_chain(self):
        self.submit(PLAIN, recipient="reader@example.org")
        self.submit(LETTER.replace("bridge opens", "umbrella opens"))
        draft = self.write("note.eml", PLAIN.replace("\r\n", "\n"))
        subprocess.run([PROGRAM, "send", "--policy", self.policy, draft], env=self.environment, check=True,
                       stdout=subprocess.PIPE, timeout=60)
        subprocess.run([PROGRAM, "sendmail", "--policy", self.policy, "-f", ANNA, "reader@example.org"],
                       input=PLAIN.encode(), env=self.environment, check=True, timeout=60)
        self.assertTrue(wait_until(lambda: len(self.verdicts()) == 4), self.guard.log())
        found = {(one["verdict"], one["action"]): one for one in self.verdicts()}
        self.assertEqual(set(found), {("pass", "forwarded"), ("block", "refused")})
        self.assertIn("house/codeword", found["block", "refused"]["rules"])
        self.assertTrue(all(one["digest"].startswith("sha256:") for one in self.verdicts()))
        self.assertEqual(self.command("audit", "verify", "--stored"), 0, self.err)

    def test_a_locked_store_stops_no_clean_mail_and_gets_its_verdict_later(self):
        with contextlib.closing(sqlite3.connect(self.path("holds.db"), isolation_level=None)) as database:
            database.execute("begin exclusive")
            code, _ = self.submit(PLAIN, recipient="reader@example.org")
            self.assertEqual(code, 250)
            self.assertIsNotNone(self.guard.wait_for("verdicts_wait"))
            database.execute("rollback")
        self.assertIsNotNone(self.guard.wait_for("verdicts_recorded_again"))
        self.assertEqual([one["verdict"] for one in self.verdicts()], ["pass"])


class Replay(Case):
    def test_the_same_verdict_when_the_policy_has_long_changed(self):
        hold = self.held()
        for person in ("ben", "cara"):
            self.assertEqual(self.approve(hold, person), 0, self.err)
        self.assertTrue(wait_until(self.letters))
        with open(self.policy) as file:
            text = file.read()
        self.write("policy.yaml", re.sub(r"  - \{id: letters.*?\}\}\}\n", "", text, flags=re.S))
        self.write("allowed_signers", "")
        self.assertEqual(self.command("replay", hold), 0, self.err + self.out)
        self.assertRegex(self.out, r"Z  hold\nreplayed +hold\n")
        self.assertEqual(self.command("replay", hold, "--draft", "1"), 0, self.err)
        self.assertEqual(self.command("replay", hold, "--draft", "2"), 2)
        self.assertIn("has 1 drafts", self.err)
        self.guard.stop()
        with contextlib.closing(sqlite3.connect(self.path("holds.db"))) as database, database:
            self.assertEqual(database.execute("select count(*) from policies").fetchone(), (1,))
            self.assertNotIn(b"BEGIN OPENSSH", database.execute("select bytes from policies").fetchone()[0])
            database.execute("delete from policies")
        self.assertEqual(self.command("replay", hold), 2)
        self.assertIn("has not kept the policy version", self.err)

    def test_another_verdict_is_shown(self):
        hold = self.held()
        self.guard.stop()
        with contextlib.closing(sqlite3.connect(self.path("holds.db"))) as database, database:
            record = database.execute("select record from bodies").fetchone()[0]
            changed = record.replace(r'\"verdict\": \"hold\"', r'\"verdict\": \"warn\"').replace(
                r'\"rule\": \"house/letters\"', r'\"rule\": \"house/other\"')
            self.assertNotEqual(record, changed)
            database.execute("update bodies set record = ?", (changed,))
        self.assertEqual(self.command("replay", hold), 1, self.err)
        self.assertIn("the verdict is another one", self.err)
        self.assertRegex(self.out, r"Z  warn\nreplayed +hold\n")
        self.assertIn("-hold house/other: A letter", self.out)
        self.assertIn("+hold house/letters: A letter", self.out)


class Retract(Case):
    hop_class = PickyHop

    def sent(self, recipients, state):
        hold = self.held(recipient=recipients)
        self.hop.refuse = True
        for person in ("ben", "cara"):
            self.assertEqual(self.approve(hold, person), 0, self.err)
        self.assertTrue(wait_until(lambda: self.hold("show", hold) == 0 and f"{hold}  {state}\n" in self.out), self.out)
        return hold

    def correct(self, hold, text=CORRECTION, *words):
        return self.command("retract", hold, "--with", self.write("correction.eml", text), *words)

    def test_it_goes_to_whom_the_first_has_reached_and_to_nobody_else(self):
        first = self.sent([MINISTER, SECOND, THIRD], "failed")
        self.assertEqual(self.correct(first, CORRECTION, "--dry-run"), 0, self.err)
        self.assertIn(f"to      <{MINISTER}>  has got the first", self.out)
        self.assertIn(f"not to  <{THIRD}>  the mail server refused", self.out)
        self.assertEqual(self.hold("list"), 0)
        self.assertIn("nothing is held", self.err)
        self.assertEqual(self.correct(first), 0, self.err)
        second = re.search(r"(SG-\w{16}): held", self.out).group(1)
        self.assertEqual(self.correct(first), 1)
        self.assertIn(f"has a correction already: {second}", self.err)
        self.assertEqual(self.hold("reject", second, "-m", "say whose fault it was"), 0, self.err)
        self.assertEqual(self.correct(first), 0, self.err)
        second = re.search(r"(SG-\w{16}): held", self.out).group(1)
        for hold, words in ((first, f"corrected by {second}"), (second, f"a correction of {first}")):
            self.assertEqual(self.hold("show", hold), 0, self.err)
            self.assertIn(words, self.out)
        self.assertEqual(len(self.letters()), 1)
        for person in ("ben", "cara"):
            self.assertEqual(self.approve(second, person), 0, self.err)
        self.assertTrue(wait_until(lambda: len(self.letters()) == 2))
        sender, recipients, text = self.letters()[1]
        self.assertEqual((sender, sorted(recipients)), (ANNA, sorted([MINISTER, SECOND])))
        header = text.decode().split("\r\n\r\n")[0].split("\r\n")
        self.assertIn("To: undisclosed-recipients:;", header)
        self.assertIn("In-Reply-To: <letter@example.org>", header)
        self.assertIn("References: <letter@example.org>", header)
        self.assertNotIn("mod.example", text.decode())
        self.assertEqual(self.command("audit", "verify", "--stored"), 0, self.err)

    def test_who_may_or_may_not_have_it_gets_the_correction_too(self):
        self.hop.vanish = True
        first = self.sent([MINISTER], "uncertain")
        self.assertEqual(self.correct(first, CORRECTION, "--dry-run"), 0, self.err)
        self.assertIn(f"<{MINISTER}>  may or may not have got the first", self.out)

    def test_what_is_refused(self):
        hold = self.held()
        self.assertEqual(self.correct(hold), 1)
        self.assertIn("has reached nobody", self.err)
        self.assertEqual(self.command("retract", hold), 2)
        first = self.sent([MINISTER, SECOND], "sent")
        self.assertEqual(self.correct(first, f"To: {SECOND}\nCc: Zoe <zoe@example.net>\n" + CORRECTION), 2)
        self.assertIn(f"names {SECOND}, zoe@example.net in To, Cc or Bcc", self.err)
        nobodys = CORRECTION.replace(f"From: Anna <{ANNA}>", "To: undisclosed-recipients:;")
        self.assertEqual(self.correct(first, nobodys), 2)
        self.assertIn("has no From", self.err)
        self.assertEqual(self.correct(first, "no mail at all\n"), 2)
        self.assertIn("is no mail", self.err)
        self.assertEqual(self.correct(first, CORRECTION.replace("the bridge opens", "the umbrella opens")), 1)
        self.assertIn("house/codeword", self.err)
        self.assertEqual(self.command("retract", first, "--with", self.path("none.eml")), 2)


class Api(unittest.TestCase):
    def test_verdicts_of_what_programs_hand_in_stand_in_the_chain(self):
        house = review_house.House(PROGRAM)
        self.addCleanup(house.close)
        agent = house.visitor(token=review_house.AGENT)
        for text, status in ((PLAIN, 200), (PLAIN.replace("May", "umbrella May"), 422)):
            answer = agent.send("POST", "/v1/submit", {"sender": review_house.AGENT, "message": text,
                                                       "recipients": ["reader@example.org"]})
            self.assertEqual(answer.status, status, answer.text)

        def found():
            lines = house.run("audit", "export", "--policy", house.policy).splitlines()
            entries = [json.loads(json.loads(line)["text"]) for line in lines]
            return [(one["actor"]["name"], one["reason"]) for one in entries if '"verdict"' in one["details"]]

        self.assertTrue(wait_until(lambda: len(found()) == 2))
        self.assertEqual(found(), [(review_house.AGENT, "warn at http: forwarded"),
                                   (review_house.AGENT, "block at http: refused")])


class Diff(unittest.TestCase):
    def test_what_changed_since_the_draft_that_was_signed_off(self):
        house = review_house.House(PROGRAM)
        self.addCleanup(house.close)
        anna, ben = house.visitor(token=ANNA), house.visitor(token=review_house.BEN)
        hold = house.submit()

        def diff(*words):
            done = subprocess.run([PROGRAM, "hold", "diff", hold, "--policy", house.policy, *words], timeout=60,
                                  env=house.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            return done.returncode, done.stdout.decode(), done.stderr.decode()

        def edit(text, *recipients):
            answer = anna.send("PUT", f"/v1/holds/{hold}/message", {
                "message": text, "sender": ANNA, "recipients": [MINISTER, *recipients]})
            self.assertEqual(answer.status, 202, answer.text)

        self.assertEqual(diff()[::2], (0, f"send-guard: {hold} has one draft: there is none to compare it with\n"))
        shown = ben.get(f"/v1/holds/{hold}").json
        answer = ben.send("POST", f"/v1/holds/{hold}/approve", {"digest": shown["digest"], "as": "principals"})
        self.assertEqual(answer.status, 200, answer.text)
        edit(LETTER.replace("May", "June"))
        edit(LETTER.replace("May", "July").replace("Date:", "X-Seal: red\r\nDate:"), SECOND)
        code, out, err = diff()
        self.assertEqual(code, 0, err)
        self.assertEqual(out.splitlines()[:2], [f"--- {hold} draft 1, signed off by {review_house.BEN}",
                                                f"+++ {hold} draft 3"])
        for line in ("@@ -1,2 +1,3 @@ envelope", f"+to: <{SECOND}>", "+X-Seal: red", "-the bridge opens in May.",
                     "+the bridge opens in July."):
            self.assertIn(line + "\n", out)
        self.assertRegex(out, r"@@ parts\n-part: 1 text/plain")
        code, out, err = diff("--since", "2")
        self.assertIn("-the bridge opens in June.\n", out)
        self.assertEqual(diff("--since", "3")[0], 2)
        self.assertEqual(diff("--since", "x")[0], 2)
        edit(LETTER)
        self.assertEqual(diff()[::2], (0, "send-guard: nothing has changed since draft 1, signed off by "
                                          f"{review_house.BEN}\n"))


class Feedback(Case):
    def test_what_was_said_of_a_hold_shows_in_the_list_of_rules_and_in_the_chain(self):
        hold = self.held()
        self.assertEqual(self.command("feedback", hold, "false-alarm", "-m", "a drill"), 0, self.err)
        self.assertEqual(self.out, "house/letters: a false alarm\n")
        self.assertEqual(self.command("feedback", hold, "right"), 0, self.err)
        self.assertEqual(self.command("feedback", hold, "perhaps"), 2)
        self.assertEqual(self.command("feedback", hold, "right", "--rule", "house/codeword"), 2)
        self.assertIn(f"{hold} has no finding of house/codeword", self.err)
        self.assertEqual(self.command("rules", "list"), 0, self.err)
        line = next(line for line in self.out.splitlines() if line.split()[:1] == ["house/letters"])
        self.assertIn("right 1, false alarms 1", line)
        self.assertEqual(self.command("audit", "verify"), 0, self.err)
        self.assertEqual(self.command("audit", "export"), 0, self.err)
        self.assertIn("a drill", self.out)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=1)
