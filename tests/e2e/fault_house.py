"""A house for tests of faults: `serve` over a store of either kind, a next hop that keeps a ledger, letters by number.

Three ledgers tell what happened: what clients and reviewers were answered, the store's rows, and the next hop's file.
"""
import collections
import contextlib
import http.client
import json
import os
import smtplib
import sqlite3
import subprocess
import tempfile

from peers import Guard
from recording_hop import RecordingHop
from review_house import ANNA, BEN, CARA, MINISTER, Visitor

READER = "reader@example.org"
SIGNERS = (BEN, CARA)


def letter(number, recipient=MINISTER, size=0):
    return (f"From: Anna <{ANNA}>\r\nTo: <{recipient}>\r\nSubject: Letter {number}\r\nX-Soak: {number}\r\n"
            f"Date: Mon, 05 Jan 2026 10:00:00 +0000\r\nMessage-ID: <{number}@example.org>\r\n\r\n"
            + ("x" * 70 + "\r\n") * (size // 72) + f"the end of {number}\r\n")


class FaultHouse:
    """nodes: Guards on one store. Letters to the minister need BEN and CARA; others leave after `undo`."""

    def __init__(self, program, postgres=None, store="lease: 2s", hop=RecordingHop):
        self.program, self.postgres = program, postgres
        self.folder = tempfile.mkdtemp(prefix="send-guard-faults-")
        self.hop = hop(0, self.path("taken"))
        self.file = self.path("holds.db")
        self.url = postgres.database() if postgres else "sqlite:" + self.file
        self.environment = {**os.environ, "HOME": self.folder, "XDG_CACHE_HOME": self.path("cache")}
        self.tokens = {name: self.command("token", "add", name, "--kind", "person", "--tokens",
                                          self.path("tokens")).strip() for name in (ANNA, BEN, CARA)}
        self.policy = self.path("policy.yaml")
        with open(self.policy, "w") as out:
            out.write(f"""version: 1
organization: {{name: Example, domains: [example.org]}}
packs: []
groups: {{principals: [{ANNA}, {BEN}, {CARA}], ministries: ["@mod.example"]}}
rules:
  - {{id: letters, message: A letter to a ministry needs two principals., action: hold,
     approvers: {{group: principals, count: 2, not: [author]}}, when: {{recipients: {{any: ministries}}}}}}
service:
  next_hop: {{url: "smtp://127.0.0.1:{self.hop.port}", tls: none, timeout: 20s}}
  listeners: [{{name: filter, role: proxy, listen: "127.0.0.1:0"}}]
  store: {{url: "{self.url}", {store}}}
  http: {{listen: "127.0.0.1:0", users: users, tokens: tokens}}
""")
        self.command("user", "add", ANNA, "--users", self.path("users"), text="correct horse battery\n")
        self.nodes = []

    def path(self, name):
        return os.path.join(self.folder, name)

    def command(self, *words, text=""):
        done = subprocess.run([self.program, *words], env=self.environment, input=text.encode(),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        if done.returncode != 0:
            raise RuntimeError(f"{words}: {done.stderr.decode()}")
        return done.stdout.decode()

    def start(self, environment=None, program=None):
        guard = Guard(program or self.program, "serve", self.policy, self.folder, environment)
        self.nodes.append(guard)
        return guard

    def kill(self, guard):
        with contextlib.suppress(ProcessLookupError):
            guard.child.kill()
        guard.stop()
        self.nodes.remove(guard)

    def close(self):
        for guard in list(self.nodes):
            self.kill(guard)
        self.hop.stop()

    def submit(self, guard, number, recipient=MINISTER, size=0, wait=30):
        """code, and the id when it is held; code 0: no answer came."""
        try:
            with smtplib.SMTP("127.0.0.1", guard.port("filter"), timeout=wait) as client:
                client.ehlo("client.example.org")
                client.mail(ANNA)
                code, reply = client.rcpt(recipient)
                if code != 250:
                    return code, None
                code, reply = client.data(letter(number, recipient, size))
        except smtplib.SMTPResponseException as answer:
            code, reply = answer.smtp_code, answer.smtp_error
        except (OSError, smtplib.SMTPException):
            return 0, None
        words = reply.decode().replace(":", " ").split()
        return code, next((word for word in words if word.startswith("SG-")), None)

    def api(self, guard, name):
        return Visitor(f"http://127.0.0.1:{guard.port('http')}", self.tokens[name])

    def digest(self, guard, hold):
        """Of the draft, for its sign-off; None when no answer came."""
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            answer = self.api(guard, BEN).get(f"/v1/holds/{hold}")
            return answer.json["digest"] if answer.status == 200 else None
        return None

    def approve(self, guard, hold, name, digest=None):
        """The status; 0: no answer came."""
        digest = digest or self.digest(guard, hold)
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            return self.api(guard, name).send("POST", f"/v1/holds/{hold}/approve", {"digest": digest}).status
        return 0

    def records(self):
        """The store's holds: {number of the letter: [records]}, read behind send-guard's back."""
        if self.postgres:
            rows = self.postgres.rows(self.url, "select record from holds")
        else:
            with contextlib.closing(sqlite3.connect(self.file, timeout=20)) as database:
                rows = [row[0] for row in database.execute("select record from holds")]
        found = collections.defaultdict(list)
        for row in rows:
            record = json.loads(row)
            found[int(record["subject"].split()[1])].append(record)
        return found

    def states(self):
        return collections.Counter(one["state"] for some in self.records().values() for one in some)

    def taken(self):
        """How often the next hop took each letter; notices do not count."""
        with contextlib.suppress(FileNotFoundError):
            with open(self.path("taken")) as file:
                return collections.Counter(int(line) for line in file if line.strip())
        return collections.Counter()


def may_leave(record):
    """Whether it has both sign-offs."""
    return {one["person"] for one in record["approvals"] if not one.get("void_reason")} >= set(SIGNERS)


def faults_in(house, held, asked, approved, needs_signs=True):
    """Compares the ledgers, after all has settled.

    held: {number: id} of what was acknowledged; asked: {(number, person)}, sign-offs sent; approved: with a 200
    """
    records, taken = house.records(), house.taken()
    for number, hold in held.items():
        if hold not in [one["id"] for one in records.get(number, [])]:
            yield f"LOST: letter {number} was acknowledged as {hold} and is not in the store"
    for number, person in approved:
        if person not in [sign["person"] for one in records.get(number, []) for sign in one["approvals"]]:
            yield f"LOST: the sign-off of letter {number} by {person}"
    for number, count in taken.items():
        if needs_signs and not {(number, person) for person in SIGNERS} <= asked:
            yield f"LEAKED: letter {number} left without its sign-offs"
        if count > len(records.get(number, [])):
            yield f"TWICE: letter {number} left {count} times"
    for number, some in records.items():
        if len(some) > 1:
            yield f"letter {number} is held {len(some)} times"
        for one in some:
            count, state = taken[number], one["state"]
            if state == "sent" and count != 1:
                yield f"letter {number} is sent, and left {count} times"
            if state not in ("sent", "uncertain") and count:
                yield f"letter {number} is {state}, and left"
            if state not in ("sent", "uncertain") and (not needs_signs or may_leave(one)):
                yield f"STUCK: letter {number} is {state}, with all its sign-offs"
            if state not in ("sent", "uncertain", "held"):
                yield f"STUCK: letter {number} is {state}"


def settled(house):
    return not any(may_leave(one) and one["state"] not in ("sent", "uncertain") or one["state"] == "sending"
                   for some in house.records().values() for one in some)
