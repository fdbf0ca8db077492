#!/usr/bin/env python3
"""The HTTP API and the reviewer's page over the real program: two people sign, the letter leaves; and who tries else.

usage: review_test.py PROGRAM SOURCE_ROOT
"""
import base64
import http.client
import os
import re
import sys
import time
import unittest

import yaml
from jsonschema import Draft202012Validator

from peers import wait_until
from review_house import (AGENT, ANNA, BEN, CARA, LETTER, MINISTER, PASSWORD, STRANGER, House, Visitor, field)

PROGRAM, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
READER = "reader@example.org"
TO_READER = LETTER.replace(MINISTER, READER)
SCRIPT = "<script>alert(1)</script>"


class Case(unittest.TestCase):
    http = store = rules = ""

    @classmethod
    def setUpClass(cls):
        cls.house = House(PROGRAM, cls.http, cls.store, cls.rules)
        cls.addClassCleanup(cls.house.close)

    def setUp(self):
        self.sent = len(self.house.letters())

    def letters(self):
        return self.house.letters()[self.sent:]

    def api(self, name):
        return self.house.visitor(token=name)

    def submitted(self, name=AGENT, status=202, key=None, **fields):
        answer = self.api(name).send("POST", "/v1/submit", {"sender": name, "recipients": [MINISTER],
                                                            "message": LETTER, **fields},
                                     {"Idempotency-Key": key} if key else {})
        self.assertEqual(answer.status, status, answer.text)
        return answer.json

    def steady(self, hold):
        """Notices are told, so that the hold changes no more by itself."""
        self.assertTrue(wait_until(lambda: "note" in [one["act"] for one in self.api(BEN).get(
            f"/v1/holds/{hold}/history").json["history"]]))

    def held(self, **options):
        hold = self.house.submit(**options)
        self.steady(hold)
        return hold


class Page(Case):
    def test_two_principals_sign_and_the_letter_leaves_byte_for_byte(self):
        hold = self.held()
        ben, cara = self.house.visitor(BEN), self.house.visitor(CARA)
        self.assertIn(hold, ben.get("/holds").text)
        page = cara.get(f"/holds/{hold}").text
        self.assertIn("The bridge", page)
        self.assertIn('<mark class="warn">the bridge<a class="ref"', page)
        self.assertIn("cara@example.org opened it", ben.get("/holds").text)
        self.assertEqual(ben.post(f"/holds/{hold}/approve", ben.approval(hold)).status, 303)
        time.sleep(1.5)
        self.assertEqual(self.letters(), [])
        self.assertIn("You have signed it off", ben.get(f"/holds/{hold}").text)
        self.assertEqual(cara.post(f"/holds/{hold}/approve", cara.approval(hold)).status, 303)
        self.assertTrue(wait_until(self.letters), self.house.guard.log())
        self.assertEqual(self.letters(), [(ANNA.encode(), [MINISTER.encode()], LETTER.encode())])
        self.assertTrue(wait_until(lambda: "was sent" in ben.get(f"/holds/{hold}").text))
        self.assertIn(hold, ben.get("/holds?show=ended").text)
        self.assertNotIn(hold, ben.get("/holds").text)

    def test_nobody_approves_before_each_item_was_looked_at(self):
        hold, ben = self.held(), self.house.visitor(BEN)
        fields = ben.approval(hold)
        self.assertGreater(len(fields["seen"]), 1)
        answer = ben.post(f"/holds/{hold}/approve", {**fields, "seen": fields["seen"][:-1]})
        self.assertEqual(answer.status, 403)
        self.assertIn("1 left", answer.text)
        self.assertEqual(answer.text.count(" checked"), len(fields["seen"]) - 1)
        self.assertEqual(ben.post(f"/holds/{hold}/approve", fields).status, 303)

    def test_the_author_is_told_why_not(self):
        hold, anna = self.held(), self.house.visitor(ANNA)
        page = anna.get(f"/holds/{hold}").text
        self.assertNotIn('id="approve"', page)
        self.assertRegex(page, "You cannot approve it.*author")
        form = {"csrf": field(page, "csrf"), "version": field(page, "version"), "seen": re.findall(r'value="(\w{12})"', page),
                "digest": re.search(r"sha256:\w{64}", self.api(BEN).get(f"/v1/holds/{hold}").text).group(0), "as": "principals"}
        answer = anna.post(f"/holds/{hold}/approve", form)
        self.assertEqual(answer.status, 403, answer.text)

    def test_a_stale_form_and_a_replayed_one_are_refused(self):
        hold, ben, cara = self.held(), self.house.visitor(BEN), self.house.visitor(CARA)
        old = cara.approval(hold)
        mine = ben.approval(hold)
        self.assertEqual(ben.post(f"/holds/{hold}/approve", {**mine, "digest": "sha256:" + "0" * 64}).status, 409)
        self.assertEqual(ben.post(f"/holds/{hold}/approve", mine).status, 303)
        self.assertEqual(ben.post(f"/holds/{hold}/approve", mine).status, 409)
        answer = cara.post(f"/holds/{hold}/approve", old)
        self.assertEqual(answer.status, 409)
        self.assertIn("Something was done to it", answer.text)
        self.assertEqual(answer.text.count(" checked"), len(old["seen"]))
        again = ben.post(f"/holds/{hold}/approve", {**mine, "version": field(ben.get(f"/holds/{hold}").text, "version")})
        self.assertEqual(again.status, 403)
        self.assertIn("already", again.text)

    def test_an_edit_voids_sign_offs_and_shows_what_changed(self):
        hold = self.submitted()["id"]
        self.steady(hold)
        ben = self.house.visitor(BEN)
        stale = ben.approval(hold)
        self.assertEqual(ben.post(f"/holds/{hold}/approve", stale).status, 303)
        edited = LETTER.replace("in May", "in June")
        answer = self.api(AGENT).send("PUT", f"/v1/holds/{hold}/message",
                                      {"sender": AGENT, "recipients": [MINISTER], "message": edited})
        self.assertEqual(answer.status, 202, answer.text)
        self.assertEqual(ben.post(f"/holds/{hold}/approve", stale).status, 409)
        page = ben.get(f"/holds/{hold}").text
        self.assertIn("counts no longer", page)
        self.assertIn('class="gone">- the bridge opens in May.', page)
        self.assertIn('class="come">+ the bridge opens in June.', page)

    def test_reject_return_and_recall(self):
        ben = self.house.visitor(BEN)
        for act in ("reject", "return"):
            hold = self.held()
            form = {"csrf": field(ben.get(f"/holds/{hold}").text.split('class="title"')[1], "csrf"),
                    "version": field(ben.get(f"/holds/{hold}").text, "version")}
            self.assertEqual(ben.post(f"/holds/{hold}/{act}", form).status, 400)  # no reason
            self.assertEqual(ben.post(f"/holds/{hold}/{act}", {**form, "reason": "wrong minister"}).status, 303)
            self.assertIn("wrong minister", ben.get(f"/holds/{hold}").text)
        hold, anna = self.held(), self.house.visitor(ANNA)
        page = anna.get(f"/holds/{hold}").text
        form = {"csrf": field(page.split('class="title"')[1], "csrf"), "version": field(page, "version")}
        self.assertEqual(ben.post(f"/holds/{hold}/recall", form).status, 403)  # another session's token
        self.assertEqual(anna.post(f"/holds/{hold}/recall", form).status, 303)
        self.assertIn("withdrawn", anna.get(f"/holds/{hold}").text)

    def test_a_get_changes_nothing(self):
        hold, ben = self.held(), self.house.visitor(BEN)
        before = self.api(BEN).get(f"/v1/holds/{hold}").json["version"]
        for act in ("approve", "reject", "recall"):
            self.assertIn(ben.get(f"/holds/{hold}/{act}").status, (404, 405))
        self.assertEqual(Visitor(self.house.base).get(f"/holds/{hold}").status, 303)
        self.assertEqual(self.api(BEN).get(f"/v1/holds/{hold}").json["version"], before)


class Hostile(Case):
    def test_stored_script_shows_as_text_on_every_page(self):
        letter = ("From: \"<script>alert(1)</script>\" <anna@example.org>\r\n"
                  "To: \"<img src=x onerror=alert(1)>\" <minister@mod.example>\r\n"
                  f"Subject: {SCRIPT}{{{{csrf}}}}\r\nX-Odd: {SCRIPT}\r\nMIME-Version: 1.0\r\n"
                  "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
                  f"the bridge {SCRIPT} \"'`onmouseover=alert(1)\r\n--b\r\nContent-Type: text/html\r\n\r\n"
                  f"<p>hello</p>{SCRIPT}<img src=http://127.0.0.1:9/x><a href='javascript:alert(1)'>x</a>\r\n"
                  "--b\r\nContent-Type: text/plain; name=x\r\nContent-Disposition: attachment; "
                  "filename=\"../<script>alert(1)<_script>\\\"; x=.html\"\r\n\r\nabc\r\n--b--\r\n")
        hold = self.held(text=letter)
        ben = self.house.visitor(BEN)
        form = {"csrf": field(ben.get(f"/holds/{hold}").text.split('class="title"')[1], "csrf"), "version": "0",
                "reason": SCRIPT}
        form["version"] = field(ben.get(f"/holds/{hold}").text, "version")
        pages = [ben.get("/holds").text, ben.get(f"/holds/{hold}").text,
                 ben.post("/login", {"name": SCRIPT, "to": "\"><script>", "csrf": SCRIPT}).text,
                 ben.get("/holds/" + "%3Cscript%3E").text, ben.post(f"/holds/{hold}/return", form).text,
                 ben.get(f"/holds/{hold}").text]
        for page in pages:
            self.assertNotRegex(page, r"<script|<img|href='javascript|onerror=[^&]*>(?!.*&gt;)")
        self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;{{csrf}}", pages[1])
        frame = re.search(rf'src="(/holds/{hold}/html/\d+)"', pages[1]).group(1)
        self.assertIn('<iframe sandbox=""', pages[1])
        answer = ben.get(frame)
        self.assertTrue(answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'"))
        self.assertNotIn("allow-", answer.headers["Content-Security-Policy"])
        part = re.findall(rf'href="(/holds/{hold}/parts/\d+)"', pages[1])[-1]
        answer = ben.get(part)
        self.assertEqual(answer.body, b"abc")
        self.assertEqual(answer.headers["Content-Type"], "application/octet-stream")
        self.assertRegex(answer.headers["Content-Disposition"], r'^attachment; filename="[\w.-]+"$')

    def test_headers_on_every_answer(self):
        ben = self.house.visitor(BEN)
        for path in ("/holds", "/login", "/nothing", "/holds/SG-0000000000000000", "/v1/holds"):
            headers = ben.get(path).headers
            policy = headers["Content-Security-Policy"]
            for word in ("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'"):
                self.assertIn(word, policy)
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")
            self.assertEqual(headers["Cache-Control"], "no-store")

    def test_forged_forms_are_refused(self):
        hold, ben, cara = self.held(), self.house.visitor(BEN), self.house.visitor(CARA)
        other = self.held()
        mine, of_other, of_cara = ben.approval(hold), ben.approval(other), cara.approval(hold)
        for csrf in ("", "0" * 64, of_other["csrf"], of_cara["csrf"]):
            self.assertEqual(ben.post(f"/holds/{hold}/approve", {**mine, "csrf": csrf}).status, 403)
        for site in ("cross-site", "same-site"):
            self.assertEqual(ben.post(f"/holds/{hold}/approve", mine, {"Sec-Fetch-Site": site}).status, 403)
        self.assertEqual(Visitor(self.house.base).post(f"/holds/{hold}/approve", mine).status, 403)
        self.assertEqual(ben.post("/logout", {"csrf": mine["csrf"]}).status, 403)
        self.assertEqual(ben.post("/freeze", {"csrf": mine["csrf"], "on": "yes", "reason": "x"}).status, 403)
        self.assertEqual(self.api(BEN).get(f"/v1/holds/{hold}").json["approvals"], [])
        # A session is no token, and a token no session.
        self.assertEqual(ben.get("/v1/holds").status, 401)
        self.assertEqual(self.api(BEN).get("/holds").status, 303)

    def test_sessions(self):
        ben = Visitor(self.house.base)
        ben.get("/login")
        first = {one.name: one.value for one in ben.jar}
        answer = ben.login(BEN)
        cookie = answer.headers["Set-Cookie"]
        for word in ("HttpOnly", "SameSite=Strict"):
            self.assertIn(word, cookie)
        second = {one.name: one.value for one in ben.jar}["send-guard-session"]
        self.assertNotIn(second, first.values())
        self.assertEqual(len(second), 64)
        page = ben.get("/holds").text
        self.assertEqual(ben.post("/logout", {"csrf": field(page, "csrf")}).status, 303)
        self.assertEqual(ben.get("/holds", Cookie=f"send-guard-session={second}").status, 303)
        self.assertEqual(Visitor(self.house.base).login(BEN, "wrong " + PASSWORD).status, 403)
        self.assertEqual(Visitor(self.house.base).login(AGENT).status, 403)  # no person
        answer = Visitor(self.house.base).get("/login?to=https://evil.example/")
        self.assertNotIn("evil", answer.text)

    def test_who_is_no_reviewer_sees_nothing(self):
        hold, zoe = self.held(), self.house.visitor(STRANGER)
        self.assertNotIn(hold, zoe.get("/holds").text)
        for path in ("", "/message", "/html/0", "/parts/0"):
            self.assertEqual(zoe.get(f"/holds/{hold}{path}").status, 404)

    def test_ids_and_paths_are_not_guessed(self):
        hold, ben = self.held(), self.house.visitor(BEN)
        for path in (f"/holds/{hold[:-1]}{'0' if hold[-1] != '0' else '1'}", "/holds/..%2f..%2fetc%2fpasswd", "/holds//",
                     "/holds/%00", f"/holds/{hold}/parts/99", f"/holds/{hold}/parts/-1", f"/holds/{hold}/parts/01",
                     f"/holds/{hold}/html/0x0", "/style.css/..", "/pages/hold.mustache", "/v2/holds"):
            self.assertEqual(ben.get(path).status, 404, path)
        self.assertEqual(ben.get("/" + "a" * 3000).status, 414)

    def test_a_header_of_the_proxy_from_elsewhere_is_nothing(self):
        answer = Visitor(self.house.base).get("/holds", **{"Remote-User": BEN})
        self.assertEqual(answer.status, 303)

    def test_two_requests_in_one_are_none(self):
        for headers in ("Content-Length: 5\r\nContent-Length: 6", "Transfer-Encoding: chunked",
                        "Content-Length: 5\r\nTransfer-Encoding: chunked", "Content-Length: 99999999999"):
            connection = http.client.HTTPConnection("127.0.0.1", self.house.guard.port("http"), timeout=20)
            connection.connect()
            connection.sock.sendall(f"POST /v1/submit HTTP/1.1\r\nHost: x\r\n{headers}\r\n\r\nhello".encode())
            answer = connection.sock.recv(100)
            connection.close()
            self.assertRegex(answer, rb"^HTTP/1.1 4\d\d")


class Api(Case):
    def test_an_agent_hands_in_and_looks_and_never_approves(self):
        held = self.submitted()
        self.assertEqual((held["outcome"], held["state"], held["verdict"]), ("held", "held", "hold"))
        self.assertEqual(held["waits_for"][0]["group"], "principals")
        hold, agent = held["id"], self.api(AGENT)
        self.assertEqual([one["id"] for one in agent.get("/v1/holds").json["holds"]].count(hold), 1)
        self.assertEqual(agent.get(f"/v1/holds/{hold}").status, 200)
        self.assertEqual(agent.get(f"/v1/holds/{hold}/message").body, LETTER.encode())
        for act in ("approve", "reject", "return", "revoke", "settle", "confirm"):
            answer = agent.send("POST", f"/v1/holds/{hold}/{act}", {"digest": held["digest"], "reason": "please"}
                                if act == "approve" else {"reason": "please"})
            self.assertIn(answer.status, (403, 409), act)
        self.assertEqual(agent.send("POST", "/v1/freeze", {"on": True, "reason": "x"}).status, 403)
        other = self.api("other@example.org")
        self.assertEqual(other.get(f"/v1/holds/{hold}").status, 404)
        self.assertNotIn(hold, other.get("/v1/holds").text)
        self.assertEqual(agent.send("POST", f"/v1/holds/{hold}/recall").status, 200)

    def test_people_approve_over_the_api(self):
        hold = self.held()
        digest = self.api(BEN).get(f"/v1/holds/{hold}").json["digest"]
        self.assertEqual(self.api(BEN).send("POST", f"/v1/holds/{hold}/approve").status, 400)
        self.assertEqual(self.api(BEN).send("POST", f"/v1/holds/{hold}/approve", {"digest": "sha256:0"}).status, 409)
        self.assertEqual(self.api(ANNA).send("POST", f"/v1/holds/{hold}/approve", {"digest": digest}).status, 403)
        for name in (BEN, CARA):
            answer = self.api(name).send("POST", f"/v1/holds/{hold}/approve", {"digest": digest})
            self.assertEqual(answer.status, 200, answer.text)
        self.assertTrue(wait_until(self.letters))
        self.assertEqual(self.api(BEN).send("POST", f"/v1/holds/{hold}/approve", {"digest": digest}).status, 409)

    def test_the_table_of_answers(self):
        agent = self.api(AGENT)
        draft = {"sender": AGENT, "recipients": [READER], "message": TO_READER}
        for path, outcome in (("check", "checked"), ("submit", "sent")):
            answer = agent.send("POST", f"/v1/{path}", draft)
            self.assertEqual((answer.status, answer.json["verdict"], answer.json["outcome"]), (200, "warn", outcome))
        self.assertIn(b"Send-Guard: warn", self.letters()[0][2])
        answer = agent.send("POST", "/v1/check", {**draft, "recipients": [MINISTER]})
        self.assertEqual((answer.status, answer.json["outcome"]), (202, "checked"))
        answer = agent.send("POST", "/v1/submit", {**draft, "message": TO_READER + "umbrella"})
        self.assertEqual((answer.status, answer.json["outcome"]), (422, "refused"))
        self.assertEqual(answer.json["findings"][0]["rule"], "house/codeword")
        self.assertEqual(len(self.letters()), 1)

    def test_a_key_sends_once(self):
        draft = {"recipients": [READER], "message": TO_READER}
        first = self.submitted(status=200, key="k1", **draft)
        self.assertEqual(first["outcome"], "sent")
        self.assertEqual(self.submitted(status=200, key="k1", **draft)["id"], first["id"])
        self.assertEqual(len(self.letters()), 1)
        self.submitted(status=422, key="k1", recipients=["other@example.org"], message=TO_READER)
        self.assertNotEqual(self.submitted(key="k1", name="other@example.org")["id"], first["id"])
        held = self.submitted(key="k2")
        self.assertEqual(self.submitted(key="k2")["id"], held["id"])

    def test_faulty_submissions(self):
        agent = self.api(AGENT)
        good = {"sender": AGENT, "recipients": [MINISTER], "message": LETTER}
        for faulty in ({**good, "sender": "x"}, {**good, "recipients": ["a@b\r\nDATA"]}, {**good, "message": ""},
                       {**good, "more": 1}, {**good, "message_base64": "aGk="}, {**good, "recipients": "a@b.example"}):
            self.assertEqual(agent.send("POST", "/v1/submit", faulty).status, 400, faulty)
        answer = agent.ask("POST", "/v1/submit", b"[" * 100000, {"Content-Type": "application/json"})
        self.assertEqual(answer.status, 400)
        encoded = {"sender": AGENT, "recipients": [MINISTER],
                   "message_base64": base64.b64encode(LETTER.encode()).decode()}
        self.assertEqual(agent.send("POST", "/v1/submit", encoded).status, 202)
        answer = agent.ask("POST", f"/v1/submit?sender={AGENT}&recipient={MINISTER}", LETTER.encode(),
                           {"Content-Type": "message/rfc822"})
        self.assertEqual(answer.status, 202)

    def test_only_tokens_open_the_api(self):
        for token in ("", "sgt_", self.house.tokens[AGENT][:-1], self.house.tokens[AGENT] + "x"):
            self.assertEqual(Visitor(self.house.base, token or None).get("/v1/holds").status, 401)
        with open(self.house.path("tokens")) as file:
            self.assertNotIn(self.house.tokens[AGENT].split("_")[2], file.read())
        name = self.house.tokens["mailer@example.org"].split("_")[1]
        self.house.run("token", "remove", name, "--tokens", self.house.path("tokens"))
        self.assertEqual(self.api("mailer@example.org").get("/v1/holds").status, 200)
        self.house.guard.reload()
        self.assertTrue(wait_until(lambda: self.api("mailer@example.org").get("/v1/holds").status == 401))

    def test_a_freeze(self):
        self.assertEqual(self.api(BEN).send("POST", "/v1/freeze", {"on": True}).status, 400)
        answer = self.api(BEN).send("POST", "/v1/freeze", {"on": True, "reason": "the minister resigned"})
        self.assertEqual((answer.status, answer.json["frozen"]), (200, True))
        self.assertIn("the minister resigned", self.house.visitor(CARA).get("/holds").text)
        self.assertFalse(self.api(BEN).send("POST", "/v1/freeze", {"on": False}).json["frozen"])

    def test_answers_are_as_the_description_says(self):
        with open(os.path.join(SOURCE, "docs/openapi.yaml")) as file:
            description = yaml.safe_load(file)

        def check(method, path, answer):
            said = description["paths"][path][method.lower()]["responses"]
            self.assertIn(str(answer.status), said, (method, path, answer.text))
            response = said[str(answer.status)]
            if "$ref" in response:
                response = description["components"]["responses"][response["$ref"].split("/")[-1]]
            kind = answer.headers["Content-Type"]
            self.assertIn(kind, response["content"])
            if kind.endswith("json"):
                schema = {**response["content"][kind]["schema"], "components": description["components"]}
                faults = [fault.message for fault in Draft202012Validator(schema).iter_errors(answer.json)]
                self.assertEqual(faults, [], (method, path))

        draft = {"sender": AGENT, "recipients": [MINISTER], "message": LETTER}
        hold = self.submitted()["id"]
        self.steady(hold)
        digest = self.api(BEN).get(f"/v1/holds/{hold}").json["digest"]
        agent, ben = self.api(AGENT), self.api(BEN)
        check("POST", "/v1/check", agent.send("POST", "/v1/check", draft))
        for message, to in ((LETTER, MINISTER), (TO_READER, READER), (TO_READER + "umbrella", READER),
                            ("", READER)):
            check("POST", "/v1/submit", agent.send("POST", "/v1/submit", {**draft, "message": message, "recipients": [to]}))
        check("POST", "/v1/submit", Visitor(self.house.base).send("POST", "/v1/submit", draft))
        check("GET", "/v1/holds", agent.get("/v1/holds"))
        check("GET", "/v1/holds/{id}", agent.get(f"/v1/holds/{hold}"))
        check("GET", "/v1/holds/{id}", agent.get("/v1/holds/SG-0"))
        check("GET", "/v1/holds/{id}/message", agent.get(f"/v1/holds/{hold}/message"))
        check("GET", "/v1/holds/{id}/history", agent.get(f"/v1/holds/{hold}/history"))
        check("PUT", "/v1/holds/{id}/message", agent.send("PUT", f"/v1/holds/{hold}/message", draft))
        check("GET", "/v1/freeze", agent.get("/v1/freeze"))
        check("POST", "/v1/freeze", agent.send("POST", "/v1/freeze", {"on": True, "reason": "x"}))
        acts = (("approve", {"digest": digest}), ("revoke", {}), ("confirm", {"precondition": "x"}),
                ("settle", {"outcome": "sent"}), ("return", {"reason": "x"}), ("reject", {"reason": "x"}), ("recall", {}))
        for act, body in acts:
            for who in (agent, ben):
                check("POST", f"/v1/holds/{{id}}/{act}", who.send("POST", f"/v1/holds/{hold}/{act}", body))


class Proxy(Case):
    http = ", proxy: {networks: [127.0.0.1], user_header: Remote-User, address_header: X-Forwarded-For}"

    def test_the_proxy_says_who_it_is(self):
        hold, ben = self.held(), Visitor(self.house.base)
        answer = ben.get("/holds", **{"Remote-User": BEN})
        self.assertEqual(answer.status, 200)
        self.assertIn(hold, answer.text)
        session = {one.name: one.value for one in ben.jar}["send-guard-session"]
        # The session is over when the proxy says nothing, or names another.
        self.assertEqual(ben.get("/holds").status, 303)
        other = Visitor(self.house.base)
        answer = other.get("/holds", **{"Remote-User": CARA, "Cookie": f"send-guard-session={session}"})
        self.assertIn(CARA, answer.text)
        self.assertNotIn(BEN, answer.text)

    def test_failed_logins_are_limited(self):
        for attempt in range(10):
            visitor = Visitor(self.house.base)
            page = visitor.get("/login")
            fields = {"csrf": field(page.text, "csrf"), "name": BEN, "password": "wrong", "to": "/holds"}
            self.assertEqual(visitor.post("/login", fields, {"X-Forwarded-For": f"192.0.2.{attempt}"}).status, 403)
        visitor = Visitor(self.house.base)
        fields = {"csrf": field(visitor.get("/login").text, "csrf"), "name": BEN, "password": PASSWORD, "to": "/holds"}
        answer = visitor.post("/login", fields, {"X-Forwarded-For": "192.0.2.99"})
        self.assertEqual(answer.status, 429)
        self.assertEqual(answer.headers["Retry-After"], "900")
        for attempt in range(31):
            visitor = Visitor(self.house.base)
            fields = {"csrf": field(visitor.get("/login").text, "csrf"), "name": f"n{attempt}", "password": "wrong"}
            answer = visitor.post("/login", fields, {"X-Forwarded-For": "203.0.113.1, 198.51.100.7"})
        self.assertEqual(answer.status, 429)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=1)
