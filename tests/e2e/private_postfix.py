"""A Postfix of a test's own: configuration, queue and log in a temporary folder, ports of its own.

Used by the tests beside it; starting it needs root. It is stopped by `postfix stop`, which reads the
process id from its own folder.
"""
import contextlib
import glob
import os
import pwd
import socket
import subprocess
import time

# name, type, most processes ("-": the usual number), program: what every Postfix needs inside.
INSIDE = (("cleanup", "unix", "0", "cleanup"), ("qmgr", "unix", "1", "qmgr"),
          ("rewrite", "unix", "-", "trivial-rewrite"), ("error", "unix", "-", "error"),
          ("retry", "unix", "-", "error"), ("bounce", "unix", "0", "bounce"), ("defer", "unix", "0", "bounce"),
          ("trace", "unix", "0", "bounce"), ("proxymap", "unix", "-", "proxymap"), ("anvil", "unix", "1", "anvil"),
          ("tlsmgr", "unix", "1", "tlsmgr"), ("virtual", "unix", "-", "virtual"), ("smtp", "unix", "-", "smtp"),
          ("postlog", "unix-dgram", "1", "postlogd"))


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_until(what, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.02)
    return False


def greets(port):
    with contextlib.suppress(OSError):
        with socket.create_connection(("127.0.0.1", port), 1) as one:
            one.settimeout(2)
            return one.recv(3) == b"220"
    return False


class PrivatePostfix:
    """main: settings beside the usual ones, as a dict or as the text of a main.cf snippet; master: rows
    of master.cf for the ways in, in place of any inside service of the same name and type. Mail for
    example.test is filed under mail/inbox."""

    def __init__(self, folder, main, master, interfaces="127.0.0.1"):
        self.folder = folder
        self.etc = folder + "/etc"
        owner = pwd.getpwnam("postfix")
        for name in ("etc", "queue", "data", "mail"):
            os.mkdir(f"{folder}/{name}")
        for name in ("data", "mail"):
            os.chown(f"{folder}/{name}", owner.pw_uid, owner.pw_gid)
        daemons = subprocess.run(["/usr/sbin/postconf", "-d", "-h", "daemon_directory"],
                                 stdout=subprocess.PIPE, check=True, text=True).stdout.strip()
        settings = {
            "compatibility_level": "3.6", "queue_directory": folder + "/queue",
            "data_directory": folder + "/data", "command_directory": "/usr/sbin",
            "daemon_directory": daemons, "maillog_file": folder + "/mail.log",
            "maillog_file_prefixes": folder, "myhostname": "mx.example.test", "mydestination": "",
            "inet_interfaces": interfaces, "inet_protocols": "ipv4", "alias_maps": "",
            "virtual_mailbox_domains": "example.test", "virtual_mailbox_base": folder + "/mail",
            "virtual_mailbox_maps": "static:inbox/", "virtual_minimum_uid": "1",
            "virtual_uid_maps": f"static:{owner.pw_uid}", "virtual_gid_maps": f"static:{owner.pw_gid}",
            "smtpd_error_sleep_time": "0"}
        text = "" if isinstance(main, dict) else main
        settings.update(main if isinstance(main, dict) else {})
        with open(self.etc + "/main.cf", "w") as out:
            out.writelines(f"{key} = {value}\n" for key, value in settings.items())
            out.write(text)
        rows = [row for row in master.splitlines() if row.strip()]
        given = {tuple(row.split()[:2]) for row in rows if not row[0].isspace() and row[0] != "#"}
        rows += [f"{name} {kind} {'n' if name in ('cleanup', 'qmgr', 'postlog') else '-'} "
                 f"{'n' if name == 'virtual' else '-'} n {'300' if name == 'qmgr' else '-'} {most} {program}"
                 for name, kind, most, program in INSIDE if (name, kind) not in given]
        with open(self.etc + "/master.cf", "w") as out:
            out.write("\n".join(rows) + "\n")

    def start(self, port):
        subprocess.run(["/usr/sbin/postfix", "-c", self.etc, "start"], check=True,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if not wait_until(lambda: greets(port)):
            self.stop()
            raise RuntimeError(f"Postfix does not answer at port {port}:\n" + self.log())

    def stop(self):
        subprocess.run(["/usr/sbin/postfix", "-c", self.etc, "stop"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def log(self):
        with contextlib.suppress(OSError):
            with open(self.folder + "/mail.log") as log:
                return log.read()[-4000:]
        return ""

    def mails(self):
        return sorted(glob.glob(self.folder + "/mail/inbox/new/*"))
