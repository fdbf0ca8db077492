#!/usr/bin/env python3
"""What a held draft waits for beside sign-offs: time, a vote, its alternates, a robot's rate, late people.

usage: hold_waits_test.py PROGRAM SOURCE_ROOT
"""
import datetime
import re
import subprocess
import sys
import time
import unittest

from hold_house import ANNA, BEN, CARA, LETTER, MINISTER, PLAIN, PROGRAM, Case
from peers import wait_until

READER = "reader@example.org"


def embargoed(seconds):
    """A plain mail under an embargo that ends so many seconds from now."""
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return PLAIN.replace("Subject:", f"Embargo: {end:%Y-%m-%dT%H:%M:%SZ}\r\nSubject:")


class Embargo(Case):
    rules = """  - {id: embargo, message: The embargo has not ended., action: hold, approvers: sender, wait_for: [embargo],
     when: {detect: embargo-ahead}}
"""

    def test_it_leaves_when_the_embargo_ends_and_not_before(self):
        started = time.time()
        code, reply = self.submit(embargoed(6), recipient=READER)
        self.assertEqual(code, 250)
        self.assertRegex(reply, r"Held as SG-\w{16}: it leaves at \d{4}-")
        self.assertTrue(wait_until(self.letters))
        self.assertGreaterEqual(time.time() - started, 5)
        self.assertEqual(len(self.letters()), 1)

    def test_a_letter_needs_its_people_and_its_time(self):
        hold = self.held(text=embargoed(5).replace(READER, MINISTER))
        for person in ("ben", "cara"):
            self.assertEqual(self.approve(hold, person), 0, self.err)
        self.assertIn("ready", self.out)
        self.assertEqual(self.letters(), [])
        self.assertTrue(wait_until(self.letters))


class Waits(Case):
    settings = ', preconditions: [{name: "vote taken", role: principals}, {name: "A wins", role: principals}, ' \
               '{name: "B wins", role: principals}]'
    rules = """  - {id: vote, message: It waits for the vote., action: hold, wait_for: ["vote taken"],
     when: {text: {in: [subject], phrases: [the vote]}}}
  - {id: a-wins, message: It waits for the count., action: hold, wait_for: ["A wins"],
     when: {text: {in: [subject], phrases: [congratulations to A]}}}
  - {id: b-wins, message: It waits for the count., action: hold, wait_for: ["B wins"],
     when: {text: {in: [subject], phrases: [congratulations to B]}}}
  - {id: second-thoughts, message: A moment to think., action: hold, undo: 3s,
     when: {text: {in: [subject], phrases: [to everybody]}}}
"""

    def about(self, subject, header=""):
        return header + PLAIN.replace("The bridge", subject)

    def test_a_named_precondition(self):
        code, reply = self.submit(self.about("After the vote"), recipient=READER)
        self.assertEqual(code, 250)
        self.assertIn('it waits for "vote taken"', reply)
        hold = re.search(r"SG-\w{16}", reply).group(0)
        self.assertEqual(self.hold("confirm", hold, "no such thing"), 2)
        self.assertEqual(self.letters(), [])
        self.assertEqual(self.hold("confirm", hold, "vote taken"), 0, self.err)
        self.assertTrue(wait_until(self.letters))

    def test_of_alternates_one_leaves_and_the_other_never(self):
        header = "Send-Guard-Alternates: election\r\n"
        wins = {name: self.held(text=self.about(f"congratulations to {name}", header), recipient=READER)
                for name in "AB"}
        self.assertEqual(self.hold("confirm", wins["B"], "B wins"), 0, self.err)
        self.assertTrue(wait_until(self.letters))
        self.assertIn(b"congratulations to B", self.letters()[0][2])
        self.assertNotIn(b"Alternates", self.letters()[0][2])
        self.assertEqual(self.hold("confirm", wins["A"], "A wins"), 1)
        self.assertIn("voided", self.err)
        # One that comes in later is late, however clear it is.
        self.held(text=self.about("More bridges", header), recipient=READER)
        time.sleep(2.5)
        self.assertEqual(len(self.letters()), 1)

    def test_an_undo_window_of_one_rule(self):
        first = self.held(text=self.about("to everybody"), recipient=READER)
        self.held(text=self.about("to everybody"), recipient=READER)
        self.assertEqual(self.hold("recall", first), 0, self.err)
        self.assertTrue(wait_until(self.letters))
        time.sleep(1)
        self.assertEqual(len(self.letters()), 1)

    def test_a_freeze_keeps_all_mail(self):
        self.assertEqual(self.hold("freeze", "-m", "an attack"), 0, self.err)
        self.assertTrue(wait_until(lambda: "Held as" in self.submit(PLAIN, recipient=READER)[1]))
        before = len(self.letters())
        done = subprocess.run([PROGRAM, "sendmail", "--policy", self.policy, "-f", ANNA, READER], input=PLAIN.encode(),
                              env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        self.assertIn(b"Held as", done.stdout, done.stderr)
        time.sleep(1.5)
        self.assertEqual(len(self.letters()), before)
        self.assertEqual(self.hold("freeze", "--off"), 0, self.err)
        self.assertTrue(wait_until(lambda: len(self.letters()) == before + 2))


class Stages(Case):
    rules = """  - {id: stages, message: The desk first., action: hold,
     approvers: [{group: desk, deputies: principals}, {group: principals, not: [author]}],
     when: {text: {in: [subject], phrases: [in stages]}}}
"""

    def start(self):
        with open(self.policy) as file:
            text = file.read()
        self.write("policy.yaml", text.replace("groups: {", f"groups: {{desk: [{ANNA}], "))
        super().start()

    def test_the_desk_first_and_its_deputy(self):
        hold = self.held(text=PLAIN.replace("The bridge", "in stages"), recipient=READER)
        self.assertEqual(self.approve(hold, "cara"), 1)
        self.assertIn("signed for 'principals'", self.err)
        self.assertEqual(self.hold("approve", hold, "--key", self.path("ben"), "--as", "desk"), 0, self.err)
        self.assertEqual(self.approve(hold, "ben"), 1)  # counted at the first stage
        self.assertEqual(self.letters(), [])
        self.assertEqual(self.approve(hold, "cara"), 0, self.err)
        self.assertTrue(wait_until(self.letters))


class Late(Case):
    settings = f", remind: 2s, escalate_to: [chief@example.org], break_glass: {{group: principals, tell: [chief@example.org]}}"

    def test_reminders_then_the_chief(self):
        self.held()
        self.assertTrue(wait_until(lambda: self.notices("Sign-off still wanted")))
        self.assertEqual(self.notices("Still not signed off"), [])
        self.assertTrue(wait_until(lambda: self.notices("Still not signed off")))
        self.assertEqual(self.notices("Still not signed off")[0][1], [b"chief@example.org"])

    def glass(self, hold, person, reason="the dam breaks"):
        return self.hold("break-glass", hold, "--key", self.path(person), "-m", reason)

    def test_two_people_break_the_glass_and_owe_a_report(self):
        hold = self.held()
        self.assertEqual(self.glass(hold, "anna"), 1)
        self.assertIn("author", self.err)
        self.assertEqual(self.glass(hold, "ben", ""), 2)
        self.assertEqual(self.glass(hold, "ben"), 0, self.err)
        self.assertEqual(self.glass(hold, "ben"), 1)
        time.sleep(1.5)
        self.assertEqual(self.letters(), [])
        self.assertEqual(self.glass(hold, "cara"), 0, self.err)
        self.assertTrue(wait_until(self.letters))
        self.assertEqual(self.letters(), [(ANNA, [MINISTER], LETTER.encode())])
        self.assertTrue(wait_until(lambda: len(self.notices("GLASS BROKEN")) >= 3))
        self.assertIn(b"the dam breaks", self.notices("GLASS BROKEN")[0][2])
        self.assertTrue(wait_until(lambda: {one[1][0] for one in self.notices("Your report is due")} ==
                                   {BEN.encode(), CARA.encode()}))
        self.hold("list")
        self.assertIn("report on broken glass is due: " + hold, self.err)
        self.assertEqual(self.hold("report", hold, "-m", "the dam held"), 0, self.err)
        self.hold("list")
        self.assertNotIn("report", self.err)
        self.assertEqual(self.hold("report", hold, "-m", "again"), 1)


class Rate(Case):
    settings = ", undo: 1s"
    listener = ", kind: agent"
    rules = """  - {id: robot, message: This program sends more than it may., action: hold, approvers: {group: principals},
     when: {rate: {messages: 3, within: 1h}}}
  - {id: strangers, message: This program writes to many new people., action: hold, approvers: {group: principals},
     when: {rate: {new_recipients: 2, within: 1h}}}
"""

    def test_over_the_cap_is_held(self):
        for _ in range(3):
            self.assertIn("it leaves at", self.submit(PLAIN, recipient=READER)[1])
        self.assertIn("sign-off of principals", self.submit(PLAIN, recipient=READER)[1])
        # Another sender has a count of its own.
        self.assertIn("it leaves at", self.submit(PLAIN, sender="other@example.org", recipient=READER)[1])
        for name in ("a", "b"):
            self.assertIn("it leaves at", self.submit(PLAIN, sender="third@example.org", recipient=f"{name}@example.org")[1])
        self.assertIn("sign-off of principals",
                      self.submit(PLAIN, sender="third@example.org", recipient="c@example.org")[1])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=1)
