#!/usr/bin/env python3
"""Holds over the real program: what a hold costs its client beside the plain relay, the list page, the release.

usage: hold_bench.py PROGRAM [HOLDS]      HOLDS on the list page, 100000 unless said

Each figure is a median of one run on this machine; a bare transaction is SQLite's own, one row of 16 KB, WAL, synchronous=FULL,
in the same folder.
"""
import json
import os
import smtplib
import sqlite3
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from peers import wait_until  # noqa: E402
from review_house import ANNA, BEN, LETTER, MINISTER, House  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
HOLDS = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
ROUNDS, LEAVING = 200, 500
READER = "reader@example.org"


def of_size(text, size):
    return text + "The bridge opens in May.\r\n" * ((size - len(text)) // 26)


def bare_transaction(folder):
    database = sqlite3.connect(os.path.join(folder, "bare.db"), isolation_level=None)
    for pragma in ("journal_mode = wal", "synchronous = full"):
        database.execute("pragma " + pragma)
    database.execute("create table bodies(number integer primary key, bytes blob)")
    row, took = b"x" * 16384, []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        database.execute("begin immediate")
        database.execute("insert into bodies(bytes) values(?)", (row,))
        database.execute("commit")
        took.append(time.perf_counter() - begun)
    database.close()
    return statistics.median(took)


def sessions(house, pairs):
    """Median seconds of DATA to its 250, of each of the (text, recipient) pairs, taken in turn over one connection each."""
    port = house.guard.port("filter")
    clients = [smtplib.SMTP("127.0.0.1", port, timeout=20) for _ in pairs]
    took = [[] for _ in pairs]
    for _ in range(ROUNDS):
        for client, (text, recipient), times in zip(clients, pairs, took, strict=True):
            client.ehlo_or_helo_if_needed()
            client.mail(ANNA)
            client.rcpt(recipient)
            client.putcmd("data")
            client.getreply()
            begun = time.perf_counter()
            client.send(text.encode() + b".\r\n")
            code, reply = client.getreply()
            times.append(time.perf_counter() - begun)
            assert code == 250, reply
    return [statistics.median(one) for one in took]


def multiply(path, wanted):
    """Copies of one held draft in its store; only the list sees them."""
    database = sqlite3.connect(path)
    columns = [row[1] for row in database.execute("pragma table_info(holds)")]
    row = dict(zip(columns, database.execute("select * from holds where state = 'held' limit 1").fetchone(), strict=True))
    record, first = json.loads(row["record"]), database.execute("select max(number) from holds").fetchone()[0]

    def copies():
        for i in range(wanted):
            copy = dict(row, number=first + 1 + i, id=f"SG-{i:016d}", key="")
            copy["record"] = json.dumps(dict(record, id=copy["id"], key="", subject=f"Letter {i}"))
            yield tuple(copy.values())
    with database:
        database.executemany(f"insert into holds({','.join(columns)}) values({','.join('?' * len(columns))})", copies())
    database.close()


def list_page(house):
    visitor = house.visitor(BEN)
    took = []
    for _ in range(20):
        begun = time.perf_counter()
        answer = visitor.get("/holds")
        took.append(time.perf_counter() - begun)
        assert answer.status == 200 and "Letter" in answer.text
    return statistics.median(took)


def release(house):
    """Letters a second out of the store, once mail is no longer frozen; and through the plain relay."""
    text, mails = of_size(LETTER.replace(MINISTER, READER), 4096), len(house.letters())
    house.run("hold", "freeze", "-m", "a bench", "--policy", house.policy)
    assert wait_until(lambda: "Held" in submit(house, text))
    held = 1 + sum("Held" in submit(house, text) for _ in range(LEAVING))
    mails = len(house.letters())
    house.run("hold", "freeze", "--off", "--policy", house.policy)
    assert wait_until(lambda: len(house.letters()) > mails)
    begun, already = time.perf_counter(), len(house.letters())
    assert wait_until(lambda: len(house.letters()) >= mails + held, 120)
    released = (mails + held - already) / (time.perf_counter() - begun)
    time.sleep(1.5)
    with smtplib.SMTP("127.0.0.1", house.guard.port("filter"), timeout=20) as client:
        begun = time.perf_counter()
        for _ in range(LEAVING):
            client.sendmail(ANNA, [READER], text)
        return released, LEAVING / (time.perf_counter() - begun)


def submit(house, text):
    with smtplib.SMTP("127.0.0.1", house.guard.port("filter"), timeout=20) as client:
        client.ehlo_or_helo_if_needed()
        client.mail(ANNA)
        client.rcpt(READER)
        return client.data(text)[1].decode()


def main():
    house = House(PROGRAM)
    try:
        plain = of_size(LETTER.replace(MINISTER, READER), 16384)
        bare = bare_transaction(house.folder)
        relay, hold = sessions(house, [(plain, READER), (of_size(LETTER, 16384), MINISTER)])
        print(f"a bare transaction {bare * 1e3:.2f} ms; the relay's 250 after {relay * 1e3:.2f} ms, a hold's after "
              f"{hold * 1e3:.2f} ms: {(hold - relay) / bare:.2f} bare transactions longer")
        released, relayed = release(house)
        print(f"released {released:.0f} a second, relayed over one connection {relayed:.0f}: {released / relayed:.2f}")
        multiply(house.path("holds.db"), HOLDS)
        print(f"the list page with {HOLDS} holds: {list_page(house) * 1e3:.0f} ms")
    finally:
        house.close()


if __name__ == "__main__":
    main()
