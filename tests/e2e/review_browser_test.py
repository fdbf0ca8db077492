#!/usr/bin/env python3
"""The reviewer's page in a real browser: axe finds no fault, nothing runs, nothing is loaded, keys are enough.

usage: review_browser_test.py PROGRAM SOURCE_ROOT

Needs Chromium, and npm's playwright-core and axe-core: from $SENDGUARD_NODE_MODULES, else installed into a folder of
the test. $SENDGUARD_PICTURES keeps the screenshots.
"""
import contextlib
import email.message
import email.policy
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

import make_documents as office
from peers import wait_until
from review_house import ANNA, BEN, CARA, LETTER, MINISTER, PASSWORD, House

PROGRAM, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
CHROMIUM = shutil.which("chromium")
PACKAGES = ("playwright-core@1.65", "axe-core@4.14")
RULES = """  - {id: marks, message: A draft mark stands in it., why: Readers take it for a draft., help: Take it out.,
     action: hold, approvers: {group: principals}, when: {text: {phrases: [draft, not for release]}}}
  - {id: hidden, message: A document hides something., action: warn, when: {content: [comments, tracked-changes]}}
"""
HOSTILE_HTML = """<html><head><title>hacked</title><meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/refresh">
<base href="http://127.0.0.1:9/" target="_top"><style>@import "http://127.0.0.1:9/a.css";
body {background: url(http://127.0.0.1:9/b.png)}</style><link rel="stylesheet" href="http://127.0.0.1:9/c.css"></head>
<body onload="alert(1)"><p style="color: #1b6e3c">The <b>draft</b> of our statement, as the recipient sees it.</p>
<script>document.title = 'hacked'; top.location = 'http://127.0.0.1:9/top'; alert(2)</script>
<img src="http://127.0.0.1:9/d.png" onerror="alert(3)"><iframe src="http://127.0.0.1:9/e"></iframe>
<form action="http://127.0.0.1:9/f"><input autofocus onfocus="alert(4)"></form>
<a href="http://127.0.0.1:9/g" ping="http://127.0.0.1:9/h">a link</a><object data="http://127.0.0.1:9/i"></object>
<span style="display:none">not for release</span><svg onload="alert(5)"></svg></body></html>"""


def modules(folder):
    """The folder of the two packages, or None where they cannot be had."""
    known = os.environ.get("SENDGUARD_NODE_MODULES")
    if known:
        return known
    done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--prefix", folder, *PACKAGES],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
    return os.path.join(folder, "node_modules") if done.returncode == 0 else None


def statement(folder):
    """A mail such as a press office writes, with a document that says more than it shows."""
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"] = "Anna Berg <anna@example.org>"
    message["To"] = "Minister <minister@mod.example>, Desk <desk@example.org>"
    message["Cc"] = "Newsroom <newsroom@paper.example>"
    message["Bcc"] = "quiet@elsewhere.example"
    message["Subject"] = "Statement on the bridge (draft)"
    message["Date"] = "Mon, 05 Jan 2026 10:00:00 +0000"
    message.set_content("Dear Minister,\n\nthe bridge opens in May. This draft is not for release before the vote.\n\n"
                        "You can read more at https://example.org/bridge.\n\nYours sincerely\nAnna Berg\n\n"
                        "-- \nAnna Berg\nPress Office\n\n> On Sunday you wrote:\n> When does it open?\n")
    message.add_alternative("<p>Dear Minister,</p><p>the bridge opens in <b>May</b>. This draft is not for release before the "
                            'vote. <a href="http://elsewhere.example/track">https://example.org/bridge</a></p>', subtype="html")
    path = os.path.join(folder, "letter.docx")
    office.docx(path, office.run("The bridge opens in ") + office.deleted("April") + office.inserted("May"),
                title="Draft letter", status="Draft")
    with open(path, "rb") as file:
        message.add_attachment(file.read(), maintype="application", filename="letter.docx",
                               subtype="vnd.openxmlformats-officedocument.wordprocessingml.document")
    return message.as_bytes().decode()


class Elsewhere:
    """A server of somebody else, which hears when it is asked for something."""

    def __init__(self):
        self.asked = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.place = f"127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        with contextlib.suppress(OSError):
            while True:
                peer = self.listener.accept()[0]
                with peer:
                    peer.settimeout(5)
                    self.asked.append(peer.recv(200))


def hostile(elsewhere):
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"] = '"<script>alert(1)</script>" <anna@example.org>'
    message["To"] = '"<img src=x onerror=alert(1)>" <minister@mod.example>'
    message["Subject"] = "<script>document.title='hacked'</script> draft"
    message.set_content("<script>alert(1)</script> draft \u202egnp.exe\u202c " + "long" * 200 + "\n")
    message.add_alternative(HOSTILE_HTML.replace("127.0.0.1:9", elsewhere), subtype="html")
    message.add_attachment(b"<script>alert(1)</script>", maintype="text", subtype="html",
                           filename="<script>alert(1)<script>.html")
    return message.as_bytes().decode()


class Browser(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.node_modules = modules(cls.folder)
        assert CHROMIUM and cls.node_modules, "Chromium, or npm's packages, cannot be had"
        cls.pictures = os.environ.get("SENDGUARD_PICTURES") or os.path.join(cls.folder, "pictures")
        os.makedirs(cls.pictures, exist_ok=True)

    def visit(self, config):
        """What review_browser.js says."""
        with open(os.path.join(self.folder, "config.json"), "w") as out:
            json.dump({"password": PASSWORD, "pictures": self.pictures, "chromium": CHROMIUM, **config}, out)
        done = subprocess.run(["node", os.path.join(SOURCE, "tests/e2e/review_browser.js"), self.node_modules, out.name],
                              stdout=subprocess.PIPE, timeout=240)
        self.assertEqual(done.returncode, 0)
        return json.loads(done.stdout)

    def test_two_principals_sign_in_a_browser_and_the_letter_leaves_as_it_was_signed(self):
        house = House(PROGRAM)
        self.addCleanup(house.close)
        hold = house.submit()

        def decide(name, *people):
            return self.visit({"base": house.base, "story": {"name": name, "hold": hold, "people": people}})
        author, ben = decide("first", ANNA, BEN)
        self.assertFalse(author["approved"])
        self.assertIn("author", author["why"])
        self.assertTrue(ben["approved"])
        self.assertFalse(ben["changed"])
        self.assertEqual(house.letters(), [])
        # An edit in between: the first sign-off is void, and each sees what changed.
        edited = LETTER.replace("in May", "in June")
        answer = house.visitor(token=ANNA).send("PUT", f"/v1/holds/{hold}/message",
                                                {"sender": ANNA, "recipients": [MINISTER], "message": edited})
        self.assertEqual(answer.status, 202, answer.text)
        (cara,) = decide("edited", CARA)
        self.assertTrue(cara["approved"] and cara["changed"])
        self.assertEqual(house.letters(), [])
        (ben,) = decide("again", BEN)
        self.assertTrue(ben["approved"] and ben["changed"])
        self.assertTrue(wait_until(house.letters))
        self.assertEqual(house.letters()[0][2].split(b"\r\n", 1)[1] if house.letters()[0][2].startswith(b"Send-Guard")
                         else house.letters()[0][2], edited.encode())

    def test_the_pages_in_a_browser(self):
        folder = self.folder
        elsewhere = Elsewhere()
        self.addCleanup(elsewhere.listener.close)
        house = House(PROGRAM, rules=RULES)
        self.addCleanup(house.close)
        people = (MINISTER, "desk@example.org", "newsroom@paper.example", "quiet@elsewhere.example")
        holds = {"letter": house.submit(text=statement(folder), recipients=people), "hostile": house.submit(text=hostile(elsewhere.place)),
                 "returned": house.submit()}
        ben = house.visitor(token=BEN)
        ben.send("POST", f"/v1/holds/{holds['returned']}/return", {"reason": "The minister's name is wrong."})
        gone = house.submit()
        ben.send("POST", f"/v1/holds/{gone}/reject", {"reason": "twice the same"})
        config = {"base": house.base, "name": BEN, "holds": holds, "approve": house.submit()}
        found = self.visit(config)
        self.assertEqual(found["faults"], [])
        self.assertEqual(found["wide"], [])
        self.assertEqual((found["foreign"], elsewhere.asked), ([], []))
        self.assertEqual(found["dialogs"], 0)
        self.assertGreaterEqual(found["pages"], 21)
        self.assertNotIn("hacked", found["titles"])
        self.assertIn("as the recipient sees it", found["frame"])
        self.assertTrue(found["stays"])
        self.assertEqual(found["keyboard"], {"first": "Skip to content", "before": "dashed", "refused": True,
                                             "after": "solid", "approved": True})
        self.assertEqual([one["person"] for one in ben.get(f"/v1/holds/{config['approve']}").json["approvals"]], [BEN])
        self.assertIn(ANNA, house.visitor(BEN).get("/holds").text)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=1)
