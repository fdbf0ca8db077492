#!/usr/bin/env python3
"""Nothing is lost, and nothing refused leaves, while the next hop dies and the policy is reloaded.

Clients send through serve, again and again until each message is accepted or refused. Meanwhile the next hop
is killed and started again at random, and the policy is changed and reloaded every second. Then:
  - every message that a client saw accepted is at the next hop,
  - none that the policy refuses is there,
  - one is there twice only where event=outcome_unknown was logged for it: the next hop died between the final
    dot and its reply. A message is known in the log by its size, which no other has.

usage: kill_test.py PROGRAM SOURCE_ROOT [MESSAGES]     (1,000 unless said; 10,000 take 90 seconds)
"""
import collections
import contextlib
import os
import queue
import random
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
import time

from peers import Guard, free_port, write_policy

PROGRAM = os.path.abspath(sys.argv[1])
MESSAGES = int(sys.argv[3]) if len(sys.argv) > 3 else 1000
CLIENTS = 12
REFUSED_EVERY = 7  # each seventh message is a draft
TRIES = 400
RATE = 120  # messages a second: so that many kills and reloads fall into the run
HERE = os.path.dirname(os.path.abspath(__file__))


def message(number):
    """Its size is its name: 2,000 bytes and `number`."""
    subject = "DRAFT: Opening hours" if number % REFUSED_EVERY == 0 else "Opening hours"
    head = (f"From: <press@example.org>\r\nTo: <reader@example.org>\r\nSubject: {subject}\r\nX-Soak: {number}\r\n"
            f"Message-ID: <{number}@example.org>\r\nDate: Mon, 05 Jan 2026 10:00:00 +0000\r\n\r\n")
    rest = 2000 + number - len(head)
    lines, last = divmod(rest, 62)
    if last < 3:
        lines, last = lines - 1, last + 62
    return head + ("a" * 60 + "\r\n") * lines + "b" * (last - 2) + "\r\n"


class Hop:
    """The next hop's process, killed and started again until stop()."""

    def __init__(self, folder):
        self.port, self.taken_file, self.kills, self.child = free_port(), folder + "/taken", 0, None
        self.ended = threading.Event()
        self.start()
        self.killer = threading.Thread(target=self.kill_at_random)
        self.killer.start()

    def start(self):
        self.child = subprocess.Popen([sys.executable, HERE + "/recording_hop.py", str(self.port), self.taken_file],
                                      stdout=subprocess.PIPE)
        self.child.stdout.readline()

    def kill(self):
        self.child.kill()
        self.child.wait()
        self.child.stdout.close()

    def kill_at_random(self):
        while not self.ended.wait(random.uniform(0.1, 0.8)):
            self.kill()
            self.kills += 1
            time.sleep(random.uniform(0, 0.2))
            self.start()

    def stop(self):
        self.ended.set()
        self.killer.join()
        self.kill()

    def taken(self):
        """How often each message came."""
        with contextlib.suppress(FileNotFoundError):
            with open(self.taken_file) as file:
                return collections.Counter(int(line) for line in file)
        return collections.Counter()


class Reloads:
    """Changes the policy and has it read, every second."""

    def __init__(self, guard, write):
        self.guard, self.write, self.count, self.ended = guard, write, 0, threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while not self.ended.wait(1):
            self.count += 1
            self.write(self.count)
            self.guard.reload()

    def stop(self):
        self.ended.set()
        self.thread.join()


class Client(threading.Thread):
    """Takes numbers from the queue, and sends each until it has its answer."""

    def __init__(self, port, numbers):
        super().__init__()
        self.port, self.numbers, self.smtp, self.begun = port, numbers, None, time.monotonic()
        self.accepted, self.refused, self.given_up, self.put_off = set(), set(), {}, collections.Counter()

    def run(self):
        with contextlib.suppress(queue.Empty):
            while True:
                number = self.numbers.get_nowait()
                time.sleep(max(0, self.begun + number / RATE - time.monotonic()))
                self.send(number)

    def send(self, number):
        text = message(number)
        last = ""
        for _ in range(TRIES):
            try:
                # Half of them in a session of its own, half one after another in a session.
                if self.smtp is None or number % 2 == 0:
                    self.close()
                    self.smtp = smtplib.SMTP("127.0.0.1", self.port, "client.example.org", timeout=60)
                self.smtp.sendmail("press@example.org", ["reader@example.org"], text)
                self.accepted.add(number)
                return
            except smtplib.SMTPResponseException as answer:
                code, last = answer.smtp_code, f"{answer.smtp_code} {answer.smtp_error!r}"
            except smtplib.SMTPRecipientsRefused as answer:
                code, last = next(iter(answer.recipients.values()))[0], str(answer.recipients)
            except (OSError, smtplib.SMTPException) as fault:
                code, last = 0, repr(fault)
                self.smtp = None
            if code == 550:
                self.refused.add(number)
                return
            self.put_off[code] += 1
            time.sleep(0.02)
        self.given_up[number] = last

    def close(self):
        if self.smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self.smtp.quit()
        self.smtp = None


def unknown_sizes(guard):
    """How often event=outcome_unknown was logged for a message, by its size."""
    sizes, last = collections.Counter(), {}
    with guard.changed:
        lines = list(guard.lines)
    for line in lines:
        if line.get("event") == "decision":
            last[line["session"]] = line["bytes"]
        elif line.get("event") == "outcome_unknown":
            sizes[last[line["session"]]] += 1
    return sizes


def faults_in(clients, taken, unknown):
    accepted, refused = set().union(*(one.accepted for one in clients)), set().union(*(one.refused for one in clients))
    due = {number for number in range(1, MESSAGES + 1) if number % REFUSED_EVERY == 0}
    for one in clients:
        for number, why in one.given_up.items():
            yield f"message {number} was neither accepted nor refused: {why}"
    for number in sorted(accepted - set(taken)):
        yield f"LOST: message {number} was accepted and is not at the next hop"
    for number in sorted(refused ^ due):
        yield f"message {number}: refused {number in refused}, due {number in due}"
    for number in sorted(due & set(taken)):
        yield f"LEAKED: message {number} is refused by the policy and is at the next hop"
    for number, count in sorted(taken.items()):
        if count > 1 + unknown[len(message(number))]:
            yield f"message {number} came {count} times; outcome_unknown was logged {unknown[len(message(number))]} times"


def main():
    with tempfile.TemporaryDirectory(prefix="send-guard-kill-") as folder:
        hop = Hop(folder)

        def write(count):
            # The new file takes the old one's place whole, as an editor or a deployment should do it.
            write_policy(folder + "/next.yaml", {
                "organization": {"name": f"Example {count}", "domains": ["example.org"]},
            }, {"listeners": [{"name": "relay", "role": "relay", "listen": "127.0.0.1:0"}],
                "next_hop": {"url": f"smtp://127.0.0.1:{hop.port}", "tls": "none", "timeout": "20s"}})
            os.replace(folder + "/next.yaml", folder + "/send-guard.yaml")

        write(0)
        guard = reloads = None
        try:
            guard = Guard(PROGRAM, "serve", folder + "/send-guard.yaml", folder)
            reloads = Reloads(guard, write)
            numbers = queue.Queue()
            for number in range(1, MESSAGES + 1):
                numbers.put(number)
            clients = [Client(guard.port("relay"), numbers) for _ in range(CLIENTS)]
            begun = time.monotonic()
            for one in clients:
                one.start()
            for one in clients:
                one.join()
            took = time.monotonic() - begun
            for one in clients:
                one.close()
        finally:
            if reloads:
                reloads.stop()
            hop.stop()
            status = guard.stop() if guard else None
        taken, unknown = hop.taken(), unknown_sizes(guard)
        faults = list(faults_in(clients, taken, unknown))
        reloaded = [one for one in guard.events("reload")]
        put_off = sum((one.put_off for one in clients), collections.Counter())
        if status != 0:
            faults.append(f"serve ended with {status}:\n{guard.log()}")
        if hop.kills < 3 or len(reloaded) < min(3, reloads.count):
            faults.append(f"too little happened: {hop.kills} kills, {reloads.count} reloads, {len(reloaded)} logged")
        print(f"{MESSAGES} messages in {took:.0f} s: {sum(len(one.accepted) for one in clients)} accepted, "
              f"{sum(len(one.refused) for one in clients)} refused; {hop.kills} kills, {len(reloaded)} reloads; "
              f"tries put off: {dict(put_off)}; outcomes unknown: {sum(unknown.values())}; "
              f"messages that came twice or more: {sum(count > 1 for count in taken.values())}")
        for one in faults[:40]:
            print(one)
        return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
