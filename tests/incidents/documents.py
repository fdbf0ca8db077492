"""The documents of the incidents, by the names that incidents.yaml gives them; people are invented.

Each maker writes one file into a folder.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
import make_documents as make  # noqa: E402

CASES = [["Name", "Status"]] + [[f"Applicant {i}", "eligible" if i < 150 else "at risk"] for i in range(1, 3000)]
STAFF = [["Surname", "Initials", "Rank", "Unit"]] + [[f"Person{i}", "A", "Constable", "North"] for i in range(1, 2000)]
FIGURES = [["Rank", "Number"], ["Constable", "7210"], ["Sergeant", "1502"]]


def tracked_quotes(folder):
    make.docx(f"{folder}/release.docx", make.run("The new quay is open. "),
                     make.deleted('"It is good," said the mayor.') + make.inserted('"It is a triumph," said the mayor.'))


def accepted_quotes(folder):
    make.docx(f"{folder}/release.docx", make.run('The new quay is open. "It is good," said the mayor.'))


def tracked_names(folder):
    make.docx(f"{folder}/report.docx", make.run("The order came from ")
                     + make.deleted("Director Renner and his brother") + make.inserted("persons in office")
                     + make.run("."))


def accepted_names(folder):
    make.docx(f"{folder}/report.docx", make.run("The order came from persons in office."))


def earlier_defendant(folder):
    make.docx(f"{folder}/complaint.docx", make.run("Harbour Office against ") + make.deleted("Southline Bank")
                     + make.inserted("Northline Motors") + make.run("."))


def one_defendant(folder):
    make.docx(f"{folder}/complaint.docx", make.run("Harbour Office against Northline Motors."))


def dossier_docx(folder):
    make.docx(f"{folder}/dossier.docx", make.run("The strait is watched by night."), title="Dossier, by J. Moss")


def dossier_pdf(folder):
    make.pdf(f"{folder}/dossier.pdf", make.pdf_text(72, 700, "The strait is watched by night."))


def boxed_pdf(folder):
    make.pdf(f"{folder}/answer.pdf", make.pdf_text(72, 700, "He gave the figures to his partner.")
                    + make.pdf_box(60, 690, 260, 24))


def redacted_pdf(folder):
    make.pdf(f"{folder}/answer.pdf", make.pdf_text(72, 730, "Redacted:") + make.pdf_box(60, 690, 260, 24))


def boxed_table_pdf(folder):
    make.pdf(f"{folder}/answer.pdf", make.pdf_box(60, 690, 260, 2)
                    + make.pdf_text(72, 700, "Our answer stands above the rule."))


def filtered_rows(folder):
    make.xlsx(f"{folder}/cases.xlsx", [("Cases", "visible", make.sheet(CASES, 151, filtered=True))])


def few_rows(folder):
    make.xlsx(f"{folder}/cases.xlsx", [("Cases", "visible", make.sheet(CASES[:40]))])


def hidden_staff(folder):
    make.xlsx(f"{folder}/answer.xlsx", [("Figures", "visible", make.sheet(FIGURES)),
                                               ("Staff", "hidden", make.sheet(STAFF))])


def figures_only(folder):
    make.xlsx(f"{folder}/answer.xlsx", [("Figures", "visible", make.sheet(FIGURES))])


def two_seen_sheets(folder):
    make.xlsx(f"{folder}/answer.xlsx", [("Figures", "visible", make.sheet(FIGURES)),
                                               ("Notes", "visible", make.sheet([["Note", "Text"], ["1", "As of May"]]))])


def embargoed_text(folder):
    with open(f"{folder}/statistics.txt", "w") as out:
        out.write("EMBARGOED UNTIL 6 January 2026, 09:30 UTC\n\nStatistics on waste: 4 % less than the year before.\n")


def offer_northline(folder):
    make.pdf(f"{folder}/Offer_Northline.pdf", make.pdf_text(72, 700, "Our offer"))


def offer_plain(folder):
    make.pdf(f"{folder}/Offer_2026.pdf", make.pdf_text(72, 700, "Our offer"))


def made(name, folder):
    """The path of the one file that the maker `name` writes into `folder`, which is empty before."""
    globals()[name](folder)
    (only,) = os.listdir(folder)
    return os.path.join(folder, only)
