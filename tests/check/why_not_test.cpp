// Why a rule stayed silent.
#include "check/why_not.h"

#include "check/make.h"

using namespace sendguard;
using namespace sendguard::test;

namespace {

check::WhyNot ask(const policy::Policy& policy, const draft::Draft& draft,
                  std::string_view text = "") {
    auto why = check::why_not(policy, draft, {}, "house/tested", text);
    REQUIRE(why);
    return std::move(why).value();
}

std::string notes_of(const check::WhyNot& why) {
    std::string out;
    for (const auto& line : why.lines)
        for (const auto& note : line.notes) out += note + "\n";
    return out;
}

}  // namespace

TEST_CASE("why-not: the condition that failed decides, its neighbour does not", "[check][why]") {
    const auto policy = make_rule("{text: {phrases: [code name]}, recipients: {any: ministries}}");
    const auto why = ask(*policy, make_mail("The code name leaks."));
    CHECK_FALSE(why.fires);
    REQUIRE(why.lines.size() == 3);
    CHECK(why.lines[1].answer.held == true);
    CHECK_FALSE(why.lines[1].answer.decides);
    CHECK(why.lines[2].answer.held == false);
    CHECK(why.lines[2].answer.decides);
    CHECK_THAT(notes_of(why), Catch::Contains("to reader@example.net (external)"));
}

TEST_CASE("why-not: an exception that held decides under `not`", "[check][why]") {
    const auto policy =
        make_rule("{text: {phrases: [code name]}, not: {recipients: {any: external}}}");
    const auto why = ask(*policy, make_mail("The code name leaks."));
    REQUIRE(why.lines.size() == 4);
    CHECK(why.lines[3].answer.held == true);
    CHECK(why.lines[3].answer.decides);
}

TEST_CASE("why-not: words that stand where the rule does not look", "[check][why]") {
    const auto policy = make_rule("{text: {in: [subject], phrases: [code name]}}");
    const auto why = ask(*policy, make_mail("The Code Name leaks."), "code  name");
    REQUIRE(why.sightings.size() == 1);
    CHECK(why.sightings[0].where.place == draft::Place::body);
    CHECK(why.sightings[0].where.line == 5);
    CHECK_THAT(notes_of(why), Catch::Contains("where it does not look"));
    CHECK_THAT(notes_of(why),
               Catch::Contains("it would match where it does not look: body line 5"));
}

TEST_CASE("why-not: what came nearest to a text condition", "[check][why]") {
    const auto nearly = [](std::string_view when, std::string_view body) {
        return notes_of(ask(*make_rule(when), make_mail(body)));
    };
    CHECK_THAT(nearly("{text: {regex: 'SECRET', case: match}}", "A secret."),
               Catch::Contains("but for upper and lower case"));
    CHECK_THAT(nearly("{text: {phrases: [alpha, beta, gamma], at_least: 3}}", "Alpha and beta."),
               Catch::Contains("2 different hits of the 3"));
    CHECK_THAT(nearly("{text: {phrases: [budget], near: {phrases: [cut], within: 1}}}",
                      "The budget will in the end not be cut."),
               Catch::Contains("must stand within 1 words"));
    CHECK_THAT(nearly("{text: {phrases: [confidential]}}", "This is confidentail."),
               Catch::Contains("which is like \"confidential\""));
}

TEST_CASE("why-not: words that stand nowhere are answered with the likest", "[check][why]") {
    const auto why = ask(*make_rule("{text: {phrases: [embargoed]}}"),
                         make_mail("It is embargod until noon."), "embargoed");
    CHECK(why.sightings.empty());
    CHECK(why.nearest == "embargod");
}

TEST_CASE("why-not: a pattern that ran away is neither yes nor no", "[check][why]") {
    const auto policy = make_rule(R"({text: {regex: "x(a+)+$"}})");
    const auto why = ask(*policy, make_mail("x" + std::string(4000, 'a') + "!"));
    CHECK_FALSE(why.lines.at(0).answer.held.has_value());
}
