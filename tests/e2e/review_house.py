"""A house with held drafts: a policy, users, tokens, `serve` with the API and the page, and who visits them."""
import http.cookiejar
import json
import os
import re
import shutil
import smtplib
import subprocess
import tempfile
import urllib.error
import urllib.parse
import urllib.request

from peers import Guard, NextHop

MINISTER, ANNA, BEN, CARA = "minister@mod.example", "anna@example.org", "ben@example.org", "cara@example.org"
STRANGER, AGENT = "zoe@example.org", "bot-7@example.org"
PASSWORD = "correct horse battery"
LETTER = (f"From: Anna <{ANNA}>\r\nTo: <{MINISTER}>\r\nSubject: The bridge\r\n"
          "Date: Mon, 05 Jan 2026 10:00:00 +0000\r\nMessage-ID: <letter@example.org>\r\n\r\n"
          "Sir,\r\n\r\nthe bridge opens in May.\r\n\r\n..a line with dots\r\n\r\nYours sincerely\r\nAnna\r\n")


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Visitor:
    """A browser without JavaScript, or a program with a token."""

    def __init__(self, base, token=None):
        self.base, self.token = base, token
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), NoRedirect)

    def ask(self, method, path, body=None, headers=None):
        headers = dict(headers or {})
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        request = urllib.request.Request(self.base + path, data=body, method=method, headers=headers)
        try:
            with self.opener.open(request, timeout=60) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as fault:
            with fault:
                return Answer(fault.code, fault.headers, fault.read())

    def get(self, path, **headers):
        return self.ask("GET", path, headers=headers)

    def post(self, path, fields, headers=None):
        """A form."""
        return self.ask("POST", path, urllib.parse.urlencode(fields, doseq=True).encode(), headers)

    def send(self, method, path, value=None, headers=None):
        """JSON."""
        return self.ask(method, path, json.dumps(value or {}).encode(),
                        {"Content-Type": "application/json", **(headers or {})})

    def login(self, name, password=PASSWORD):
        page = self.get("/login")
        return self.post("/login", {"csrf": field(page.text, "csrf"), "to": "/holds", "name": name, "password": password})

    def approval(self, hold, look=True):
        """The fields of the form that a person would send."""
        page = self.get(f"/holds/{hold}").text
        form = page[page.index('id="approve"'):]
        out = {name: field(form, name) for name in ("csrf", "version", "digest", "as")}
        if look:
            out["seen"] = re.findall(r'name="seen" value="([^"]*)"', page)
        return out


def field(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page).group(1)


class House:
    """A folder, a next hop and a running `serve`; closed by close()."""

    def __init__(self, program, http="", store="", rules=""):
        self.program = program
        self.folder = tempfile.mkdtemp()
        self.hop = NextHop()
        self.environment = {**os.environ, "HOME": self.folder, "XDG_CACHE_HOME": self.folder + "/cache"}
        for name in (ANNA, BEN, CARA, STRANGER):
            self.run("user", "add", name, "--users", self.path("users"), text=PASSWORD + "\n")
        self.run("user", "add", AGENT, "--kind", "agent", "--users", self.path("users"), text=PASSWORD + "\n")
        self.tokens = {}
        for name, kind in ((AGENT, "agent"), ("other@example.org", "agent"), (ANNA, "person"), (BEN, "person"),
                           (CARA, "person"), ("mailer@example.org", "program")):
            self.tokens[name] = self.run("token", "add", name, "--kind", kind, "--tokens", self.path("tokens")).strip()
        self.policy = self.write("policy.yaml", f"""version: 1
organization: {{name: Example, domains: [example.org]}}
packs: []
groups: {{principals: [{ANNA}, {BEN}, {CARA}, {AGENT}], ministries: ["@mod.example"]}}
rules:
  - {{id: letters, message: A letter to a ministry needs two principals., action: hold,
     approvers: {{group: principals, count: 2, not: [author]}}, when: {{recipients: {{any: ministries}}}}}}
  - {{id: bridge, message: The bridge is a delicate matter., action: warn, when: {{text: {{phrases: [the bridge]}}}}}}
  - {{id: codeword, message: No code words., action: block, when: {{text: {{phrases: [umbrella]}}}}}}
{rules}
service:
  next_hop: {{url: "smtp://127.0.0.1:{self.hop.port}", tls: none}}
  listeners: [{{name: filter, role: proxy, listen: "127.0.0.1:0"}}]
  store: {{url: "sqlite:holds.db"{store}}}
  http: {{listen: "127.0.0.1:0", users: users, tokens: tokens, page: true{http}}}
""")
        self.guard = Guard(program, "serve", self.policy, self.folder)
        self.base = f"http://127.0.0.1:{self.guard.port('http')}"

    def close(self):
        self.guard.stop()
        self.hop.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w") as out:
            out.write(text)
        return self.path(name)

    def run(self, *words, text=""):
        done = subprocess.run([self.program, *words], env=self.environment, input=text.encode(), check=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        return done.stdout.decode()

    def visitor(self, name=None, token=None):
        out = Visitor(self.base, token and self.tokens.get(token, token))
        if name:
            answer = out.login(name)
            assert answer.status == 303, answer.text
        return out

    def submit(self, text=LETTER, sender=ANNA, recipients=(MINISTER,)):
        """The id of what was held, as a mail server hands it in."""
        with smtplib.SMTP("127.0.0.1", self.guard.port("filter"), timeout=20) as client:
            client.ehlo("client.example.org")
            client.mail(sender)
            for one in recipients:
                client.rcpt(one)
            code, reply = client.data(text)
        assert code == 250, reply
        return re.search(r"SG-\w{16}", reply.decode()).group(0)

    def letters(self):
        """What left but notices."""
        return [one for one in self.hop.taken if one[0]]
