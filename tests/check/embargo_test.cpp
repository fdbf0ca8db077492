// Where embargoes stand in a draft, and what a whole draft is under.
#include "check/embargo.h"

#include <algorithm>

#include "check/embargo/zone_tables.h"
#include "check/embargo/zone_time.h"
#include "check/embargo_rows.h"

using namespace sendguard;
using namespace sendguard::test;

TEST_CASE("embargo: a text that speaks of embargoes is under none", "[check][embargo]") {
    for (const auto* text :
         {"The council lifted the arms embargo on Tuesday, 2 March 2027, at 10:00 CET.",
          "The oil embargo of 1973 lasted until 18 March 1974.",
          "Arms embargo: 12 December 1990",
          "Embargoed copies will be available at 10:00 a.m. on Friday, June 13.",
          "Embargoed Briefing for the press corps on Friday, June 13, at 10:00 GMT",
          "We honour the\nembargo, on Tuesday 2 March 2027 at 10:00 GMT we met.",
          "The book is embargoed until Saturday at 9am.",
          "The data were embargoed until 8:30 a.m. ET, Friday, January 8, 2027.",
          "L'embargo sur le pétrole continue jusqu'au 2 mars.",
          "Eine Sperrfrist von drei Jahren gilt seit dem 2. März 2020, 10 Uhr.",
          "For release notes of 2 March 2027 see below.",
          "FOR RELEASE: 2 March 2027",
          "This is not for publication.",
          "the embargo on Russian oil until 2025",
          "The embargo on Russian oil until 31 December 2027 is in force.",
          "Das Embargo gegen Russland gilt bis 31. Januar 2027.",
          "Die Straße ist gesperrt bis 2. März 2027, 10 Uhr.",
          "Die A 7 (gesperrt bis 2. März 2027, 10 Uhr) wird breiter.",
          "Do not use before 2 March 2027.",
          "Die Sperrfrist endet am 2. März 2027.",
          "Frei ab 2. März 2027, 10 Uhr: ein Zimmer im Wohnheim.",
          "Eintritt frei ab 2. März 2027, 18 Uhr",
          "Frei ab 2. März 2027",
          "La publicación no antes vista"}) {
        INFO(text);
        CHECK(lines_of(text).empty());
    }
}

TEST_CASE("embargo: a sentence counts with a date and a time of day", "[check][embargo]") {
    check_all({
        {"The data in this release are embargoed until 8:30 a.m. ET, Friday, March 5, 2027.",
         "2027-03-05T13:30:00Z"},
        {"FOR RELEASE 8:30 A.M. EST, FRIDAY, MARCH 5, 2027", "2027-03-05T13:30:00Z"},
        {"Release no earlier than 2 March 2027, 10:00 CET", "2027-03-02T09:00:00Z"},
        {"Frei ab 2. März 2027, 10 Uhr MEZ", "2027-03-02T09:00:00Z"},
        {"Bitte beachten Sie die Sperrfrist: 2.3.2027, 10 Uhr MEZ", "2027-03-02T09:00:00Z"},
        {"Embargo strict jusqu'au mardi 2 mars 2027, 10 h CET", "2027-03-02T09:00:00Z"},
        {"The embargo lifts at 10:00 GMT on 2 March 2027.", "2027-03-02T10:00:00Z"},
        {"Our embargo will be lifted on 2 March 2027 at 10:00 CET.", "2027-03-02T09:00:00Z"},
        {"Die Sperrfrist endet am 2. März 2027 um 10 Uhr MEZ.", "2027-03-02T09:00:00Z"},
        {"This must not be published before 10:00 GMT on 2 March 2027, please.",
         "2027-03-02T10:00:00Z"},
    });
    check_all({
        {"The data are embargoed until 8:30 a.m. on Friday, March 5, 2027.", EmbargoFault::no_zone,
         "8:30 a.m. GMT"},
    });
}

TEST_CASE("embargo: what stands behind the time is no part of it", "[check][embargo]") {
    check_all({
        {"EMBARGOED UNTIL 10:00 CET, 2 March 2027 - check against delivery",
         "2027-03-02T09:00:00Z"},
        {"EMBARGOED UNTIL 10:00 CET, 2 March 2027. The minister speaks at 11:00 CET.",
         "2027-03-02T09:00:00Z"},
        {"EMBARGOED UNTIL 10:00 CET, 2 March 2027\nLONDON, 1 March 2027 - The bank",
         "2027-03-02T09:00:00Z"},
        {"EMBARGOED UNTIL 10:00 CET, 2 March 2027 - 20 new bridges", "2027-03-02T09:00:00Z"},
    });
    check_all({
        // A dateline's town is no zone.
        {"EMBARGOED UNTIL 10:00, 2 March 2027\nLONDON - The bank", EmbargoFault::no_zone, ""},
    });
}

TEST_CASE("embargo: the mark and its time are what is shown", "[check][embargo]") {
    const auto draft =
        page("First.\n\n**EM\u00adBARGOED UNTIL 2 March 2027, 10:00 CET**\n\nText.\n");
    const auto lines = check::embargoes(draft, kNow);
    REQUIRE(lines.size() <= 1);  // disguised words are for the marks' rule
    const auto plain = page("First.\n\nNEWS - EMBARGOED UNTIL 2 March 2027, 10:00 CET. Text.\n");
    const auto found = check::embargoes(plain, kNow);
    REQUIRE(found.size() == 1);
    const auto text = plain.passages[found[0].passage].text;
    CHECK(text.substr(found[0].begin, found[0].end - found[0].begin) ==
          "EMBARGOED UNTIL 2 March 2027, 10:00 CET");
}

TEST_CASE("embargo: a hostile text costs no more than others", "[check][embargo][limits]") {
    std::string text;
    while (text.size() < 1'000'000) text += "embargo until 1 1 1 1 ";
    const auto lines = check::embargoes(page(text + "\n"), kNow);
    REQUIRE_FALSE(lines.empty());
    CHECK(lines.back().fault == EmbargoFault::unreadable);
    CHECK(lines.size() <= 101);
}

TEST_CASE("embargo: lines beyond the limit are not passed over", "[check][embargo][limits]") {
    std::string text;
    for (int i = 0; i < 100; ++i) text += "EMBARGOED UNTIL 2 March 2020, 10:00 GMT\n\n";
    CHECK(check::embargo_of(page(text), kNow).state == check::Embargo::State::until);
    text += "EMBARGOED UNTIL 2 March 2027, 10:00 GMT\n";
    CHECK(check::embargo_of(page(text), kNow).state == check::Embargo::State::unclear);
}

namespace {

using State = check::Embargo::State;

check::Embargo mail_under(const std::string& headers, const std::string& body) {
    return check::embargo_of(make_mail(body, headers), kNow);
}

}  // namespace

TEST_CASE("embargo: header fields", "[check][embargo]") {
    for (const auto* field :
         {"Embargo: Tue, 02 Mar 2027 10:00:00 +0100\n", "X-Embargo-Until: 2027-03-02T09:00:00Z\n",
          "Embargo-Until: 2 March 2027, 10:00 (Paris time)\n",
          "X-Sperrfrist: 2. =?utf-8?q?M=C3=A4rz?= 2027, 10 Uhr MEZ\n"}) {
        INFO(field);
        const auto under = mail_under(field, "The bank reports.");
        CHECK(under.state == State::until);
        CHECK((under.until ? format_rfc3339(*under.until) : "none") == "2027-03-02T09:00:00Z");
    }
    CHECK(mail_under("Embargo: none\n", "The bank.").state == State::none);
    CHECK(mail_under("Embargo: 2 March 2027, 10:00\n", "The bank.").state == State::unclear);
    CHECK(mail_under("Embargo: yes\n", "The bank.").state == State::unclear);
}

TEST_CASE("embargo: what a whole draft is under", "[check][embargo]") {
    CHECK(mail_under("", "The bank reports.").state == State::none);
    CHECK(mail_under("", "[EMBARGO] The bank.").state == State::unclear);
    const auto same = mail_under("Embargo: 2027-03-02T09:00:00Z\n",
                                 "EMBARGOED\n\nEMBARGOED UNTIL 2 March 2027, 10:00 CET\n\nText.");
    CHECK(same.state == State::until);
    const auto two = mail_under("Embargo: 2027-03-02T09:00:00Z\n",
                                "EMBARGOED UNTIL 2 March 2027, 10:00 GMT\n\nText.");
    CHECK(two.state == State::unclear);
    CHECK_FALSE(two.until);
    REQUIRE(two.reasons.size() == 1);
    CHECK(two.reasons[0] == "two times are named, 2027-03-02T09:00:00Z and 2027-03-02T10:00:00Z");
    const auto half =
        mail_under("Embargo: 2027-03-02T09:00:00Z\n", "EMBARGOED UNTIL 2 March 2027\n\nText.");
    CHECK(half.state == State::unclear);
    // What has ended in every reading leaves no doubt.
    const auto past = mail_under("", "EMBARGOED UNTIL 2 March 2020, 10:00\n\nText.");
    CHECK(past.state == State::until);
    CHECK((past.until && *past.until < kNow));
    const auto pasts = mail_under("Embargo: 2020-03-02T09:00:00Z\n",
                                  "EMBARGOED UNTIL 2 March 2020, 10:00 GMT\n\nText.");
    CHECK(pasts.state == State::until);
    CHECK((pasts.until ? format_rfc3339(*pasts.until) : "none") == "2020-03-02T10:00:00Z");
    CHECK(mail_under("Embargo: 2027-03-02T09:00:00Z\n",
                     "EMBARGOED UNTIL 2 March 2020, 10:00 GMT\n\nText.")
              .state == State::unclear);
    // What earlier mail was under is its sender's affair.
    CHECK(mail_under("", "Yes.\n\n> EMBARGOED UNTIL 2 March 2027, 10:00 GMT\n").state ==
          State::none);
}

TEST_CASE("embargo: header, front matter and text against each other", "[check][embargo]") {
    const auto fires_on = [](const char* detector, const draft::Draft& draft) {
        return fires(*make_rule(std::string("{detect: ") + detector + "}"), draft, {.now = kNow});
    };
    const auto with = [](std::string_view settings) {
        return page("---\n" + std::string(settings) +
                    "\n---\nEMBARGOED UNTIL 2 March 2027, 10:00 CET\n\nThe bank reports.\n");
    };
    CHECK_FALSE(fires_on("embargo-conflict", with("embargo: 2027-03-02T10:00:00+01:00")));
    CHECK(fires_on("embargo-conflict", with("embargo: 2027-03-02T10:00:00Z")));
    CHECK(fires_on("embargo-conflict", with("params:\n  embargo_until: 2 March 2027, 9 a.m. CET")));
    CHECK(fires_on("embargo-conflict", with("publish_at: 2027-03-02T08:59:59Z")));
    CHECK_FALSE(fires_on("embargo-conflict", with("publish_at: 2027-03-02T09:00:00Z")));
    CHECK_FALSE(fires_on("embargo-conflict", with("publish_date: 2027-03-01")));
    CHECK_FALSE(fires_on("embargo-unclear", with("embargo: true")));
    CHECK(fires_on("embargo-unclear", with("embargo: 2027-03-02 10:00")));
    CHECK_FALSE(fires_on("embargo-unclear", with("embargo: 2020-03-02")));
    CHECK(fires_on("embargo-ahead", with("embargo: 2027-03-02T10:00:00Z")));
    CHECK_FALSE(fires_on("embargo-ended", with("embargo: 2027-03-02T10:00:00Z")));
    CHECK(fires_on("embargo-ended", with("embargo: 2020-03-02T10:00:00Z")));
    // Both have ended: which one was meant is no question any more.
    CHECK_FALSE(fires_on("embargo-conflict",
                         page("---\nembargo: 2020-03-02T10:00:00Z\n---\nEMBARGOED UNTIL 2 March "
                              "2020, 10:00 CET\n")));
}

TEST_CASE("embargo: an old paper says nothing of the mail that carries it", "[check][embargo]") {
    const std::string old =
        "--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=old.txt\n\n"
        "EMBARGOED UNTIL 2 March 1998, 10:00 GMT\n--b--\n";
    const std::string type = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n";
    const auto mail = [&](const std::string& text) {
        return mail_under(type, "--b\nContent-Type: text/plain\n\n" + text + "\n" + old).state;
    };
    CHECK(mail("[EMBARGO]\n\nThe bank reports.") == State::unclear);
    CHECK(mail("The bank reports.") == State::until);
}

TEST_CASE("embargo: every zone that the tables name is one", "[check][embargo]") {
    for (const auto& row : check::zone_abbreviations()) {
        INFO(row.word);
        CHECK((row.iana.empty() || check::is_zone(std::string(row.iana))));
    }
    for (const auto rows : {check::zone_phrases(), check::zone_places()}) {
        for (const auto& row : rows) {
            INFO(row.words);
            const auto abbreviation = std::ranges::find(check::zone_abbreviations(), row.zone,
                                                        &check::ZoneAbbreviation::name);
            CHECK((abbreviation != check::zone_abbreviations().end() ||
                   check::is_zone(std::string(row.zone))));
            std::string as_plain;
            for (const auto& token : check::tokens_of(row.words)) {
                if (!as_plain.empty()) as_plain += ' ';
                as_plain += token.text;
            }
            CHECK(as_plain == row.words);
        }
    }
}

TEST_CASE("embargo: words are read as their tokens have them", "[check][embargo]") {
    for (const auto* text :
         {"", "Plain words, and 12 numbers; it's so.", "\u00c9t\u00e9 M\u00c4RZ, mar\u00e7o",
          "x\u4e3b\u6c11y \u6708\u66dc\u65e5", "abc\u00e9 d\u20ace \u2026f",
          "\u042d\u043c\u0431\u0430\u0440\u0433\u043e-2 "
          "ko\u0144",
          "A1B2c3"}) {
        CAPTURE(text);
        std::vector<std::string> wanted, words;
        for (const auto& token : check::tokens_of(text))
            if (token.is_word()) wanted.push_back(token.text);
        check::WordReader reader(text);
        for (auto word = reader.next(); !word.empty(); word = reader.next())
            words.emplace_back(word);
        CHECK(words == wanted);
    }
}
