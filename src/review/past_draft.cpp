#include "review/past_draft.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "draft/encoded_words.h"
#include "draft/read.h"
#include "report/excerpt.h"
#include "review/draft_view.h"
#include "signoff/statement.h"

namespace sendguard::review {
namespace {

using draft::Place;
using report::printable;

std::vector<std::string> envelope_lines(const draft::Draft& draft) {
    std::vector<std::string> to;
    for (const auto& one : draft.envelope.recipients)
        to.push_back(fmt::format("to: <{}>", printable(one)));
    std::ranges::sort(to);
    to.insert(to.begin(), fmt::format("from: <{}>", printable(draft.envelope.sender.value_or(""))));
    return to;
}

std::vector<std::string> header_lines(const draft::Draft& draft) {
    std::vector<std::string> out;
    for (const auto& field : draft.headers) {
        const auto value = draft::decode_header_text(field.value);
        out.push_back(fmt::format("{}: {}", printable(field.name), printable(trim(value))));
    }
    return out;
}

/// All that a reader does not see at once, but for the header.
std::vector<std::string> unseen_lines(const draft::Draft& draft) {
    std::vector<std::string> out;
    for (const auto& passage : draft.passages) {
        const auto place = passage.place;
        const bool elsewhere = place == Place::header || place == Place::subject ||
                               place == Place::filename || passage.alternative;
        if (is_seen(place) || elsewhere) continue;
        for (const auto line : split(passage.text, '\n'))
            out.push_back(fmt::format("{}: {}", draft::place_name(place), printable(trim(line))));
    }
    for (const auto& one : draft.contents)
        out.push_back(fmt::format("{}: {}", printable(one.message), printable(one.text)));
    return out;
}

/// Each part with its size and digest, so that no change of bytes is missed.
std::vector<std::string> part_lines(const draft::Draft& draft) {
    const auto statement = signoff::statement(draft, {});
    std::vector<std::string> out;
    for (const auto line : split(statement, '\n'))
        if (line.starts_with("part:") || line.starts_with("raw:")) out.push_back(printable(line));
    return out;
}

}  // namespace

Result<KnownDraft> known_draft(hold::Store& store, const hold::Hold& held) {
    for (auto number = held.draft - 1; number > 0; --number) {
        const auto then = store.draft(held.id, number);
        if (!then && then.error().code != Errc::not_found) return then.error();
        if (!then) continue;
        const auto signed_off = std::find_if(
            held.approvals.rbegin(), held.approvals.rend(),
            [&](const hold::Approval& one) { return one.digest == then.value().digest; });
        if (signed_off != held.approvals.rend())
            return KnownDraft{.number = number, .signed_by = signed_off->person};
    }
    return KnownDraft{.number = std::max(held.draft, 2u) - 1, .signed_by = {}};
}

Result<draft::Draft> read_past(hold::Store& store, const hold::Hold& held, std::uint32_t number) {
    BOOST_OUTCOME_TRY(auto bytes, store.bytes(held.id, number));
    auto then = store.draft(held.id, number);
    if (!then && then.error().code != Errc::not_found) return then.error();
    // An older send-guard has kept no facts of it: the envelope of now then.
    const auto& facts = then ? then.value() : held;
    draft::Envelope envelope{.sender = facts.sender};
    for (const auto& one : facts.addressees) envelope.recipients.push_back(one.address);
    return draft::read_draft(std::make_shared<const std::string>(std::move(bytes)),
                             {.source = "-", .envelope = std::move(envelope), .expect_mail = true});
}

std::vector<DraftSection> draft_sections(const draft::Draft& draft) {
    return {{"envelope", envelope_lines(draft)},
            {"header", header_lines(draft)},
            {"text", visible_lines(draft)},
            {"not seen", unseen_lines(draft)},
            {"parts", part_lines(draft)}};
}

std::vector<SectionDifference> draft_difference(const draft::Draft& before,
                                                const draft::Draft& after) {
    const auto left = draft_sections(before), right = draft_sections(after);
    std::vector<SectionDifference> out;
    for (std::size_t i = 0; i < left.size(); ++i) {
        auto lines = difference(left[i].lines, right[i].lines);
        const bool any = std::ranges::any_of(
            lines, [](const DifferentLine& one) { return one.kind != DifferentLine::Kind::same; });
        out.push_back({left[i].name, std::move(lines), any});
    }
    return out;
}

}  // namespace sendguard::review
