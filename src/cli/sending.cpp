#include "cli/sending.h"

#include <fmt/format.h>

#include "report/excerpt.h"

namespace sendguard::cli {

using gate::SendExit;
using report::printable;

SendExit exit_for_error(Errc code) {
    switch (code) {
        case Errc::not_found:
        case Errc::io:
            return SendExit::no_input;
        case Errc::bad_input:
            return SendExit::data;
        case Errc::bad_policy:
            return SendExit::config;
        case Errc::denied:
            return SendExit::unavailable;
        case Errc::limit:
        case Errc::timeout:
        case Errc::unavailable:
            return SendExit::temporary;
        case Errc::internal:
            return SendExit::software;
    }
    return SendExit::software;
}

SendExit exit_for_outcome(forward::Outcome outcome) {
    switch (outcome) {
        case forward::Outcome::sent:
            return SendExit::sent;
        case forward::Outcome::partly:
        case forward::Outcome::refused:
            return SendExit::unavailable;
        case forward::Outcome::deferred:
            return SendExit::temporary;
        // Not 75: callers retry that by themselves, and the mail would arrive twice.
        case forward::Outcome::unknown:
            return SendExit::software;
    }
    return SendExit::software;
}

std::vector<std::string> receipt_lines(const forward::Receipt& receipt) {
    std::vector<std::string> lines;
    for (const auto& [recipient, reply] : receipt.recipients) {
        lines.push_back(fmt::format("{}: {}", printable(recipient), printable(reply.text())));
    }
    if (receipt.final_reply.code != 0) {
        lines.push_back(
            fmt::format("{}: {}", printable(receipt.stage), printable(receipt.final_reply.text())));
    }
    return lines;
}

std::string unknown_outcome_text(std::string_view target) {
    return fmt::format(
        "IT IS NOT KNOWN WHETHER THIS MAIL WAS SENT. The server was gone after the last byte. Ask "
        "{} before you send it again, or it may arrive twice.",
        printable(target));
}

}  // namespace sendguard::cli
