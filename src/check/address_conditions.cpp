// Conditions over addresses: recipients and sender.
#include <algorithm>
#include <string>

#include "base/text.h"
#include "check/conditions.h"

namespace sendguard::check {
namespace {

using policy::AddressMatcher;
using policy::AddressTest;

bool matches_one_of(const policy::Policy& policy, const std::vector<AddressMatcher>& matchers,
                    std::string_view address) {
    return std::any_of(matchers.begin(), matchers.end(), [&](const AddressMatcher& matcher) {
        return policy.matches(matcher, address);
    });
}

/// Whether `test` holds over `addresses`; the addresses that made it hold go to `seen`.
bool meets(const policy::Policy& policy, const AddressTest& test,
           const std::vector<std::string_view>& addresses, std::vector<std::string_view>& seen) {
    std::size_t hits = 0;
    for (const auto address : addresses) {
        if (!matches_one_of(policy, test.matchers, address)) continue;
        ++hits;
        seen.push_back(address);
    }
    switch (test.quantifier) {
        case AddressTest::Quantifier::any:
            return hits > 0;
        case AddressTest::Quantifier::all:
            return hits > 0 && hits == addresses.size();
        case AddressTest::Quantifier::none:
            return hits == 0;
    }
    return false;
}

bool selected(const policy::RecipientsCondition& condition, const draft::Recipient& recipient) {
    if (condition.in.none()) return true;
    const bool by_role = condition.in.test(static_cast<std::size_t>(recipient.role));
    return by_role || (condition.in.test(3) && recipient.in_envelope);
}

/// External addresses in To and Cc: each can see all the others.
std::size_t count_exposed(const Scene& scene) {
    const auto exposed = [&](const draft::Recipient& recipient) {
        return recipient.role != draft::Role::bcc &&
               !scene.policy.is_internal(recipient.mailbox.address);
    };
    return static_cast<std::size_t>(
        std::count_if(scene.draft.recipients.begin(), scene.draft.recipients.end(), exposed));
}

}  // namespace

draft::Location recipients_place(const draft::Draft& draft, std::string text) {
    draft::Location place;
    place.place = draft::Place::header;
    place.text = std::move(text);
    for (const auto* name : {"To", "Cc", "Bcc"}) {
        const auto* field = draft.header(name);
        if (field == nullptr) continue;
        const auto source = std::string_view(*draft.bytes);
        const auto raw = source.substr(field->begin, field->end - field->begin);
        // The address itself where it stands there literally, else the field's start.
        const auto at = raw.find(place.text);
        if (at == std::string_view::npos && std::string_view(name) != "Bcc" &&
            draft.header("Cc") != nullptr && std::string_view(name) != "Cc") {
            continue;
        }
        const auto offset = field->begin + (at == std::string_view::npos ? 0 : at);
        const auto begin = line_column(source, offset);
        place.line = place.end_line = begin.line;
        place.column = begin.column;
        place.end_column =
            begin.column + static_cast<std::uint32_t>(at == std::string_view::npos
                                                          ? field->name.size()
                                                          : count_code_points(place.text));
        const auto line_end = source.find_first_of("\r\n", offset);
        const auto line_begin = source.find_last_of('\n', offset) + 1;
        place.line_text =
            std::string(source.substr(line_begin, line_end - line_begin).substr(0, 400));
        place.locator = "header " + std::string(name);
        return place;
    }
    place.locator = "envelope";
    return place;
}

bool holds_recipients(const policy::RecipientsCondition& condition, const Scene& scene,
                      Evidence& evidence) {
    std::vector<std::string_view> addresses;
    for (const auto& recipient : scene.draft.recipients) {
        if (selected(condition, recipient)) addresses.push_back(recipient.mailbox.address);
    }
    std::vector<std::string_view> seen;
    std::size_t counted = addresses.size();
    for (const auto& test : condition.tests) {
        std::vector<std::string_view> hits;
        if (!meets(scene.policy, test, addresses, hits)) return false;
        if (test.quantifier == AddressTest::Quantifier::any) counted = hits.size();
        if (test.quantifier != AddressTest::Quantifier::none) {
            seen.insert(seen.end(), hits.begin(), hits.end());
        }
    }
    if (condition.more_than && counted <= *condition.more_than) return false;
    for (const auto& matcher : condition.together) {
        const auto one = std::find_if(addresses.begin(), addresses.end(), [&](auto address) {
            return scene.policy.matches(matcher, address);
        });
        if (one == addresses.end()) return false;
        seen.push_back(*one);
    }
    if (condition.exposed_more_than) {
        const std::size_t exposed = count_exposed(scene);
        if (exposed <= *condition.exposed_more_than) return false;
        evidence.note(std::to_string(exposed) + " external addresses can see each other");
    }
    if (condition.more_than) evidence.note(std::to_string(counted) + " recipients");
    for (const auto address : seen)
        evidence.add(recipients_place(scene.draft, std::string(address)));
    return true;
}

namespace {

bool matches_one_glob(const std::vector<std::string>& globs, std::string_view text) {
    return std::ranges::any_of(globs, [&](const auto& glob) { return glob_match(glob, text); });
}

/// Whether the session's identity is as the condition asks. A part that is not known does not hold.
bool meets_identity(const policy::SenderCondition& condition, const Identity& identity) {
    if (!condition.users.empty() &&
        (identity.user.empty() || !matches_one_glob(condition.users, identity.user)))
        return false;
    if (condition.kinds.any() && !condition.kinds.test(static_cast<std::size_t>(identity.kind)))
        return false;
    if (!condition.listeners.empty() && !matches_one_glob(condition.listeners, identity.listener))
        return false;
    return condition.clients.empty() ||
           (identity.client && contains(condition.clients, *identity.client));
}

}  // namespace

bool holds_sender(const policy::SenderCondition& condition, const Scene& scene,
                  Evidence& evidence) {
    if (!meets_identity(condition, scene.facts.identity)) return false;
    if (!condition.users.empty()) evidence.note("logged in as " + scene.facts.identity.user);
    std::vector<std::string_view> addresses;
    for (const auto* list : {&scene.draft.from, &scene.draft.sender}) {
        for (const auto& mailbox : *list) addresses.push_back(mailbox.address);
    }
    if (scene.draft.envelope.sender && !scene.draft.envelope.sender->empty()) {
        addresses.push_back(*scene.draft.envelope.sender);
    }
    for (const auto& test : condition.tests) {
        std::vector<std::string_view> hits;
        if (!meets(scene.policy, test, addresses, hits)) return false;
        for (const auto address : hits) evidence.note("sender " + std::string(address));
    }
    return true;
}

}  // namespace sendguard::check
