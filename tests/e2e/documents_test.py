#!/usr/bin/env python3
"""Documents that became news, re-enacted with invented people: each is stopped, and every report says where.

usage: documents_test.py PROGRAM SOURCE_ROOT
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest
from email.message import EmailMessage

import make_documents as make

PROGRAM = os.path.abspath(sys.argv[1])
ROWS = [["Name", "Status"]] + [[f"Person {i}", "eligible" if i < 150 else "at risk"] for i in range(1, 3000)]


class Documents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = cls.folder.name

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def mail(self, name):
        """A clean mail to somebody outside, with the document attached."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "press@example.org", "desk@example.net", "The list you asked for"
        mail["Date"], mail["Message-ID"] = "Mon, 05 Jan 2026 10:00:00 +0000", "<1@example.org>"
        mail.set_content("Dear colleagues,\n\nhere it is.\n\nBest regards\nAnna Berg\nPress office\n")
        with open(f"{self.path}/{name}", "rb") as file:
            mail.add_attachment(file.read(), maintype="application", subtype="octet-stream", filename=name)
        with open(f"{self.path}/{name}.eml", "wb") as file:
            file.write(mail.as_bytes())
        return f"{self.path}/{name}.eml"

    def check(self, path, *options):
        return subprocess.run([PROGRAM, "check", *options, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              cwd=self.path)

    def stopped(self, name, rule, *words):
        """The document by itself and in a mail: exit 1 by `rule`; `words` stand in each report."""
        for path in (f"{self.path}/{name}", self.mail(name)):
            done = self.check(path, "--format", "json")
            self.assertEqual(done.returncode, 1, done.stdout)
            found = {one["rule"]: one for one in json.loads(done.stdout)["drafts"][0]["findings"]}
            self.assertIn(rule, found, list(found))
            self.assertIn(found[rule]["action"], ("hold", "block"))
            for form in ("text", "sarif", "html"):
                text = self.check(path, "--format", form).stdout
                for word in (rule, *words):
                    self.assertIn(word, text.replace("&#39;", "'"), form)

    def clean(self, name):
        done = self.check(f"{self.path}/{name}")
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_rows_behind_a_filter(self):
        make.xlsx(f"{self.path}/list.xlsx", [("Applicants", "visible", make.sheet(ROWS, 151, filtered=True))])
        self.stopped("list.xlsx", "documents/hidden-cells", "sheet 'Applicants'", "150 rows")

    def test_a_hidden_sheet(self):
        for state in ("hidden", "veryHidden"):
            make.xlsx(f"{self.path}/{state}.xlsx", [("Totals", "visible", make.sheet([["Region", "Count"]])),
                                                    ("Staff", state, make.sheet(ROWS))])
            self.stopped(f"{state}.xlsx", "documents/hidden-cells", "Staff")

    def test_a_sheet_of_the_same_size_that_is_seen(self):
        make.xlsx(f"{self.path}/seen.xlsx", [("Applicants", "visible", make.sheet(ROWS))])
        self.clean("seen.xlsx")

    def test_tracked_changes(self):
        make.docx(f"{self.path}/report.docx", make.run("The findings of the commission."),
                  make.run("The order came from ") + make.deleted("Director Renner and his brother")
                  + make.inserted("persons in office") + make.run("."))
        self.stopped("report.docx", "documents/tracked-changes", "paragraph 2", "Director Renner and his brother",
                     "Anna Berg")

    def test_a_document_without_changes(self):
        make.docx(f"{self.path}/final.docx", make.run("The findings of the commission."),
                  make.run("The order came from persons in office."))
        self.clean("final.docx")

    def test_a_black_box(self):
        make.pdf(f"{self.path}/ruling.pdf", make.pdf_text(72, 720, "The witness is named below.")
                 + make.pdf_text(72, 700, "Johann Weber, Lindenweg 4") + "q " + make.pdf_box(70, 696, 200, 16) + "Q\n")
        self.stopped("ruling.pdf", "documents/covered-text", "page 1", "Johann Weber")

    def test_a_box_under_the_words(self):
        make.pdf(f"{self.path}/table.pdf", "q 0.9 0.9 0.9 rg 70 696 200 16 re f Q\n"
                 + make.pdf_text(72, 700, "Total of the year"))
        self.clean("table.pdf")

    def test_a_draft_watermark(self):
        make.docx(f"{self.path}/marked.docx", make.run("Sir, the bridge opens in May."), watermark="DRAFT")
        self.stopped("marked.docx", "drafts/hidden-marker", "DRAFT")

    def test_the_status_property(self):
        make.docx(f"{self.path}/status.docx", make.run("Sir, the bridge opens in May."), title="Bridge",
                  status="Draft")
        self.stopped("status.docx", "documents/document-draft-status", "Draft")

    def test_final_status(self):
        make.docx(f"{self.path}/done.docx", make.run("Sir, the bridge opens in May."), title="Bridge", status="Final")
        self.clean("done.docx")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
