// What the detectors about people, letters and files take for a mishap, and what for everyday mail.
#include <chrono>
#include <string>
#include <vector>

#include "base/text.h"
#include "check/detectors/domains.h"
#include "check/detectors/names.h"
#include "check/make.h"

using namespace sendguard;
using namespace sendguard::test;

namespace {

using Lines = std::vector<const char*>;

draft::Draft to(std::string_view recipients, std::string_view body = "Hello.",
                std::string_view more = {}) {
    return make_draft("From: Anna Berg <anna.berg@example.org>\nTo: " + std::string(recipients) +
                      "\nSubject: A note\n" + std::string(more) + "\n" + std::string(body) + "\n");
}

draft::Draft with_file(std::string_view recipients, std::string_view name) {
    return to(recipients,
              "--x\n\nHere it is.\n--x\nContent-Type: application/pdf\n"
              "Content-Disposition: attachment; filename=\"" +
                  std::string(name) + "\"\n\nx\n--x--",
              "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n");
}

template <class Work>
bool is_quick(Work work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::steady_clock::now() - begin < std::chrono::seconds(4);
}

}  // namespace

TEST_CASE("greeting: functions, groups and places are nobody's name", "[check][recipients]") {
    const auto policy = make_rule("{detect: greeting-mismatch}");
    for (const auto* line : {"Dear Hiring Manager,",
                             "Dear Families,",
                             "Dear Councillor,",
                             "Hi Both,",
                             "Hi Mum,",
                             "Hello World,",
                             "Good morning Hamburg,",
                             "Liebe Nachbarn,",
                             "Liebe Eltern,",
                             "Sehr geehrter Herr Bürgermeister,",
                             "Sehr geehrte Frau Rechtsanwältin,",
                             "Sehr geehrter Herr Steuerberater,",
                             "Madame la Directrice,",
                             "Monsieur le Maire,",
                             "Cher adhérent,",
                             "Cher Maître,",
                             "Gentile Direttore,",
                             "Egregio Avvocato,",
                             "Estimado Señor Alcalde:",
                             "Beste Lezers,",
                             "Geachte Burgemeester,",
                             "Caro Associado,",
                             "Szanowny Panie Dyrektorze,",
                             "Szanowna Pani Prezes,",
                             "Dear Mrs. Reed-Smith,",
                             "Dear Ms Weber, dear Ms Holm,",
                             "Dear Ms Weber,\nDear Ms Holm,"}) {
        INFO(line);
        CHECK_FALSE(fires(*policy, to("Karina Holm <karina.holm@example.net>",
                                      std::string(line) + "\n\nyour berth is ready.")));
    }
}

TEST_CASE("greeting: a short form of the name, and a name for letters abroad",
          "[check][recipients]") {
    const auto policy = make_rule("{detect: greeting-mismatch}");
    const auto greets = [&](const char* name, const char* person) {
        return fires(*policy,
                     to(std::string(person) + " <x@example.net>", std::string("Hi ") + name + ","));
    };
    CHECK_FALSE(greets("Kitty", "Katharina Holm"));
    CHECK_FALSE(greets("Fritz", "Friedrich Holm"));
    CHECK_FALSE(greets("Nacho", "Ignacio Holm"));
    CHECK_FALSE(greets("Gosiu", "Małgorzata Holm"));
    CHECK_FALSE(greets("Sasha", "Oleksandra Holm"));
    CHECK_FALSE(greets("Kevin", "Xiaoming Wang"));
    CHECK(greets("Kevin", "Thomas Holm"));
    CHECK(greets("Agnieszko", "Thomas Holm"));
    CHECK(fires(*policy, to("Karina Holm <karina.holm@example.net>", "Hi, Linda!")));
    CHECK(fires(*policy, to("Karina Holm <karina.holm@example.net>", "Moin Linda,")));
}

TEST_CASE("greeting: a long line is cut between letters", "[check][recipients]") {
    const auto policy = make_rule("{detect: greeting-mismatch}");
    for (std::size_t i = 60; i < 70; ++i) {
        const auto body = "Dear Linda, " + std::string(i, 'x') + "üüüüü and so on";
        const auto found =
            judge(*policy, to("Karina Holm <karina.holm@example.net>", body)).findings;
        REQUIRE(found.size() == 1);
        REQUIRE(found[0].places.size() == 1);
        CHECK(is_valid_utf8(found[0].places[0].text));
    }
}

TEST_CASE("names: spellings of one name are near", "[check][recipients]") {
    CHECK(check::near_names("mueller", "muller"));
    CHECK(check::near_names("filip", "philipp"));
    CHECK(check::near_names("cristina", "kristina"));
    CHECK_FALSE(check::near_names("weber", "holm"));
}

TEST_CASE("domains: providers, slips for them, two houses", "[check][recipients]") {
    CHECK(check::webmail_meant("gmx.ed") == "gmx.de");
    CHECK(check::webmail_meant("email.com").empty());
    CHECK(check::webmail_meant("gmx.fr").empty());
    CHECK(check::likeness("example-org.com", "example.org") == check::Likeness::swallowed);
    CHECK(check::may_be_two_houses("stadtwerke.de", "stadtwerk.de"));
    CHECK(check::may_be_two_houses("meier-bau.de", "maier-bau.de"));
    CHECK(check::may_be_two_houses("weber-holz.de", "webers-holz.de"));
    CHECK_FALSE(check::may_be_two_houses("harbour.de", "harbor.de"));
    CHECK_FALSE(check::may_be_two_houses("field.de", "feild.de"));
}

TEST_CASE("look-alike domain: the packs' placeholders are nobody's house", "[check][recipients]") {
    const auto policy = make_policy(
        "rules:\n  - id: tested\n    message: Tested.\n    action: warn\n"
        "    when: {detect: lookalike-domain}\n");
    for (const auto* address : {"a@ministry.fr", "a@agents.com", "a@principals.eu", "a@test.de"}) {
        INFO(address);
        CHECK_FALSE(fires(*policy, to(address)));
    }
    // Of one person: a slip. Of two: perhaps two houses.
    CHECK(fires(*policy, to("tom.reed@stadtwerke.de, tom.reed@stadtwerk.de")));
    CHECK_FALSE(fires(*policy, to("tom.reed@stadtwerke.de, anna@stadtwerk.de")));
    CHECK_FALSE(fires(*policy, to("info@stadtwerke.de, info@stadtwerk.de")));
    // What the mail that is answered says of its writer counts, what it was sent to does not.
    const auto answer = [&](std::string_view line) {
        return fires(*policy,
                     to("tom.reed@harbormaster.de",
                        "Yes.\n\n-----Original Message-----\n" + std::string(line) + "\n"));
    };
    CHECK(answer("> From: Tom Reed <tom.reed@harbourmaster.de>"));
    CHECK_FALSE(answer("> To: Tom Reed <tom.reed@harbourmaster.de>"));
    CHECK_FALSE(answer("> <tom.reed@harbourmaster.de>:\n> unknown user"));
}

TEST_CASE("display name: one mailbox, a list, a forwarder", "[check][recipients]") {
    const auto policy = make_rule("{detect: {name: display-name, kinds: [address]}}");
    for (const auto* recipient :
         {"\"karina.holm@acme.example via Harbour List\" <harbour@lists.example>",
          "\"Karina.Holm@acme.example\" <karina.holm@mail.acme.example>",
          "\"karina.holm@acme.example\" <k.holm@acme.example>",
          "\"karina@acme.example\" <srs0=ab=acme.example=karina@relay.example>",
          "\"karina@acme.example\" <karina@north.example>",
          "\"tom@acme.example; karina@acme.example\" <karina@acme.example>"}) {
        INFO(recipient);
        CHECK_FALSE(fires(*policy, to(recipient)));
    }
    CHECK_FALSE(fires(*policy, to("\"karina@acme.example\" <harbour@north.example>", "Hello.",
                                  "List-Post: <mailto:harbour@north.example>\n")));
    CHECK(fires(*policy, to("\"karina@example.org\" <karina@north.example>")));
    CHECK(fires(*policy, to("\"karina@acme.example\" <tom@north.example>")));
}

TEST_CASE("silent recipient: named in whatever spelling, in any of the fields",
          "[check][recipients]") {
    const auto policy = make_rule("{detect: silent-recipient}");
    const auto sent = [&](std::string_view fields, const char* copy) {
        return fires(*policy, make_draft("From: a@example.org\nTo: b@example.net\n" +
                                             std::string(fields) + "Subject: x\n\nHello.\n",
                                         {.sender = {}, .recipients = {"b@example.net", copy}}));
    };
    CHECK_FALSE(sent("Bcc: Copy@Collector.TEST\n", "copy@collector.test"));
    CHECK_FALSE(sent("Bcc: c@x.test\nBcc: copy@collector.test\n", "copy@collector.test"));
    CHECK(sent("Bcc: ba@collector.test\n", "a@collector.test"));
}

TEST_CASE("declared audience: marks between thousands, and a part that is neither",
          "[check][recipients]") {
    const auto policy = make_rule("{detect: declared-audience}");
    const auto declared = [&](std::string_view value) {
        return fires(*policy, to("a@x.test, b@x.test", "Hi.",
                                 "Send-Guard-Audience: " + std::string(value) + "\n"));
    };
    CHECK_FALSE(declared("1,200"));
    CHECK_FALSE(declared("1.200.000"));
    CHECK(declared("1, 200"));
    CHECK(declared("300x, 10"));
}

TEST_CASE("file for another: who is a person, and what is a place", "[check][attachments]") {
    const auto policy = make_rule("{detect: file-for-other}");
    const auto* tom = "Tom Reed <tom.reed@acme.example>";
    for (const auto* name :
         {"KarinaHolm_Contract.pdf", "Gehaltsabrechnung_Nov_2026_Holm_Karina.pdf",
          "Fiche de paie Karina Holm.pdf", "payslip-2026-11-karina-holm.pdf"}) {
        INFO(name);
        CHECK(fires(*policy, with_file(tom, name)));
    }
    for (const auto* name :
         {"Offer_Victoria_Hotel.pdf", "Invoice_March_Florence.pdf", "Letter_Grace_Period.pdf",
          "Report_Ministry_of_Transport.pdf", "Design Principals.pdf", "Contract_Berg_Anna.pdf",
          "Contract_Tom_Reed.pdf"}) {
        INFO(name);
        CHECK_FALSE(fires(*policy, with_file(tom, name)));
    }
}

TEST_CASE("people: long and crowded mails take no longer", "[check][recipients]") {
    std::string many, gmail, marks = "Please find attached the report.\n";
    for (int i = 0; i < 4000; ++i) many += "a@house" + std::to_string(i) + "x.example,\n ";
    for (int i = 0; i < 3000; ++i) gmail += "a" + std::to_string(i) + "@gmail.com,\n ";
    marks.append(400'000, '<');
    std::string name;
    for (int i = 0; i < 15'000; ++i) name += "w" + std::to_string(i) + " ";
    CHECK(is_quick([&] {
        fires(*make_rule("{detect: lookalike-domain}"), to(many + "b@example.net"));
        fires(*make_rule("{detect: enclosed-file}"), to("b@example.net", marks));
        fires(*make_rule("{detect: private-mailbox}"),
              make_draft("From: \"" + name + "\" <a@example.org>\nTo: " + gmail +
                         "b@gmail.com\nSubject: x\n\nHello.\n"));
    }));
}
