// A letter that bears no signature. In January 2020 a letter left with a typed name under "Very
// respectfully," and nothing above it; that was the only sign that it was a draft.
//
// The idea: a letter opens with a salutation and ends with a closing line; what stands under the
// closing tells. Two kinds:
//   no-name      nothing that could be a name follows the closing of a formal letter, or a blank
//                left for one stands there
//   typed-name   a name is typed but nothing says that it was signed ("/s/ Name", "Signed, ...",
//                a signature image, a signed message), and the text is an office's formal letter
//                (letterhead or subject line in capitals), not a mail:
//                beginning with it, at least kFormalSigns of letterhead, date line, subject line,
//                addressee block, formal salutation, formal closing, rank under the name
// Lines that part a signature ("-- ", "____" above a telephone number) are passed over, initials
// and telephone numbers sign as well, and what a mail program quotes below is another's letter.
// Limits: looks at plain lines; a scanned page's signature is not seen (it is an image, and an
// image in the signature, or shown in the text, counts as one).
#include <algorithm>
#include <string>
#include <vector>

#include "base/lines.h"
#include "base/text.h"
#include "check/detectors/detectors.h"
#include "check/detectors/letter_words.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

constexpr int kFormalSigns = 4;
constexpr std::size_t kMostShown = 20;
constexpr std::size_t kHeadLines = 24;   ///< letterhead, date, addressee; more is a mail above it
constexpr std::size_t kBlockLines = 14;  ///< a signature block is no longer
constexpr std::size_t kSigningRule = 8;  ///< bytes; a shorter rule leaves no room for a pen
constexpr std::size_t kFieldLines = 7;   ///< a mail's header as text: five fields, wrapped ones

struct Line {
    std::string text;                ///< folded, trimmed, not empty
    std::uint32_t passage = 0;       ///< index into Draft::passages
    std::size_t begin = 0, end = 0;  ///< bytes of the passage's own text
};

bool wanted(const policy::DetectCondition& condition, std::string_view kind) {
    const auto& kinds = condition.kinds;
    return kinds.empty() || std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

bool is_own(const draft::Draft& draft, const draft::Passage& passage) {
    const bool own =
        passage.place == draft::Place::body || passage.place == draft::Place::signature;
    return own && !passage.alternative && passage.part < draft.parts.size();
}

void add_lines(const draft::Passage& passage, std::uint32_t index, std::vector<Line>& out) {
    any_line(passage.text, [&](std::size_t begin, std::size_t end) {
        const std::string folded = draft::fold(passage.text.substr(begin, end - begin));
        const auto line = trim(folded);
        if (!line.empty()) out.push_back({std::string(line), index, begin, end});
        return false;
    });
}

/// Most mail is no letter: that is seen without folding its lines.
bool holds_salutation(const draft::Passage& passage) {
    return any_line(passage.text, [&](std::size_t begin, std::size_t end) {
        const auto raw = passage.text.substr(begin, end - begin);
        return may_be_salutation(raw) && is_salutation(trim(draft::fold(raw)));
    });
}

/// The author's own lines of each part that holds a salutation, in order: body and signature, no
/// quotes.
std::vector<std::vector<Line>> texts_of(const draft::Draft& draft) {
    std::vector<bool> letters(draft.parts.size(), false);
    for (const auto& passage : draft.passages) {
        if (is_own(draft, passage) && !letters[passage.part])
            letters[passage.part] = holds_salutation(passage);
    }
    std::vector<std::vector<Line>> out(draft.parts.size());
    for (std::uint32_t i = 0; i < draft.passages.size(); ++i) {
        const auto& passage = draft.passages[i];
        if (is_own(draft, passage) && letters[passage.part])
            add_lines(passage, i, out[passage.part]);
    }
    return out;
}

/// Letters in capitals, none small.
bool is_in_capitals(std::string_view text) {
    const auto upper =
        std::count_if(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    const auto lower =
        std::count_if(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    return upper >= 8 && lower == 0;
}

bool is_letterhead(const std::vector<Line>& lines, std::size_t salutation) {
    const auto end =
        lines.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(salutation, 8));
    return std::count_if(lines.begin(), end,
                         [](const Line& line) { return is_in_capitals(line.text); }) >= 2;
}

/// An office's letter and no house's mail: with a letterhead, or the subject line of a memorandum.
/// Business letters are mailed with a typed name every day.
bool is_official(const std::vector<Line>& lines, std::size_t salutation) {
    return is_letterhead(lines, salutation) ||
           std::any_of(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(salutation),
                       [](const Line& line) {
                           return line.text.starts_with("SUBJECT:") ||
                                  line.text.starts_with("MEMORANDUM");
                       });
}

int count_formal_signs(const std::vector<Line>& lines, std::size_t salutation,
                       std::size_t closing) {
    const auto before = [&](auto test) {
        return std::any_of(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(closing),
                           [&](const Line& line) { return test(line.text); });
    };
    const auto after_closing = lines.begin() + static_cast<std::ptrdiff_t>(closing) + 1;
    const bool rank = std::any_of(after_closing, lines.end(),
                                  [](const Line& line) { return names_a_rank(line.text); });
    const std::size_t heading_lines = salutation;  // lines above the salutation
    return int{is_letterhead(lines, salutation)} + int{before(is_date_line)} +
           int{before(is_subject_line)} + int{heading_lines >= 4} +
           int{is_formal_salutation(lines[salutation].text)} +
           int{is_formal_closing(lines[closing].text)} + int{rank};
}

struct Block {
    bool named = false;
    bool marked = false;
    bool blank = false;
};

/// A rule between the closing and a block that tells how its writer is reached: no place to sign.
bool parts_contact(const std::vector<Line>& lines, std::size_t at, std::size_t end) {
    const auto& text = lines[at].text;
    if (!is_separator(text) || at + 1 == end) return false;
    if (text.size() < kSigningRule) return true;
    return std::any_of(lines.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                       lines.begin() + static_cast<std::ptrdiff_t>(end),
                       [](const Line& line) { return tells_contact(line.text); });
}

/// "To leave this list, write to us." under a rule is nobody's name.
bool is_sentence(std::string_view text) {
    return text.ends_with('.') && std::count(text.begin(), text.end(), ' ') >= 4;
}

Block read_block(const std::vector<Line>& lines, std::size_t closing) {
    Block block;
    block.named = signs_in_line(lines[closing].text);
    const std::size_t end = std::min(lines.size(), closing + 1 + kBlockLines);
    bool parted = false;
    for (std::size_t i = closing + 1; i < end; ++i) {
        const auto& text = lines[i].text;
        if (is_signature_mark(text)) block.marked = true;
        if (is_signature_blank(text) && !block.named && !parts_contact(lines, i, end))
            block.blank = true;
        parted = parted || is_separator(text);
        if (!block.named && is_after_block(text)) break;
        if (parted && is_sentence(text)) continue;
        // An address names its owner as well.
        if (looks_like_name(text) || text.find('@') != std::string::npos) block.named = true;
    }
    return block;
}

/// Whether it is a letter that wants a name: it, or what stands above it, is formal. A friend's
/// mail may end with the greeting.
bool wants_name(const std::vector<Line>& lines, std::size_t salutation, std::size_t closing) {
    if (is_formal_closing(lines[closing].text)) return true;
    if (is_plain_ending(lines[closing].text)) return false;
    return greets_by_title(lines[salutation].text) ||
           std::any_of(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(salutation),
                       [](const Line& line) {
                           return is_date_line(line.text) || is_subject_line(line.text);
                       });
}

/// Where a mail that is answered or passed on begins: what follows is another's letter.
std::size_t own_lines(const std::vector<Line>& lines) {
    std::size_t first = 0, seen = 0;  // of a run of header fields
    bool subject = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (begins_quotation(lines[i].text)) return i;
        const auto field = mail_field(lines[i].text);
        if (field.empty()) continue;
        if (seen == 0 || i > first + kFieldLines) {
            first = i;
            seen = 0;
            subject = false;
        }
        ++seen;
        subject = subject || lines[i].text.starts_with("Subject:") || field == "betreff:" ||
                  field == "objet" || field == "asunto:" || field == "oggetto:" ||
                  field == "onderwerp:" || field == "temat:" || field == "assunto:";
        if (subject && seen >= 3) return first;
    }
    return lines.size();
}

/// A cryptographic signature, or an image that stands in the signature.
bool is_signed_otherwise(const draft::Draft& draft) {
    return std::any_of(draft.parts.begin(), draft.parts.end(), [](const draft::Part& part) {
        if (part.type == "multipart/signed") return true;
        if (!part.type.starts_with("image/")) return false;
        // A picture that the text shows: a signature with its logo, most often.
        if (!part.content_id.empty() && part.disposition != "attachment") return true;
        const std::string name = ascii_lower(part.filename);
        return glob_match("*sign*", name) || glob_match("*unterschrift*", name) ||
               glob_match("*firma*", name) || glob_match("*handtekening*", name) ||
               glob_match("*podpis*", name) || glob_match("*imza*", name);
    });
}

/// Whether the page shows a picture, which may be the signature: name and logo in one.
bool shows_picture(const draft::Part& part) {
    return part.text.find("<img") != std::string_view::npos ||
           part.text.find("<IMG") != std::string_view::npos;
}

Detection detection(const draft::Draft& draft, const Line& line, std::string detail) {
    const auto& passage = draft.passages[line.passage];
    return {draft::locate(draft, passage, line.begin, line.end), std::move(detail)};
}

void look_at(const DetectorInput& input, const std::vector<Line>& lines,
             std::vector<Detection>& out) {
    const auto opens = std::find_if(lines.begin(), lines.end(),
                                    [](const Line& line) { return is_salutation(line.text); });
    if (opens == lines.end()) return;
    const auto closes = std::find_if(lines.rbegin(), std::make_reverse_iterator(opens + 1),
                                     [](const Line& line) { return is_closing(line.text); });
    if (closes == std::make_reverse_iterator(opens + 1)) return;
    const auto salutation = static_cast<std::size_t>(opens - lines.begin());
    const auto closing = static_cast<std::size_t>(closes.base() - lines.begin()) - 1;
    const Block block = read_block(lines, closing);
    if (block.marked || is_signed_otherwise(input.draft)) return;
    if (!block.named || block.blank) {
        const auto& part = input.draft.parts[input.draft.passages[lines[closing].passage].part];
        const bool wants =
            block.blank || (wants_name(lines, salutation, closing) && !shows_picture(part));
        if (wants && wanted(input.condition, "no-name")) {
            out.push_back(detection(
                input.draft, lines[closing],
                block.blank ? "a blank is left for the signature" : "no name follows the closing"));
        }
    } else if (wanted(input.condition, "typed-name") && salutation <= kHeadLines &&
               is_official(lines, salutation) &&
               count_formal_signs(lines, salutation, closing) >= kFormalSigns) {
        out.push_back(
            detection(input.draft, lines[closing],
                      "a name is typed under the closing, but nothing says it was signed"));
    }
}

std::vector<Detection> detect(const DetectorInput& input) {
    std::vector<Detection> out;
    for (auto& lines : texts_of(input.draft)) {
        lines.resize(own_lines(lines));
        if (!lines.empty() && out.size() < kMostShown) look_at(input, lines, out);
    }
    return out;
}

}  // namespace

Detector unsigned_letter_detector() {
    return {"unsigned-letter",
            "a letter (salutation and closing) that bears no signature",
            {"no-name", "typed-name"},
            {},
            detect};
}

}  // namespace sendguard::check
