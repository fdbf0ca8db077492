#!/usr/bin/python3
"""`send-guard doctor` on real configurations of Postfix, with doors left open on purpose.

  doctor_test.py SEND_GUARD SOURCE_FOLDER     (as root; a missing Postfix is a failure)

Each case writes a configuration folder of its own; where the way behind send-guard is tried, a Postfix
runs from it.
"""
import glob
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest

from peers import free_port, need_root, write_policy
from private_postfix import PrivatePostfix

PROGRAM = os.path.abspath(sys.argv[1])


def own_address():
    """How other machines see this one: an address that is not loopback."""
    names = subprocess.run(["hostname", "-I"], stdout=subprocess.PIPE, check=True, text=True).stdout
    four = [one for one in names.split() if "." in one]
    if not four:
        raise RuntimeError("this machine has no address but loopback, so the probe cannot be tried")
    return four[0]


class Doors(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="send-guard-doctor-")
        self.addCleanup(shutil.rmtree, self.folder)
        os.chmod(self.folder, 0o755)
        self.filter = socket.create_server(("127.0.0.1", 0))  # stands where send-guard would
        self.addCleanup(self.filter.close)
        self.filter_port = self.filter.getsockname()[1]
        self.back_port, self.in_port = free_port(), free_port()
        self.main = {"smtpd_proxy_filter": f"127.0.0.1:{self.filter_port}", "mynetworks": "127.0.0.0/8"}
        self.ways = [f"127.0.0.1:{self.in_port} inet n - n - - smtpd",
                     f"pickup unix n - n 60 1 pickup\n  -o content_filter=smtp:[127.0.0.1]:{self.filter_port}"]
        self.back = (f"127.0.0.1:{self.back_port} inet n - n - - smtpd\n  -o smtpd_proxy_filter=\n"
                     "  -o mynetworks=127.0.0.0/8\n"
                     "  -o smtpd_client_restrictions=permit_mynetworks,reject\n"
                     "  -o smtpd_authorized_xforward_hosts=127.0.0.0/8")
        self.service = {
            "next_hop": {"url": f"smtp://127.0.0.1:{self.back_port}", "tls": "none"},
            "listeners": [{"name": "filter", "role": "proxy", "listen": f"127.0.0.1:{self.filter_port}"}]}

    def use_milter(self, words):
        """A listening UNIX socket and its list item in main.cf in place of the proxy filter."""
        path = self.folder + "/milter.sock"
        self.milter = socket.socket(socket.AF_UNIX)
        self.addCleanup(self.milter.close)
        self.milter.bind(path)
        self.milter.listen(8)
        self.service["milter"] = {"listen": "unix:" + path}
        del self.main["smtpd_proxy_filter"]
        self.main["smtpd_milters"] = self.main["non_smtpd_milters"] = words.format(at="unix:" + path)
        self.ways[1] = "pickup unix n - n 60 1 pickup"

    def write_setup(self):
        return PrivatePostfix(self.folder, self.main, "\n".join([*self.ways, self.back]))

    def run_doctor(self, *words):
        policy = write_policy(self.folder + "/policy.yaml", {"packs": [], "rules": []}, self.service)
        return subprocess.run([PROGRAM, "doctor", "--policy", policy, *words], timeout=60, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env={**os.environ, "XDG_CACHE_HOME": self.folder + "/cache"})

    def examine(self):
        done = self.run_doctor("--config-dir", self.folder + "/etc", "--format", "json")
        self.assertIn(done.returncode, (0, 1), done.stdout + done.stderr)
        report = json.loads(done.stdout)
        doors = [one for one in report["findings"] if one["door"]]
        self.assertEqual((done.returncode == 1, report["open"]), (bool(doors), len(doors)))
        return report, {one["id"].removeprefix("doctor/") for one in doors}

    def expect(self, *ids):
        self.write_setup()
        report, doors = self.examine()
        self.assertEqual(doors, set(ids), report)
        return report

    def test_closed(self):
        report = self.expect()
        self.assertEqual(report["findings"], [])
        self.assertTrue(any(f":{self.in_port} inet: through send-guard" in line for line in report["looked"]))

    def test_closed_with_a_milter(self):
        self.use_milter("{at}")
        self.expect()

    def test_a_local_mail(self):
        self.ways[1] = "pickup unix n - n 60 1 pickup"
        report = self.expect("local-mail")
        self.assertIn("pickup", report["findings"][0]["where"])

    def test_b_second_port(self):
        self.ways.append("submission inet n - n - - smtpd\n  -o smtpd_proxy_filter=")
        self.ways.append("smtps inet n - n - - smtpd\n  -o smtpd_proxy_filter=127.0.0.1:1")
        del self.main["smtpd_proxy_filter"]
        self.ways[0] += f"\n  -o smtpd_proxy_filter=127.0.0.1:{self.filter_port}"
        report = self.expect("second-port", "other-endpoint")
        self.assertEqual(sorted(one["where"] for one in report["findings"]),
                         ["master.cf: smtps inet: -o smtpd_proxy_filter", "master.cf: submission inet"])

    def test_c_milter_that_may_be_left_out(self):
        self.use_milter("{{ {at}, default_action = accept }}")
        self.expect("milter-accepts")

    def test_c_milter_that_may_be_left_out_everywhere(self):
        self.use_milter("{at}")
        self.main["milter_default_action"] = "accept"
        self.expect("milter-accepts")

    def test_d_open_way_behind(self):
        own = own_address()
        self.back = (f"{self.back_port} inet n - n - - smtpd\n  -o smtpd_proxy_filter=\n"
                     f"  -o mynetworks=127.0.0.0/8,{own}/32")
        self.main["inet_interfaces"] = "all"
        postfix = self.write_setup()
        postfix.start(self.back_port)
        self.addCleanup(postfix.stop)
        report, doors = self.examine()
        self.assertEqual(doors, {"next-hop-reachable", "next-hop-open"}, report)
        tried = [one["passes"] for one in report["findings"] if f"{own}:{self.back_port}" in one["passes"]]
        self.assertEqual(len(tried), 1, report)
        self.assertIn("(250 2.1.5 Ok)", tried[0])
        self.assertEqual([path for name in ("active", "deferred") for path in
                          glob.glob(f"{self.folder}/queue/{name}/*")], [], "a mail came of the probe")

    def test_d_closed_way_behind_is_tried(self):
        own = own_address()
        self.back = self.back.replace(f"127.0.0.1:{self.back_port}", f"{self.back_port}")
        self.main["inet_interfaces"] = "all"
        postfix = self.write_setup()
        postfix.start(self.back_port)
        self.addCleanup(postfix.stop)
        report, doors = self.examine()
        self.assertEqual(doors, {"next-hop-reachable"}, report)
        self.assertTrue(any(f"{own}:{self.back_port}: refuses foreign mail" in line
                            for line in report["looked"]), report)

    def test_d_claims(self):
        self.back = self.back.replace("xforward_hosts=127.0.0.0/8", "xforward_hosts=0.0.0.0/0")
        self.ways[0] += "\n  -o smtpd_authorized_xclient_hosts=10.0.0.0/8"
        self.expect("xforward-wide", "xclient-wide")

    def test_e_milter_switched_off(self):
        self.use_milter("{at}")
        self.ways[0] += "\n  -o receive_override_options=no_milters"
        self.expect("milters-off")

    def test_e_clients_without_milter(self):
        self.use_milter("{at}")
        with open(self.folder + "/spared", "w") as out:
            out.write("192.0.2.0/24 DISABLE\n")
        self.main["smtpd_milter_maps"] = f"cidr:{self.folder}/spared"
        self.expect("milter-exempt")

    def test_f_networks(self):
        self.main["mynetworks"] = "127.0.0.0/8, 0.0.0.0/0"
        report = self.expect("networks-wide")
        self.assertIn("0.0.0.0/0", report["findings"][0]["passes"])

    def test_g_emptied_setting(self):
        self.ways.append("submission inet n - n - - smtpd\n  -o { smtpd_proxy_filter = }")
        self.expect("emptied-override")

    def test_h_i_own_settings(self):
        users = self.folder + "/users"
        with open(users, "w", opener=lambda path, flags: os.open(path, flags, 0o644)) as out:
            out.write("\n")
        os.chmod(users, 0o644)
        self.service["next_hop"] = {"url": "smtp://relay.invalid:587", "tls": "opportunistic"}
        self.service["mode"] = "observe"
        self.service["listeners"].append({"name": "in", "role": "submission", "listen": "127.0.0.1:0",
                                          "users": users, "networks": ["0.0.0.0/0"]})
        self.back = ""
        self.expect("next-hop-tls", "observe", "users-file", "listener-networks")

    def test_j_nobody_listens(self):
        self.filter.close()
        self.expect("nobody-listens")

    def test_text_names_what_where_and_what_to_write(self):
        self.ways[1] = "pickup unix n - n 60 1 pickup"
        self.write_setup()
        done = self.run_doctor("--config-dir", self.folder + "/etc")
        self.assertEqual(done.returncode, 1)
        for words in ("looked: Postfix in ", "[doctor/local-mail]\n  where: master.cf: pickup unix",
                      "\n  write: in master.cf under pickup: -o content_filter=smtp:[127.0.0.1]:", "1 door open\n"):
            self.assertIn(words, done.stdout)

    def test_cannot_look(self):
        done = self.run_doctor("--config-dir", self.folder + "/none")
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("could not look", done.stderr)
        done = subprocess.run([PROGRAM, "doctor", "--policy", self.folder + "/none.yaml"], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("--policy", done.stderr)


if __name__ == "__main__":
    need_root()
    unittest.main(argv=sys.argv[:1], verbosity=2)
