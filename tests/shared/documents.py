#!/usr/bin/env python3
"""Checks what the readers of documents find against the corpus's labels.

usage: documents.py PROGRAM SHARED [-v]

PROGRAM is send-guard: its `view` is asked what a document holds, its `check` whether a mark in its text stops it. Each label that is not found, and each kind of
hidden content found in a document labelled clean, is printed; at least 98 % of the labels must be found."""
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile

ENDINGS = ("docx", "docm", "dotx", "odt", "xlsx", "xlsm", "ods", "pptx", "odp", "rtf", "pdf")
KINDS = {
    "tracked_change": {"tracked-changes"},
    "comment": {"comments"},
    "hidden_text": {"hidden-text"},
    "watermark": {"watermark"},
    "status_draft": {"draft-status"},
    "pdf_annotation": {"annotations"},
}
MARKS = {"embargo", "body_marker"}  # in the text: the rules' business
ALL = set().union(*KINDS.values())
MERGE_FIELD = re.compile("\u00ab[^\u00ab\u00bb]{1,60}\u00bb|<<[^<>]{1,60}>>")


def found(label, shown):
    if label in KINDS:
        return bool(KINDS[label] & {one["kind"] for one in shown["contents"]})
    if label == "merge_field":
        return any(MERGE_FIELD.search(p["text"]) for p in shown["passages"])
    return None


def hides_text(path):
    """Whether a run with text is marked hidden, seen without our readers; a paragraph's mark alone is no text."""
    if path.rsplit(".", 1)[-1] not in ("docx", "docm"):
        return True
    with zipfile.ZipFile(path) as package:
        xml = package.read("word/document.xml").decode("utf-8")
        styles = package.read("word/styles.xml").decode("utf-8")
    hidden = {m[1] for m in re.finditer(r'<w:style [^>]*w:styleId="([^"]*)"(?:(?!</w:style>).)*?<w:vanish', styles, re.S)}
    for run in re.findall(r"<w:r[ >](?:(?!</w:r>).)*</w:r>", xml, re.S):
        if "<w:t" in run and ("<w:vanish/>" in run or "<w:vanish " in run):
            return True
    return any(f'Style w:val="{style}"' in xml for style in hidden)


def stopped(program, path):
    """Whether the default packs hold or block it."""
    folder, name = os.path.split(path)
    return subprocess.run([program, "check", "--quiet", name], cwd=folder, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode == 1


def main():
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.Popen(["zstd", "-dc", sys.argv[2] + "/corpus/labelled.tar.zst"], stdout=subprocess.PIPE)
        subprocess.run(["tar", "x", "-C", folder], stdin=packed.stdout, check=True)
        packed.wait()
        return check_all(os.path.abspath(sys.argv[1]), folder, "-v" in sys.argv)


def check_all(program, corpus, verbose):
    with open(f"{corpus}/labels.tsv", encoding="utf-8", newline="") as table:
        rows = [r for r in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
                if r["kind"] == "document" and r["file"].rsplit(".", 1)[-1] in ENDINGS]
    shown = [json.loads(subprocess.run([program, "view", "--format", "json", f"{corpus}/{row['file']}"],
                                       stdout=subprocess.PIPE, check=True).stdout) for row in rows]
    right = wrong = clean = false = void = 0
    for row, one in zip(rows, shown, strict=True):
        name, label = row["file"], row["category"]
        told = sorted({c["kind"] for c in one["contents"]} & ALL)
        if verbose:
            print(name, label, told, [f["kind"] for f in one["faults"]])
        for fault in one["faults"]:
            print(f"fault: {name}: {fault['kind']}: {fault['message']}")
        if row["label"] == "flag":
            if stopped(program, f"{corpus}/{name}") if label in MARKS else found(label, one):
                right += 1
            elif label == "hidden_text" and not hides_text(f"{corpus}/{name}"):
                void += 1
                print(f"void: {name} is labelled {label}, and only marks of empty paragraphs are hidden in it")
            else:
                wrong += 1
                print(f"miss: {name} is labelled {label}; told: {told}")
        else:
            clean += 1
            if told:
                false += 1
                print(f"look at: {name} is labelled {label} clean; told: {told}")
    share = right / max(1, right + wrong)
    if void:
        print(f"{void} labels without anything to find")
    print(f"{right} of {right + wrong} labels found ({share:.1%}); {false} of {clean} clean documents with findings")
    return 0 if share >= 0.98 else 1


if __name__ == "__main__":
    sys.exit(main())
