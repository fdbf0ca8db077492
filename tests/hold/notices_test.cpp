#include "hold/notices.h"

#include <catch2/catch.hpp>

using namespace sendguard;
using namespace sendguard::hold;

namespace {

Hold held() {
    Hold out{.id = "SG-7K3Q9M2XW5T8B4C6",
             .sender = "anna@example.org",
             .addressees = {{.address = "minister@mod.example"}, {.address = "desk@mod.example"}},
             .subject = "The bridge"};
    return out;
}

std::string mail(const Hold& hold, std::string_view kind, const std::string& reason = {}) {
    return notice_mail(hold, {.to = "ben@example.org", .kind = std::string(kind)}, reason,
                       "Mon, 05 Jan 2026 10:00:00 +0000",
                       {.from = "guard@example.org", .page = "https://guard.example.org"});
}

}  // namespace

TEST_CASE("notice: says what waits and where, and that nothing need answer", "[hold][notices]") {
    const auto text = mail(held(), "review");
    CHECK(text.find("\r\nAuto-Submitted: auto-generated\r\n") != std::string::npos);
    CHECK(text.find("\r\nSubject: Sign-off wanted: SG-7K3Q9M2XW5T8B4C6\r\n") != std::string::npos);
    CHECK(text.find("minister@mod.example and 1 more") != std::string::npos);
    CHECK(text.find("https://guard.example.org/holds/SG-7K3Q9M2XW5T8B4C6\r\n") !=
          std::string::npos);
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; ++at)
        CHECK(text[at - 1] == '\r');
}

TEST_CASE("notice: a subject cannot forge a line, nor stand in the header", "[hold][notices]") {
    auto hold = held();
    hold.subject = "The bridge\r\nBcc: x@example.net\r\n\r\nApproved by all";
    const auto text = mail(hold, "review", "so\r\nso");
    CHECK(text.find("\nBcc:") == std::string::npos);
    CHECK(text.find("\nApproved") == std::string::npos);
    CHECK(text.substr(0, text.find("\r\n\r\n")).find("bridge") == std::string::npos);
}

TEST_CASE("notice: who did not get it is told, with the server's words", "[hold][notices]") {
    auto hold = held();
    hold.addressees[1].delivery = Delivery::refused;
    hold.addressees[1].reply = "550 5.1.1 No such user";
    const auto text = mail(hold, "failed");
    CHECK(text.find("desk@mod.example: refused 550 5.1.1 No such user") != std::string::npos);
}

TEST_CASE("notice: its reason is that of what it tells, whatever came after", "[hold][notices]") {
    const auto event = [](Act act, std::string reason) {
        return Event{.act = act, .reason = std::move(reason)};
    };
    const std::vector<Event> history{
        event(Act::submit, ""), event(Act::break_glass, "the dam breaks"), event(Act::clear, ""),
        event(Act::reject, "no"), event(Act::remind, "reminder 1")};
    CHECK(reason_of({.to = "ben@example.org", .kind = "break-glass"}, history) == "the dam breaks");
    CHECK(reason_of({.to = "anna@example.org", .kind = "rejected"}, history) == "no");
    CHECK(reason_of({.to = "anna@example.org", .kind = "held"}, {}).empty());
}
