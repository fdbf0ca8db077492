"""Runs `send-guard check` once for every message of every mailbox and every file of every archive of a folder.

  corpus.py SEND_GUARD CORPUS WORK

An exit status of 0 or 1 is right; "could not check", a signal, too much time or memory is not. Standard library only.
"""
import collections
import concurrent.futures
import io
import os
import signal
import subprocess
import sys
import tarfile
import threading

SECONDS = float(os.environ.get("SECONDS_LIMIT", "1"))
MEGABYTES = int(os.environ.get("MEGABYTES_LIMIT", "300"))
SEPARATOR = b"From corpus@example.org"
LONGEST = 300  # a wall-clock stop far beyond the limit, so that a hang ends


def unpacked(path):
    return subprocess.run(["zstd", "-dc", path], check=True, stdout=subprocess.PIPE).stdout


def messages(path):
    """The messages of an mboxrd file, quoting of From lines undone."""
    lines, index = [], 0
    for line in io.BytesIO(unpacked(path)):
        if line.startswith(SEPARATOR):
            if lines:
                yield "%d.eml" % index, b"".join(lines)
            lines, index = [], index + 1
            continue
        if line.lstrip(b">").startswith(b"From ") and line.startswith(b">"):
            line = line[1:]
        lines.append(line)
    if lines:
        yield "%d.eml" % index, b"".join(lines)


def members(path):
    with tarfile.open(fileobj=io.BytesIO(unpacked(path))) as archive:
        for number, member in enumerate(archive):
            if member.isfile():
                yield "%d-%s" % (number, os.path.basename(member.name)), archive.extractfile(member).read()


def fault(guard, path):
    """Why this file went wrong, or "", and the exit status."""
    process = subprocess.Popen([guard, "check", "--format", "json", path], stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    timer = threading.Timer(LONGEST, process.kill)
    timer.start()
    _, status, usage = os.wait4(process.pid, 0)
    timer.cancel()
    process.returncode = 0
    seconds = usage.ru_utime + usage.ru_stime
    if os.WIFSIGNALED(status):
        return "signal %s" % signal.Signals(os.WTERMSIG(status)).name, None
    code = os.WEXITSTATUS(status)
    if code > 1:
        return "exit %d" % code, code
    if seconds > SECONDS:
        return "%.2f s of processor time" % seconds, code
    if usage.ru_maxrss > MEGABYTES << 10:
        return "%d MB" % (usage.ru_maxrss >> 10), code
    return "", code


def run(guard, source, items, work, totals):
    def one(item):
        name, data = item
        path = os.path.join(work, "item-%d-%s" % (threading.get_ident(), name[-80:]))
        with open(path, "wb") as out:
            out.write(data)
        try:
            return (name,) + fault(guard, path)
        finally:
            os.unlink(path)

    codes = collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, wrong, code in pool.map(one, items):
            codes[code] += 1
            totals["failed" if wrong else "passed"] += 1
            if wrong:
                print("%s %s: %s" % (source, name, wrong))
    print("%-36s %6d items; exit 0: %d, 1: %d, 2: %d" % (source, sum(codes.values()), codes[0], codes[1], codes[2]),
          flush=True)


def main():
    guard, corpus, work = sys.argv[1:4]
    totals = collections.Counter()
    for name in sorted(os.listdir(corpus)):
        path = os.path.join(corpus, name)
        if name.endswith(".mbox.zst"):
            run(guard, name, messages(path), work, totals)
        elif name.endswith(".tar.zst"):
            run(guard, name, members(path), work, totals)
    print("%d passed, %d failed" % (totals["passed"], totals["failed"]))
    return 1 if totals["failed"] or not totals["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
