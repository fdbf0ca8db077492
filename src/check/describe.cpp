// Conditions in words, for --explain.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "check/conditions.h"

namespace sendguard::check {
namespace {

using namespace policy;

std::string pattern_text(const Policy& policy, PatternId id) {
    if (id == kNoPattern) return {};
    const auto& spec = policy.patterns.spec(id);
    return fmt::format("/{}/{}", shortened(spec.regex, 60), spec.ignore_case ? "i" : "");
}

std::string places_text(const PlaceSet& places) {
    if (places.all()) return "anywhere";
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (places.test(i)) names.push_back(draft::place_name(static_cast<draft::Place>(i)));
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

std::string matcher_text(const Policy& policy, const AddressMatcher& matcher) {
    switch (matcher.kind) {
        case AddressMatcher::Kind::internal:
            return "internal";
        case AddressMatcher::Kind::external:
            return "external";
        case AddressMatcher::Kind::group:
            return policy.groups[matcher.group].name;
        case AddressMatcher::Kind::glob:
            return matcher.glob;
    }
    return {};
}

std::string matchers_text(const Policy& policy, const std::vector<AddressMatcher>& matchers) {
    std::vector<std::string> names;
    for (const auto& matcher : matchers) names.push_back(matcher_text(policy, matcher));
    return fmt::format("{}", fmt::join(names, ", "));
}

std::string tests_text(const Policy& policy, const std::vector<AddressTest>& tests) {
    std::string out;
    for (const auto& test : tests) {
        const char* word = test.quantifier == AddressTest::Quantifier::any   ? "any"
                           : test.quantifier == AddressTest::Quantifier::all ? "all"
                                                                             : "none";
        out += fmt::format(" {} of {}", word, matchers_text(policy, test.matchers));
    }
    return out;
}

struct Words {
    const Policy& policy;

    std::string operator()(const AllOf&) const { return "all of"; }
    std::string operator()(const AnyOf&) const { return "any of"; }
    std::string operator()(const Not&) const { return "not"; }
    std::string operator()(const TextCondition& c) const {
        std::string out =
            fmt::format("text in {}: {}", places_text(c.in), pattern_text(policy, c.pattern));
        if (c.at_least > 1) out += fmt::format(", at least {}", c.at_least);
        if (c.near_pattern != kNoPattern) {
            out += fmt::format(", within {} words of {}", c.near_within,
                               pattern_text(policy, c.near_pattern));
        }
        if (c.fix != Fix::none) out += fmt::format(", fix: {}", fix_name(c.fix));
        return out;
    }
    std::string operator()(const RecipientsCondition& c) const {
        std::string out = "recipients:" + tests_text(policy, c.tests);
        if (c.more_than) out += fmt::format(" more than {}", *c.more_than);
        if (!c.together.empty()) out += " together " + matchers_text(policy, c.together);
        if (c.exposed_more_than) {
            out += fmt::format(" more than {} exposed", *c.exposed_more_than);
        }
        return out;
    }
    std::string operator()(const SenderCondition& c) const {
        std::string out = "sender:" + tests_text(policy, c.tests);
        if (!c.users.empty()) out += fmt::format(" user {}", fmt::join(c.users, ", "));
        for (std::size_t i = 0; i < c.kinds.size(); ++i) {
            if (c.kinds.test(i))
                out += fmt::format(" kind {}", sender_kind_name(static_cast<SenderKind>(i)));
        }
        if (!c.listeners.empty()) out += fmt::format(" listener {}", fmt::join(c.listeners, ", "));
        for (const auto& network : c.clients)
            out += fmt::format(" client {}", network_text(network));
        return out;
    }
    std::string operator()(const HeaderCondition& c) const {
        std::string out = "header " + c.name;
        if (c.present) out += *c.present ? " present" : " absent";
        if (c.pattern != kNoPattern) out += ": " + pattern_text(policy, c.pattern);
        return out;
    }
    std::string operator()(const AttachmentCondition& c) const {
        std::string out = "attachment";
        if (c.name != kNoPattern) out += " named " + pattern_text(policy, c.name);
        if (!c.types.empty()) out += fmt::format(" of type {}", fmt::join(c.types, ", "));
        if (c.larger_than) out += fmt::format(" larger than {} bytes", *c.larger_than);
        if (c.encrypted) out += *c.encrypted ? " encrypted" : " not encrypted";
        if (c.unreadable) out += *c.unreadable ? " unreadable" : " readable";
        if (c.more_than) out += fmt::format(", more than {}", *c.more_than);
        return out;
    }
    std::string operator()(const ContentCondition& c) const {
        std::string out = "content";
        for (std::size_t i = 0; i < c.kinds.size(); ++i) {
            if (c.kinds.test(i))
                out += fmt::format(" {}",
                                   draft::content_kind_name(static_cast<draft::ContentKind>(i)));
        }
        if (c.more_than > 0) out += fmt::format(", more than {}", c.more_than);
        return out;
    }
    std::string operator()(const LinkCondition& c) const {
        std::string out = "link";
        if (!c.hosts.empty()) out += fmt::format(" to {}", fmt::join(c.hosts, ", "));
        if (c.pattern != kNoPattern) out += ": " + pattern_text(policy, c.pattern);
        return out;
    }
    std::string operator()(const AudienceCondition& c) const {
        std::string out = "audience";
        for (std::size_t i = 0; i < c.any.size(); ++i) {
            if (c.any.test(i)) out += fmt::format(" {}", audience_name(static_cast<Audience>(i)));
        }
        return out;
    }
    std::string operator()(const GateCondition& c) const {
        std::string out = "gate";
        for (std::size_t i = 0; i < c.any.size(); ++i) {
            if (c.any.test(i)) out += fmt::format(" {}", gate_name(static_cast<GateKind>(i)));
        }
        return out;
    }
    std::string operator()(const TimeCondition& c) const {
        std::string out = c.outside ? "time outside" : "time within";
        if (c.between) {
            out +=
                fmt::format(" {:02}:{:02}-{:02}:{:02}", c.between->first / 60,
                            c.between->first % 60, c.between->second / 60, c.between->second % 60);
        }
        return out + " " + c.zone;
    }
    std::string operator()(const RateCondition& c) const {
        std::string out = "rate";
        if (c.messages) out += fmt::format(" over {} messages", *c.messages);
        if (c.new_recipients) out += fmt::format(" over {} new recipients", *c.new_recipients);
        return out + fmt::format(" within {} s", c.within.count());
    }
    std::string operator()(const DetectCondition& c) const { return "detect " + c.name; }
    std::string operator()(const MetadataCondition& c) const {
        std::string out = fmt::format("metadata {}", fmt::join(c.keys, ", "));
        if (c.present) out += *c.present ? " present" : " absent";
        if (!c.equals.empty()) out += fmt::format(" equal to {}", fmt::join(c.equals, ", "));
        if (c.future) out += " in the future";
        if (c.pattern != kNoPattern) out += ": " + pattern_text(policy, c.pattern);
        return out;
    }
};

}  // namespace

std::string describe(const Condition& condition, const Policy& policy) {
    return std::visit(Words{policy}, condition.is);
}

}  // namespace sendguard::check
