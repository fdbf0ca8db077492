// A mail that says for whom it is meant, in the header field `Send-Guard-Audience`, and goes to
// others or to far more. An offer for 300 readers went to eight million; an admission for some to
// all who had applied.
//
// The field holds a number ("300", "1,200"), the name of a group ("lapsed-subscribers"), or both
// ("lapsed-subscribers, 300"). Kinds:
//   size    more recipients than declared, by more than a tenth
//   group   a recipient who is not in the group, or a group that the policy does not know
//   unread  what stands there, or a part of it, is neither
// Limits: recipients of the envelope are counted; what a list behind an address holds is not known.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/recipient_place.h"

namespace sendguard::check {
namespace {

constexpr std::string_view kField = "Send-Guard-Audience";
constexpr std::size_t kSlackDivisor = 10;  ///< people join between the count and the sending
constexpr std::size_t kMostShown = 20;

void check_size(const DetectorInput& input, std::size_t declared, std::vector<Detection>& out) {
    const auto actual = input.draft.recipients.size();
    if (!asks_for(input.condition, "size") || actual <= declared + declared / kSlackDivisor) return;
    out.push_back({recipient_place(input.draft, ""),
                   fmt::format("declared for {} recipients, goes to {}", declared, actual)});
}

void check_group(const DetectorInput& input, const std::string& name, std::vector<Detection>& out) {
    if (!asks_for(input.condition, "group")) return;
    const auto known = input.policy.group_by_name.find(name);
    if (known == input.policy.group_by_name.end()) {
        out.push_back({recipient_place(input.draft, ""), "there is no group " + name});
        return;
    }
    const auto& group = input.policy.groups[known->second];
    for (const auto& recipient : input.draft.recipients) {
        const auto& address = recipient.mailbox.address;
        if (group.contains(address)) continue;
        out.push_back(
            {recipient_place(input.draft, address), fmt::format("{} is not in {}", address, name)});
        if (out.size() == kMostShown) return;
    }
}

/// "1,200", "1.200", "1'200" as 1200: the marks between groups of three digits are taken out.
std::string without_group_marks(std::string_view value) {
    std::string out;
    const auto digit_at = [&](std::size_t at) {
        return at < value.size() && is_ascii_digit(value[at]);
    };
    std::size_t digits = 0;  // of the number so far, up to the last mark
    for (std::size_t at = 0; at < value.size(); ++at) {
        const char c = value[at];
        const bool mark = (c == ',' || c == '.' || c == '\'') && digits >= 1 && digits <= 3 &&
                          digit_at(at + 1) && digit_at(at + 2) && digit_at(at + 3) &&
                          !digit_at(at + 4);
        if (mark) {
            digits = 0;
            continue;
        }
        digits = is_ascii_digit(c) ? digits + 1 : c == ' ' || c == ',' ? 0 : digits + 4;
        out += c;
    }
    return out;
}

std::vector<Detection> detect(const DetectorInput& input) {
    std::vector<Detection> out;
    const auto* field = input.draft.header(kField);
    if (field == nullptr) return out;
    bool any = false, bad = false;
    const auto value = without_group_marks(field->value);
    for (const auto item : split(value, ',')) {
        const auto word = trim(item);
        if (word.empty()) continue;
        any = true;
        std::size_t declared = 0;
        const auto* const end = word.data() + word.size();
        if (!is_ascii_digit(word.front())) {
            check_group(input, std::string(word), out);
        } else if (const auto read = std::from_chars(word.data(), end, declared);
                   read.ptr == end && read.ec == std::errc()) {
            check_size(input, declared, out);
        } else {
            bad = true;
        }
        if (out.size() >= kMostShown) return out;
    }
    if ((!any || bad) && asks_for(input.condition, "unread"))
        out.push_back({recipient_place(input.draft, ""),
                       fmt::format("{} holds neither a number nor a group's name", kField)});
    return out;
}

}  // namespace

Detector declared_audience_detector() {
    return {"declared-audience",
            "more or other recipients than the field Send-Guard-Audience declares",
            {"size", "group", "unread"},
            {},
            detect};
}

}  // namespace sendguard::check
