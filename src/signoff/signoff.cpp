// Every signed statement held against the draft as it is now.
#include "signoff/signoff.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "signoff/statement_fields.h"

namespace sendguard::signoff {
namespace {

Signoff void_signoff(std::string from, std::string reason) {
    Signoff signoff;
    signoff.signed_ = true;
    signoff.from = std::move(from);
    signoff.void_reason = std::move(reason);
    return signoff;
}

/// A key is one person, whatever number of principals its line has: the first address among them.
std::string person_of(const std::vector<std::string>& principals) {
    const auto address = std::find_if(principals.begin(), principals.end(), [](const auto& name) {
        return name.find('@') != std::string::npos;
    });
    return address != principals.end() ? *address : principals.front();
}

Signoff check_one(const SignedStatement& found, std::string_view draft_lines,
                  std::string_view keyring, Timestamp now) {
    auto parsed = parse_statement(found.statement);
    if (!parsed) {
        return void_signoff(found.from, parsed.error().message);
    }
    const auto& fields = parsed.value().fields;
    auto principals = verify(found, keyring, now);
    Signoff signoff = void_signoff(found.from, principals ? "" : principals.error().message);
    signoff.as = fields.as;
    signoff.until = fields.until;
    if (!principals) {
        return signoff;
    }
    signoff.person = person_of(principals.value());
    if (parsed.value().draft_lines != draft_lines) {
        signoff.void_reason =
            fmt::format("{} signed another draft than this: {}", escape_invisible(signoff.person),
                        difference_in_words(parsed.value().draft_lines, draft_lines));
    } else if (fields.until && now >= *fields.until) {
        signoff.void_reason =
            fmt::format("the sign-off ended at {}: ask {} to sign again",
                        format_rfc3339(*fields.until), escape_invisible(signoff.person));
    }
    return signoff;
}

/// Each person once for a group; one that counts goes before one that is void.
void add_once(std::vector<Signoff>& all, Signoff signoff) {
    const auto same = std::find_if(all.begin(), all.end(), [&](const Signoff& other) {
        return !signoff.person.empty() && equals_ignoring_case(other.person, signoff.person) &&
               other.as == signoff.as;
    });
    if (same == all.end()) {
        all.push_back(std::move(signoff));
    } else if (!same->void_reason.empty() && signoff.void_reason.empty()) {
        *same = std::move(signoff);
    }
}

}  // namespace

std::vector<Signoff> signed_signoffs(const draft::Draft& draft, const SignedSources& sources,
                                     Timestamp now) {
    std::vector<Signoff> all;
    std::vector<SignedStatement> statements;
    const auto gather = [&](Result<std::vector<SignedStatement>> found, std::string_view name) {
        if (found) {
            std::move(found.value().begin(), found.value().end(), std::back_inserter(statements));
        } else {
            all.push_back(void_signoff(std::string(name), found.error().message));
        }
    };
    gather(parse_sidecar(sources.sidecar, sources.sidecar_name), sources.sidecar_name);
    gather(from_headers(draft), "header Send-Guard-Signoff");
    if (statements.empty()) {
        return all;
    }
    const auto now_lines = statement(draft, {}, sources.path_in_repository);
    for (const auto& found : statements) {
        add_once(all, trim(sources.keyring).empty()
                          ? void_signoff(found.from,
                                         "no keyring is set: name an allowed_signers file as "
                                         "`keyring` in send-guard.yaml")
                          : check_one(found, now_lines, sources.keyring, now));
    }
    return all;
}

}  // namespace sendguard::signoff
