// winmail.dat, the form in which Exchange wraps a mail (TNEF): a list of attributes, of which some
// hold lists of MAPI properties. Read are the subject, the text in its three forms, and the
// attachments with their long names.
// source: [MS-OXTNEF] 2.1, [MS-OXRTFCP] for the packed RTF
#include <fmt/format.h>

#include <optional>
#include <utility>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/text.h"
#include "draft/charset.h"
#include "draft/document_text.h"
#include "draft/formats.h"
#include "draft/rtf_unpack.h"

namespace sendguard::draft {
namespace {

using namespace std::string_view_literals;

constexpr auto kSignature = "\x78\x9F\x3E\x22"sv;
constexpr std::size_t kHeaderBytes = 6;  ///< signature and key
constexpr std::size_t kMostProperties = 5000;

enum Attribute : std::uint16_t {
    kSubject = 0x8004,
    kMessageClass = 0x8008,
    kBody = 0x800C,
    kAttachData = 0x800F,
    kAttachTitle = 0x8010,
    kAttachRendering = 0x9002,
    kProperties = 0x9003,
    kAttachment = 0x9005,
};
enum Property : std::uint16_t {
    kSubjectProperty = 0x0037,
    kBodyProperty = 0x1000,
    kRtfProperty = 0x1009,
    kHtmlProperty = 0x1013,
    kDisplayName = 0x3001,
    kDataObject = 0x3701,
    kShortName = 0x3704,
    kLongName = 0x3707,
};
enum Type : std::uint16_t { kString8 = 0x1E, kUnicode = 0x1F, kBinary = 0x102, kObject = 0x0D };

std::string text_of(std::string_view bytes, bool utf16) {
    CharsetText text = to_utf8(bytes, utf16 ? "utf-16le" : "");
    std::string out = text.as_is ? std::string(bytes) : std::move(text.text);
    while (!out.empty() && out.back() == '\0') out.pop_back();
    return out;
}

std::size_t fixed_size(std::uint16_t type) {
    switch (type) {
        case 0x05:
        case 0x06:
        case 0x07:
        case 0x14:
        case 0x40:
            return 8;
        case 0x48:
            return 16;
        default:
            return 4;
    }
}

/// Walks through a list of properties. `each(id, type, value)` gets the variable ones.
template <class Each>
bool walk_properties(std::string_view bytes, const Each& each) {
    const Bytes numbers(bytes);
    const std::size_t count = numbers.u32(0);
    if (count > kMostProperties) return false;
    std::size_t at = 4;
    for (std::size_t i = 0; i < count; ++i) {
        if (!numbers.holds(at, 4)) return false;
        const std::uint16_t type = numbers.u16(at);
        const std::uint16_t id = numbers.u16(at + 2);
        at += 4;
        if (id >= 0x8000) {  // named: a GUID, then a number or a name
            const bool name = numbers.u32(at + 16) != 0;
            const std::size_t size = numbers.u32(at + 20);
            at += name ? 24 + (size + 3) / 4 * 4 : 24;
        }
        const auto one = static_cast<std::uint16_t>(type & 0x0FFF);
        const bool variable =
            one == kString8 || one == kUnicode || one == kBinary || one == kObject;
        const bool several = (type & 0x1000) != 0 || variable;
        std::size_t values = several ? numbers.u32(at) : 1;
        if (several) at += 4;
        for (; values != 0; --values) {
            const std::size_t size = variable ? numbers.u32(at) : fixed_size(one);
            if (variable) at += 4;
            if (!numbers.holds(at, size)) return false;
            if (variable) each(id, one, numbers.slice(at, size));
            at += (size + 3) / 4 * 4;
        }
    }
    return true;
}

class Reader {
  public:
    Reader(Reading& reading, const Document& document)
        : reading_(reading), document_(document), text_(reading, document) {}

    void run() {
        const Bytes numbers(document_.bytes);
        std::size_t at = kHeaderBytes;
        while (at < numbers.size()) {
            const std::uint16_t id = numbers.u16(at + 1);
            const std::size_t size = numbers.u32(at + 5);
            if (!numbers.holds(at, 11) || !numbers.holds(at + 9, size)) {
                damaged();
                break;
            }
            attribute(id, numbers.slice(at + 9, size));
            at += 9 + size + 2;
        }
        end_attachment();
        text_.finish();
        for (auto& [name, bytes] : members_)
            read_member(reading_, document_, name, std::move(bytes));
    }

  private:
    struct Attachment {
        std::string name;
        std::string long_name;
        std::string_view data;
    };

    void damaged() {
        text_.fault(FaultClass::unreadable, "damaged", "winmail.dat is damaged or cut off");
    }

    void attribute(std::uint16_t id, std::string_view value) {
        switch (id) {
            case kSubject:
                add(Place::subject, text_of(value, false), "subject");
                break;
            case kMessageClass:
                add(Place::metadata, text_of(value, false), "message class");
                break;
            case kBody:
                add(Place::body, text_of(value, false), "text");
                break;
            case kProperties:
                properties(value);
                break;
            case kAttachRendering:
                end_attachment();
                attachment_.emplace();
                break;
            case kAttachTitle:
                if (attachment_) attachment_->name = text_of(value, false);
                break;
            case kAttachData:
                if (attachment_) attachment_->data = value;
                break;
            case kAttachment:
                attachment_properties(value);
                break;
            default:
                break;
        }
    }

    void add(Place place, std::string_view value, std::string locator) {
        text_.at("winmail.dat, " + std::move(locator));
        text_.add_line(place, value);
    }

    void properties(std::string_view list) {
        const bool whole = walk_properties(
            list, [&](std::uint16_t id, std::uint16_t type, std::string_view value) {
                if (id == kBodyProperty)
                    add(Place::body, text_of(value, type == kUnicode), "text");
                else if (id == kSubjectProperty)
                    add(Place::subject, text_of(value, type == kUnicode), "subject");
                else if (id == kHtmlProperty)
                    members_.emplace_back("message.html", std::string(value));
                else if (id == kRtfProperty)
                    add_rtf(value);
            });
        if (!whole) damaged();
    }

    void add_rtf(std::string_view packed) {
        auto rtf = unpack_rtf(packed, kMaxDocumentText);
        if (rtf)
            members_.emplace_back("message.rtf", std::move(*rtf));
        else
            damaged();
    }

    void attachment_properties(std::string_view list) {
        if (!attachment_) attachment_.emplace();
        const bool whole = walk_properties(
            list, [&](std::uint16_t id, std::uint16_t type, std::string_view value) {
                const bool name = id == kLongName || ((id == kDisplayName || id == kShortName) &&
                                                      attachment_->long_name.empty());
                if (name) attachment_->long_name = text_of(value, type == kUnicode);
                // A message inside: its class id of 16 bytes, then a TNEF of its own.
                if (id == kDataObject && value.size() > 16) attachment_->data = value.substr(16);
            });
        if (!whole) damaged();
    }

    void end_attachment() {
        if (!attachment_) return;
        auto& name = attachment_->long_name.empty() ? attachment_->name : attachment_->long_name;
        if (name.empty()) name = fmt::format("attachment {}", members_.size() + 1);
        members_.emplace_back(std::move(name), std::string(attachment_->data));
        attachment_.reset();
    }

    Reading& reading_;
    const Document& document_;
    DocumentText text_;
    std::optional<Attachment> attachment_;
    std::vector<std::pair<std::string, std::string>> members_;
};

}  // namespace

bool is_tnef(std::string_view bytes, std::string_view) {
    return bytes.starts_with(kSignature);
}

void read_tnef(Reading& reading, const Document& document) {
    Reader(reading, document).run();
}

}  // namespace sendguard::draft
