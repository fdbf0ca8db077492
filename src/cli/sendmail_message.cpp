#include "cli/sendmail_message.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "base/text.h"
#include "draft/fields.h"

namespace sendguard::cli {
namespace {

constexpr std::size_t kPieceBytes = 64u << 10;

/// Where a line that is a single dot begins, when it begins at or after `from`, which is the start
/// of a line.
/// in: whole - no more input follows
std::optional<std::size_t> find_dot_line(std::string_view text, std::size_t from, bool whole) {
    while (from < text.size()) {
        const auto end = text.find('\n', from);
        if (end == std::string_view::npos && !whole) return std::nullopt;
        auto line = text.substr(from, end == std::string_view::npos ? end : end - from);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line == ".") return from;
        if (end == std::string_view::npos) return std::nullopt;
        from = end + 1;
    }
    return std::nullopt;
}

std::vector<draft::HeaderField> fields_of(std::string_view message) {
    if (!draft::starts_field(message, 0)) return {};
    return draft::split_fields(message, 0, message.size()).fields;
}

bool is_resent(const draft::HeaderField& field) {
    return starts_with_ignoring_case(field.name, "Resent-");
}

/// The fields of the first block of Resent-* fields; a name that comes again begins an older one.
std::vector<draft::HeaderField> newest_resent(const std::vector<draft::HeaderField>& fields) {
    std::vector<draft::HeaderField> block;
    for (auto at = std::ranges::find_if(fields, is_resent); at != fields.end() && is_resent(*at);
         ++at) {
        if (draft::find_field(block, at->name) != nullptr) break;
        block.push_back(*at);
    }
    return block;
}

/// Encoded words of at most 75 bytes each, every character whole. source: RFC 2047 2, 4.2, 5 (3)
std::string encoded_words(std::string_view text) {
    constexpr std::string_view kOpen = "=?utf-8?Q?";
    constexpr std::size_t kMost = 75 - 2;
    std::string out;
    std::string word(kOpen);
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = at;
        next_code_point(text, at);
        std::string piece;
        for (const char c : text.substr(begin, at - begin)) {
            if (is_ascii_letter(c) || is_ascii_digit(c)) {
                piece += c;
            } else {
                piece += fmt::format("={:02X}", static_cast<unsigned char>(c));
            }
        }
        if (word.size() + piece.size() > kMost) {
            out += word + "?= ";
            word = kOpen;
        }
        word += piece;
    }
    return out + word + "?=";
}

}  // namespace

Result<std::string> read_submission(int descriptor, bool dot_ends, std::size_t most) {
    std::string out;
    std::size_t line = 0;  // where the last line begins that is not known to be whole
    for (;;) {
        const auto used = out.size();
        if (used > most) {
            return error(
                Errc::limit,
                fmt::format("the message is larger than {} bytes, the most that is taken", most));
        }
        out.resize(used + kPieceBytes);
        const auto n = ::read(descriptor, out.data() + used, kPieceBytes);
        const int fault = errno;
        out.resize(used + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
        if (n < 0 && fault == EINTR) continue;
        if (n < 0) {
            return error(Errc::io,
                         fmt::format("standard input cannot be read: {}", std::strerror(fault)));
        }
        if (dot_ends) {
            if (const auto dot = find_dot_line(out, line, n == 0)) {
                out.resize(*dot);
                return out;
            }
            const auto last = out.rfind('\n');
            if (last != std::string::npos) line = last + 1;
        }
        if (n == 0) return out;
    }
}

std::string with_crlf(std::string_view raw, bool lone_cr) {
    if (raw.starts_with("From ")) {
        const auto end = raw.find('\n');
        raw.remove_prefix(end == std::string_view::npos ? raw.size() : end + 1);
    }
    std::string out;
    out.reserve(raw.size() + raw.size() / 32);
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] == '\n') {
            out += "\r\n";
        } else if (raw[i] != '\r') {
            out += raw[i];
        } else if (i + 1 < raw.size() && raw[i + 1] == '\n') {
            out += "\r\n";
            ++i;
        } else {
            out += lone_cr ? "\r\n" : "\r";
        }
    }
    return out;
}

std::string completed(std::string message, const MissingFields& missing) {
    const auto fields = fields_of(message);
    std::string front;
    if (draft::find_field(fields, "From") == nullptr) {
        front += missing.from_name.empty()
                     ? fmt::format("From: {}\r\n", missing.from_address)
                     : fmt::format("From: {} <{}>\r\n", display_name(missing.from_name),
                                   missing.from_address);
    }
    if (draft::find_field(fields, "Date") == nullptr) front += "Date: " + missing.date + "\r\n";
    if (draft::find_field(fields, "Message-ID") == nullptr)
        front += "Message-ID: <" + missing.message_id + ">\r\n";
    if (front.empty()) return message;
    if (fields.empty() && !message.starts_with("\r\n")) front += "\r\n";
    return front + message;
}

Result<std::vector<std::string>> header_recipients(std::string_view message,
                                                   const AddressRules& rules) {
    auto fields = fields_of(message);
    std::string prefix;
    if (auto resent = newest_resent(fields); !resent.empty()) {
        fields = std::move(resent);
        prefix = "Resent-";
    }
    std::vector<std::string> out;
    for (const auto& field : fields) {
        for (const auto* name : {"To", "Cc", "Bcc"}) {
            if (!equals_ignoring_case(field.name, prefix + name)) continue;
            BOOST_OUTCOME_TRY(const auto addresses, addresses_in(field.value, rules));
            out.insert(out.end(), addresses.begin(), addresses.end());
        }
    }
    return out;
}

std::string header_sender(std::string_view message, const AddressRules& rules) {
    const auto fields = fields_of(message);
    const auto* field = draft::find_field(fields, "Sender");
    if (field == nullptr) field = draft::find_field(fields, "From");
    if (field == nullptr) return "";
    const auto addresses = addresses_in(field->value, rules);
    return addresses && addresses.value().size() == 1 ? addresses.value().front() : "";
}

std::string display_name(std::string_view name) {
    const auto text = to_valid_utf8(trim(name));
    if (!is_ascii(text)) return encoded_words(text);
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

}  // namespace sendguard::cli
