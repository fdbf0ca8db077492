// The size and SHA-256 of a part's content in the form that transport does not change.
#include "signoff/content_digest.h"

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/text.h"
#include "draft/transfer.h"

namespace sendguard::signoff {
namespace {

/// Counts and hashes; CRLF as LF where asked, also when a piece ends between the two.
class Digester {
  public:
    explicit Digester(bool even_lines) : even_lines_(even_lines) {}

    void add(std::string_view piece) {
        if (!even_lines_) {
            put(piece);
            return;
        }
        while (!piece.empty()) {
            if (pending_cr_ && piece.front() != '\n') {
                put("\r");
            }
            pending_cr_ = false;
            const std::size_t cr = piece.find('\r');
            put(piece.substr(0, cr));
            if (cr == std::string_view::npos) {
                return;
            }
            pending_cr_ = true;
            piece.remove_prefix(cr + 1);
        }
    }

    ContentDigest finish(bool end_line) {
        if (pending_cr_) {
            put("\r");
        }
        if (end_line && size_ > 0 && last_ != '\n') {
            put("\n");
        }
        return {.size = size_, .sha256 = sha_.hex()};
    }

  private:
    void put(std::string_view bytes) {
        if (!bytes.empty()) {
            sha_.add(bytes);
            size_ += bytes.size();
            last_ = bytes.back();
        }
    }

    Sha256 sha_;
    std::uint64_t size_ = 0;
    char last_ = '\0';
    bool even_lines_ = false;
    bool pending_cr_ = false;
};

std::string_view slice(const draft::Draft& draft, std::size_t begin, std::size_t end) {
    const std::string_view bytes = draft.bytes ? std::string_view(*draft.bytes) : "";
    const std::size_t last = std::min(end, bytes.size());
    return begin < last ? bytes.substr(begin, last - begin) : std::string_view();
}

bool changes_what_is_seen(std::string_view name) {
    static constexpr std::array<std::string_view, 8> kNames{
        "from", "sender", "reply-to", "to", "cc", "subject", "mime-version", "content-"};
    return std::any_of(kNames.begin(), kNames.end(), [&](std::string_view seen) {
        return seen.back() == '-' ? starts_with_ignoring_case(name, seen)
                                  : equals_ignoring_case(name, seen);
    });
}

}  // namespace

ContentDigest content_digest(const draft::Draft& mail, const draft::Part& part) {
    const bool text = part.type.starts_with("text/");
    const bool by_lines = part.encoding != draft::TransferEncoding::base64 &&
                          part.encoding != draft::TransferEncoding::binary;
    Digester digester(text || by_lines);
    const auto content = slice(mail, part.content_begin, part.content_end);
    if (part.encoding == draft::TransferEncoding::base64) {
        digester.add(draft::decode_base64(content).text);
    } else if (part.encoding == draft::TransferEncoding::quoted_printable) {
        digester.add(draft::decode_quoted_printable(content).text);
    } else {
        digester.add(content);
    }
    const bool whole_mail = !mail.parts.empty() && &part == &mail.parts.front();
    return digester.finish(whole_mail && (text || by_lines));
}

ContentDigest raw_digest(const draft::Draft& draft) {
    Digester digester(true);
    for (const auto& field : draft.headers) {
        if (changes_what_is_seen(field.name)) {
            digester.add(ascii_lower(field.name));
            digester.add(":");
            digester.add(trim(field.value));
            digester.add("\n");
        }
    }
    digester.add("\n");
    const std::size_t begin = draft.parts.empty() ? 0 : draft.parts.front().content_begin;
    digester.add(slice(draft, begin, std::string_view::npos));
    return digester.finish(true);
}

}  // namespace sendguard::signoff
