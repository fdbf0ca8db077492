"""Office documents from before 2007, as small as the programs that read them take them: OLE compound files with one
stream each. Standard library only.

source: MS-CFB 2, MS-DOC 2.5, MS-XLS 2.4, MS-PPT 2.3
"""
import struct

SECTOR = 512
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def entry(name, kind, start, size, child=FREE, right=FREE):
    wide = name.encode("utf-16-le")
    return (wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide) + 2 if name else 0, kind, 1) +
            struct.pack("<III", FREE, right, child) + bytes(36) + struct.pack("<IQ", start, size))


def ole(streams):
    """in: streams - names and bytes; each is filled up to 4,096 bytes, so that it needs no small sectors."""
    bodies = [body.ljust(4096, b"\0") for body in streams.values()]
    bodies = [body + bytes(-len(body) % SECTOR) for body in bodies]
    at, table, entries = 2, [TABLE, END], [entry("Root Entry", 5, END, 0, child=1)]
    for i, (name, body) in enumerate(zip(streams, bodies), 1):
        count = len(body) // SECTOR
        entries.append(entry(name, 2, at, len(body), right=i + 1 if i < len(bodies) else FREE))
        table += [at + n + 1 for n in range(count - 1)] + [END]
        at += count
    entries += [entry("", 0, 0, 0)] * (4 - len(entries))
    assert len(table) <= SECTOR // 4 and len(entries) == 4
    table += [FREE] * (SECTOR // 4 - len(table))
    header = (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(6) +
              struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<I", 0))
    return header.ljust(SECTOR, b"\xFF") + struct.pack("<128I", *table) + b"".join(entries) + b"".join(bodies)


def word_stream(text, flags=0x1000):
    """Word 97: its header, then the text in UTF-16. in: flags - 0x0100 encrypted, 0x0004 saved in pieces"""
    wide = text.replace("\n", "\r").encode("utf-16-le")
    head = struct.pack("<HHHHHH", 0xA5EC, 0x00C1, 0, 0x0409, 0, flags).ljust(24, b"\0")
    head += struct.pack("<II", 1536, 1536 + len(wide))
    return head.ljust(1536, b"\0") + wide


def doc(text, flags=0x1000):
    return ole({"WordDocument": word_stream(text, flags)})


def record(kind, body):
    return struct.pack("<HH", kind, len(body)) + body


def workbook_stream(rows, first=b""):
    """Excel 97: one sheet of texts. in: first - records before the list of sheets"""
    name = b"Sheet1"
    head = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0x0DBB, 0x07CC, 0, 6)) + first
    where = len(head) + 4 + 8 + len(name) + 4
    head += record(0x0085, struct.pack("<IHBB", where, 0, len(name), 0) + name) + record(0x000A, b"")
    out = head + record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0x0DBB, 0x07CC, 0, 6))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            wide = cell.encode("utf-16-le")
            out += record(0x0204, struct.pack("<HHHHB", row, column, 15, len(cell), 1) + wide)
    return out + record(0x000A, b"")


def xls(rows, first=b""):
    return ole({"Workbook": workbook_stream(rows, first)})


def ppt(texts):
    """PowerPoint 97: a slide list with one text each."""
    atoms = b"".join(struct.pack("<HHI", 0, 0x0FA0, 2 * len(text)) + text.encode("utf-16-le") for text in texts)
    listed = struct.pack("<HHI", 0x000F, 0x0FF0, len(atoms)) + atoms
    document = struct.pack("<HHI", 0x000F, 0x03E8, len(listed)) + listed
    return ole({"PowerPoint Document": document + struct.pack("<HHI", 0x000F, 0x0FF5, 0)})
