"""The Postfix of peers.py made from rows or snippets of configuration, started only when asked to.

Starting it needs root.
"""
import glob
import os
import pwd

from peers import Postfix, greets, run, wait_until

# name, type, most processes ("-": the usual number), program: what every Postfix needs inside.
INSIDE = (("cleanup", "unix", "0", "cleanup"), ("qmgr", "unix", "1", "qmgr"),
          ("rewrite", "unix", "-", "trivial-rewrite"), ("error", "unix", "-", "error"),
          ("retry", "unix", "-", "error"), ("bounce", "unix", "0", "bounce"), ("defer", "unix", "0", "bounce"),
          ("trace", "unix", "0", "bounce"), ("proxymap", "unix", "-", "proxymap"), ("anvil", "unix", "1", "anvil"),
          ("tlsmgr", "unix", "1", "tlsmgr"), ("virtual", "unix", "-", "virtual"), ("smtp", "unix", "-", "smtp"),
          ("postlog", "unix-dgram", "1", "postlogd"))


class PrivatePostfix(Postfix):
    """main: settings beside the usual ones, as a dict or as the text of a main.cf snippet; master: text of
    master.cf with the ways in, in place of any inside service of the same name and type. Mail for
    example.test and reader.test is filed under mail/inbox."""

    def __init__(self, folder, main, master):
        self.folder = folder
        self.etc = folder + "/etc"
        owner = pwd.getpwnam("postfix")
        for name in ("etc", "queue", "data", "mail"):
            os.mkdir(f"{folder}/{name}")
        for name in ("data", "mail"):
            os.chown(f"{folder}/{name}", owner.pw_uid, owner.pw_gid)
        inbox = {"virtual_mailbox_domains": "example.test reader.test", "virtual_mailbox_base": folder + "/mail",
                 "virtual_mailbox_maps": "static:inbox/", "virtual_minimum_uid": "1",
                 "virtual_uid_maps": f"static:{owner.pw_uid}", "virtual_gid_maps": f"static:{owner.pw_gid}"}
        self.write_main({**inbox, **(main if isinstance(main, dict) else {})})
        if isinstance(main, str):
            with open(self.etc + "/main.cf", "a") as out:
                out.write(main)
        self.write_master(master)

    def write_master(self, services):
        rows = [row for row in services.splitlines() if row.strip()]
        given = {tuple(row.split()[:2]) for row in rows if not row[0].isspace() and row[0] != "#"}
        rows += [f"{name} {kind} {'n' if name in ('cleanup', 'qmgr', 'postlog') else '-'} "
                 f"{'n' if name == 'virtual' else '-'} n {'300' if name == 'qmgr' else '-'} {most} {program}"
                 for name, kind, most, program in INSIDE if (name, kind) not in given]
        with open(self.etc + "/master.cf", "w") as out:
            out.write("\n".join(rows) + "\n")

    def start(self, port):
        run("/usr/sbin/postfix", "-c", self.etc, "start")
        if not wait_until(lambda: greets(port)):
            self.stop()
            raise RuntimeError(f"Postfix does not answer at port {port}:\n" + self.log())

    def mails(self):
        return sorted(glob.glob(self.folder + "/mail/inbox/new/*"))
