"""The messages of parity_test.py: the shipped examples, each shipped rule's own examples, and shapes of MIME.

A message is Message(name, sender, recipients, bytes): the envelope, and the mail with CRLF line ends.
"""
import base64
import collections
import email.header
import email.utils
import glob
import os
import quopri
import re

import yaml

Message = collections.namedtuple("Message", "name sender recipients bytes")

HEAD = ("From: Anna Example <anna@example.org>\nTo: Ben Reader <ben@example.net>\nSubject: {subject}\n"
        "Date: Mon, 05 Jan 2026 10:00:00 +0000\nMessage-ID: <parity@example.org>\nMIME-Version: 1.0\n")
MARK = "DRAFT - not for release"
LETTER = f"Dear Ben,\n\n{MARK}\n\nThe museum opens at nine. Call me at [insert number].\n"
HTML = f"<html><body><p>Dear Ben,</p><p>{MARK}</p><p>Opening at <b>nine</b> [TBC].</p></body></html>\n"


def crlf(text):
    raw = text.encode() if isinstance(text, str) else text
    return re.sub(rb"\r?\n", b"\r\n", raw)


def addresses(value):
    return [value] if isinstance(value, str) else list(value or [])


def envelope(raw):
    """The sender and every recipient that the header names."""
    head = email.message_from_bytes(raw)

    def named(*fields):
        values = [str(email.header.make_header(email.header.decode_header(value)))
                  for field in fields for value in head.get_all(field, [])]
        return [address for _, address in email.utils.getaddresses(values) if "@" in address]

    return (named("From") or ["anna@example.org"])[0], named("To", "Cc", "Bcc") or ["ben@example.net"]


def encoded_word(text):
    return text if text.isascii() else email.header.Header(text, "utf-8", maxlinelen=70).encode()


def text_part(kind, text, encoding="8bit", charset="utf-8"):
    raw = text.encode(charset)
    if encoding == "base64":
        body = base64.encodebytes(raw)
    elif encoding == "quoted-printable":
        body = quopri.encodestring(raw)
    else:
        body = raw if raw.endswith(b"\n") else raw + b"\n"
    return (f"Content-Type: text/{kind}; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n".encode()
            + body)


def multipart(kind, *parts, boundary="parity", closed=True):
    out = f"Content-Type: multipart/{kind}; boundary={boundary}\n\n".encode()
    for part in parts:
        out += f"--{boundary}\n".encode() + part + b"\n"
    return out + (f"--{boundary}--\n".encode() if closed else b"")


def attachment(name, content, type_="text/plain; charset=utf-8"):
    parameter = f'filename="{name}"' if name.isascii() else \
        "filename*=UTF-8''" + "".join(f"%{byte:02X}" for byte in name.encode())
    return (f"Content-Type: {type_}\nContent-Disposition: attachment; {parameter}\n"
            "Content-Transfer-Encoding: base64\n\n").encode() + base64.encodebytes(content)


def rule_example(example):
    """The mail that an example of a rule describes; `send-guard rules test` makes the same."""
    if "raw" in example:
        return crlf(example["raw"])
    headers = example.get("headers") or {}
    lines = []
    if "From" not in headers:
        lines.append(f"From: {example.get('from') or 'author@example.org'}")
    fields = {name: addresses(example.get(name)) for name in ("to", "cc", "bcc")}
    if not any(fields.values()):
        fields["to"] = ["reader@example.net"]
    lines += [f"{name.capitalize()}: " + ",\n ".join(who) for name, who in fields.items() if who]
    if "Subject" not in headers:
        lines.append("Subject: " + encoded_word(example.get("subject") or "Example"))
    lines += ["Date: Mon, 05 Jan 2026 10:00:00 +0000", "Message-ID: <example@example.org>", "MIME-Version: 1.0"]
    for name, values in headers.items():
        lines += [f"{name}: {encoded_word(value)}" for value in addresses(values)]
    text = text_part("plain", example.get("body") or "Good morning.")
    if example.get("html"):
        html = text_part("html", example["html"])
        text = multipart("alternative", text, html, boundary="inner") if example.get("body") else html
    files = [attachment(name, content.encode()) for name, content in (example.get("attachments") or {}).items()]
    body = multipart("mixed", text, *files, boundary="outer") if files else text
    return crlf("\n".join(lines).encode() + b"\n" + body)


def from_rules(source):
    """Each shipped rule's first example that fires and its first that stays silent."""
    for path in sorted(glob.glob(source + "/rules/*.yaml")):
        with open(path, encoding="utf-8") as file:
            pack = yaml.safe_load(file)
        for rule in pack["rules"]:
            for kind, examples in (rule.get("examples") or {}).items():
                chosen = [one for one in examples if "file" not in one]
                if chosen:
                    raw = rule_example(chosen[0])
                    yield Message(f"{pack['pack']}/{rule['id']} {kind}", *envelope(raw), raw)


def from_examples(source):
    for path in sorted(glob.glob(source + "/examples/*/*.eml")):
        with open(path, "rb") as file:
            raw = crlf(file.read())
        yield Message(os.path.relpath(path, source), *envelope(raw), raw)


def shapes():
    """Name and the part of a mail from its Content-Type on."""
    for encoding in ("8bit", "base64", "quoted-printable"):
        yield f"text, {encoding}", text_part("plain", LETTER, encoding)
        yield f"html, {encoding}", text_part("html", HTML, encoding)
    for charset, text in (("iso-8859-1", "Entwurf: für Herrn Müller\n"), ("windows-1252", "“DRAFT” – café\n[TBC]\n"),
                          ("koi8-r", "ЧЕРНОВИК\n\nПисьмо\n"), ("shift_jis", "【下書き】\n書簡\n"),
                          ("utf-16", LETTER), ("gb18030", "【草稿】\n信\n"), ("utf-7", LETTER)):
        yield f"charset {charset}", text_part("plain", text, "base64", charset)
    plain, html = text_part("plain", LETTER), text_part("html", HTML, "quoted-printable")
    clean = text_part("plain", "Please see the annex.\n")
    yield "alternative", multipart("alternative", plain, html)
    yield "alternative, only HTML marked", multipart("alternative", clean, html)
    yield "related", multipart("related", html, attachment("logo.png", b"\x89PNG\r\n\x1a\n" + bytes(64), "image/png"))
    yield "mixed in mixed", multipart("mixed", multipart("mixed", clean, plain, boundary="deep"), clean)
    yield "a forwarded message", multipart(
        "mixed", clean, b"Content-Type: message/rfc822\n\n" + HEAD.format(subject="DRAFT letter").encode() + plain)
    for name in ("letter.txt", "letter.html", "letter.md", "letter.csv"):
        yield f"attachment {name}", multipart("mixed", clean, attachment(name, LETTER.encode()))
    yield "attachment with a marked name", multipart("mixed", clean, attachment("letter_DRAFT_v2.txt", b"Hello.\n"))
    yield "attachment, name in RFC 2231", multipart("mixed", clean, attachment("Entwurf für Müller.txt", b"Hallo.\n"))
    yield "attachment, unreadable", multipart("mixed", clean, attachment("a.pdf", b"%PDF-1.4\nbroken", "application/pdf"))
    yield "encrypted", multipart("encrypted", b"Content-Type: application/pgp-encrypted\n\nVersion: 1\n",
                                 b"Content-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n")
    yield "not closed", multipart("mixed", clean, plain, closed=False)
    yield "flowed", text_part("plain", "This is a \ndraft - not \nfor release.\n").replace(
        b"charset=utf-8", b"charset=utf-8; format=flowed")
    yield "look-alike letters", text_part("plain", "D\u0420\u0410FT\n\nНot f\u043er rele\u0430se\n")
    yield "invisible characters", text_part("plain", "D\u200bR\u200bA\u200bF\u200bT\n\nnot for rel\u00adease\n")
    yield "dots at line starts", text_part("plain", ".\n..\n.DRAFT\n" + LETTER)
    yield "long lines", text_part("plain", "word " * 180 + "\nTK TK TK " + "word " * 170 + "\n", "8bit")
    yield "no text", text_part("plain", "\n")


def made():
    for name, body in shapes():
        raw = crlf(HEAD.format(subject="Opening hours").encode() + body)
        yield Message(name, "anna@example.org", ["ben@example.net"], raw)
    for subject in ("=?utf-8?B?RFJBRlQ6IGxldHRlcg==?=", "Letter,\n =?iso-8859-1?Q?Entwurf_f=FCr_Sie?=\n -\n DRAFT"):
        raw = crlf(HEAD.format(subject=subject).encode() + text_part("plain", "Good morning.\n"))
        yield Message(f"subject {subject!r}", "anna@example.org", ["ben@example.net"], raw)
    raw = crlf(HEAD.format(subject="Opening hours").encode() + text_part("plain", LETTER))
    yield Message("a recipient in the envelope only", "anna@example.org", ["hidden@mod.example.com"], raw)
    yield Message("three recipients, one inside", "anna@example.org",
                  ["ben@example.net", "carla@example.org", "dora@example.com"], raw)


def all_messages(source):
    return [*from_examples(source), *from_rules(source), *made()]
