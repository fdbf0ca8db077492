#!/usr/bin/env python3
"""A next hop that may be killed at any time: each message's name is on disk before its 250 leaves.

It waits a moment between the two, so that a kill meets that gap as well.

usage: recording_hop.py PORT FILE     FILE gets a line a message: the X-Soak field's value
"""
import os
import random
import sys
import time

from peers import NextHop


class RecordingHop(NextHop):
    def __init__(self, port, path):
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        super().__init__(port)

    def take(self, sender, recipients, message):
        name = message.partition(b"X-Soak: ")[2].partition(b"\r\n")[0]
        # One write of a few bytes: whole or not at all, and no kill of this process takes it back.
        os.write(self.file, name + b"\n")
        time.sleep(random.random() * 0.004)


if __name__ == "__main__":
    RecordingHop(int(sys.argv[1]), sys.argv[2])
    print("ready", flush=True)
    while True:
        time.sleep(3600)
