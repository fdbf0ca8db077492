#!/usr/bin/env python3
"""PDF reading against Poppler's own text extraction, in pairs: builds pdf_bench and runs it.

    tests/bench/pdf_bench.py FOLDER_OR_PDF... [--rounds 7] [--least 0.6]

Prints pages a second of each and their ratio, pair by pair; ends with 1 when the median is under
--least. Needs libpoppler-cpp-dev. Files that Poppler cannot open count for neither side.
"""
import argparse
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("paths", nargs="+", type=pathlib.Path)
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--least", type=float, default=0.6)
    given = arguments.parse_args()
    files = []
    for path in given.paths:
        files += sorted(path.rglob("*.pdf")) if path.is_dir() else [path]
    if not files:
        sys.exit("pdf_bench: no PDF there")
    subprocess.run([ROOT / "scripts/build", "release", "pdf_bench", "send-guard-pdf"], check=True,
                   stdout=subprocess.DEVNULL)
    run = subprocess.run([ROOT / "build/release/pdf_bench", str(given.rounds), *files], check=True,
                         capture_output=True, text=True)
    print(run.stdout, end="")
    median = float(run.stdout.rsplit(maxsplit=1)[1])
    sys.exit(0 if median >= given.least else 1)


if __name__ == "__main__":
    main()
