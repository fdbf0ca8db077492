"""What end-to-end tests share: send-guard's own servers, a Postfix of one's own, a next hop, a git repository.

Everything runs on loopback, from folders of the test, on ports that the system chose, and is ended by
its process id. Standard library only.
"""
import contextlib
import json
import os
import pwd
import random
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest


def free_port():
    """Below those that the system gives to outgoing connections: it stays free until it is used."""
    while True:
        port = random.randint(10000, 32000)
        with contextlib.suppress(OSError), socket.socket() as one:
            one.bind(("127.0.0.1", port))
            return port


def run(*words, **options):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)


def wait_until(what, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.02)
    return False


def raise_file_limit():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def greets(port):
    """Whether an SMTP server greets there."""
    with contextlib.suppress(OSError):
        with socket.create_connection(("127.0.0.1", port), 1) as one:
            one.settimeout(2)
            return one.recv(3) == b"220"
    return False


def make_certificates(folder, other_authority=False):
    """ca.pem and server.pem, server.key for localhost alone; on request other-ca.pem."""
    os.makedirs(folder, exist_ok=True)
    ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    for name in ("ca", "other-ca") if other_authority else ("ca",):
        run("openssl", "req", "-x509", *ec, "-days", "2", "-subj", f"/CN={name}",
            "-keyout", f"{folder}/{name}.key", "-out", f"{folder}/{name}.pem")
    run("openssl", "req", *ec, "-subj", "/CN=localhost", "-keyout", f"{folder}/server.key",
        "-out", f"{folder}/server.csr")
    with open(f"{folder}/names", "w") as out:
        out.write("subjectAltName=DNS:localhost\n")
    run("openssl", "x509", "-req", "-in", f"{folder}/server.csr", "-CA", f"{folder}/ca.pem",
        "-CAkey", f"{folder}/ca.key", "-CAcreateserial", "-days", "2", "-extfile", f"{folder}/names",
        "-out", f"{folder}/server.pem")


class Guard:
    """`send-guard serve` or `send-guard milter`, ready to take mail; its log as a list of dicts."""

    def __init__(self, program, command, policy, folder, environment=None):
        environment = {**os.environ, "XDG_CACHE_HOME": folder + "/cache", "HOME": folder, **(environment or {})}
        self.child = subprocess.Popen(
            [program, command, "--policy", policy, "--log-format", "json"], env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.pid, self.lines, self.other_lines = self.child.pid, [], []
        self.changed = threading.Condition()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        if not self.wait_for("ready", 30):
            self.stop()
            raise RuntimeError(f"{command} did not start:\n" + self.log())

    def read(self):
        for line in self.child.stderr:
            with self.changed:
                try:
                    self.lines.append(json.loads(line))
                except ValueError:
                    self.other_lines.append(line.decode(errors="replace"))
                self.changed.notify_all()
        with self.changed:
            self.changed.notify_all()

    def wait_for(self, event, seconds=10, count=1, where=lambda line: True):
        """The last of `count` such events; None when they did not come in time."""
        found = []

        def there():
            found[:] = [one for one in self.lines if one.get("event") == event and where(one)]
            return len(found) >= count or not self.reader.is_alive()

        with self.changed:
            self.changed.wait_for(there, seconds)
        return found[count - 1] if len(found) >= count else None

    def events(self, name):
        with self.changed:
            return [one for one in self.lines if one.get("event") == name]

    def port(self, listener):
        for one in self.events("listening"):
            if one["listener"] == listener:
                return int(one["listen"].rpartition(":")[2])
        raise KeyError(listener)

    def memory(self, name="VmRSS"):
        """In bytes; VmHWM = the peak."""
        with open(f"/proc/{self.pid}/status") as status:
            return int(re.search(name + r":\s+(\d+) kB", status.read()).group(1)) * 1024

    def log(self):
        return "".join(self.other_lines[-20:]) + "\n".join(json.dumps(one) for one in self.lines[-20:])

    def reload(self):
        os.kill(self.pid, signal.SIGHUP)

    def stop(self):
        """Its exit status."""
        if self.child.poll() is None:
            self.child.terminate()
        try:
            status = self.child.wait(20)
        except subprocess.TimeoutExpired:
            self.child.kill()
            status = self.child.wait()
        self.reader.join(5)
        self.child.stderr.close()
        return status


class NextHop:
    """Takes all mail over SMTP and keeps it: `taken` has (sender, recipients, bytes)."""

    hello = (b"250-nexthop.example.test\r\n250-PIPELINING\r\n250-SIZE 104857600\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
             b"250-DSN\r\n250-XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT LOGIN\r\n250 ENHANCEDSTATUSCODES\r\n")

    def __init__(self, port=0):
        self.taken = []
        self.listener = socket.create_server(("127.0.0.1", port), backlog=1024)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.serve, args=(peer,), daemon=True).start()

    def answer_recipient(self, _):
        return b"250 2.0.0 Ok\r\n"

    def take(self, sender, recipients, message):
        self.taken.append((sender, recipients, message))

    def serve(self, peer):
        sender, recipients = None, []
        with peer, contextlib.suppress(OSError):
            peer.sendall(b"220 nexthop.example.test ESMTP\r\n")
            lines = peer.makefile("rb")
            for line in lines:
                word, answer = line[:4].upper(), b"250 2.0.0 Ok\r\n"
                if word == b"EHLO":
                    answer = self.hello
                elif word == b"MAIL":
                    sender, recipients = line.split(b">")[0].partition(b"<")[2], []
                elif word == b"RCPT":
                    recipients.append(line.split(b">")[0].partition(b"<")[2])
                    answer = self.answer_recipient(recipients[-1])
                    if not answer.startswith(b"2"):
                        recipients.pop()
                elif word == b"DATA":
                    peer.sendall(b"354 Go on\r\n")
                    text = []
                    for one in lines:
                        if one == b".\r\n":
                            break
                        text.append(one[1:] if one.startswith(b".") else one)
                    else:
                        return
                    self.take(sender, recipients, b"".join(text))
                elif word == b"QUIT":
                    peer.sendall(b"221 2.0.0 Bye\r\n")
                    return
                peer.sendall(answer)

    def stop(self):
        self.listener.close()


class Postfix:
    """A Postfix with configuration and queue of its own; `settings` are added to main.cf.

    services: rows of master.cf beside the usual ones, such as smtpd() makes. in: ports - to wait for
    """

    def __init__(self, folder, settings, services, ports):
        self.folder = folder
        owner = pwd.getpwnam("postfix")
        for name in ("etc", "queue", "data"):
            os.makedirs(f"{folder}/{name}")
        os.chmod(folder, 0o755)
        os.chown(folder + "/data", owner.pw_uid, owner.pw_gid)
        self.write_main(settings)
        self.write_master(services)
        run("/usr/sbin/postfix", "-c", folder + "/etc", "start")
        if not wait_until(lambda: all(greets(port) for port in ports)):
            self.stop()
            raise RuntimeError("Postfix does not answer:\n" + self.log())

    def write_main(self, settings):
        daemons = run("/usr/sbin/postconf", "-d", "-h", "daemon_directory", text=True).stdout.strip()
        usual = {
            "compatibility_level": "3.6",
            "queue_directory": self.folder + "/queue",
            "data_directory": self.folder + "/data",
            "command_directory": "/usr/sbin",
            "daemon_directory": daemons,
            "maillog_file": self.folder + "/mail.log",
            "maillog_file_prefixes": self.folder,
            "myhostname": "mx.example.test",
            "mydestination": "",
            "mynetworks": "127.0.0.0/8",
            "inet_interfaces": "127.0.0.1",
            "inet_protocols": "ipv4",
            "alias_maps": "",
            "disable_dns_lookups": "yes",
            "smtpd_peername_lookup": "no",
            "smtpd_error_sleep_time": "0",
            "notify_classes": "",
        }
        with open(self.folder + "/etc/main.cf", "w") as out:
            out.writelines(f"{key} = {value}\n" for key, value in {**usual, **settings}.items())

    def write_master(self, services):
        rows = [*services, "pickup unix n - n 60 1 pickup", "qmgr unix n - n 300 1 qmgr",
                "cleanup unix n - n - 0 cleanup", "virtual unix - n n - - virtual",
                "postlog unix-dgram n - n - 1 postlogd"]
        # name, most processes ("-": the usual number), program
        rows += [f"{name} unix - - n - {most} {program}" for name, most, program in (
            ("rewrite", "-", "trivial-rewrite"), ("smtp", "-", "smtp"), ("relay", "-", "smtp"),
            ("error", "-", "error"), ("retry", "-", "error"), ("discard", "-", "discard"),
            ("bounce", "0", "bounce"), ("defer", "0", "bounce"), ("trace", "0", "bounce"),
            ("proxymap", "-", "proxymap"), ("anvil", "1", "anvil"), ("tlsmgr", "1", "tlsmgr"))]
        with open(self.folder + "/etc/master.cf", "w") as out:
            out.write("\n".join(rows) + "\n")

    @staticmethod
    def smtpd(port, processes="-", **options):
        """A row of master.cf: smtpd on that port with these options."""
        words = "".join(f" -o {{ {name} = {value} }}" for name, value in options.items())
        return f"127.0.0.1:{port} inet n - n - {processes} smtpd{words}"

    def log(self):
        with contextlib.suppress(OSError):
            with open(self.folder + "/mail.log") as log:
                return log.read()[-3000:]
        return ""

    def stop(self):
        subprocess.run(["/usr/sbin/postfix", "-c", self.folder + "/etc", "stop"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def write_policy(path, policy, service):
    """JSON is YAML: no quoting of our own."""
    with open(path, "w") as out:
        json.dump({"version": 1, **policy, "service": service}, out, indent=1)
    return path


def need_root():
    if os.geteuid() != 0:
        sys.exit("this test starts a Postfix of its own and must run as root")


class RepositoryCase(unittest.TestCase):
    """A case with an empty git repository of its own, `folder`, and an `environment` in which nobody's settings count."""

    def setUp(self):
        self.top = tempfile.mkdtemp(prefix="send-guard-repository-")
        self.addCleanup(shutil.rmtree, self.top)
        self.folder = os.path.join(self.top, "work")
        os.mkdir(self.folder)
        self.environment = {"PATH": os.environ["PATH"], "HOME": self.top, "GIT_CONFIG_NOSYSTEM": "1",
                            "XDG_CACHE_HOME": os.path.join(self.top, "cache"),
                            "XDG_CONFIG_HOME": os.path.join(self.top, "config")}
        self.git("init", "-q", "-b", "main")

    def git(self, *words, folder=None, check=True):
        return subprocess.run(["git", "-c", "user.name=Anna", "-c", "user.email=anna@example.org", *words],
                              cwd=folder or self.folder, env=self.environment, check=check, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout

    def write(self, name, text, folder=None):
        """in: name, text - text or bytes; folders on the way are made. out: the file's path, as bytes"""
        path = os.path.join(os.fsencode(folder or self.folder), os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(text if isinstance(text, bytes) else text.encode())
        return path
