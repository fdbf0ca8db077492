#include "gate/mail_gate.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/limits.h"
#include "check/make.h"

using namespace sendguard;
using namespace sendguard::gate;
using check::Verdict;

namespace {

// In quotes, too: that is where a returned message stands.
constexpr std::string_view kRules = R"(rules:
  - {id: codeword, message: No code words., action: block,
     when: {text: {in: [subject, body, quote], phrases: [umbrella]}}}
  - {id: names, message: A name is open., action: hold, approvers: sender,
     when: {text: {in: [body, quote], phrases: [name to follow]}}}
  - {id: greeting, message: Too friendly., action: warn,
     when: {text: {in: [body, quote], phrases: [hugs]}}}
  - {id: aside, message: By the way., action: note, when: {text: {phrases: [by the way]}}}
)";

std::shared_ptr<const policy::Policy> house(std::string_view more = "") {
    static const auto plain = test::make_policy(kRules);
    return more.empty() ? plain : test::make_policy(std::string(kRules) + std::string(more));
}

MailInput mail(std::string_view text, std::string sender = "anna@example.org") {
    MailInput out;
    out.bytes = std::make_shared<const std::string>(text);
    out.envelope = {.sender = std::move(sender), .recipients = {"bo@example.net"}};
    return out;
}
MailInput letter(std::string_view body, std::string_view fields = "") {
    return mail("From: anna@example.org\r\nTo: bo@example.net\r\nSubject: A note\r\n" +
                std::string(fields) + "\r\n" + std::string(body) + "\r\n");
}

/// A delivery report: its own words, and the message that came back.
std::string report(std::string_view words, std::string_view returned,
                   std::string_view type = "message/rfc822") {
    return "From: MAILER-DAEMON@mx.example.net\r\nTo: anna@example.org\r\n"
           "Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
           "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
           "--b\r\nContent-Type: text/plain\r\n\r\n" +
           std::string(words) +
           "\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
           "Reporting-MTA: dns; mx.example.net\r\n\r\n"
           "Final-Recipient: rfc822; bo@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n"
           "\r\n--b\r\nContent-Type: " +
           std::string(type) +
           "\r\n\r\nFrom: anna@example.org\r\nTo: bo@example.net\r\nSubject: A note\r\n\r\n" +
           std::string(returned) + "\r\n--b--\r\n";
}

MailInput from_a_server(std::string_view text) {
    auto out = mail(text, "");
    out.spare_reports = true;
    return out;
}

MailDecision decide(MailInput input, std::string_view more = "") {
    check::Workspace workspace;
    return decide_mail(*house(more), std::move(input), workspace);
}

std::string said(const MailDecision& decision) {
    return std::to_string(decision.refusal.code) + " " + decision.refusal.enhanced;
}

}  // namespace

TEST_CASE("mail gate: pass, note and warn leave, hold and block do not", "[gate][mail]") {
    struct Case {
        std::string body;
        Verdict verdict;
        bool forward;
    };
    const std::vector<Case> cases = {
        {"The museum opens at nine.", Verdict::pass, true},
        {"By the way.", Verdict::note, true},
        {"Hugs.", Verdict::warn, true},
        {"Name to follow.", Verdict::hold, false},
        {"The umbrella.", Verdict::block, false},
        {"The umbrella. Hugs. Name to follow.", Verdict::block, false},
    };
    for (const auto& one : cases) {
        INFO(one.body);
        const auto decision = decide(letter(one.body));
        CHECK(decision.verdict == one.verdict);
        CHECK(decision.evaluation.verdict == one.verdict);
        CHECK(decision.forward == one.forward);
        CHECK(decision.error.empty());
        CHECK_FALSE(decision.too_many_hops);
        if (!one.forward) CHECK(said(decision) == "550 5.7.1");
    }
}

TEST_CASE("mail gate: the refusal names what stops the message, and nothing that does not",
          "[gate][mail]") {
    const auto decision = decide(letter("Hugs.\r\nName to follow. The umbrella."));
    REQUIRE(decision.refusal.lines.size() == 2);
    CHECK(decision.refusal.lines[0].starts_with("house/codeword: No code words."));
    CHECK(decision.refusal.lines[1].starts_with("house/names: A name is open."));
    CHECK(rule_names(decision.evaluation) == "house/codeword,house/names,house/greeting");
}

TEST_CASE("mail gate: what cannot be checked is put off, never sent", "[gate][mail]") {
    const std::string_view broken =
        "  - {id: odd, message: Odd., action: note, when: {detect: {name: nothing-such}}}\n";
    const auto decision = decide(letter("The museum."), broken);
    CHECK(decision.verdict == Verdict::error);
    CHECK_FALSE(decision.forward);
    CHECK(said(decision) == "451 4.7.1");
    CHECK(decision.error.find("nothing-such") != std::string::npos);
    CHECK(decision.refusal.lines[0].find(decision.error) != std::string::npos);
}

TEST_CASE("mail gate: in mode observe all mail leaves, and the verdict still stands",
          "[gate][mail]") {
    const std::string_view broken =
        "  - {id: odd, message: Odd., action: note, when: {detect: {name: nothing-such}}}\n";
    const auto observed = [](std::string_view body, std::string_view more) {
        auto input = letter(body);
        input.mode = policy::Mode::observe;
        return decide(std::move(input), more);
    };
    const auto held = observed("Name to follow.", "");
    CHECK(held.forward);
    CHECK(held.verdict == Verdict::hold);
    const auto blocked = observed("The umbrella.", "");
    CHECK(blocked.forward);
    CHECK(blocked.verdict == Verdict::block);
    const auto unchecked = observed("The museum.", broken);
    CHECK(unchecked.forward);
    CHECK(unchecked.verdict == Verdict::error);
}

TEST_CASE("mail gate: only a warning is written into the header", "[gate][mail]") {
    CHECK(decide(letter("Hugs. By the way.")).add ==
          std::vector<std::string>{"Send-Guard: warn; rules=\"house/greeting\""});
    CHECK(decide(letter("By the way.")).add.empty());
    CHECK(decide(letter("The umbrella. Hugs.")).add.empty());
    CHECK(decide(letter("The museum.")).drop == dropped_fields());
}

TEST_CASE("mail gate: the declared audience is for us, and does not leave", "[gate][mail]") {
    CHECK(std::ranges::find(dropped_fields(), "Send-Guard-Audience") != dropped_fields().end());
}

TEST_CASE("mail gate: a long warning is folded, each line within a line of mail", "[gate][mail]") {
    check::Evaluation evaluation;
    for (int i = 0; i < 100; ++i) {
        check::Finding finding;
        finding.rule = "house/rule-with-a-long-name-" + std::to_string(i);
        evaluation.findings.push_back(finding);
    }
    const auto header = warn_header(evaluation);
    CHECK(header.starts_with("Send-Guard: warn; rules=\"house/rule-with-a-long-name-0, "));
    CHECK(header.ends_with(", house/rule-with-a-long-name-99\""));
    std::size_t folds = 0;
    for (std::size_t at = 0; at < header.size();) {
        const auto end = std::min(header.find("\r\n", at), header.size());
        CHECK(end - at <= kMaxSourceLineBytes);
        if (at > 0) CHECK(header[at] == ' ');
        folds += at > 0 ? 1 : 0;
        at = end + 2;
    }
    CHECK(folds >= 3);
}

TEST_CASE("mail gate: a delivery report passes with what it returns", "[gate][mail][report]") {
    for (const std::string type : {"message/rfc822", "text/rfc822-headers", "message/global"}) {
        INFO(type);
        for (const std::string returned : {"The umbrella.", "Name to follow.", "Hugs."}) {
            INFO(returned);
            const auto decision =
                decide(from_a_server(report("It did not arrive.", returned, type)));
            CHECK(decision.forward);
            CHECK(decision.verdict == Verdict::note);
            CHECK(decision.add.empty());
        }
    }
}

TEST_CASE("mail gate: what a report does not return counts as ever", "[gate][mail][report]") {
    CHECK(said(decide(from_a_server(report("The umbrella.", "The museum.")))) == "550 5.7.1");
    CHECK(said(decide(from_a_server(report("The umbrella.", "The umbrella.")))) == "550 5.7.1");
    CHECK(decide(from_a_server(report("Hugs.", "The museum."))).verdict == Verdict::warn);
}

TEST_CASE("mail gate: a hold in a report of a mail server is a note: nobody could sign it",
          "[gate][mail][report]") {
    const auto decision = decide(from_a_server(report("Name to follow.", "The museum.")));
    CHECK(decision.forward);
    CHECK(decision.verdict == Verdict::note);
    const auto answer = "Auto-Submitted: auto-replied\r\n";
    auto automatic = letter("Name to follow.", answer);
    automatic.envelope.sender = "";
    automatic.spare_reports = true;
    CHECK(decide(automatic).forward);
    auto blocked = letter("The umbrella.", answer);
    blocked.envelope.sender = "";
    blocked.spare_reports = true;
    CHECK(said(decide(blocked)) == "550 5.7.1");
}

TEST_CASE("mail gate: a report is spared from a mail server with the null sender only",
          "[gate][mail][report]") {
    const auto bytes = report("It did not arrive.", "The umbrella.");
    auto of_a_person = from_a_server(bytes);
    of_a_person.envelope.sender = "anna@example.org";
    auto of_nobody_known = from_a_server(bytes);
    of_nobody_known.envelope.sender.reset();
    auto at_a_login = from_a_server(bytes);
    at_a_login.spare_reports = false;
    for (const auto& input : {of_a_person, of_nobody_known, at_a_login}) {
        CHECK(said(decide(input)) == "550 5.7.1");
    }
}

TEST_CASE("mail gate: what looks like a report and is none is not spared", "[gate][mail][report]") {
    // The null sender alone, a forwarded message, and an Auto-Submitted that says "no".
    auto plain = letter("Name to follow.");
    auto human = letter("Name to follow.", "Auto-Submitted: no\r\n");
    auto mixed = report("It did not arrive.", "The umbrella.");
    mixed.replace(mixed.find("multipart/report"), 16, "multipart/mixed ");
    auto forwarded = mail(mixed);
    for (auto* input : {&plain, &human, &forwarded}) {
        input->envelope.sender = "";
        input->spare_reports = true;
        CHECK(said(decide(*input)) == "550 5.7.1");
    }
}

TEST_CASE("mail gate: a finding whose places are not all told may stand outside what came back",
          "[gate][mail][report]") {
    std::string many;
    for (std::size_t i = 0; i < kMaxFindingPlaces; ++i) many += "The umbrella.\r\n";
    CHECK(decide(from_a_server(report("It did not arrive.", many))).forward);
    const auto decision =
        decide(from_a_server(report("It did not arrive.", many + "The umbrella.")));
    CHECK_FALSE(decision.forward);
    REQUIRE_FALSE(decision.evaluation.findings.empty());
    CHECK(decision.evaluation.findings[0].more_places == 1);
}

TEST_CASE("mail gate: mail that goes in circles is refused, also in mode observe", "[gate][mail]") {
    const std::string_view limits = "service: {limits: {hops: 3}}\n";
    const auto with_hops = [&](int hops, policy::Mode mode) {
        std::string fields;
        for (int i = 0; i < hops; ++i)
            fields += (i % 2 == 0 ? "Received" : "RECEIVED") +
                      std::string(
                          ": from a.example.net by b.example.net;\r\n"
                          " Mon, 06 Jan 2020 15:20:00 +0000\r\n");
        auto input = letter("The museum.", fields);
        input.mode = mode;
        return decide(std::move(input), limits);
    };
    CHECK(with_hops(3, policy::Mode::enforce).forward);
    for (const auto mode : {policy::Mode::enforce, policy::Mode::observe}) {
        const auto decision = with_hops(4, mode);
        CHECK_FALSE(decision.forward);
        CHECK(decision.too_many_hops);
        CHECK(said(decision) == "554 5.4.6");
    }
}

TEST_CASE("mail gate: the Received fields of a returned message are not its own hops",
          "[gate][mail][report]") {
    std::string returned;
    for (int i = 0; i < 5; ++i) returned += "Received: from a.example.net by b.example.net\r\n";
    const auto decision = decide(from_a_server(report("It did not arrive.", returned)),
                                 "service: {limits: {hops: 3}}\n");
    CHECK_FALSE(decision.too_many_hops);
    CHECK(decision.forward);
}

TEST_CASE("mail gate: a document can be put off, and then nothing is decided", "[gate][mail]") {
    auto input = mail(
        "From: anna@example.org\r\nTo: bo@example.net\r\nSubject: A note\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        "--b\r\n\r\nSee the list.\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
        "{\\rtf1 umbrella}\r\n--b--\r\n");
    input.put_off_documents = true;
    check::Workspace workspace;
    const auto first = decide_mail(*house(), input, workspace);
    CHECK(first.put_off);
    CHECK_FALSE(first.forward);
    input.put_off_documents = false;
    const auto second = decide_mail(*house(), input, workspace);
    CHECK_FALSE(second.put_off);
    CHECK(second.verdict == Verdict::block);
    auto words = letter("Good news.");
    words.put_off_documents = true;
    CHECK(decide_mail(*house(), words, workspace).forward);
}

TEST_CASE("mail gate: what a rule only observes is named for the log, and stops nothing",
          "[gate][mail][observe]") {
    const auto policy = house(
        "  - {id: tried-out, message: M., action: block, mode: observe,\n"
        "     when: {text: {phrases: [blue heron]}}}\n");
    check::Workspace workspace;
    const auto decision = decide_mail(*policy, letter("The blue heron sends hugs."), workspace);
    CHECK(decision.forward);
    CHECK(decision.verdict == Verdict::warn);
    CHECK(rule_names(decision.evaluation) == "house/greeting");
    CHECK(observed_rule_names(decision.evaluation) == "house/tried-out");
    CHECK(warn_header(decision.evaluation).find("tried-out") == std::string::npos);
}
