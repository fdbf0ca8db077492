#include "hold/notices.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/text.h"

namespace sendguard::hold {
namespace {

struct Words {
    std::string_view kind, subject, text;
};
constexpr std::array<Words, 15> kWords{{
    {"review", "Sign-off wanted", "A draft waits for your sign-off."},
    {"reminder", "Sign-off still wanted", "A draft still waits for your sign-off."},
    {"deputy", "Sign-off wanted in another's place",
     "A draft waits, and those whose sign-off it needs have not answered. You may sign in their "
     "place."},
    {"escalation", "Still not signed off",
     "A draft has been waiting for a sign-off, and two reminders had no answer."},
    {"break-glass", "GLASS BROKEN",
     "Somebody lets this draft go without the sign-offs that your house's rules ask for. The "
     "reason stands below; a report follows."},
    {"report-due", "Your report is due",
     "A draft was let go without its sign-offs. Say why, and what came of it: send-guard hold "
     "report ID -m TEXT"},
    {"report", "Report on broken glass",
     "Those who let this draft go without its sign-offs have reported."},
    {"voided", "Void", "Another of its alternates has left, so your draft never will."},
    {"held", "Held",
     "Your draft was held. It leaves by itself when those have signed off whom "
     "your house's rules name."},
    {"released", "Sent", "Your draft was signed off and has been sent."},
    {"rejected", "Rejected", "Your draft was rejected. It was not sent."},
    {"returned", "Change asked for",
     "Your draft came back to you: a change is asked for. It was "
     "not sent. Hand in the edited draft, or withdraw it."},
    {"expired", "Expired", "Nobody signed off your draft in time. It was not sent."},
    {"failed", "Not sent",
     "Your draft was signed off, and the mail server did not take it for "
     "everybody."},
    {"uncertain", "Perhaps sent",
     "The mail server vanished while it took your draft: it may or may not have been sent. It is "
     "not sent again by itself. Find out, then say which it was."},
}};

const Words& words_of(std::string_view kind) {
    const auto* const found = std::ranges::find(kWords, kind, &Words::kind);
    return found == kWords.end() ? *std::ranges::find(kWords, "held", &Words::kind) : *found;
}

/// A header must not be forged by what a sender wrote.
std::string one_line(std::string_view text) {
    return escape_invisible(text.substr(0, 200));
}

}  // namespace

std::string reason_of(const Notice& notice, const std::vector<Event>& history) {
    const bool glass = notice.kind == act_name(Act::break_glass);
    std::string out;
    for (const auto& event : history) {
        const bool counts = glass ? event.act == Act::break_glass
                                  : event.act != Act::note && event.act != Act::remind;
        if (counts) out = event.reason;
    }
    return out;
}

std::string notice_mail(const Hold& hold, const Notice& notice, const std::string& reason,
                        const std::string& date, const NoticeSettings& settings) {
    const auto& words = words_of(notice.kind);
    std::string out = fmt::format(
        "From: send-guard <{}>\r\nTo: <{}>\r\nSubject: {}: {}\r\nDate: {}\r\n"
        "Message-ID: <{}.{}.{}.{}@send-guard>\r\nAuto-Submitted: auto-generated\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n",
        settings.from, notice.to, words.subject, hold.id, date, hold.id, hold.draft, notice.kind,
        sha256_hex(notice.to).substr(0, 12));
    out += fmt::format("{}\r\n\r\n  id:      {}\r\n  subject: {}\r\n  from:    {}\r\n  to:      {}",
                       words.text, hold.id, one_line(hold.subject), one_line(hold.sender),
                       hold.addressees.empty() ? "-" : one_line(hold.addressees[0].address));
    if (hold.addressees.size() > 1) out += fmt::format(" and {} more", hold.addressees.size() - 1);
    out += "\r\n";
    if (!trim(reason).empty()) out += fmt::format("  reason:  {}\r\n", escape_invisible(reason));
    for (const auto& one : hold.addressees)
        if (one.delivery == Delivery::refused || one.delivery == Delivery::unknown)
            out += fmt::format("  {}: {} {}\r\n", one_line(one.address),
                               delivery_name(one.delivery), one_line(one.reply));
    out += settings.page.empty()
               ? fmt::format("\r\nLook at it: send-guard hold show {}\r\n", hold.id)
               : fmt::format("\r\nLook at it: {}/holds/{}\r\n", settings.page, hold.id);
    return out;
}

}  // namespace sendguard::hold
