"""The bench of detection: how well the shipped packs tell what must be stopped from what may leave.

  detection.py SEND_GUARD SHARED [--write] [--texts] [--mailboxes] [--sample=FOLDER]

Runs the default packs over the labelled items, the published releases and, with --mailboxes, the bulk mail of SHARED/corpus,
each mail under the default policy of a house with that mail's domains. Prints recall and precision for each category and
rule, and every miss and false alarm by its id (--texts adds the places, which stay on the terminal). Compares with
figures.json beside this file and exits with 1 when a figure is worse and "notes" there says nothing about it; --write
keeps the new figures, and --sample puts 50 of each mailbox's stopped mails, with what was found, into
FOLDER, outside any repository, for somebody to read and sort into right and wrong ("read" in figures.json).

A flagged item is caught when the verdict is hold or block. Not everything is labelled as this bench reads it: items whose
text contradicts their label are named in "disputed", with the reason, and counted apart. Standard library only.
"""
import collections
import hashlib
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "shared"))
import corpus  # noqa: E402
import labels  # noqa: E402

FIGURES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "figures.json")
STOPS = ("hold", "block")
# Reported, but no aim: what few houses want, and what tells of a mishap afterwards.
APART = ("missing_signature", "misdirected_evidence")
SIGNATURE_RULE = ("packs: [signature-block]\n"
                  "adjust: {signature-block/no-signature-block: {action: hold, approvers: sender}}\n")


class Bench:
    def __init__(self, guard, folder):
        self.guard = guard
        self.folder = folder
        self.policies = 0

    def check(self, paths, domains, rest=""):
        """The JSON report of each path, by path."""
        self.policies += 1
        policy = os.path.join(self.folder, "policy-%d.yaml" % self.policies)
        with open(policy, "w", encoding="utf-8") as out:
            out.write("version: 1\norganization: {name: House, domains: %s}\n%s" % (json.dumps(domains), rest))
        run = subprocess.run([self.guard, "check", "-q", "--policy", policy, "--format", "jsonl", "--files-from", "-"],
                             input="\n".join(paths) + "\n", stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             text=True, encoding="utf-8", check=False)
        reports = {report["source"]: report for report in map(json.loads, run.stdout.splitlines())}
        if len(reports) != len(paths):
            sys.exit("%d of %d reports missing: %s" % (len(paths) - len(reports), len(paths), run.stderr[-500:]))
        return reports


def stopped(report):
    return report["verdict"] in STOPS


def rules_of(report, actions=STOPS):
    return {finding["rule"] for finding in report["findings"] if finding["action"] in actions}


def read(path):
    with open(path, "rb") as source:
        return source.read()


def check_labelled(bench, rows, folder):
    """Reports by id, and the same with every reader outside."""
    by_house = collections.defaultdict(list)
    for row in rows:
        by_house[row["source"] if row["kind"] == "mail" else ""].append(row)
    inside = {}
    for house, items in sorted(by_house.items()):
        paths = {os.path.join(folder, row["file"]): row["id"] for row in items}
        domains = labels.house_domains(map(read, paths)) if house else ["example.org"]
        for path, report in bench.check(list(paths), domains).items():
            inside[paths[path]] = report
    paths = {os.path.join(folder, row["file"]): row["id"] for row in rows}
    outside = bench.check(list(paths), ["nobody.example"])
    return inside, {paths[path]: report for path, report in outside.items()}


def check_signatures(bench, rows, folder):
    """The rule that few houses want, switched on over the mail labelled for it, to readers outside."""
    items = [row for row in rows if row["category"] == "missing_signature"]
    reports = bench.check([os.path.join(folder, row["file"]) for row in items], ["nobody.example"], SIGNATURE_RULE)
    hits = collections.Counter(row["label"] for row in items if stopped(reports[os.path.join(folder, row["file"])]))
    return {"flagged": sum(row["label"] == "flag" for row in items), "right": hits["flag"], "wrong": hits["clean"]}


def count_categories(rows, inside, outside, disputed):
    out = {}
    for row in rows:
        if row["label"] != "flag" or row["id"] in disputed:
            continue
        figure = out.setdefault(row["category"], {"flagged": 0, "caught": 0, "caught_outside": 0})
        figure["flagged"] += 1
        figure["caught"] += stopped(inside[row["id"]])
        figure["caught_outside"] += stopped(outside[row["id"]])
    return out


def count_rules(rows, reports, disputed):
    """For each rule: flagged, spoken-of and clean items it stopped, and the share of its main category."""
    out = {}
    caught = collections.defaultdict(collections.Counter)
    flagged = collections.Counter(row["category"] for row in rows if row["label"] == "flag" and row["id"] not in disputed)
    for row in rows:
        if row["id"] in disputed:
            continue
        for rule in rules_of(reports[row["id"]], STOPS + ("warn",)):
            figure = out.setdefault(rule, {"right": 0, "talk": 0, "wrong": 0})
            figure[{"flag": "right", "talk": "talk", "clean": "wrong"}[row["label"]]] += 1
            if row["label"] == "flag":
                caught[rule][row["category"]] += 1
    for rule, categories in caught.items():
        category, count = max(categories.items(), key=lambda item: (item[1] / flagged[item[0]], item[0]))
        out[rule].update(category=category, recall=round(count / flagged[category], 3))
    return out


def count_verdicts(reports):
    verdicts = collections.Counter(report["verdict"] for report in reports)
    return {"items": sum(verdicts.values()), "stopped": verdicts["hold"] + verdicts["block"], "warned": verdicts["warn"],
            "error": verdicts["error"]}


def percent(part, whole):
    return "%5.1f %%" % (100 * part / whole if whole else 0)


def places(report):
    return "; ".join("%s %r" % (finding["rule"], [place["text"][:60] for place in finding["places"][:2]])
                     for finding in report["findings"] if finding["action"] != "note")


def print_items(title, rows, reports, texts):
    print("\n%s (%d)" % (title, len(rows)))
    for row in rows:
        report = reports[row["id"]]
        print("  %s %-20s %s" % (row["id"], row["category"], ", ".join(sorted(rules_of(report, STOPS + ("warn",))))))
        if texts:
            print("        %s | %s" % (row["evidence"][:100], places(report)))


def print_labelled(figures, rows, inside, disputed, texts):
    print("%-22s %8s %8s %10s %12s" % ("category", "flagged", "caught", "recall", "all outside"))
    for category, figure in sorted(figures["categories"].items()):
        print("%-22s %8d %8d %10s %12s%s" % (
            category, figure["flagged"], figure["caught"], percent(figure["caught"], figure["flagged"]),
            percent(figure["caught_outside"], figure["flagged"]), "  (apart)" if category in APART else ""))
    aims = [figure for category, figure in figures["categories"].items() if category not in APART]
    whole = sum(figure["flagged"] for figure in aims)
    print("%-22s %8d %8d %10s %12s" % ("together", whole, sum(f["caught"] for f in aims),
                                       percent(sum(f["caught"] for f in aims), whole),
                                       percent(sum(f["caught_outside"] for f in aims), whole)))
    print("\n%-40s %6s %6s %6s %11s  %s" % ("rule", "right", "talk", "wrong", "precision", "recall in"))
    for rule, figure in sorted(figures["rules"].items()):
        print("%-40s %6d %6d %6d %11s  %s" % (
            rule, figure["right"], figure["talk"], figure["wrong"],
            percent(figure["right"], figure["right"] + figure["wrong"]),
            "%s %.3f" % (figure["category"], figure["recall"]) if "category" in figure else ""))
    missed = [row for row in rows if row["label"] == "flag" and row["category"] not in APART and row["id"] not in disputed
              and not stopped(inside[row["id"]])]
    alarms = [row for row in rows if row["label"] == "clean" and row["id"] not in disputed
              and inside[row["id"]]["verdict"] in STOPS + ("warn",)]
    print_items("missed", missed, inside, texts)
    print_items("false alarms and warnings", alarms, inside, texts)


def write_sample(folder, reports, size=50):
    """The same mails each time, as long as they are stopped: those with the lowest digests."""
    os.makedirs(folder)
    drawn = sorted((hashlib.sha256(read(path)).digest(), path) for path, report in reports.items() if stopped(report))
    for number, (_, path) in enumerate(drawn[:size], 1):
        with open(os.path.join(folder, "%02d.txt" % number), "wb") as out:
            for finding in reports[path]["findings"]:
                if finding["action"] in STOPS:
                    found = "; ".join(repr(place["text"][:200]) for place in finding["places"][:3])
                    out.write(("%s %s: %s\n" % (finding["action"], finding["rule"], found)).encode())
            out.write(b"\n" + read(path)[:6000])


def check_mailbox(bench, path, work, sample):
    os.makedirs(work)
    paths = []
    for name, data in corpus.messages(path):
        paths.append(os.path.join(work, name))
        with open(paths[-1], "wb") as out:
            out.write(data)
    domains = labels.house_domains(map(read, paths))
    reports = bench.check(paths, domains)
    if sample:
        write_sample(sample, reports)
    return count_verdicts(reports.values())


def flatten(figures):
    """Each figure by its name, negative where more is worse."""
    out = {}
    for category, figure in figures["categories"].items():
        out["categories.%s.caught" % category] = figure["caught"] / figure["flagged"]
    for rule, figure in figures["rules"].items():
        out["rules.%s.wrong" % rule] = -figure["wrong"]
    for name in ("clean", "releases"):
        out[name + ".stopped"] = -figures[name]["stopped"]
        out[name + ".warned"] = -figures[name]["warned"]
    for name, figure in figures.get("mailboxes", {}).items():
        out["mailboxes.%s.stopped" % name] = -figure["stopped"]
    return out


def compare(kept, new):
    """The figures that are worse and of which no note speaks."""
    old, now = flatten(kept), flatten(new)
    worse = [name for name, value in sorted(now.items()) if value < old.get(name, 0 if value < 0 else 1) - 1e-9]
    for name in worse:
        note = kept.get("notes", {}).get(name)
        print("%s: %s, was %s%s" % (name, abs(round(now[name], 4)), abs(round(old.get(name, 0), 4)),
                                    " (%s)" % note if note else ""))
    return [name for name in worse if name not in kept.get("notes", {})]


def main():
    options = {word for word in sys.argv[1:] if word.startswith("--")}
    guard, shared = [word for word in sys.argv[1:] if not word.startswith("--")][:2]
    source = os.path.join(shared, "corpus")
    with open(FIGURES, encoding="utf-8") as kept_file:
        kept = json.load(kept_file)
    disputed = kept.get("disputed", {})
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(guard, work)
        for name in ("labelled", "releases"):
            labels.unpack(os.path.join(source, name + ".tar.zst"), os.path.join(work, name))
        folder = os.path.join(work, "labelled")
        rows = labels.read_labels(folder)
        inside, outside = check_labelled(bench, rows, folder)
        clean = [inside[row["id"]] for row in rows if row["label"] == "clean" and row["id"] not in disputed]
        as_labelled = sum(stopped(inside[row["id"]]) for row in rows if row["label"] == "clean")
        releases = [os.path.join(root, name) for root, _, names in os.walk(os.path.join(work, "releases"))
                    for name in names if not name.endswith(".tsv")]
        figures = {"categories": count_categories(rows, inside, outside, disputed),
                   "rules": count_rules(rows, inside, disputed), "clean": count_verdicts(clean),
                   "releases": count_verdicts(bench.check(sorted(releases), ["example.org"]).values()),
                   "signatures": check_signatures(bench, rows, folder),
                   "mailboxes": dict(kept.get("mailboxes", {}))}
        sample = next((word.split("=", 1)[1] for word in options if word.startswith("--sample=")), None)
        if "--mailboxes" in options or sample:
            # By number, in the order of their names: the kept file names nobody.
            mailboxes = sorted(name for name in os.listdir(source) if name.endswith(".mbox.zst"))
            for number, name in enumerate(mailboxes, 1):
                title = "mailbox-%d" % number
                figures["mailboxes"][title] = check_mailbox(bench, os.path.join(source, name), os.path.join(work, name),
                                                            sample and os.path.join(sample, title))
    print_labelled(figures, rows, inside, disputed, "--texts" in options)
    for name, figure in [("clean", figures["clean"]), ("releases", figures["releases"]), *figures["mailboxes"].items()]:
        print("%-24s %6d items: stopped %5d (%s), warned %5d (%s)" % (
            name, figure["items"], figure["stopped"], percent(figure["stopped"], figure["items"]), figure["warned"],
            percent(figure["warned"], figure["items"])))
    print("signature-block, switched on: %(right)d of %(flagged)d, false alarms %(wrong)d" % figures["signatures"])
    print("clean as labelled: %d stopped" % as_labelled)
    print("%d items disputed and counted apart" % len(disputed))
    worse = compare(kept, figures) if kept.get("categories") else []
    if "--write" in options:
        for name in ("disputed", "read", "notes"):
            figures[name] = kept.get(name, {})
        with open(FIGURES, "w", encoding="utf-8") as out:
            json.dump(figures, out, indent=1, sort_keys=True, ensure_ascii=False)
            out.write("\n")
    for name in worse:
        print("worse, and no note says why: %s" % name)
    return 1 if worse and "--write" not in options else 0


if __name__ == "__main__":
    sys.exit(main())
