#include "signoff/signoff.h"

#include "signoff/mail.h"

using namespace sendguard;

namespace {

const Timestamp kNow = parse_rfc3339("2026-11-24T12:00:00Z").value();

signoff::SignedStatement signed_by(const std::filesystem::path& key,
                                   const signoff::SignerFields& fields) {
    const auto text = signoff::statement(draft_of({}), fields);
    const auto signature = signoff::sign(text, key);
    REQUIRE(signature);
    return {text, signature.value(), ""};
}

std::vector<signoff::Signoff> check(const draft::Draft& draft, const std::string& sidecar,
                                    const std::string& keyring) {
    return signoff::signed_signoffs(draft, {sidecar, "letter.eml.signoff", keyring, ""}, kNow);
}

std::string base64(const std::string& text) {
    static const std::string digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 3) {
        unsigned bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = bits << 8 | (i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k)
            out += i + k > text.size() ? '=' : digits[(bits >> (18 - 6 * k)) & 63];
        if (i % 54 == 51) out += "\r\n ";
    }
    return out;
}

}  // namespace

TEST_CASE("signed sign-off: two signers count, by sidecar and by header", "[signoff][signature]") {
    const Keys keys;
    const auto anna = keys.make("anna"), bo = keys.make("bo");
    const auto keyring = Keys::line("anna@Example.org", anna) + Keys::line("bo@example.org", bo);
    auto sidecar = signoff::format_sidecar({signed_by(anna, {.as = "principals", .until = {}}),
                                            signed_by(bo, {.as = "principals", .until = {}}),
                                            signed_by(bo, {.as = "principals", .until = {}})});
    const auto found = check(draft_of({}), sidecar, keyring);
    REQUIRE(found.size() == 2);
    CHECK(found[0].person == "anna@example.org");
    CHECK(found[0].as == "principals");
    CHECK(found[1].person == "bo@example.org");
    CHECK(found[0].void_reason + found[1].void_reason == "");

    const auto by_header = check(draft_of({.signoff_field = base64(sidecar)}), "", keyring);
    REQUIRE(by_header.size() == 2);
    CHECK(by_header[1].void_reason == "");

    for (std::size_t at = 0; (at = sidecar.find('\n', at)) != std::string::npos; at += 2)
        sidecar.insert(at, "\r");
    CHECK(check(draft_of({}), sidecar, keyring)[0].void_reason == "");
}

TEST_CASE("signed sign-off: another draft voids it and the reason says why",
          "[signoff][signature]") {
    const Keys keys;
    const auto anna = keys.make("anna");
    const auto sidecar = signoff::format_sidecar({signed_by(anna, {})});
    const auto found =
        check(draft_of({.bcc = "x@y.example"}), sidecar, Keys::line("anna@example.org", anna));
    REQUIRE(found.size() == 1);
    CHECK(found[0].person == "anna@example.org");
    CHECK(found[0].void_reason ==
          "anna@example.org signed another draft than this: the recipients differ: + bcc: "
          "<x@y.example>");
}

TEST_CASE("signed sign-off: what the keyring or the time does not bear is void",
          "[signoff][signature]") {
    const Keys keys;
    const auto anna = keys.make("anna"), eve = keys.make("eve");
    const auto good = signed_by(anna, {});
    const auto reason = [&](const signoff::SignedStatement& statement, const std::string& keyring) {
        const auto found = check(draft_of({}), signoff::format_sidecar({statement}), keyring);
        REQUIRE(found.size() == 1);
        return found[0].void_reason;
    };
    const auto holds = [](const std::string& part) { return Catch::Contains(part); };
    const auto mine = Keys::line("anna@example.org", anna);
    CHECK(reason(good, mine) == "");
    CHECK_THAT(reason(good, Keys::line("eve@example.org", eve)), holds("not in the keyring"));
    CHECK_THAT(reason(good, ""), holds("no keyring"));
    CHECK_THAT(reason(good, Keys::line("*@example.org", anna)), holds("only by the pattern"));
    CHECK_THAT(reason(good, Keys::line("anna@example.org valid-before=\"20260101Z\"", anna)),
               holds("expired"));
    CHECK_THAT(reason(good, Keys::line("anna@example.org valid-after=\"20270101Z\"", anna)),
               holds("does not count yet"));
    CHECK_THAT(reason(good, Keys::line("anna@example.org namespaces=\"git\"", anna)),
               holds("namespace"));
    auto altered = good;
    altered.statement += "as: principals\n";
    CHECK_THAT(reason(altered, mine), holds("altered"));
    CHECK_THAT(reason(signed_by(anna, {.as = "", .until = kNow}), mine),
               holds("ended at 2026-11-24T12:00:00Z"));
}

TEST_CASE("sign: a key that is not there is named", "[signoff][signature]") {
    const auto signature = signoff::sign("x\n", "/nonexistent/key");
    REQUIRE_FALSE(signature);
    CHECK(signature.error().code == Errc::not_found);
}

TEST_CASE("sidecar: a torn block is answered with its line", "[signoff][sidecar]") {
    const std::string begin =
        "send-guard-statement 1\nsender: -\n-----BEGIN SSH SIGNATURE-----\nU1NI\n";
    const std::string end = "-----END SSH SIGNATURE-----\n";
    CHECK(signoff::parse_sidecar(begin + end, "a").value().size() == 1);
    CHECK(signoff::parse_sidecar(begin, "a").error().where.line == 4);
    CHECK(signoff::parse_sidecar(begin + end + "more\n", "a").error().where.line == 6);
    CHECK(signoff::parse_sidecar(begin + "not base64!\n" + end, "a").error().where.line == 5);
    CHECK(signoff::parse_sidecar("send-guard-statement 1\nsender: -\n", "a").error().where.line ==
          2);
}

TEST_CASE("stated sign-off: counts where the author writes, not in quotes", "[signoff][stated]") {
    auto draft = draft_of({});
    const auto add = [&](draft::Place place, std::string_view text) {
        draft::Passage passage;
        passage.place = place;
        passage.text = text;
        draft.passages.push_back(passage);
    };
    add(draft::Place::body,
        "Hello\nApproved-by: Bo <bo@Example.ORG>\nnot Approved-by: c@example.org\n"
        "Approuv\u00E9 par\u00A0: d@example.org\n\u627F\u8A8D\uFF1Ae@example.org\nApproved-by: the "
        "boss\n");
    add(draft::Place::signature, "Signed-off-by: bo@example.org\n");
    for (const auto place : {draft::Place::quote, draft::Place::hidden, draft::Place::comment})
        add(place, "Approved-by: eve@example.org\n");
    const auto found = signoff::stated_signoffs(draft);
    REQUIRE(found.size() == 4);
    CHECK(found[0].person == "bo@example.org");
    CHECK(found[0].from == "line Approved-by in body");
    CHECK(found[1].person == "d@example.org");
    CHECK(found[2].person == "e@example.org");
    CHECK(found[3].void_reason != "");
}

TEST_CASE("authors: envelope sender and From, each once", "[signoff][authors]") {
    CHECK(signoff::authors(draft_of({.envelope_sender = "desk@EXAMPLE.org"})) ==
          std::vector<std::string>{"desk@example.org", "anna@example.org"});
    CHECK(signoff::authors(draft_of({.envelope_sender = "anna@example.org"})).size() == 1);
}
