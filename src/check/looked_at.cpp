// What each kind of condition looked at on a draft, and what came nearest to making it true.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "check/why_not.h"
#include "draft/encoded_words.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

using namespace policy;

constexpr std::size_t kMostListed = 12;
constexpr std::size_t kMostFound = 1000;
constexpr std::size_t kMostLiterals = 200;
constexpr std::size_t kShown = 60;

std::string list_of(std::vector<std::string> items, std::string_view none) {
    if (items.empty()) return std::string(none);
    const auto more = items.size() > kMostListed ? items.size() - kMostListed : 0;
    items.resize(items.size() - more);
    auto out = fmt::format("{}", fmt::join(items, ", "));
    if (more != 0) out += fmt::format(", and {} more", more);
    return out;
}

std::string place_words(const draft::Location& where) {
    return fmt::format("{} line {}", draft::place_name(where.place), where.line);
}

class Looking {
  public:
    Looking(const Scene& scene, const std::vector<Sighting>& sightings)
        : scene_(scene), sightings_(sightings) {}

    std::vector<std::string> take() { return std::move(notes_); }

    void operator()(const TextCondition& c) {
        note(list_of(searched_places(c.in), "there is no text in these places"), "looked at: ");
        for (const auto& sighting : sightings_) tell(c, sighting);
        if (!is_met(c)) nearly(c);
    }
    void operator()(const RecipientsCondition&) {
        std::vector<std::string> people;
        for (const auto& one : scene_.draft.recipients) {
            const auto role = one.role == draft::Role::to   ? "to"
                              : one.role == draft::Role::cc ? "cc"
                                                            : "bcc";
            people.push_back(fmt::format(
                "{} {} ({}{})", role, one.mailbox.address,
                scene_.policy.is_internal(one.mailbox.address) ? "internal" : "external",
                groups_of(one.mailbox.address)));
        }
        note(list_of(std::move(people), "the draft has no recipients"), "looked at: ");
    }
    void operator()(const SenderCondition&) {
        std::vector<std::string> seen;
        for (const auto* list : {&scene_.draft.from, &scene_.draft.sender})
            for (const auto& one : *list) seen.push_back(one.address + groups_of(one.address));
        if (scene_.draft.envelope.sender)
            seen.push_back("envelope " + *scene_.draft.envelope.sender);
        const auto& identity = scene_.facts.identity;
        if (!identity.user.empty()) seen.push_back("logged in as " + identity.user);
        seen.push_back(fmt::format("kind {}", sender_kind_name(identity.kind)));
        note(list_of(std::move(seen), "nobody"), "looked at: ");
    }
    void operator()(const HeaderCondition& c) {
        std::vector<std::string> values;
        std::vector<std::string_view> names;
        for (const auto& field : scene_.draft.headers) {
            names.push_back(field.name);
            if (equals_ignoring_case(field.name, c.name))
                values.push_back(shortened(trim(draft::decode_header_text(field.value)), kShown));
        }
        if (!values.empty()) return note(list_of(std::move(values), ""), "looked at: ");
        auto text = fmt::format("the draft has no header {}", c.name);
        if (const auto likely = nearest(c.name, names)) text += fmt::format("; it has {}", *likely);
        note(text);
    }
    void operator()(const AttachmentCondition&) {
        std::vector<std::string> files;
        for (const auto& part : scene_.draft.parts) {
            if (!part.attachment) continue;
            files.push_back(fmt::format("{} ({}, {} bytes{}{})",
                                        part.filename.empty() ? "without a name" : part.filename,
                                        part.type, part.size, part.encrypted ? ", encrypted" : "",
                                        part.read ? "" : ", unreadable"));
        }
        note(list_of(std::move(files), "the draft has no attachments"), "looked at: ");
    }
    void operator()(const ContentCondition&) {
        std::vector<std::string> held;
        for (const auto& one : scene_.draft.contents)
            held.push_back(fmt::format("{} ({})", draft::content_kind_name(one.kind), one.count));
        note(list_of(std::move(held), "its documents hold nothing besides"), "looked at: ");
    }
    void operator()(const LinkCondition&) {
        std::vector<std::string> targets;
        for (const auto& item : scene_.text.at(draft::Place::link))
            targets.push_back(shortened(scene_.draft.passages[item.passage].text, kShown));
        note(list_of(std::move(targets), "the draft has no links"), "looked at: ");
    }
    void operator()(const AudienceCondition&) {
        note(fmt::format("the audience is {}", audience_name(scene_.audience)));
    }
    void operator()(const GateCondition&) {
        note(fmt::format("the gate is {}", gate_name(scene_.facts.gate)));
    }
    void operator()(const TimeCondition& c) {
        note(fmt::format("it is {}; the rule's zone is {}", format_rfc3339(scene_.facts.now),
                         c.zone));
    }
    void operator()(const RateCondition& c) {
        const auto count = std::ranges::find(scene_.facts.sent, c.within, &SentCount::within);
        note(count == scene_.facts.sent.end()
                 ? "nothing is counted here: only mail gates with a store count"
                 : fmt::format("{} messages, {} new recipients", count->messages,
                               count->new_recipients));
    }
    void operator()(const DetectCondition& c) {
        Evidence evidence;
        const auto held = holds_detect(c, scene_, evidence);
        if (held && !held.value()) note(fmt::format("the detector {} found nothing", c.name));
        for (auto& one : evidence.notes) note(one);
    }
    void operator()(const MetadataCondition&) {
        std::vector<std::string> facts;
        for (const auto& fact : scene_.draft.facts)
            facts.push_back(fmt::format("{} = {}", fact.key, shortened(fact.value, kShown)));
        note(list_of(std::move(facts), scene_.draft.kind == draft::Kind::mail
                                           ? "a mail has no metadata"
                                           : "the file says nothing of itself"),
             "looked at: ");
    }
    template <class Other>
    void operator()(const Other&) {}  // lists of conditions, which have answers of their own

  private:
    void note(std::string text, std::string_view before = "") {
        notes_.push_back(std::string(before) + std::move(text));
    }
    std::string groups_of(std::string_view address) const {
        std::string out;
        for (const auto& group : scene_.policy.groups)
            if (group.contains(address)) out += ", " + group.name;
        return out;
    }
    std::vector<std::string> searched_places(const PlaceSet& in) const {
        std::vector<std::string> out;
        for (std::size_t p = 0; p < draft::kPlaces; ++p) {
            const auto place = static_cast<draft::Place>(p);
            std::size_t bytes = 0;
            if (in.test(p))
                for (const auto& item : scene_.text.at(place)) bytes += item.end - item.begin;
            if (bytes != 0)
                out.push_back(fmt::format("{} ({} bytes)", draft::place_name(place), bytes));
        }
        return out;
    }
    bool is_met(const TextCondition& c) const {
        Evidence evidence;
        const auto held = holds_text(c, scene_, evidence);
        return held && held.value();
    }
    std::string quoted(const SearchedText::Item& item, Span span) const {
        const auto& passage = scene_.draft.passages[item.passage];
        const auto [begin, end] = draft::unfold(passage.text, span.begin, span.end);
        const auto where = draft::locate(scene_.draft, passage, begin, end);
        return fmt::format("{}: \"{}\"", place_words(where), shortened(where.text, kShown));
    }
    void tell(const TextCondition& c, const Sighting& sighting);
    void nearly(const TextCondition& c);
    void elsewhere(const TextCondition& c);
    bool too_few(const TextCondition& c);
    bool in_other_case(const TextCondition& c);
    void alike(const TextCondition& c);

    /// Each passage where the condition looks.
    template <class See>
    void each(const PlaceSet& in, See see) const {
        for (std::size_t p = 0; p < draft::kPlaces; ++p) {
            if (!in.test(p)) continue;
            for (const auto& item : scene_.text.at(static_cast<draft::Place>(p))) see(item);
        }
    }

    const Scene& scene_;
    const std::vector<Sighting>& sightings_;
    std::vector<std::string> notes_;
};

/// Where the words stand that were expected, and whether the condition looks and matches there.
void Looking::tell(const TextCondition& c, const Sighting& sighting) {
    const auto where = place_words(sighting.where);
    const auto place = static_cast<std::size_t>(sighting.where.place);
    if (!c.in.test(place))
        return note(fmt::format("the words stand in {}, where it does not look", where));
    const auto folded = draft::fold(sighting.where.text);
    const auto found = scene_.policy.patterns.find(c.pattern, folded, 1);
    note(found && !found.value().empty()
             ? fmt::format("the words stand in {}, and match", where)
             : fmt::format("the words stand in {}, and do not match by themselves", where));
}

void Looking::nearly(const TextCondition& c) {
    elsewhere(c);
    if (too_few(c) || in_other_case(c)) return;
    alike(c);
}

void Looking::elsewhere(const TextCondition& c) {
    std::vector<std::string> found;
    each(~c.in, [&](const SearchedText::Item& item) {
        const auto spans = scene_.text.find(item, c.pattern, 1);
        if (spans && !spans.value().empty()) found.push_back(quoted(item, spans.value().front()));
    });
    if (!found.empty())
        note(list_of(std::move(found), ""), "it would match where it does not look: ");
}

/// There are matches, but fewer than it asks for, or without the words that must stand near.
bool Looking::too_few(const TextCondition& c) {
    std::set<std::string> distinct;
    std::vector<std::string> lonely;
    each(c.in, [&](const SearchedText::Item& item) {
        const auto spans = scene_.text.find(item, c.pattern, kMostFound);
        if (!spans) return;
        for (const auto& span : spans.value()) {
            distinct.insert(
                draft::lower(scene_.text.folded(item).substr(span.begin, span.end - span.begin)));
            lonely.push_back(quoted(item, span));
        }
    });
    if (distinct.empty()) return false;
    if (c.at_least > 1)
        note(fmt::format("{} different hits of the {} that it asks for", distinct.size(),
                         c.at_least));
    if (c.near_pattern != kNoPattern)
        note(list_of(std::move(lonely), ""),
             fmt::format("without the words that must stand within {} words: ", c.near_within));
    return true;
}

bool Looking::in_other_case(const TextCondition& c) {
    const auto& spec = scene_.policy.patterns.spec(c.pattern);
    if (spec.ignore_case) return false;
    const auto loose = PatternSet::build({{spec.regex, true}});
    std::vector<std::string> found;
    if (!loose) return false;
    each(c.in, [&](const SearchedText::Item& item) {
        const auto spans = loose.value().find(0, scene_.text.folded(item), 1);
        if (spans && !spans.value().empty()) found.push_back(quoted(item, spans.value().front()));
    });
    if (found.empty()) return false;
    note(list_of(std::move(found), ""), "it matches but for upper and lower case: ");
    return true;
}

void Looking::alike(const TextCondition& c) {
    auto literals = required_literals(scene_.policy.patterns.spec(c.pattern));
    if (literals.size() > kMostLiterals) literals.resize(kMostLiterals);
    std::string best;
    double distance = 1;
    each(c.in, [&](const SearchedText::Item& item) {
        for (const auto& literal : literals) {
            const auto like = likest(scene_.text.folded(item), literal);
            if (!like || like->distance >= distance || like->distance == 0) continue;
            distance = like->distance;
            best = fmt::format("nearest: {}, which is like \"{}\"", quoted(item, like->span),
                               trim(literal));
        }
    });
    if (!best.empty()) note(best);
}

}  // namespace

std::vector<std::string> looked_at(const Condition& condition, const Scene& scene,
                                   const std::vector<Sighting>& sightings) {
    Looking looking(scene, sightings);
    std::visit(looking, condition.is);
    return looking.take();
}

}  // namespace sendguard::check
