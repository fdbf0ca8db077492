#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "report/excerpt.h"

namespace sendguard::report {

namespace {

std::string stage_words(const policy::Approvers& approvers) {
    std::string text;
    for (const auto& stage : approvers.before) text += stage_words(stage) + "; then ";
    if (approvers.sender) {
        text += "the sender";
    } else if (approvers.count == 1) {
        text += fmt::format("one of {}", approvers.group);
    } else {
        text += fmt::format("{} different people of {}", approvers.count, approvers.group);
    }
    if (!approvers.deputies.empty())
        text += fmt::format(" or their deputies ({})", approvers.deputies);
    if (approvers.not_author) text += ", not the author";
    text += approvers.strength == policy::Strength::signed_ ? ", with a key"
                                                            : ", in a line of the draft";
    return text;
}

}  // namespace

std::string who_must_sign(const check::Finding& finding) {
    return finding.approvers ? printable(stage_words(*finding.approvers)) : "";
}

std::string who_has_signed(const check::Finding& finding) {
    if (finding.signed_by.empty()) return "nobody";
    return printable(fmt::format("{}", fmt::join(finding.signed_by, ", ")));
}

std::string who_may_sign(const policy::Policy* policy, const check::Finding& finding) {
    constexpr std::size_t kMostNamed = 8;
    if (policy == nullptr || !finding.approvers) return "";
    const auto group = policy->group_by_name.find(finding.approvers->group);
    if (group == policy->group_by_name.end()) return "";
    const auto& addresses = policy->groups[group->second].addresses;
    if (addresses.size() > kMostNamed) return "";
    std::vector<std::string> members(addresses.begin(), addresses.end());
    std::ranges::sort(members);
    return printable(fmt::format("{}", fmt::join(members, ", ")));
}

std::string place_words(const draft::Location& place) {
    const bool plain = place.place == draft::Place::body || place.place == draft::Place::subject;
    if (plain && !place.decoded && place.locator.empty()) return "";
    std::string text;
    // The field's name says "header" itself.
    const bool named = place.place == draft::Place::header && place.locator.starts_with("header ");
    if (!plain) {
        text = fmt::format("in {}", named ? printable(place.locator)
                                          : std::string(draft::place_name(place.place)));
    }
    const bool nested = place.part.find('.') != std::string::npos;
    if (!place.part.empty() && (place.decoded || nested)) {
        text += fmt::format("{} {}", text.empty() ? "in part" : ", part", printable(place.part));
    }
    if (place.decoded) text += text.empty() ? "decoded" : ", decoded";
    if (!place.locator.empty() && !named) {
        text += fmt::format("{}{}", text.empty() ? "" : ", ", printable(place.locator));
    }
    return text;
}

std::string shell_word(std::string_view source) {
    if (source == "-" || source.empty()) return "FILE";
    constexpr std::string_view kPlain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-+=:,@";
    std::string shown = printable(source);
    if (shown.find_first_not_of(kPlain) == std::string::npos && shown.front() != '-') return shown;
    std::string quoted = shown.front() == '-' ? "'./" : "'";
    for (const char c : shown) {
        if (c == '\'') {
            quoted += "'\\''";
        } else {
            quoted += c;
        }
    }
    return quoted + "'";
}

std::string counted(std::size_t count, std::string_view noun) {
    const std::string_view plural = noun.ends_with('s') ? "es" : "s";
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : plural);
}

std::string count_verdicts(const std::vector<check::Verdict>& verdicts) {
    using check::Verdict;
    constexpr std::array<std::pair<Verdict, std::string_view>, 6> kWords{{
        {Verdict::error, "not checked"},
        {Verdict::block, "blocked"},
        {Verdict::hold, "held"},
        {Verdict::warn, "warned about"},
        {Verdict::note, "noted"},
        {Verdict::pass, "clean"},
    }};
    std::vector<std::string> counts;
    for (const auto& [verdict, word] : kWords) {
        const auto count = std::ranges::count(verdicts, verdict);
        if (count != 0) counts.push_back(fmt::format("{} {}", count, word));
    }
    return fmt::format(
        "{}: {}", counted(verdicts.size(), "draft"),
        counts.empty() ? "nothing to check" : fmt::format("{}", fmt::join(counts, ", ")));
}

}  // namespace sendguard::report
