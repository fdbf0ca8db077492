#include "check/embargo/date_words.h"

#include <unicode/dtfmtsym.h>
#include <unicode/locid.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "base/text.h"
#include "check/embargo/tokens.h"

namespace sendguard::check {
namespace {

using Names = std::map<std::string, DateWord, std::less<>>;
using Words = std::string_view;
using Symbols = icu::DateFormatSymbols;

namespace lang = date_language;

struct Language {
    const char* locale;
    std::uint8_t bit = 0;
};
constexpr auto kLanguages = std::to_array<Language>({{"en", lang::english},
                                                     {"en_GB", lang::english},
                                                     {"de", lang::german},
                                                     {"de_AT", lang::german},
                                                     {"fr", lang::french},
                                                     {"es", lang::spanish},
                                                     {"it", lang::italian},
                                                     {"pt", lang::portuguese},
                                                     {"nl", lang::dutch},
                                                     {"pl", lang::polish},
                                                     {"uk"},
                                                     {"ru"},
                                                     {"sv"},
                                                     {"da"},
                                                     {"nb"},
                                                     {"fi"},
                                                     {"cs"},
                                                     {"tr"},
                                                     {"ro"},
                                                     {"ca"},
                                                     {"ja"},
                                                     {"ko"}});

/// The first word of a name in the form that tokens have: "segunda-feira" is "segunda".
std::string first_word(const icu::UnicodeString& name) {
    std::string text;
    name.toUTF8String(text);
    const auto tokens = tokens_of(text, 1);
    return !tokens.empty() && tokens.front().is_word() ? tokens.front().text : std::string();
}

void add_month(DateWord& word, int month, std::uint8_t language) {
    word.months = static_cast<std::uint16_t>(word.months | 1u << month);
    word.month_in = static_cast<std::uint8_t>(word.month_in | language);
}

void add_weekday(DateWord& word, int day, bool whole, std::uint8_t language) {
    word.weekdays = static_cast<std::uint8_t>(word.weekdays | 1u << day);
    word.whole_day = word.whole_day || whole;
    if (!whole) word.short_in = static_cast<std::uint8_t>(word.short_in | language);
}

void add_language(const Language& language, Names& names) {
    UErrorCode status = U_ZERO_ERROR;
    const Symbols symbols(icu::Locale(language.locale), status);
    if (U_FAILURE(status)) return;
    for (const auto context : {Symbols::FORMAT, Symbols::STANDALONE}) {
        for (const auto width : {Symbols::WIDE, Symbols::ABBREVIATED}) {
            std::int32_t count = 0;
            const auto* const months = symbols.getMonths(count, context, width);
            for (std::int32_t i = 0; i < std::min(count, 12); ++i) {
                if (auto word = first_word(months[i]); !word.empty())
                    add_month(names[word], i, language.bit);
            }
            const auto* const days = symbols.getWeekdays(count, context, width);
            for (std::int32_t i = 1; i < std::min(count, 8); ++i) {  // 0 is not used
                if (auto word = first_word(days[i]); !word.empty())
                    add_weekday(names[word], i - 1, width == Symbols::WIDE, language.bit);
            }
        }
    }
}

/// Forms that people write and CLDR does not have.
struct MoreMonth {
    std::string_view word;
    int month = 0;
    std::uint8_t language = 0;
};
constexpr std::array<MoreMonth, 6> kMoreMonths = {{{"sept", 8, lang::english | lang::french},
                                                   {"febr", 1, lang::dutch},
                                                   {"mrz", 2, lang::german},
                                                   {"juni", 5, lang::german | lang::dutch},
                                                   {"juli", 6, lang::german | lang::dutch},
                                                   {"maerz", 2, lang::german}}};
/// So do the cases of Slavic languages: CLDR has the first one only. From Sunday on.
constexpr std::array<std::string_view, 7> kMoreWeekdays = {
    "niedzieli niedziele воскресенья неділі неділю",
    "poniedzialku понедельника понеділка",
    "wtorku вторника вівторка",
    "srody srode среды среду середи середу",
    "czwartku четверга",
    "piatku пятницы пятницу ятниця ятниці ятницю",
    "sonnabend soboty sobote субботы субботу суботи суботу",
};
/// Short forms beyond CLDR's.
struct MoreWeekday {
    std::string_view word;
    int day = 0;
    std::uint8_t languages = 0;
};
constexpr std::array<MoreWeekday, 6> kMoreShort = {
    {{"tues", 2, lang::english},
     {"weds", 3, lang::english},
     {"thur", 4, lang::english},
     {"thurs", 4, lang::english},
     {"mie", 3, lang::spanish},
     {"sab", 6, lang::spanish | lang::italian | lang::portuguese}}};

Names make_names() {
    Names names;
    for (const auto& language : kLanguages) add_language(language, names);
    for (const auto& more : kMoreMonths)
        add_month(names[std::string(more.word)], more.month, more.language);
    for (std::size_t day = 0; day < kMoreWeekdays.size(); ++day) {
        for (const auto word : split(kMoreWeekdays[day], ' '))
            add_weekday(names[std::string(word)], static_cast<int>(day), true, 0);
    }
    for (const auto& more : kMoreShort)
        add_weekday(names[std::string(more.word)], more.day, false, more.languages);
    return names;
}

/// Whether `word` is one of the words in `list`, which blanks separate.
bool is_one_of(std::string_view word, Words list) {
    for (auto at = list.find(word); at != Words::npos; at = list.find(word, at + 1)) {
        const bool begins = at == 0 || list[at - 1] == ' ';
        const auto end = at + word.size();
        if (begins && (end == list.size() || list[end] == ' ')) return true;
    }
    return false;
}

constexpr Words kLinks =
    "at on the of from and or by in no earlier than not before until till til to untill hrs only "
    "bis zum am um den der dem ab fruhestens nicht vor des "
    "jusqu jusque au a le la les l du de d des partir avant dans et pas "
    "hasta el las los del al antes desde i en "
    "fino alle dalle dal dell della delle ore il prima non di "
    "ate as os o da do dia "
    "tot om op van voor de "
    "dnia godz r roku przed od dzien "
    "до на о об в во с со от г года году к не раньше ранее "
    "року р від з по за п "
    "klo kl den om til fram kuluttua "
    "までに まで から より の は に まで以降 以降 以後 后 後 前 至 より解禁 "
    "까지 부터 이후 이전 에 "
    "st nd rd th er ste го е "
    "release publication broadcast all media use print online date";
constexpr Words kTimeWords =
    "time local standard zeit ortszeit uhrzeit heure heures hora hs horario ora tijd czas czasu "
    "время времени час часу часом time's lokalzeit locale tid saati klockslag 時 間 时 间 시간 "
    "시각";
constexpr Words kHourWords =
    "uhr h hs hr hrs hour hours heure heures hora horas uur u ore "
    "час часа часов год годині година годин 時 时 点 點 시 ч";
constexpr Words kHourPrefixes =
    "ore godz godzina godzinie godziny kl klo klokken klockan klokka saat о";
constexpr Words kNoonWords =
    "noon midday mittags midi mediodia mezzogiorno poludnie poludnia полдень полудня 正 정오";
constexpr Words kMidnightWords =
    "midnight mitternacht minuit medianoche mezzanotte middernacht polnoc polnocy полночь полуночи "
    "північ півночі опівночі midnatt 자정";
constexpr Words kRelativeDays =
    "today tomorrow tonight heute morgen aujourd hui demain hoy manana oggi domani hoje amanha "
    "vandaag dzis dzisiaj jutro сегодня завтра сьогодні 今 明 오늘 내일";

}  // namespace

DateWord date_word(std::string_view word) {
    static const Names names = make_names();
    const auto found = names.find(word);
    return found == names.end() ? DateWord{} : found->second;
}

bool is_link_word(std::string_view word) {
    return is_one_of(word, kLinks);
}
bool is_time_word(std::string_view word) {
    return is_one_of(word, kTimeWords);
}
bool is_hour_word(std::string_view word) {
    return is_one_of(word, kHourWords);
}
bool is_hour_prefix(std::string_view word) {
    return is_one_of(word, kHourPrefixes);
}
bool is_noon_word(std::string_view word) {
    return is_one_of(word, kNoonWords);
}
bool is_midnight_word(std::string_view word) {
    return is_one_of(word, kMidnightWords);
}
bool is_relative_day(std::string_view word) {
    return is_one_of(word, kRelativeDays);
}

}  // namespace sendguard::check
