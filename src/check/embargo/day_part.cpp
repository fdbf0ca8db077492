#include "check/embargo/day_part.h"

#include <array>
#include <string_view>

namespace sendguard::check {
namespace {

struct Row {
    std::string_view words;  ///< in the form of plain(), separated by blanks
    DayPart part;
};

constexpr auto kRows = std::to_array<Row>({
    {"in the morning", DayPart::morning},
    {"morning", DayPart::morning},
    {"in the afternoon", DayPart::afternoon},
    {"afternoon", DayPart::afternoon},
    {"in the evening", DayPart::evening},
    {"evening", DayPart::evening},
    {"at night", DayPart::night},
    {"morgens", DayPart::morning},
    {"am morgen", DayPart::morning},
    {"fruh", DayPart::morning},
    {"vormittags", DayPart::morning},
    {"am vormittag", DayPart::morning},
    {"nachmittags", DayPart::afternoon},
    {"am nachmittag", DayPart::afternoon},
    {"abends", DayPart::evening},
    {"am abend", DayPart::evening},
    {"nachts", DayPart::night},
    {"in der nacht", DayPart::night},
    {"du matin", DayPart::morning},
    {"de l ' apres - midi", DayPart::afternoon},
    {"apres - midi", DayPart::afternoon},
    {"du soir", DayPart::evening},
    {"de la nuit", DayPart::night},
    {"de la manana", DayPart::morning},
    {"por la manana", DayPart::morning},
    {"de la madrugada", DayPart::morning},
    {"de la tarde", DayPart::afternoon},
    {"por la tarde", DayPart::afternoon},
    {"de la noche", DayPart::night},
    {"por la noche", DayPart::night},
    {"di mattina", DayPart::morning},
    {"del mattino", DayPart::morning},
    {"di pomeriggio", DayPart::afternoon},
    {"del pomeriggio", DayPart::afternoon},
    {"di sera", DayPart::evening},
    {"della sera", DayPart::evening},
    {"di notte", DayPart::night},
    {"della notte", DayPart::night},
    {"da manha", DayPart::morning},
    {"da madrugada", DayPart::morning},
    {"da tarde", DayPart::afternoon},
    {"da noite", DayPart::night},
    {"' s ochtends", DayPart::morning},
    {"' s morgens", DayPart::morning},
    {"ochtends", DayPart::morning},
    {"' s middags", DayPart::afternoon},
    {"middags", DayPart::afternoon},
    {"' s avonds", DayPart::evening},
    {"avonds", DayPart::evening},
    {"' s nachts", DayPart::night},
    {"rano", DayPart::morning},
    {"po poludniu", DayPart::afternoon},
    {"wieczorem", DayPart::evening},
    {"w nocy", DayPart::night},
    {"утра", DayPart::morning},
    {"дня", DayPart::afternoon},
    {"вечера", DayPart::evening},
    {"ночи", DayPart::night},
    {"ранку", DayPart::morning},
    {"вечора", DayPart::evening},
    {"ночі", DayPart::night},
});
constexpr int kFirstOfNight = 6;  // "6 de la noche" is before midnight, "5 Uhr nachts" after it

}  // namespace

std::optional<DayPartHere> day_part_at(const Tokens& tokens, std::size_t at) {
    std::optional<DayPartHere> best;
    for (const auto& row : kRows) {
        const auto end = at + count_words(row.words);
        if ((!best || end > best->end) && stands_at(tokens, at, row.words))
            best = DayPartHere{row.part, end};
    }
    return best;
}

void move_to(DayPart part, WrittenClock& clock) {
    if (clock.doubt != ClockDoubt::none) return;
    const bool twelve = clock.hour == 12;
    switch (part) {
        case DayPart::morning:
            if (clock.hour >= 12) clock.doubt = ClockDoubt::impossible;
            return;
        case DayPart::night:
            if (clock.hour < kFirstOfNight || clock.hour == 24) return;
            if (clock.hour > 12 && clock.hour < 12 + kFirstOfNight)
                clock.doubt = ClockDoubt::impossible;
            break;
        case DayPart::evening:
            break;
        case DayPart::afternoon:
            if (twelve) return;
            break;
    }
    if (twelve) clock.doubt = ClockDoubt::midnight;
    if (clock.hour == 0) clock.doubt = ClockDoubt::impossible;
    if (clock.hour < 12) clock.hour += 12;
}

}  // namespace sendguard::check
