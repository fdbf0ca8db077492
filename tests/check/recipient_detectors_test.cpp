#include <string>

#include "check/detectors/domains.h"
#include "check/detectors/names.h"
#include "check/make.h"

using namespace sendguard;
using namespace sendguard::test;

namespace {

draft::Draft to(std::string_view recipients, std::string_view body = "Hello.",
                std::string_view more = {}) {
    return make_draft("From: Desk <desk@example.org>\nTo: " + std::string(recipients) +
                      "\nSubject: A note\n" + std::string(more) + "\n" + std::string(body) + "\n");
}

std::shared_ptr<const policy::Policy> house(std::string_view when) {
    const OneFile source(
        "version: 1\norganization: {name: Navy, domains: [navy.example, \"*.mil\"]}\n"
        "packs: []\ngroups: {friends: [\"@sea-ministry.example\", \"@*.test\"]}\n"
        "rules:\n  - id: tested\n    message: Tested.\n    action: warn\n    when: " +
        std::string(when) + "\n");
    auto loaded = policy::load_policy("send-guard.yaml", {.use_cache = false}, source);
    INFO(loaded.faults.text());
    REQUIRE(loaded.policy != nullptr);
    return loaded.policy;
}

}  // namespace

TEST_CASE("look-alike domain: near the house, a group, the others, the thread",
          "[check][recipients]") {
    const auto policy = house("{detect: lookalike-domain}");
    CHECK(fires(*policy, to("a@army.ml")));
    CHECK(fires(*policy, to("a@sea-ministry.com")));
    CHECK(fires(*policy, to("a@sea-minstry.example")));
    CHECK(fires(*policy, to("a@sae-ministry.example")));
    CHECK(fires(*policy, to("a@sea-rninistry.example")));
    CHECK(fires(*policy, to("a@sea-ministry.example.files.com")));
    CHECK(fires(*policy, to("a@hotmial.com")));
    CHECK(fires(*policy, to("a@roth-field.com, b@roth-feild.com")));
    CHECK(fires(*policy,
                to("a@roth-feild.com", "Yes.\n\nOn Monday, A <a@roth-field.com> wrote:\n> So?\n")));
    // A group of "*@*.test" knows no house by name.
    CHECK(fires(*policy, to("a@sea-ministry.test")));
}

TEST_CASE("look-alike domain: other houses are other houses", "[check][recipients]") {
    const auto policy = house("{detect: lookalike-domain}");
    CHECK_FALSE(fires(*policy, to("a@sea-ministry.example, b@fleet.sea-ministry.example")));
    CHECK_FALSE(fires(*policy, to("a@army.mil, b@navy.example")));
    CHECK_FALSE(fires(*policy, to("a@north.com, b@south.com")));
    CHECK_FALSE(fires(*policy, to("a@news1.com, b@news2.com")));
    CHECK_FALSE(fires(*policy, to("a@gmail.com, b@gmx.de, c@mail.com, d@yahoo.fr")));
    CHECK_FALSE(fires(*policy, to("a@bbc.com, b@nbc.com")));
    CHECK_FALSE(fires(*policy, to("a@example.com, b@example.net")));
    CHECK_FALSE(fires(*policy, to("a@shop.co.uk, b@shop.com")));
}

TEST_CASE("likeness: what kind it is", "[check][recipients]") {
    using check::likeness;
    using check::Likeness;
    CHECK(likeness("mod.test", "mod.example") == Likeness::ending);
    CHECK(likeness("harbour.co", "harbour.com") == Likeness::ending);
    CHECK(likeness("harbuor.com", "harbour.com") == Likeness::typo);
    CHECK(likeness("harb0ur.com", "harbour.com") == Likeness::letters);
    CHECK(likeness("xn--hrbour-3nf.com", "harbour.com") == Likeness::letters);
    CHECK(likeness("press.harbour.com", "harbour.com") == std::nullopt);
    CHECK(likeness("xn--", "harbour.com") == std::nullopt);
    CHECK(likeness("xn--99999999999999999.com", "harbour.com") == std::nullopt);
}

TEST_CASE("greeting: a name that no recipient bears", "[check][recipients]") {
    const auto policy = make_rule("{detect: greeting-mismatch}");
    const auto* karina = "Karina Holm <karina.holm@example.net>";
    for (const auto* line :
         {"Dear Linda,", "Dear Ms Weber,", "Hi Linda!", "Sehr geehrte Frau Weber,", "Chère Linda,",
          "Bonjour Madame Petit,", "Estimada Lucía:", "Gentile Signora Rossi,", "Madame Petit,",
          "Linda,", "Gentile dott.ssa Rossi,", "Beste Linda,", "Olá Sofia,",
          "Szanowna Pani Kowalska,"}) {
        INFO(line);
        CHECK(fires(*policy, to(karina, std::string(line) + "\n\nyour berth is ready.")));
    }
    for (const auto* line :
         {"Dear Karina,", "Dear Ms Holm,", "Hi Karin,", "Dear all,", "Dear Colleagues,",
          "Sehr geehrte Damen und Herren,", "Hello there,", "Dear Karina and Linda,",
          "Dear Customer,", "Hi,", "Madame,", "Thanks,", "Karina,", "Hi. Linda called",
          "Dear Sir or Madam:", "Hello 42,"}) {
        INFO(line);
        CHECK_FALSE(fires(*policy, to(karina, std::string(line) + "\n\nyour berth is ready.")));
    }
}

TEST_CASE("greeting: silent where the recipient's name is not known", "[check][recipients]") {
    const auto policy = make_rule("{detect: greeting-mismatch}");
    for (const auto* recipient : {"info@example.net", "kh@example.net", "fek9wnr@example.net",
                                  "Harbour Office <desk.north@example.net>",
                                  "gov.sarah@example.net", "x7-list@example.net"}) {
        INFO(recipient);
        CHECK_FALSE(fires(*policy, to(recipient, "Dear Linda,\n\nyour berth is ready.")));
    }
    CHECK_FALSE(fires(*policy, to("Robert Reed <robert.reed@example.net>", "Hi Bob,\n\nsee you.")));
    CHECK_FALSE(
        fires(*policy, to("René Müller <rene.mueller@example.net>", "Cher Rene,\n\nmerci.")));
}

TEST_CASE("display name: of another address", "[check][recipients]") {
    const auto policy = make_rule("{detect: display-name}");
    CHECK(fires(*policy, to("\"anna@example.org\" <ben@example.net>")));
    CHECK(fires(*policy, to("Anna Berg <tom.reed@example.net>")));
    CHECK(fires(*policy, to("Anna Berg <anna.berg@example.org>, Anna Berg <a@club.example>")));
    CHECK_FALSE(fires(*policy, to("\"anna@example.net\" <Anna@example.net>")));
    CHECK_FALSE(fires(*policy, to("Anna Berg <aberg@example.net>, Tom Reed <treed@example.net>")));
    CHECK_FALSE(fires(*policy, to("Anna Berg <anna.holm@example.net>")));
    CHECK_FALSE(fires(*policy, to("\"anna@home.\" <anna@example.net>")));
}

TEST_CASE("a finding about a Bcc recipient stands in the field Bcc", "[check][recipients]") {
    const auto policy = make_rule("{recipients: {any: ministries}}");
    const auto found =
        judge(*policy, to("a@x.test", "Hi.", "Bcc: minister@mod.example\n")).findings;
    REQUIRE(found.size() == 1);
    REQUIRE(found[0].places.size() == 1);
    CHECK(found[0].places[0].locator == "header Bcc");
    CHECK(found[0].places[0].line == 4);
}

TEST_CASE("silent recipient: in the envelope, in no field", "[check][recipients]") {
    const auto policy = make_rule("{detect: silent-recipient}");
    const std::string text = "From: a@example.org\nTo: b@example.net\nSubject: x\n\nHello.\n";
    CHECK(fires(*policy,
                make_draft(text, {.sender = {}, .recipients = {"b@example.net", "c@spy.test"}})));
    CHECK_FALSE(fires(*policy, make_draft(text, {.sender = {}, .recipients = {"b@example.net"}})));
    CHECK_FALSE(fires(*policy, make_draft(text)));
    CHECK_FALSE(
        fires(*policy, make_draft("Bcc: c@spy.test\n" + text,
                                  {.sender = {}, .recipients = {"b@example.net", "c@spy.test"}})));
}

TEST_CASE("declared audience: a number, a group, and what is neither", "[check][recipients]") {
    const auto policy = make_rule("{detect: declared-audience}");
    CHECK(fires(*policy, to("a@x.test, b@x.test", "Hi.", "Send-Guard-Audience: 1\n")));
    CHECK(fires(*policy, to("a@x.test", "Hi.", "Send-Guard-Audience: ministries\n")));
    CHECK(fires(*policy, to("a@x.test", "Hi.", "Send-Guard-Audience: nobody-knows\n")));
    CHECK(fires(*policy, to("a@x.test", "Hi.", "Send-Guard-Audience: 3k\n")));
    CHECK(fires(*policy, to("a@x.test", "Hi.", "Send-Guard-Audience: \n")));
    CHECK_FALSE(fires(*policy, to("a@mod.example", "Hi.", "Send-Guard-Audience: ministries, 1\n")));
    CHECK_FALSE(fires(*policy, to("a@x.test", "Hi.")));
}

TEST_CASE("names: forms of one name are near, others are not", "[check][recipients]") {
    CHECK(check::near_names("robert", "bob"));
    CHECK(check::near_names("christopher", "chris"));
    CHECK(check::near_names("linda", "lindo"));
    CHECK_FALSE(check::near_names("linda", "karina"));
    CHECK_FALSE(check::near_names("holm", "berg"));
    CHECK(check::name_words("Łukasz O'Neil-Gärtner (HR)") ==
          std::vector<std::string>{"lukasz", "oneil", "gartner", "hr"});
}
