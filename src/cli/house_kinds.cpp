#include "cli/house_kinds.h"

#include <algorithm>

namespace sendguard::cli {
namespace {

constexpr HouseKind kKinds[] = {
    {"press-office", "releases, statements and letters to the press",
     "attachments, chatter, documents, drafts, front-matter, history, identity, letters, "
     "placeholders, press-release, recipients, sign-off, test",
     ""},
    {"newsroom", "stories, alerts and newsletters",
     "attachments, chatter, documents, drafts, front-matter, history, identity, "
     "placeholders, press-release, recipients, test",
     // A story names embargoes and confirms facts as it goes; a release's form is not its own.
     "  press-release/no-contact: off\n  press-release/no-boilerplate: off\n"},
    {"ministry", "letters and papers, some of them marked",
     "attachments, chatter, documents, drafts, front-matter, history, identity, letters, "
     "markings, placeholders, press-release, recipients, sign-off, test",
     ""},
    {"company", "mail, offers, contracts and announcements",
     "attachments, chatter, documents, drafts, history, identity, letters, markings, "
     "placeholders, press-release, recipients, sign-off, test",
     // Most offices mark their own mail often: a reminder is enough.
     "  markings/marked-inside: {action: warn}\n  letters/unnamed-letter-inside: {action: warn}\n"},
    {"agents", "mail that programs write",
     "agents, attachments, chatter, documents, drafts, history, identity, placeholders, "
     "recipients, sign-off, test",
     ""},
};

}  // namespace

std::span<const HouseKind> house_kinds() {
    return kKinds;
}

const HouseKind* find_house_kind(std::string_view name) {
    const auto* found = std::ranges::find(kKinds, name, &HouseKind::name);
    return found == std::end(kKinds) ? nullptr : found;
}

}  // namespace sendguard::cli
