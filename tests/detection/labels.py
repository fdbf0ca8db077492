"""The labelled corpus as the bench of detection sees it: its items, and the house each mail is from.

A house is what a default policy is written for: the domains that send most of a source's mail. Standard library only.
"""
import collections
import csv
import os
import re
import subprocess
import tarfile
import io

# Private accounts are no house's own, however often its people write from them.
WEBMAIL = {"yahoo.com", "hotmail.com", "aol.com", "gmail.com", "msn.com", "outlook.com", "gmx.de", "web.de", "mail.ru"}
OWN_SHARE = 0.05  # a domain that sends a twentieth of a source's mail is its house's own
FROM = re.compile(rb"^From:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*", re.IGNORECASE | re.MULTILINE)
DOMAIN = re.compile(rb"@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")


def unpack(archive, folder):
    """Unpacks a .tar.zst into `folder`."""
    data = subprocess.run(["zstd", "-dc", archive], check=True, stdout=subprocess.PIPE).stdout
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        tar.extractall(folder)


def read_labels(folder):
    """The rows of labels.tsv, as dictionaries."""
    with open(os.path.join(folder, "labels.tsv"), encoding="utf-8") as source:
        return list(csv.DictReader(source, delimiter="\t", quoting=csv.QUOTE_NONE))


def sender_domain(message):
    """The domain that a message (bytes) says it is from, lower case, or ""."""
    head = message[:65536].split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0]
    field = FROM.search(head)
    found = DOMAIN.search(field.group(0)) if field else None
    return found.group(1).decode("ascii").lower() if found else ""


def house_domains(messages):
    """The domains of the house whose mail `messages` (an iterable of bytes) is; never empty."""
    senders = collections.Counter(sender_domain(message) for message in messages)
    total = sum(senders.values())
    own = sorted(domain for domain, count in senders.items()
                 if domain and domain not in WEBMAIL and count >= max(2, OWN_SHARE * total))
    return own or ["example.org"]
