#!/usr/bin/env python3
"""What a reload may change at a running serve, and what it may not.

usage: serve_reload_test.py PROGRAM SOURCE_ROOT
"""
import os
import socket
import sys
import tempfile
import unittest

from peers import Guard, NextHop, write_policy

PROGRAM = os.path.abspath(sys.argv[1])
CLOSED = {"name": "closed", "role": "relay", "listen": "127.0.0.1:0", "networks": ["10.9.9.9"]}
OPEN = {"name": "open", "role": "relay", "listen": "127.0.0.1:0"}


def greeting(port):
    with socket.create_connection(("127.0.0.1", port), 5) as one:
        return one.recv(3)


class Reload(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.hop = NextHop()
        self.policy = self.folder.name + "/send-guard.yaml"
        self.write([CLOSED, OPEN])
        self.serve = Guard(PROGRAM, "serve", self.policy, self.folder.name)

    def tearDown(self):
        self.assertEqual(self.serve.stop(), 0)
        self.hop.stop()
        self.folder.cleanup()

    def write(self, listeners, **policy):
        service = {"next_hop": {"url": f"smtp://127.0.0.1:{self.hop.port}", "tls": "none"}, "listeners": listeners}
        write_policy(self.policy, {"packs": [], **policy}, service)

    def test_listeners_in_another_order_keep_their_own_rights(self):
        port = self.serve.port("closed")
        self.assertEqual(greeting(port), b"554")
        self.write([OPEN, CLOSED])
        self.serve.reload()
        self.assertIsNotNone(self.serve.wait_for("reload_refused"))
        self.assertEqual(greeting(port), b"554")
        self.assertEqual(greeting(self.serve.port("open")), b"220")

    def test_one_listener_fewer_is_refused_and_all_go_on(self):
        self.write([OPEN])
        self.serve.reload()
        self.assertIsNotNone(self.serve.wait_for("reload_refused"))
        self.assertEqual(greeting(self.serve.port("open")), b"220")

    def talk(self, one, *lines):
        """The last reply to each of the lines."""
        replies = []
        for line in lines:
            one.sendall(line.encode() + b"\r\n")
            replies.append(one.recv(4000).decode())
        return replies

    def reload_and_wait(self):
        count = len(self.serve.events("reload")) + 1
        self.serve.reload()
        self.assertIsNotNone(self.serve.wait_for("reload", count=count))

    def test_an_open_session_loses_the_network_that_let_it_in(self):
        with socket.create_connection(("127.0.0.1", self.serve.port("open")), 5) as one:
            one.recv(1000)
            envelope = ("MAIL FROM:<a@example.org>", "RCPT TO:<b@example.com>", "RSET")
            self.assertEqual([reply[:3] for reply in self.talk(one, "EHLO me.example.org", *envelope)],
                             ["250", "250", "250", "250"])
            self.write([CLOSED, {**OPEN, "networks": ["10.9.9.9"]}])
            self.reload_and_wait()
            self.assertEqual([reply[:3] for reply in self.talk(one, *envelope)], ["250", "550", "250"])

    def test_an_open_session_is_judged_by_the_mode_in_force_at_its_next_mail(self):
        rules = [{"id": "no-wombat", "message": "A wombat.", "why": "Not here.", "help": "Take it out.",
                  "action": "block", "when": {"text": {"phrases": ["wombat"]}},
                  "examples": {"fires": [{"body": "a wombat"}], "silent": [{"body": "a cat"}]}}]
        self.write([CLOSED, {**OPEN, "mode": "observe"}], rules=rules)
        self.reload_and_wait()
        mail = ("MAIL FROM:<a@example.org>", "RCPT TO:<b@example.com>", "DATA",
                "From: a@example.org\r\nTo: b@example.com\r\nSubject: s\r\n\r\nA wombat.\r\n.")
        with socket.create_connection(("127.0.0.1", self.serve.port("open")), 5) as one:
            one.recv(1000)
            self.assertEqual(self.talk(one, "EHLO me.example.org", *mail)[-1][:3], "250")
            self.write([CLOSED, OPEN], rules=rules)
            self.reload_and_wait()
            refused = self.talk(one, *mail)[-1]
        self.assertIn("550", refused)
        self.assertIn("no-wombat", refused)

    def test_a_faulty_policy_is_refused_and_a_good_one_is_taken(self):
        before = self.serve.events("policy")[0]["policy"]
        self.write([CLOSED, OPEN], rules=[{"id": "x"}])
        self.serve.reload()
        refused = self.serve.wait_for("reload_refused")
        self.assertEqual(refused["policy"], before)
        self.write([CLOSED, OPEN], groups={"desk": ["desk@example.org"]})
        self.serve.reload()
        self.assertNotEqual(self.serve.wait_for("reload")["policy"], before)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
