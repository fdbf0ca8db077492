#!/usr/bin/env python3
"""2,000 clients that send a byte a second stop nobody else, and cost little memory.

Half of them are slow from the first command on, half in the text of a message. Meanwhile a normal client sends
one message after another: each must be taken in under a second, and serve must stay under 300 MB.

usage: slow_clients_test.py PROGRAM SOURCE_ROOT [SECONDS]      (20 unless said)
"""
import os
import selectors
import smtplib
import socket
import sys
import tempfile
import threading
import time
import unittest

from peers import Guard, NextHop, raise_file_limit, wait_until, write_policy

PROGRAM = os.path.abspath(sys.argv[1])
SECONDS = float(sys.argv[3]) if len(sys.argv) > 3 else 20
SANITIZED = "SENDGUARD_SANITIZED" in os.environ  # slower and larger by itself: what is looked for is other faults
IN_COMMANDS, IN_TEXT = (200, 200) if SANITIZED else (1000, 1000)
MOST_BYTES, MOST_SECONDS = (2_000_000_000, 10.0) if SANITIZED else (300_000_000, 1.0)
MAIL = ("From: <press@example.org>\r\nTo: <reader@example.org>\r\nSubject: Opening hours\r\n"
        "Date: Mon, 05 Jan 2026 10:00:00 +0000\r\nMessage-ID: <slow@example.org>\r\n\r\nThe museum opens at nine.\r\n")
ENVELOPE = b"EHLO slow.example.org\r\n", b"MAIL FROM:<slow@example.org>\r\n", b"RCPT TO:<reader@example.org>\r\n", b"DATA\r\n"


class SlowClients(threading.Thread):
    """All slow clients in one thread; each sends its next byte a second after its last."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.ended, self.gone = port, threading.Event(), []
        self.clients = []  # (socket, what it sends over and over)
        self.connected = threading.Event()

    def connect(self):
        for number in range(IN_COMMANDS + IN_TEXT):
            one = socket.create_connection(("127.0.0.1", self.port), 10)
            one.settimeout(10)
            one.recv(1000)
            in_text = number >= IN_COMMANDS
            for line in ENVELOPE if in_text else ():
                one.sendall(line)
                answer = one.recv(1000)
                if answer[:1] not in b"23":
                    raise RuntimeError(f"slow client {number}: {line!r} was answered {answer!r}")
            one.setblocking(False)
            self.clients.append((one, MAIL.encode() if in_text else b"EHLO a-client-that-takes-its-time.example.org"))

    def run(self):
        try:
            self.connect()
        except (OSError, RuntimeError) as fault:
            self.gone.append(repr(fault))
        self.connected.set()
        selector = selectors.DefaultSelector()
        for one, _ in self.clients:
            selector.register(one, selectors.EVENT_READ)
        turn, parts = 0, 20  # a twentieth of them each twentieth of a second
        while not self.ended.wait(1 / parts):
            at = turn // parts
            for one, text in self.clients[turn % parts::parts]:
                try:
                    one.send(text[at % len(text):at % len(text) + 1])
                except OSError as fault:
                    self.gone.append(repr(fault))
            for key, _ in selector.select(0):
                try:
                    answer = key.fileobj.recv(1000)
                except OSError as fault:
                    answer = repr(fault).encode()
                self.gone.append(repr(answer))
                selector.unregister(key.fileobj)
            turn += 1
        selector.close()
        for one, _ in self.clients:
            one.close()


class Slow(unittest.TestCase):
    def test_two_thousand_slow_clients_stop_nobody(self):
        raise_file_limit()
        with tempfile.TemporaryDirectory(prefix="send-guard-slow-") as folder:
            hop = NextHop()
            policy = write_policy(folder + "/send-guard.yaml", {"organization": {"name": "E", "domains": ["example.org"]}}, {
                "listeners": [{"name": "relay", "role": "relay", "listen": "127.0.0.1:0"}],
                "next_hop": {"url": f"smtp://127.0.0.1:{hop.port}", "tls": "none"}})
            guard = Guard(PROGRAM, "serve", policy, folder)
            slow = SlowClients(guard.port("relay"))
            try:
                before = guard.memory()
                slow.start()
                times, peak = self.send_beside(slow, guard)
                self.assertTrue(wait_until(lambda: len(hop.taken) == len(times), 5), "not all messages arrived")
            finally:
                slow.ended.set()
                if slow.is_alive():
                    slow.join(10)
                status = guard.stop()
                hop.stop()
            times.sort()
            print(f"{len(slow.clients)} slow clients; {len(times)} messages beside them: median "
                  f"{times[len(times) // 2] * 1000:.1f} ms, slowest {times[-1] * 1000:.1f} ms; resident {before / 1e6:.0f} MB "
                  f"before, {peak / 1e6:.0f} MB at most")
            self.assertEqual(slow.gone, [], "slow clients were cut off within their grace")
            self.assertEqual(len(slow.clients), IN_COMMANDS + IN_TEXT)
            self.assertLess(times[-1], MOST_SECONDS)
            self.assertLess(peak, MOST_BYTES)
            self.assertEqual(status, 0, guard.log())

    def send_beside(self, slow, guard):
        """How long each message took, from the first slow client on until SECONDS after the last came."""
        times, peak, end = [], 0, None
        while end is None or time.monotonic() < end:
            if end is None and slow.connected.is_set():
                end = time.monotonic() + SECONDS
            begun = time.monotonic()
            with smtplib.SMTP("127.0.0.1", guard.port("relay"), "client.example.org", timeout=30) as client:
                client.sendmail("press@example.org", ["reader@example.org"], MAIL)
                times.append(time.monotonic() - begun)
            peak = max(peak, guard.memory())
            time.sleep(0.1)
        return times, max(peak, guard.memory("VmHWM"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
