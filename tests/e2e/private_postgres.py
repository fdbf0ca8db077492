"""A PostgreSQL of a test's own: its data in the test's folder, a UNIX socket there, nothing on the network.

It runs as user postgres when the tests run as root, which it refuses to; ended by its process id.
"""
import glob
import os
import pwd
import signal
import subprocess
import tempfile

from peers import wait_until


class PrivatePostgres:
    def __init__(self):
        self.tools = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
        self.folder = tempfile.mkdtemp(prefix="sg-pg-")
        self.owner, self.child, self.made = {}, None, 0
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self.owner = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        subprocess.run([self.tools + "/initdb", "--pgdata", self.folder + "/data", "--auth=trust",
                        "--username=postgres", "--encoding=UTF8", "--no-locale"], check=True, stdout=subprocess.DEVNULL, cwd="/", **self.owner)
        self.start()

    def start(self):
        with open(self.folder + "/log", "ab") as log:
            self.child = subprocess.Popen(
                [self.tools + "/postgres", "-D", self.folder + "/data", "-k", self.folder, "-c", "listen_addresses=",
                 "-c", "shared_buffers=32MB"], stdout=log, stderr=log, cwd="/", **self.owner)
        if not wait_until(lambda: self.run("postgres", "select 1").returncode == 0):
            raise RuntimeError("PostgreSQL did not start")

    def stop(self):
        if self.child:
            self.child.send_signal(signal.SIGINT)
            self.child.wait(30)
            self.child = None

    def freeze(self, on):
        """It and all its children, as a machine that hangs."""
        with open(f"/proc/{self.child.pid}/task/{self.child.pid}/children") as children:
            for pid in [*map(int, children.read().split()), self.child.pid]:
                os.kill(pid, signal.SIGSTOP if on else signal.SIGCONT)

    def url(self, database):
        return f"postgresql:///{database}?host={self.folder}&user=postgres"

    def database(self):
        """A new one's URL."""
        self.made += 1
        self.run("postgres", f"create database t{self.made}").check_returncode()
        return self.url(f"t{self.made}")

    def run(self, database, sql):
        return subprocess.run([self.tools + "/psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1",
                               database if "://" in database else self.url(database), "-c", sql],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)

    def rows(self, url, sql):
        """Of one column."""
        done = self.run(url, sql)
        done.check_returncode()
        return done.stdout.decode().splitlines()
