// Sign-offs that a draft states in its own words, and who its authors are.
//
// A stated sign-off proves nothing about who wrote it; a rule must ask for `strength: stated` to
// take it. It counts only where an author writes: a line's start in the body or the name block, or
// a file's front matter; never in quoted mail, hidden text or comments, nor in a reading that only
// some mail programs have.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/lines.h"
#include "base/text.h"
#include "signoff/signoff.h"
#include "signoff/values.h"

namespace sendguard::signoff {
namespace {

constexpr std::size_t kMaxStated = 1000;  // more are no sign-offs but an attack

constexpr std::array<std::string_view, 26> kLabels{
    "Approved-by",    "Approved by",  "Signed-off-by",    "Signed off by",  "Cleared-by",
    "Cleared by",     "Released-by",  "Released by",      "Genehmigt von",  "Freigegeben von",
    "Approuvé par",   "Validé par",   "Aprobado por",     "Autorizado por", "Approvato da",
    "Autorizzato da", "Aprovado por", "Goedgekeurd door", "Zatwierdził",    "Zatwierdziła",
    "Утверждено",     "Затверджено",  "Onaylayan",        "批准",           "承認",
    "승인",
};

/// The bytes that a label may begin with, in either case: few lines begin with one.
constexpr std::array<bool, 256> make_opens() {
    std::array<bool, 256> table{};
    for (const auto label : kLabels) {
        const char first = label.front();
        table[static_cast<unsigned char>(first)] = true;
        table[static_cast<unsigned char>(ascii_lower(first))] = true;
    }
    return table;
}
constexpr auto kOpens = make_opens();

/// What follows the label's colon; nullopt when the line opens with no label.
struct Stated {
    std::string_view label, value;
};
std::optional<Stated> stated_in(std::string_view line) {
    if (line.empty() || !kOpens[static_cast<unsigned char>(line.front())]) return std::nullopt;
    for (const auto label : kLabels) {
        if (!starts_with_ignoring_case(line, label)) {
            continue;
        }
        auto rest = line.substr(label.size());
        for (const std::string_view blank : {" ", "\u00A0", "\u202F"}) {
            if (rest.starts_with(blank)) {
                rest.remove_prefix(blank.size());  // French sets one before a colon
                break;
            }
        }
        for (const std::string_view colon : {":", "\uFF1A"}) {
            if (rest.starts_with(colon)) {
                return Stated{label, trim(rest.substr(colon.size()))};
            }
        }
    }
    return std::nullopt;
}

/// "Name <address>" or the bare address; "" when there is not exactly one.
std::string address_in(std::string_view value) {
    const std::size_t open = value.find('<');
    if (open != std::string_view::npos) {
        const bool once = value.find('<', open + 1) == std::string_view::npos;
        value = once && value.ends_with('>') ? value.substr(open + 1, value.size() - open - 2) : "";
    }
    return is_plain_address(value) ? canonical_address(value) : std::string();
}

class Collector {
  public:
    void add(std::string_view value, std::string from) {
        if (found_.size() >= kMaxStated) {
            return;
        }
        Signoff signoff = stated_signoff(value, std::move(from));
        if (!signoff.person.empty() && !seen_.insert(ascii_lower(signoff.person)).second) {
            return;
        }
        found_.push_back(std::move(signoff));
    }
    std::vector<Signoff> take() { return std::move(found_); }

  private:
    std::vector<Signoff> found_;
    std::set<std::string> seen_;
};

template <class Each>
void each_line(std::string_view text, const Each& each) {
    any_line(text, [&](std::size_t begin, std::size_t end) {
        each(text.substr(begin, end - begin));
        return false;
    });
}

bool is_key(std::string_view text, std::string_view key) {
    std::string plain = ascii_lower(trim(text));
    std::replace(plain.begin(), plain.end(), '-', '_');
    return plain == key || plain == "front matter " + std::string(key);
}

std::string_view unquoted(std::string_view value) {
    value = trim(value);
    while (value.starts_with("- ") || value.starts_with('[') || value.starts_with('"') ||
           value.starts_with('\'')) {
        value = trim(value.substr(1));
    }
    while (value.ends_with(']') || value.ends_with('"') || value.ends_with('\'')) {
        value = trim(value.substr(0, value.size() - 1));
    }
    return value;
}

/// Values of `key` in front matter: a passage of its own for the key (`detail`), or "key: value"
/// lines with a YAML list below or in brackets.
template <class Each>
void each_metadata_value(const draft::Draft& draft, std::string_view key, const Each& each) {
    if (draft.kind != draft::Kind::file) {
        return;
    }
    const auto each_item = [&](std::string_view list) {
        for (const auto item : split(list, ',')) {
            if (const auto value = unquoted(item); !value.empty()) {
                each(value);
            }
        }
    };
    for (const auto& passage : draft.passages) {
        if (passage.place != draft::Place::metadata || passage.part != 0 || passage.alternative) {
            continue;
        }
        bool inside = is_key(passage.detail, key);
        each_line(passage.text, [&](std::string_view line) {
            const std::size_t colon = line.find(':');
            const bool item = line.starts_with(' ') || line.starts_with('-');
            if (colon != std::string_view::npos && is_key(line.substr(0, colon), key)) {
                inside = true;
                each_item(line.substr(colon + 1));
            } else if (inside && (item || is_key(passage.detail, key))) {
                each_item(line);
            } else {
                inside = false;
            }
        });
    }
}

}  // namespace

Signoff stated_signoff(std::string_view value, std::string from) {
    Signoff signoff;
    signoff.person = address_in(value);
    signoff.from = std::move(from);
    if (signoff.person.empty()) {
        signoff.void_reason =
            fmt::format("`{}` is not one address: write `Name <address>`, each person on a line",
                        escape_invisible(value.substr(0, 80)));
    }
    return signoff;
}

std::vector<Signoff> stated_signoffs(const draft::Draft& draft) {
    Collector collector;
    for (const auto& passage : draft.passages) {
        const bool own =
            passage.place == draft::Place::body || passage.place == draft::Place::signature;
        if (!own || passage.alternative) {
            continue;
        }
        each_line(passage.text, [&](std::string_view line) {
            if (const auto stated = stated_in(line)) {
                collector.add(stated->value, fmt::format("line {} in {}", stated->label,
                                                         draft::place_name(passage.place)));
            }
        });
    }
    each_metadata_value(draft, "approved_by", [&](std::string_view value) {
        collector.add(value, "approved_by in front matter");
    });
    return collector.take();
}

std::vector<std::string> authors(const draft::Draft& draft) {
    std::vector<std::string> out;
    const auto add = [&](std::string_view address) {
        auto canonical = canonical_address(address);
        if (!canonical.empty() && std::find(out.begin(), out.end(), canonical) == out.end()) {
            out.push_back(std::move(canonical));
        }
    };
    add(draft.envelope.sender.value_or(""));
    for (const auto& mailbox : draft.from) {
        add(mailbox.address);
    }
    each_metadata_value(draft, "author", [&](std::string_view value) { add(address_in(value)); });
    return out;
}

}  // namespace sendguard::signoff
