// Numbers in a text, and the words that stand before them: what the detectors of cards, accounts
// and people's numbers share.
//
// A number is written in groups: "4111 1111 1111 1111", "DE89 3704 0044 ...". So a text becomes
// words of ASCII letters and digits that hold a digit, and neighbours with one separator between
// can be read as one. What is found counts once however often it is written.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "check/detector.h"
#include "check/detectors/number_context.h"

namespace sendguard::check {

/// A run of ASCII letters and digits with a digit in it; bytes of the text.
struct NumberWord {
    std::size_t begin = 0, end = 0;
    std::size_t size() const { return end - begin; }
};

/// The number words of `text` (UTF-8), in order.
/// cost: linear; skips eight bytes at a time where there is no digit
std::vector<NumberWord> number_words(std::string_view text);

/// Whether one blank, dash, dot or slash (or a no-break blank) and nothing else stands between.
bool is_joined(std::string_view text, const NumberWord& one, const NumberWord& next);

/// Bytes of a text.
struct Span {
    std::size_t begin = 0, end = 0;
};
/// What is written as an international account number (IBAN), whether its check digits hold or
/// not; in order.
std::vector<Span> account_spans(std::string_view text, std::span<const NumberWord> words);

/// 20261130: a day of these years, written as one number.
bool is_day_number(std::string_view digits);

/// Luhn's check digit. source: ISO/IEC 7812-1 annex B
bool luhn_holds(std::string_view digits);
bool all_digits(std::string_view text);

/// One number found in a text.
struct NumberHit {
    std::size_t begin = 0, end = 0;
    std::string value;   ///< in one form, so that it counts once
    std::string detail;  ///< "a card number of Visa"
};

/// A text whose numbers several detectors look for; `text` must outlive it.
struct NumberText {
    explicit NumberText(std::string_view of) : text(of), words(number_words(of)), context(of) {}

    std::string_view text;
    std::vector<NumberWord> words;
    NumberContext context;
};
using FindNumbers = void (*)(NumberText& text, std::vector<NumberHit>& out);

/// The numbers of a draft's passages: read once, however many rules ask.
class DraftNumbers {
  public:
    static DraftNumbers& of(const DetectorInput& input);

    /// in:  passage - index into Draft::passages
    /// out: good until the next call
    NumberText& text(std::size_t passage);

    struct Found {
        std::size_t passage = 0;
        std::vector<NumberHit> hits;
    };
    /// What `find` finds in the passages that are read for numbers; those without hits left out.
    const std::vector<Found>& found(FindNumbers find);

  private:
    explicit DraftNumbers(const draft::Draft& draft)
        : draft_(draft), texts_(draft.passages.size()) {}

    const draft::Draft& draft_;
    std::vector<std::unique_ptr<NumberText>> texts_;  ///< by passage
    std::size_t kept_ = 0;                            ///< bytes of the texts that are kept
    std::vector<std::pair<FindNumbers, std::vector<Found>>> found_;
};

/// Runs `find` over every text of the draft and keeps one detection a value. The setting
/// `more_than` (0 without it) says how many different ones are needed.
std::vector<Detection> detect_numbers(const DetectorInput& input, FindNumbers find);

/// The setting `name` as a number; `otherwise` where it is not set or none.
std::size_t setting_of(const policy::DetectCondition& condition, const std::string& name,
                       std::size_t otherwise);

}  // namespace sendguard::check
