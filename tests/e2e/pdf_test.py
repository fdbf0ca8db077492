#!/usr/bin/env python3
"""PDFs as other programs write them (qpdf): closed with a password, with an owner's password only,
linearized, packed; then many at once.

    pdf_test.py SEND_GUARD SOURCE_FOLDER
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

SEND_GUARD = sys.argv[1]
POLICY = """
version: 1
organization: {domains: [example.org]}
rules:
  - id: embargo
    action: hold
    message: An embargo.
    when: {text: {phrases: [under embargo], in: [body]}}
"""


def make_pdf(text):
    content = b"BT /F1 12 Tf 72 700 Td (%s) Tj ET" % text.encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets)
    return out + b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % table


def rules_met(policy, *files):
    run = subprocess.run([SEND_GUARD, "check", "--policy", policy, "--format", "json", *files],
                         capture_output=True, text=True, timeout=120)
    assert run.returncode in (0, 1), run.stderr
    report = json.loads(run.stdout)
    return [sorted(finding["rule"].split("/")[-1] for finding in draft["findings"])
            for draft in report["drafts"]]


def qpdf(*arguments):
    subprocess.run(["qpdf", "--allow-weak-crypto", *arguments], check=True)


def main():
    if not shutil.which("qpdf"):
        print("pdf_test: qpdf is not installed; nothing is tested")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        policy = folder / "send-guard.yaml"
        policy.write_text(POLICY)
        plain = folder / "plain.pdf"
        plain.write_bytes(make_pdf("This is under embargo until noon."))
        assert rules_met(policy, plain) == [["embargo"]]
        for bits in ("40", "128", "256"):
            closed = folder / f"closed{bits}.pdf"
            qpdf("--encrypt", "user", "owner", bits, "--", plain, closed)
            assert rules_met(policy, closed) == [["unreadable"]], bits
            owned = folder / f"owned{bits}.pdf"
            qpdf("--encrypt", "", "owner", bits, "--", plain, owned)
            assert rules_met(policy, owned) == [["embargo"]], bits
        linear = folder / "linear.pdf"
        qpdf("--linearize", plain, linear)
        assert rules_met(policy, linear) == [["embargo"]]
        packed = folder / "packed.pdf"
        qpdf("--object-streams=generate", "--compress-streams=y", plain, packed)
        assert rules_met(policy, packed) == [["embargo"]]
        many = []
        for number in range(40):
            many.append(folder / f"many{number}.pdf")
            many[-1].write_bytes(make_pdf("Nothing. " if number % 2 else "All under embargo."))
        assert rules_met(policy, *many) == [["embargo"], []] * 20
    print("pdf_test: ok")


if __name__ == "__main__":
    main()
