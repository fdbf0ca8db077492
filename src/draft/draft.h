// A draft is whatever is about to leave: a mail with its envelope, or a file about to be published.
//
// The problem: rules speak of "the subject", "what the author wrote", "a file's name"; a message is
// bytes in many wrappings, and two readers may see two different mails in them. The idea: reading
// turns the bytes, once, into a flat list of passages, each a run of UTF-8 text at a place, with a
// map back to where it came from. All that follows looks only at this. Where readings differ, the
// passages of every plausible reading stand here, and the difference itself is a Fault.
//
// A Draft owns every byte that its views point at: the source (shared, never changed, forwarded as
// it is) and the decoded texts (in `texts`). It can be moved, not copied.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "draft/content_kinds.h"

namespace sendguard::draft {

/// Where a passage stands. The names in YAML, JSON and texts are those of place_name().
enum class Place : std::uint8_t {
    subject,
    body,
    quote,      ///< text quoted or forwarded from earlier mail
    signature,  ///< the author's name block at the end
    filename,
    header,  ///< any other header field a reader may see
    link,    ///< a link's target
    alt_text,
    comment,
    insertion,
    deletion,
    hidden,  ///< there, but not seen by a reader
    notes,
    metadata,
    watermark,
};
inline constexpr std::size_t kPlaces = 15;
std::string_view place_name(Place place);                     ///< "alt-text"
std::optional<Place> place_from_name(std::string_view name);  ///< of place_name()

/// Whose coordinates a passage's map speaks.
enum class Origin : std::uint8_t {
    source,   ///< byte offsets into Draft::bytes: the text stands there literally
    decoded,  ///< byte offsets into the part's decoded text, Part::text
    field,    ///< decoded from the header field that starts at `origin` in Draft::bytes
};

/// From text offset `text` on, the text came from offset `origin` on, byte for byte, until the
/// next.
struct Segment {
    std::uint32_t text = 0;
    std::uint32_t origin = 0;
};

struct Passage {
    Place place = Place::body;
    std::uint32_t part = 0;  ///< index into Draft::parts
    std::string_view text;   ///< valid UTF-8
    Origin origin_kind = Origin::source;
    std::uint32_t origin = 0;  ///< where text[0] came from
    std::vector<Segment> map;  ///< sorted; empty: text[i] came from origin + i
    std::string detail;        ///< header name, "css display:none", ...; may be empty
    bool alternative = false;  ///< seen only in a reading other than the main one
};

enum class TransferEncoding : std::uint8_t {
    seven_bit,
    eight_bit,
    binary,
    quoted_printable,
    base64,
    unknown
};

/// From byte `at` of Part::text on, this is how a person finds the place: "sheet 'Q3' row 152".
struct Locator {
    std::uint32_t at = 0;
    std::string name;
};

/// One MIME part, or a whole file. parts[0] is the message or file itself.
struct Part {
    std::string number;   ///< "1.2" as in IMAP; the root is "" for a file or single-part mail's "1"
    std::string type;     ///< "text/plain", lower case; the declared one
    std::string charset;  ///< as declared, lower case; "" = none
    std::string disposition;  ///< "inline", "attachment" or ""
    std::string filename;     ///< decoded; "" = none
    std::string content_id;
    TransferEncoding encoding = TransferEncoding::seven_bit;
    std::uint32_t header_begin = 0;  ///< byte offsets into Draft::bytes
    std::uint32_t content_begin = 0;
    std::uint32_t content_end = 0;
    std::string_view text;  ///< decoded text as UTF-8, for text parts that were read; else empty
    std::vector<Locator> locators;  ///< of a document, sorted; empty for plain text
    bool literal = false;           ///< `text` is Draft::bytes[content_begin ...) itself
    bool multipart = false;
    bool attachment = false;  ///< what a mail program would list as an attachment
    bool read = true;         ///< false: its text cannot be read (yet), see Fault
    bool encrypted = false;
    std::size_t size = 0;  ///< bytes after transfer decoding, where known without decoding all
};

/// A mail address as parsed. The domain is lower case, in A-labels; the local part is as it is.
struct Mailbox {
    std::string name;     ///< display name, decoded
    std::string address;  ///< "anna@example.org"; "" when none could be read
    bool operator==(const Mailbox&) const = default;
};

enum class Role : std::uint8_t { to, cc, bcc };  ///< bcc: Bcc field, or in the envelope only
struct Recipient {
    Mailbox mailbox;
    Role role = Role::to;
    bool in_envelope = true;  ///< false: named in To or Cc, but the envelope is known and lacks it
};

/// Who sends and to whom, as the SMTP dialogue or the command says it.
struct Envelope {
    std::optional<std::string> sender;    ///< "" is the null sender; nullopt: not known
    std::vector<std::string> recipients;  ///< empty: not known, the header fields count
};

struct HeaderField {
    std::string_view name;    ///< as in the source, blanks before the colon cut
    std::string_view value;   ///< raw, folded, without the last line end
    std::uint32_t begin = 0;  ///< byte offset of the name in Draft::bytes
    std::uint32_t end = 0;    ///< past the last line end
};

/// What is wrong with a draft's form. Each kind is answered by a rule of the pack `structure`.
enum class FaultClass : std::uint8_t {
    ambiguous,   ///< two readers may see two different mails
    unreadable,  ///< encrypted, over a limit, damaged, unknown: could not tell
    unread,      ///< an attachment whose format is not read yet; named, no more
};
struct Fault {
    FaultClass fault_class = FaultClass::ambiguous;
    std::string kind;     ///< stable word: "duplicate-header", "bare-cr", "nul", "limit-depth", ...
    std::string message;  ///< what and where, one sentence
    std::uint32_t part = 0;
    std::uint32_t offset = 0;  ///< byte offset into Draft::bytes
    std::uint32_t length = 0;
};

/// Something that a document holds and its reader does not see, or should know of.
struct HeldContent {
    ContentKind kind = ContentKind::properties;
    std::uint32_t part = 0;
    std::size_t count = 1;  ///< how many there are here: rows, changes, ...
    std::string message;    ///< one sentence: "a reader sees 150 rows, the file holds 33,000"
    std::string locator;    ///< "sheet 'Q3' rows 151 to 33,000"
    std::string text;       ///< what stands there, its start
};

enum class Kind : std::uint8_t { mail, file };

/// What a file says about itself: a key of its front matter or a document's property.
struct Fact {
    std::string key;    ///< ASCII lower case, "_" for "-" and blanks, nested ones joined by "."
    std::string value;  ///< without quotes
    std::uint32_t passage = 0;         ///< index into Draft::passages; of Place::metadata
    std::uint32_t begin = 0, end = 0;  ///< where the value stands in that passage's text
};

struct Draft {
    Draft() = default;
    Draft(Draft&&) = default;
    Draft& operator=(Draft&&) = default;
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    std::string source;  ///< file name as given, or "-"
    Kind kind = Kind::mail;
    std::shared_ptr<const std::string> bytes;
    Envelope envelope;
    std::vector<HeaderField> headers;  ///< of the message itself, in order
    std::vector<Part> parts;           ///< depth first
    std::vector<Passage> passages;     ///< in order of the message; alternatives last
    std::vector<Mailbox> from, sender, reply_to;
    std::vector<Recipient> recipients;  ///< every address once, by role
    std::vector<Fact> facts;            ///< a list gives one an item
    std::vector<Fault> faults;
    std::vector<HeldContent> contents;  ///< what documents hold besides, in order
    bool put_off = false;               ///< a document was not read: ReadOptions::put_off_documents
    std::deque<std::string> texts;      ///< owns decoded text; never shrinks, addresses are stable

    /// Keeps `text` for as long as the draft lives.
    std::string_view keep(std::string text) { return texts.emplace_back(std::move(text)); }
    /// The first field of that name (ASCII case ignored), or nullptr.
    const HeaderField* header(std::string_view name) const;
    /// The subject as a reader sees it; "" when there is none.
    std::string_view subject() const;
};

/// A span of a passage in the coordinates of contract.md's JSON places.
struct Location {
    Place place = Place::body;
    std::string part;  ///< MIME part number, or ""
    std::uint32_t line = 1, column = 1, end_line = 1, end_column = 1;
    std::string text;       ///< the quoted text, as in the source
    std::string line_text;  ///< the whole line that holds the start, for reports; at most 400 bytes
    bool decoded = false;
    std::string locator;  ///< "header Comments", ...; may be empty
};

/// Bytes [begin, end) of Draft::bytes.
struct SourceSpan {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool operator==(const SourceSpan&) const = default;
};

/// Where bytes [begin, end) of a passage's text came from, when they stand there literally.
std::optional<SourceSpan> source_span(const Passage& passage, std::size_t begin, std::size_t end);

/// Where bytes [begin, end) of a passage's text stand.
///
/// out: for Origin::source, lines of the source; for decoded, lines of the part's decoded text with
///      `decoded` set; for field, the field's line in the source with `decoded` set and the column
///      within the decoded value
///      a passage of another reading that is decoded has no part text: lines of its own text
Location locate(const Draft& draft, const Passage& passage, std::size_t begin, std::size_t end);

}  // namespace sendguard::draft
