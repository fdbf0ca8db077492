#include "cli/sendmail_arguments.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "forward/smtp_address.h"

namespace sendguard::cli {
namespace {

// '+': options end at the first word that is none; ':': a missing value is told from an unknown
// option. What follows is the list of Postfix's sendmail(1), so that no caller of it is turned
// away.
constexpr const char* kOptions = "+:A:B:C:F:GIL:N:O:R:UV:X:b:ce:f:h:imno:p:q:r:tvx";

constexpr const char* kNoQueue = "-q would run a queue: send-guard keeps none, the next hop does";

Error usage(std::string text) {
    return error(Errc::bad_input, std::move(text));
}

bool has_control(std::string_view text) {
    return std::ranges::any_of(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

Result<void> set_sender(SendmailArguments& out, char option, std::string_view value) {
    const auto address = trim(value);
    // Far likelier a value that was forgotten, as in `-f -t`, than an address.
    if (address.starts_with('-')) {
        return usage(fmt::format("-{} takes an address, or \"\" for the null sender, not '{}'",
                                 option, escape_invisible(address)));
    }
    out.sender = address == "<>" ? std::string() : std::string(address);
    return outcome::success();
}

Result<void> set_mode(SendmailArguments& out, std::string_view value) {
    using Mode = SendmailArguments::Mode;
    if (value == "m") {
        out.mode = Mode::mail;
    } else if (value == "s") {
        out.mode = Mode::smtp;
    } else if (value == "p") {
        out.mode = Mode::queue;
    } else if (value == "d" || value == "D" || value == "l") {
        return usage(
            fmt::format("-b{} would start a server: `send-guard serve` is the one here", value));
    } else if (value == "i") {
        return usage("-bi would make an alias table: send-guard keeps none");
    } else if (value == "v" || value == "t") {
        return usage(fmt::format(
            "-b{} asks how addresses are resolved: the next hop knows, send-guard does not",
            value));
    } else {
        return usage(
            fmt::format("-b{} is not known here; -bm, -bs and -bp are", escape_invisible(value)));
    }
    return outcome::success();
}

/// Values that are passed on to the next hop, judged here so that it never sees a faulty one.
Result<void> set_passed_on(SendmailArguments& out, char option, std::string value) {
    if (option == 'N') {
        BOOST_OUTCOME_TRY(forward::check_notify(value));
        out.notify = std::move(value);
    } else if (option == 'R') {
        BOOST_OUTCOME_TRY(forward::check_ret(value));
        out.ret = std::move(value);
    } else if (option == 'V') {
        BOOST_OUTCOME_TRY(forward::check_envid(value));
        out.envid = std::move(value);
    } else if (!equals_ignoring_case(value, "7BIT") && !equals_ignoring_case(value, "8BITMIME")) {
        // BODY= follows from the message's own bytes; a wrong word is told all the same.
        return usage(fmt::format("-B takes 7BIT or 8BITMIME, not '{}'", escape_invisible(value)));
    }
    return outcome::success();
}

Result<void> set_name(SendmailArguments& out, std::string value) {
    if (has_control(value)) return usage("-F takes a name without control characters");
    out.full_name = std::move(value);
    return outcome::success();
}

/// in: value - "" for options without one
Result<void> take(SendmailArguments& out, char option, std::string value) {
    switch (option) {
        case 't':
            out.header_recipients = true;
            return outcome::success();
        case 'i':
            out.dot_ends = false;
            return outcome::success();
        case 'o':
            if (value == "i") out.dot_ends = false;
            return outcome::success();  // -oem, -odi, -om and their like: settings of a queue
        case 'f':
        case 'r':
            return set_sender(out, option, value);
        case 'F':
            return set_name(out, std::move(value));
        case 'b':
            return set_mode(out, value);
        case 'q':
            return usage(kNoQueue);
        case 'I':
            return usage("-I would make an alias table: send-guard keeps none");
        case 'N':
        case 'R':
        case 'V':
        case 'B':
            return set_passed_on(out, option, std::move(value));
        default:
            return outcome::success();  // taken, and without meaning here
    }
}

/// Takes --policy and --help off the front; they are the only long words, and stand nowhere else,
/// so that what a web form appends cannot name another policy.
Result<std::size_t> take_long_words(const std::vector<std::string>& words, SendmailArguments& out) {
    constexpr std::string_view kPolicyIs = "--policy=";
    std::size_t at = 0;
    for (; at < words.size(); ++at) {
        if (words[at] == "--help") {
            out.help = true;
        } else if (words[at].starts_with(kPolicyIs)) {
            out.policy = words[at].substr(kPolicyIs.size());
        } else if (words[at] == "--policy") {
            if (++at == words.size()) return usage("--policy needs a value: --policy FILE");
            out.policy = words[at];
        } else {
            break;
        }
        if (out.policy && out.policy->empty()) return usage("--policy needs a file's name");
    }
    return at;
}

Result<void> take_recipients(const std::vector<std::string>& words, std::size_t first,
                             SendmailArguments& out) {
    out.after_dashes = first > 0 && words[first - 1] == "--";
    for (std::size_t i = first; i < words.size(); ++i) {
        if (words[i].starts_with('-') && !out.after_dashes) {
            return usage(
                fmt::format("'{}' stands after a recipient: options come first, and an "
                            "address that begins with '-' after --",
                            escape_invisible(words[i])));
        }
        out.recipients.push_back(words[i]);
    }
    return outcome::success();
}

Error bad_option(int code, int option) {
    const auto shown = escape_invisible(std::string(1, static_cast<char>(option)));
    if (option == 'q') return usage(kNoQueue);
    if (code == ':') return usage(fmt::format("-{} needs a value", shown));
    if (option == '-' || option == 0)
        return usage("a long option here is --policy or --help, before all others");
    return usage(fmt::format("unknown option -{}; `send-guard sendmail --help` lists them", shown));
}

}  // namespace

Result<SendmailArguments> parse_sendmail(const std::vector<std::string>& words) {
    SendmailArguments out;
    BOOST_OUTCOME_TRY(const auto first, take_long_words(words, out));
    std::vector<std::string> rest{"sendmail"};
    rest.insert(rest.end(), words.begin() + static_cast<std::ptrdiff_t>(first), words.end());
    std::vector<char*> argv;
    for (auto& word : rest) argv.push_back(word.data());
    argv.push_back(nullptr);
    ::optind = 0;  // 0, not 1: the scan begins anew, getopt(3)
    ::opterr = 0;
    for (;;) {
        const int code = ::getopt(static_cast<int>(rest.size()), argv.data(), kOptions);
        if (code == -1) break;
        if (code == ':' || code == '?') return bad_option(code, ::optopt);
        BOOST_OUTCOME_TRY(take(out, static_cast<char>(code), ::optarg == nullptr ? "" : ::optarg));
    }
    BOOST_OUTCOME_TRY(take_recipients(rest, static_cast<std::size_t>(::optind), out));
    return out;
}

}  // namespace sendguard::cli
