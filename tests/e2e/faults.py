"""Faults on order for a process under test: which call fails or kills it, and what time its wall clock has.

The process must run with environment(); Faults may be armed, and looked at, while it runs. See faults/fault_shim.cpp.
"""
import mmap
import os
import struct

WRITE, SYNC, SEND, RECEIVE, ACCEPT, TRUNCATE = 1, 2, 4, 8, 16, 32
DISK = WRITE | SYNC | TRUNCATE
KILL = 0
ALL = -1

FORM = struct.Struct("<IIqqqqqqqI60s")


class Faults:
    def __init__(self, folder, name="faults"):
        self.path = os.path.join(folder, name)
        with open(self.path, "wb") as out:
            out.write(bytes(4096))
        self.clock = 0
        self.file = open(self.path, "r+b")
        self.map = mmap.mmap(self.file.fileno(), 4096)

    def environment(self, program):
        # The sanitizer's own library need not come first: nothing is replaced that it replaces.
        return {"LD_PRELOAD": os.path.join(os.path.dirname(program), "fault_shim.so"), "FAULT_CONTROL": self.path,
                "ASAN_OPTIONS": "verify_asan_link_order=0"}

    def arm(self, kinds, at, fault=KILL, times=1, after=False, match=b""):
        """The calls of these kinds from the `at`-th on, `times` of them; counted from now, or from `match` on."""
        self.map[:4] = bytes(4)
        self.map[:FORM.size] = FORM.pack(0, after, at, times, fault, 0, 0, 0, self.clock, len(match), match)
        self.map[:4] = struct.pack("<I", kinds)

    def disarm(self):
        self.map[:4] = bytes(4)

    def jump(self, seconds):
        """The wall clock, from where it truly is."""
        self.clock = seconds
        self.map[48 + 8:48 + 16] = struct.pack("<q", seconds)

    @property
    def count(self):
        return FORM.unpack_from(self.map)[5]

    @property
    def hits(self):
        return FORM.unpack_from(self.map)[6]

    def close(self):
        self.map.close()
        self.file.close()
