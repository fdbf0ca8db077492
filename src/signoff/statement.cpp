// What a sign-off signs, written from a draft.
//
// The problem: a signature over a mail's bytes breaks on every server that adds a field, and one
// over its text alone lets recipients be added. The idea: a list of the facts that a signer answers
// for, one a line, that any person can read and any program can make again. Two drafts that a
// reader could tell apart never have the same statement:
// - a value holds no line end, and < and > in names and addresses are escaped, so that the address
// of
//   a from: line is what stands in its last pair;
// - in a part: line, type, charset and disposition hold no blank (escaped), the size and digest are
// the
//   last two words, so that the file name is all that stands between; a file named "-" is \u{2d};
// - a mail that two programs may read differently has a line raw: over the bytes themselves.
// Limits: display names of recipients, preamble and epilogue of a sound multipart, and fields
// outside contract.md's list are not covered. Source: contract.md, Statement 1.
#include "signoff/statement.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "signoff/content_digest.h"
#include "signoff/values.h"

namespace sendguard::signoff {
namespace {

using Values = std::vector<std::string>;

void add_line(std::string& out, std::string_view key, std::string_view value) {
    out.append(key).append(value.empty() ? ":" : ": ").append(value).append("\n");
}

void add_sorted(std::string& out, std::string_view key, Values values) {
    std::sort(values.begin(), values.end());
    for (const auto& value : values) {
        add_line(out, key, value);
    }
}

std::string in_brackets(std::string_view address) {
    return "<" + escape_value(canonical_address(address), "<>") + ">";
}

Values people(const std::vector<draft::Mailbox>& mailboxes) {
    Values values;
    for (const auto& mailbox : mailboxes) {
        const auto name = escape_value(trim(mailbox.name), "<>");
        values.push_back(name + (name.empty() ? "" : " ") + in_brackets(mailbox.address));
    }
    return values;
}

/// An address that could not be read keeps the name that stands in its place.
Values recipients(const draft::Draft& draft, draft::Role role) {
    Values values;
    for (const auto& recipient : draft.recipients) {
        if (recipient.role == role) {
            const auto& [name, address] = recipient.mailbox;
            const auto unread = address.empty() ? escape_value(trim(name), "<>") : "";
            values.push_back(unread + (unread.empty() ? "" : " ") + in_brackets(address));
        }
    }
    return values;
}

/// Without an envelope, `send` takes the one From address.
std::string sender(const draft::Draft& draft) {
    if (draft.envelope.sender) {
        return in_brackets(*draft.envelope.sender);
    }
    const bool one = draft.from.size() == 1 && !draft.from.front().address.empty();
    return one ? in_brackets(draft.from.front().address) : "-";
}

/// Part numbers start at 1 for the whole message, whether or not the reader counts the root.
class Numbers {
  public:
    explicit Numbers(const draft::Draft& draft)
        : below_root_(!draft.parts.empty() && draft.parts.front().number.empty() &&
                      std::any_of(draft.parts.begin() + 1, draft.parts.end(),
                                  [](const auto& part) { return part.number == "1"; })) {}
    std::string of(const draft::Part& part) const {
        if (part.number.empty()) {
            return "1";
        }
        return (below_root_ ? "1." : "") + part.number;
    }

  private:
    bool below_root_ = false;
};

std::string part_value(const draft::Draft& draft, const draft::Part& part, std::string number) {
    std::string value = std::move(number) + " " + escape_value(part.type, " ;");
    if (part.multipart) {
        return value;
    }
    if (!part.charset.empty()) {
        value += "; charset=" + escape_value(part.charset, " ;");
    }
    const std::string_view given = part.disposition;
    const std::string_view disposition = given.empty() ? "inline" : given;
    const auto name = part.filename.empty()  ? "-"
                      : part.filename == "-" ? "\\u{2d}"
                                             : escape_value(part.filename);
    const auto digest = content_digest(draft, part);
    return fmt::format("{} {} {} {} sha256:{}", value, escape_value(disposition, " "), name,
                       digest.size, digest.sha256);
}

/// An attached message is one line over its bytes; the parts inside it have no lines of their own.
Values parts(const draft::Draft& draft) {
    Values values;
    const Numbers numbers(draft);
    std::string attached;
    for (const auto& part : draft.parts) {
        auto number = numbers.of(part);
        if (!attached.empty() && number.starts_with(attached)) {
            continue;
        }
        attached = part.type == "message/rfc822" ? number + "." : "";
        values.push_back(part_value(draft, part, std::move(number)));
    }
    return values;
}

bool is_ambiguous(const draft::Draft& draft) {
    return std::any_of(draft.faults.begin(), draft.faults.end(), [](const auto& fault) {
        return fault.fault_class == draft::FaultClass::ambiguous;
    });
}

void add_mail(std::string& out, const draft::Draft& draft) {
    add_line(out, "sender", sender(draft));
    add_sorted(out, "from", people(draft.from));
    add_sorted(out, "header-sender", people(draft.sender));
    add_sorted(out, "reply-to", people(draft.reply_to));
    add_sorted(out, "to", recipients(draft, draft::Role::to));
    add_sorted(out, "cc", recipients(draft, draft::Role::cc));
    add_sorted(out, "bcc", recipients(draft, draft::Role::bcc));
    add_line(out, "subject", escape_value(trim(draft.subject())));
    add_sorted(out, "part", parts(draft));
    if (is_ambiguous(draft)) {
        const auto digest = raw_digest(draft);
        add_line(out, "raw", fmt::format("{} sha256:{}", digest.size, digest.sha256));
    }
}

void add_file(std::string& out, const draft::Draft& draft, std::string_view path) {
    const std::string_view bytes = draft.bytes ? std::string_view(*draft.bytes) : "";
    add_line(out, "sender", "-");
    add_line(out, "file",
             fmt::format("{} {} sha256:{}", escape_value(path.empty() ? draft.source : path),
                         bytes.size(), sha256_hex(bytes)));
}

}  // namespace

std::string statement(const draft::Draft& draft, const SignerFields& fields,
                      std::string_view path_in_repository) {
    std::string out = "send-guard-statement 1\n";
    if (draft.kind == draft::Kind::file) {
        add_file(out, draft, path_in_repository);
    } else {
        add_mail(out, draft);
    }
    if (!fields.as.empty()) {
        add_line(out, "as", escape_value(fields.as));
    }
    if (fields.until) {
        add_line(out, "until", format_rfc3339(*fields.until));
    }
    return out;
}

std::string draft_digest(const draft::Draft& draft, std::string_view path_in_repository) {
    return "sha256:" + sha256_hex(statement(draft, {}, path_in_repository));
}

}  // namespace sendguard::signoff
