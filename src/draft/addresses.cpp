// One pass over the characters: quotes, comments, angle brackets and the separators outside them.
#include "draft/addresses.h"

#include <unicode/uidna.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "draft/encoded_words.h"

namespace sendguard::draft {
namespace {

struct AddressParser {
    std::string_view raw;
    AddressList list;
    std::string phrase, address, comment;  ///< of the mailbox that is being read
    bool angle = false, angle_seen = false, quoted = false;
    int comments = 0;

    void finish() {
        std::string name{trim(phrase)};
        std::string found{trim(address)};
        if (!angle_seen) {
            found = name;
            name = std::string(trim(comment));
            std::erase_if(found, [](char c) { return c == ' ' || c == '\t'; });
        }
        if (found.find('@') == std::string::npos) {
            if (name.empty())
                name = std::string(trim(angle_seen ? std::string_view(address) : phrase));
            if (angle_seen && !trim(found).empty()) name += " <" + found + ">";
            found.clear();
        }
        route(found);
        if (!name.empty() || !found.empty())
            list.mailboxes.push_back({std::string(trim(decode_header_text(name))),
                                      found.empty() ? found : canonical_address(found)});
        phrase.clear();
        address.clear();
        comment.clear();
        angle_seen = false;
    }

    /// RFC 5322 4.4: "@one,@two:user@domain" goes to user@domain.
    void route(std::string& found) {
        const std::size_t colon = found.rfind(':');
        if (found.starts_with('@') && colon != std::string::npos) {
            found.erase(0, colon + 1);
            list.complicated = true;
        }
        if (std::ranges::count(found, '@') > 1 || found.find_first_of(" \t\"") != std::string::npos)
            list.complicated = true;
    }

    /// out: true when `c` belonged to a comment
    bool in_comment(char c, std::size_t& i) {
        if (comments == 0 && c != '(') return false;
        if (c == '\\' && i + 1 < raw.size())
            c = raw[++i];
        else if (c == '(' && comments++ == 0)
            return true;
        else if (c == ')' && --comments == 0)
            return true;
        if (comments > 1) list.complicated = true;
        comment += c;
        return true;
    }

    void text(char c) { (angle ? address : phrase) += c; }

    void take(char c) {
        switch (c) {
            case '<':
                if (angle_seen) list.complicated = true;
                angle = angle_seen = true;
                return;
            case '>':
                angle = false;
                return;
            case ',':
            case ';':
                if (angle && address.starts_with('@')) return text(c);
                if (angle) list.complicated = true;
                angle = false;
                return finish();
            case ':':
                if (angle) return text(c);
                phrase.clear();  // a group's name; it stands in the field's passage
                return;
            case '\r':
            case '\n':
            case '\0':
                return;
            default:
                text(c);
        }
    }

    void run() {
        for (std::size_t i = 0; i < raw.size(); ++i) {
            const char c = raw[i];
            if (quoted) {
                if (c == '\\' && i + 1 < raw.size())
                    text(raw[++i]);
                else if (c == '"')
                    quoted = false;
                else if (c != '\r' && c != '\n')
                    text(c);
                if (angle && !quoted) list.complicated = true;
            } else if (!in_comment(c, i)) {
                if (c == '"')
                    quoted = true;
                else
                    take(c);
            }
        }
        if (quoted || angle || comments != 0) list.complicated = true;
        finish();
    }
};

std::string domain_in_a_labels(std::string_view domain) {
    UErrorCode status = U_ZERO_ERROR;
    UIDNA* const idna = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII, &status);
    if (U_FAILURE(status)) return ascii_lower(domain);
    std::array<char, 512> buffer{};
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    const std::int32_t length = uidna_nameToASCII_UTF8(
        idna, domain.data(), static_cast<std::int32_t>(domain.size()), buffer.data(),
        static_cast<std::int32_t>(buffer.size()), &info, &status);
    uidna_close(idna);
    if (U_FAILURE(status) || info.errors != 0 || length <= 0) return ascii_lower(domain);
    return std::string(buffer.data(), std::min(static_cast<std::size_t>(length), buffer.size()));
}

}  // namespace

AddressList parse_addresses(std::string_view raw) {
    AddressParser parser{.raw = raw, .list = {}, .phrase = {}, .address = {}, .comment = {}};
    parser.run();
    return std::move(parser.list);
}

std::string canonical_address(std::string_view address) {
    std::string text = to_valid_utf8(trim(address));
    const std::size_t at = text.rfind('@');
    if (at == std::string::npos) return text;
    std::string_view domain = std::string_view(text).substr(at + 1);
    while (domain.ends_with('.')) domain.remove_suffix(1);
    return text.substr(0, at + 1) +
           (is_ascii(domain) ? ascii_lower(domain) : domain_in_a_labels(domain));
}

}  // namespace sendguard::draft
