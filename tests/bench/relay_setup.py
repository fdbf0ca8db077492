"""The servers of relay_bench.py: send-guard's gates, and its peers as Debian packages them.

All on loopback, all in front of one sink, with configuration and queues of their own; ended by process id.
"""
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../e2e"))
from peers import Guard, Postfix, free_port, wait_until  # noqa: E402

SIZES = {"4k": ("text", 4096), "40k": ("text", 40960), "1m": ("annex", 1_044_000), "25m": ("annex", 25_000_000)}

DIRECT = "client straight to sink"
RELAY = "send-guard relay"
PLAIN = "Postfix"
IDLE_PROXY, OUR_PROXY = "Postfix, proxy that does nothing", "Postfix, send-guard proxy"
IDLE_MILTER, OUR_MILTER = "Postfix, milter that does nothing, same stages", "Postfix, send-guard milter"
TALKING_MILTER = "Postfix, milter that does nothing, a reply a stage"
PROXSMTP, RSPAMD = "Postfix, proxsmtp (cat)", "Postfix, rspamd milter"
PATHS = (DIRECT, RELAY, PLAIN, IDLE_PROXY, OUR_PROXY, IDLE_MILTER, TALKING_MILTER, OUR_MILTER, PROXSMTP,
         RSPAMD)

RSPAMD_CONF = """
options {{ dns {{ nameserver = ["127.0.0.1:1"]; timeout = 0.01s; retransmits = 0; }} tempdir = "{folder}";
  one_shot = false; filters = "regexp"; cores_dir = "{folder}"; url_tld = "{share}/effective_tld_names.dat"; hs_cache_dir = "{folder}"; rrd = ""; history_file = ""; }}
logging {{ type = "file"; filename = "{folder}/rspamd.log"; level = "warning"; }}
worker "rspamd_proxy" {{ bind_socket = "{folder}/rspamd.sock mode=0666"; milter = yes; timeout = 60s; count = 2;
  upstream "local" {{ default = yes; self_scan = yes; }} }}
lua = "{share}/rules/rspamd.lua";
multimap {{ bench {{ type = "content"; filter = "body"; regexp = true; map = "{folder}/rules.txt"; score = 0.1; }} }}
"""


class Setup:
    """in: wanted - of PATHS; paths[name] = the port to send to, of those that could be started."""

    def __init__(self, folder, program, load, wanted):
        self.folder, self.program, self.load_program = folder, program, load
        self.paths, self.guards, self.missing, self.children = {}, {}, {}, []
        os.chmod(folder, 0o755)
        self.closing = contextlib.ExitStack()
        self.make_mail()
        self.sink_port = free_port()
        self.sink = self.start([load, "sink", str(self.sink_port)], stdout=subprocess.PIPE, text=True)
        self.sink.stdout.readline()
        self.paths[DIRECT] = self.sink_port
        try:
            if RELAY in wanted:
                self.start_relay()
            if set(wanted) - {DIRECT, RELAY}:
                self.start_postfix(wanted)
        except BaseException:
            self.stop()
            raise

    def start(self, words, **options):
        child = subprocess.Popen(words, **options)
        self.children.append(child)
        return child

    def stop(self):
        self.closing.close()
        for child in reversed(self.children):
            if child.poll() is None:
                child.terminate()
                try:
                    child.wait(10)
                except subprocess.TimeoutExpired:
                    child.kill()
                    child.wait()
            if child.stdout:
                child.stdout.close()

    def tool(self, *words):
        return subprocess.run([self.load_program, *words], check=True, stdout=subprocess.PIPE).stdout

    def make_mail(self):
        for name, (kind, size) in SIZES.items():
            with open(f"{self.folder}/{name}.eml", "wb") as out:
                out.write(self.tool("mail", kind, str(size)))
        self.rules = self.tool("policy", "1000").decode()

    def policy(self, name, service):
        """The default packs and 1,000 rules of a house, and this service."""
        path = f"{self.folder}/{name}.yaml"
        with open(path, "w") as out:
            out.write(self.rules + "service: " + json.dumps(service) + "\n")
        return path

    def guard(self, name, service, command="serve"):
        guard = Guard(self.program, command, self.policy(name, service), self.folder)
        self.closing.callback(guard.stop)
        self.guards[name] = guard
        return guard

    def listener(self, role, next_hop):
        return {"listeners": [{"name": role, "role": role, "listen": "127.0.0.1:0"}],
                "next_hop": {"url": f"smtp://127.0.0.1:{next_hop}", "tls": "none"}}

    def start_relay(self):
        self.paths[RELAY] = self.guard("relay", self.listener("relay", self.sink_port)).port("relay")

    def start_postfix(self, wanted):
        back = free_port()  # where proxies hand mail back
        rows = [Postfix.smtpd(back, smtpd_authorized_xforward_hosts="127.0.0.0/8", syslog_name="postfix/back")]
        ports = [back]
        starters = {PLAIN: lambda: {}, IDLE_PROXY: lambda: self.idle_proxy(back),
                    OUR_PROXY: lambda: self.our_proxy(back), IDLE_MILTER: lambda: self.idle_milter("noop"),
                    TALKING_MILTER: lambda: self.idle_milter("talking", "replies"),
                    OUR_MILTER: self.our_milter, PROXSMTP: lambda: self.proxsmtp(back), RSPAMD: self.rspamd}
        for name in PATHS:
            if name not in wanted or name not in starters:
                continue
            try:
                options = starters[name]()
            except (OSError, RuntimeError, KeyError) as fault:
                self.missing[name] = str(fault)
                continue
            self.paths[name] = free_port()
            ports.append(self.paths[name])
            rows.append(Postfix.smtpd(self.paths[name], **options))
        settings = {"relayhost": f"[127.0.0.1]:{self.sink_port}", "in_flow_delay": "0",
                    "default_process_limit": "100", "smtpd_client_connection_count_limit": "0",
                    "message_size_limit": "104857600"}
        postfix = Postfix(self.folder + "/postfix", settings, rows, ports)
        self.closing.callback(postfix.stop)

    def idle_proxy(self, back):
        port = free_port()
        self.start([self.load_program, "pipe", str(port), str(back)],
                   stdout=subprocess.PIPE).stdout.readline()
        return {"smtpd_proxy_filter": f"127.0.0.1:{port}"}

    def our_proxy(self, back):
        guard = self.guard("proxy", self.listener("proxy", back))
        return {"smtpd_proxy_filter": f"127.0.0.1:{guard.port('proxy')}"}

    def milter_options(self, path):
        if not wait_until(lambda: os.path.exists(path), 60):  # rspamd compiles for a while
            raise RuntimeError(f"nothing listens on {path}")
        os.chmod(path, 0o666)  # Postfix's smtpd is not root
        return {"smtpd_milters": "unix:" + path}

    def idle_milter(self, name, *words):
        program, path = f"{self.folder}/{name}_milter", f"{self.folder}/{name}.sock"
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "noop_milter.c")
        subprocess.run(["cc", "-O2", "-o", program, source, "-lmilter", "-pthread"], check=True)
        self.start([program, "unix:" + path, *words])
        return self.milter_options(path)

    def our_milter(self):
        path = self.folder + "/milter.sock"
        self.guard("milter", {"milter": {"listen": "unix:" + path, "socket_mode": "0666"}}, "milter")
        return self.milter_options(path)

    def proxsmtp(self, back):
        if not shutil.which("proxsmtpd"):
            raise RuntimeError("not installed: apt-get install proxsmtp")
        port = free_port()
        with open(self.folder + "/proxsmtp.conf", "w") as out:
            out.write(f"OutAddress: 127.0.0.1:{back}\nListen: 127.0.0.1:{port}\nFilterCommand: cat\n"
                      f"FilterType: pipe\nMaxConnections: 200\nTempDirectory: {self.folder}\n")
        with open(self.folder + "/proxsmtp.log", "w") as log:
            self.start(["proxsmtpd", "-d", "1", "-f", self.folder + "/proxsmtp.conf"], stderr=log)
        return {"smtpd_proxy_filter": f"127.0.0.1:{port}"}

    def rspamd(self):
        program = os.environ.get("RSPAMD") or shutil.which("rspamd")
        if not program:
            raise RuntimeError("not installed: apt-get install rspamd (where its libhyperscan may stand beside "
                               "libvectorscan), or RSPAMD=PROGRAM of an unpacked one")
        share = os.path.join(os.path.dirname(program), "../share/rspamd")
        with open(self.folder + "/rules.txt", "w") as out:
            out.writelines(f"/{one}/i\n" for one in re.findall(r"regex: '(.*)'}}", self.rules))
        with open(self.folder + "/rspamd.conf", "w") as out:
            out.write(RSPAMD_CONF.format(folder=self.folder, share=share))
        places = [f"--var={name}={share}/{path}" for name, path in (
            ("SHAREDIR", ""), ("LUALIBDIR", "lualib"), ("RULESDIR", "rules"), ("PLUGINSDIR", "plugins"))]
        self.start([program, "-f", "-i", "-c", self.folder + "/rspamd.conf", *places, f"--var=DBDIR={self.folder}",
                    f"--var=RUNDIR={self.folder}"])
        return self.milter_options(self.folder + "/rspamd.sock")

    def load(self, path, size, sessions, messages, seconds, *more):
        """One run of the client; the figures that it prints, as numbers."""
        done = subprocess.run(
            [self.load_program, "send", "--sessions", str(sessions), "--messages", str(messages),
             "--seconds", str(seconds), *more, str(self.paths[path]), f"{self.folder}/{size}.eml"],
            stdout=subprocess.PIPE, text=True)
        out = {name: float(value) for name, value in re.findall(r"(\w+)=([\d.]+)", done.stdout)}
        if not out or out["failed"] or not out["messages"]:
            raise RuntimeError(f"{path}, {size}, {sessions} sessions: {done.stdout.strip() or 'the client failed'}")
        self.arrived(path, out["messages"])
        return out

    def sink_figures(self):
        self.sink.send_signal(signal.SIGUSR1)
        return {name: float(value) for name, value in re.findall(r"(\w+)=([\d.]+)", self.sink.stdout.readline())}

    def arrived(self, path, accepted):
        """Waits until the sink has what was accepted, so that no queue runs on beside the next run."""
        came = 0

        def all_there():
            nonlocal came
            came += self.sink_figures()["messages"]
            return came >= accepted

        if not wait_until(all_there, 120) or came != accepted:
            raise RuntimeError(f"{path}: {accepted:.0f} messages were accepted, {came:.0f} arrived")
