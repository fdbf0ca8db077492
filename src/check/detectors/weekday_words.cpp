#include "check/detectors/weekday_words.h"

#include <algorithm>
#include <iterator>

#include "check/embargo/date_words.h"

namespace sendguard::check {
namespace {

constexpr std::string_view kGermanDays[] = {"so", "mo", "di", "mi", "do", "fr", "sa"};
constexpr std::string_view kPolishDays[] = {"nd", "", "wt", "sr", "", "pt", ""};

/// Whether no name or salutation stands before token `at`: "Thanks, Mo, 2.12.2026 is fine".
bool stands_free(const Tokens& tokens, std::size_t at) {
    if (at == 0) return true;
    const auto& before = tokens[at - 1];
    return before.is_word() ? !before.capital : !before.is(",") && !before.is_number();
}

/// "Do, 2.12.2026", "w pt. 4.12.2026": two letters are too much elsewhere.
std::uint8_t two_letters_at(const Tokens& tokens, std::size_t at, const Beside& date) {
    const auto& token = tokens[at];
    const auto bit = [&](std::span<const std::string_view> days) {
        const auto found = std::ranges::find(days, token.text);
        return found == days.end() ? std::uint8_t{0}
                                   : static_cast<std::uint8_t>(1U << (found - days.begin()));
    };
    if (!date.dotted) return 0;
    const bool stop = has_stop(tokens, at);
    if (token.capital && !token.capitals && (stop || !token.is("so")))
        return (stop && !token.is("mo")) || stands_free(tokens, at) ? bit(kGermanDays) : 0;
    const bool polish = at > 0 && (tokens[at - 1].is("w") || tokens[at - 1].is("we"));
    return stop && polish ? bit(kPolishDays) : std::uint8_t{0};
}

/// Whether a short form, of three letters or more, is a weekday's beside `date`.
bool short_form_counts(const Tokens& tokens, std::size_t at, const DateWord& word,
                       const Beside& date) {
    namespace lang = date_language;
    // English words, and words of other languages that are more than a day's short form.
    constexpr std::string_view kEnglishWords[] = {"sat", "sun", "wed"};
    constexpr std::string_view kWords[] = {"mer", "jeu", "ter", "qua", "qui", "seg", "sex", "vie"};
    const auto& token = tokens[at];
    const bool stop = has_stop(tokens, at);
    const bool english = (word.short_in & lang::english) != 0 &&
                         (date.months_in == 0 || (date.months_in & lang::english) != 0);
    if (english) return token.capital || !is_listed(token, kEnglishWords);
    if (date.months_in == 0) return stop && !token.capital && word.short_in != 0;
    if ((date.months_in & lang::english) != 0) return false;
    return (word.short_in & date.months_in) != 0 && (stop || !is_listed(token, kWords));
}

}  // namespace

std::uint8_t portuguese_weekday(const Tokens& tokens, std::size_t feira) {
    constexpr std::string_view kOrdinals[] = {"segunda", "terca", "quarta", "quinta", "sexta"};
    if (feira < 2 || feira >= tokens.size() || !tokens[feira].is("feira")) return 0;
    const auto found = std::ranges::find(kOrdinals, tokens[feira - 2].text);
    if (!tokens[feira - 1].is("-") || found == std::end(kOrdinals)) return 0;
    return static_cast<std::uint8_t>(2U << (found - std::begin(kOrdinals)));
}

bool is_listed(const Token& token, std::span<const std::string_view> words) {
    return token.is_word() && std::ranges::find(words, token.text) != words.end();
}

Beside beside_of(const Tokens& tokens, std::size_t at, const WrittenDate& date) {
    Beside out;
    for (auto i = at; i < date.end; ++i) {
        if (tokens[i].is_word()) out.months_in |= date_word(tokens[i].text).month_in;
        out.dotted = out.dotted || (tokens[i].is(".") && tokens[i - 1].is_number());
    }
    return out;
}

bool has_stop(const Tokens& tokens, std::size_t at) {
    return at + 1 < tokens.size() && tokens[at + 1].is(".") && tokens[at + 1].glued;
}

bool may_name_weekday(std::string_view folded) {
    WordReader words(folded);
    for (auto word = words.next(); !word.empty(); word = words.next()) {
        const auto is_word = [&](std::string_view day) { return day == word; };
        const bool two_letters = word.size() == 2;
        if (two_letters && (std::ranges::any_of(kGermanDays, is_word) ||
                            std::ranges::any_of(kPolishDays, is_word)))
            return true;
        if (!two_letters && (word == "feira" || date_word(word).weekdays != 0)) return true;
    }
    return false;
}

std::uint8_t weekdays_at(const Tokens& tokens, std::size_t at, const Beside& date) {
    constexpr std::string_view kOrdinals[] = {"segunda", "terca", "quarta", "quinta", "sexta"};
    const auto& token = tokens[at];
    if (!token.is_word()) return 0;
    if (token.text.size() == 2) return two_letters_at(tokens, at, date);
    if (const auto day = portuguese_weekday(tokens, at); day != 0) return day;
    if (const auto day = portuguese_weekday(tokens, at + 2); day != 0) return day;
    const auto word = date_word(token.text);
    if (word.months != 0 || token.text.size() < 3) return 0;
    // "a quinta" is a villa elsewhere.
    if (is_listed(token, kOrdinals) && (date.months_in & date_language::portuguese) == 0) return 0;
    // Weekdays in Romanian or Turkish, and names elsewhere.
    constexpr std::string_view kNames[] = {"luni", "marti", "joi", "sali", "cuma", "pazar"};
    if (is_listed(token, kNames) && date.months_in != 0) return 0;
    if (word.whole_day || short_form_counts(tokens, at, word, date)) return word.weekdays;
    return 0;
}

bool names_weekday(const Tokens& tokens, std::size_t at) {
    if (at >= tokens.size() || !tokens[at].is_word()) return false;
    if (tokens[at].text.size() < 3) return tokens[at].capital && is_listed(tokens[at], kGermanDays);
    return date_word(tokens[at].text).weekdays != 0;
}

}  // namespace sendguard::check
