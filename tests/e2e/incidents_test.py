#!/usr/bin/env python3
"""Sends that should not have happened, re-enacted (tests/incidents): each is stopped by the shipped packs, with the
finding that an editor would want to read; their near misses are not.

usage: incidents_test.py PROGRAM SOURCE_ROOT
"""
import email
import email.policy
import json
import os
import subprocess
import sys
import tempfile
import unittest

import yaml

PROGRAM, ROOT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
FOLDER = os.path.join(ROOT, "tests", "incidents")
sys.path.insert(0, FOLDER)
import documents  # noqa: E402

STRONG = ("hold", "block")
with open(os.path.join(FOLDER, "incidents.yaml")) as table:
    TABLE = yaml.safe_load(table)


class Incidents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)

    def path_of(self, incident, name):
        """The mail or file; with its document attached where the table names one."""
        path = os.path.join(FOLDER, incident["id"], name)
        maker = incident.get("documents", {}).get(name)
        if not maker:
            return path
        with open(path, "rb") as file:
            mail = email.message_from_binary_file(file, policy=email.policy.default)
        with tempfile.TemporaryDirectory() as folder:
            document = documents.made(maker, folder)
            with open(document, "rb") as file:
                mail.make_mixed()
                kind = ("text", "plain") if document.endswith(".txt") else ("application", "octet-stream")
                mail.add_attachment(file.read(), maintype=kind[0], subtype=kind[1], filename=os.path.basename(document))
        path = os.path.join(self.folder.name, f"{incident['id']}-{name}")
        with open(path, "wb") as file:
            file.write(mail.as_bytes())
        return path

    def findings(self, incident, name):
        words = [PROGRAM, "check", "--format", "json", "--policy", os.path.join(FOLDER, "house.yaml"),
                 "--now", incident.get("now", "2026-01-05T10:00:00Z")]
        for address in incident.get("to", {}).get(name, []):
            words += ["--to", address]
        done = subprocess.run([*words, self.path_of(incident, name)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, cwd=self.folder.name, env={**os.environ, "XDG_CACHE_HOME": self.folder.name})
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return json.loads(done.stdout)["drafts"][0]["findings"]

    def expect(self, incident, name, met, why):
        """What the table calls pending is printed and does not fail."""
        pending = incident.get("pending", {}).get(name)
        if pending:
            print(f"{incident['id']} {name}: {'no longer pending' if met else 'pending: ' + pending}")
        else:
            self.assertTrue(met, why)

    def test_every_incident_is_stopped(self):
        for incident in TABLE["incidents"]:
            for name, rule in incident["stopped"].items():
                with self.subTest(incident=incident["id"], file=name):
                    found = self.findings(incident, name)
                    for one in found:
                        if one["rule"] == rule:
                            print(f"{incident['id']} {name}: {one['action']}: {one['message']} [{rule}]")
                    strong = [one["rule"] for one in found if one["action"] in STRONG]
                    self.expect(incident, name, rule in strong, f"{rule} is not in {strong}")

    def test_no_near_miss_is_stopped(self):
        for incident in TABLE["incidents"]:
            rules = set(incident["stopped"].values())
            for name in incident["near"]:
                with self.subTest(incident=incident["id"], file=name):
                    wrong = [one["rule"] for one in self.findings(incident, name)
                             if one["action"] in STRONG or (one["rule"] in rules and one["action"] != "note")]
                    self.expect(incident, name, not wrong, f"stopped by {wrong}")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
