#include "check/embargo/marks.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "base/text.h"
#include "check/embargo/date_words.h"

namespace sendguard::check {
namespace {

/// Words that set an embargo by themselves, in the form of plain().
constexpr auto kNames = std::to_array<std::string_view>({
    "embargoed",
    "embargo",
    "sperrfrist",
    "embargado",
    "embargada",
    "embargiem",
    "embargolu",
    "ambargo",
    "ambargolu",
    "эмбарго",
    "ембарго",
    "解 禁",
    "禁 运",
    "禁 運",
    "엠바고",
});
/// Words that may stand before those.
constexpr auto kBefore = std::to_array<std::string_view>({
    "strict",  "strictly", "under",    "news",   "press",  "media", "full", "sous",
    "bajo",    "sotto",    "sob",      "onder",  "pod",    "под",   "під",  "報 道",
    "strenge", "stricte",  "estricto", "objete", "objeto", "bitte",
});
/// Whole marks that end with their own "until".
constexpr auto kPhrases = std::to_array<std::string_view>({
    "hold until",
    "hold for release until",
    "gesperrt bis",
    "nicht zur veroffentlichung vor",
    "nicht veroffentlichen vor",
    "ne pas publier avant",
    "ne pas diffuser avant",
    "no publicar antes",
    "no difundir antes",
    "no publicar hasta",
    "no difundir hasta",
    "non pubblicare prima",
    "non diffondere prima",
    "nao publicar antes",
    "nao divulgar antes",
    "niet publiceren voor",
    "niet voor publicatie voor",
    "nie publikowac przed",
    "не публиковать до",
    "не публікувати до",
});
/// Those that stand in other lines too, and set an embargo with a date.
constexpr auto kDatedPhrases = std::to_array<std::string_view>({
    "publicacion no antes",
    "publicar no antes",
    "prohibida su difusion hasta",
    "prohibida su publicacion hasta",
    "publicacao nao antes",
    "pas de publication avant",
    "publication interdite avant",
    "a ne pas publier avant",
    "a ne pas diffuser avant",
    "da non pubblicare prima",
    "pubblicazione non prima",
    "veroffentlichung nicht vor",
    "veroffentlichung erst ab",
    "zur veroffentlichung ab",
    "zur veroffentlichung frei ab",
    "frei zur veroffentlichung ab",
    "publicatie niet voor",
    "publikacja nie wczesniej niz",
});
constexpr auto kAlonePhrases = std::to_array<std::string_view>({
    "frei ab",
    "frei erst ab",
    "freigegeben ab",
    "frei fur die presse ab",
    "for publication",
    "for broadcast",
});
/// "not for" one of these, perhaps "or" another, "until" or "before".
constexpr std::string_view kUses =
    "release publication broadcast use transmission distribution dissemination print online "
    "published released used broadcast quoted reported distributed posted shared publish share "
    "quote report";
/// Of those, the ones that speak of nothing else.
constexpr std::string_view kPublications =
    "release publication broadcast transmission dissemination published released publish";
constexpr std::string_view kUntil =
    "until untill till til to before bis jusqu jusque hasta fino ate tot do до до kadar "
    "prior earlier ab vor avant antes prima voor przed";
constexpr std::string_view kQualifiers =
    "for release publication broadcast online print all media use and or date time notice lifts "
    "lifted ends expires endet ablauf fur alle medien pour diffusion tous les medias para todos "
    "los "
    "will be is lift sera medios per tutti i voor dla mediow copy strictly against termina levee "
    "leve beachten 日 時 "
    "strict stricte absolu total totale estricto estricta absoluto assoluto assoluta rigoroso "
    "rigido strikt scisłe";

/// Of those, the ones behind which an embargo's end stands.
constexpr std::string_view kEnds = "lift lifts lifted ends expires endet leve";

bool is_one_of(std::string_view word, std::string_view list) {
    for (const auto one : split(list, ' ')) {
        if (one == word) return true;
    }
    return false;
}

class MarkFinder {
  public:
    explicit MarkFinder(const Tokens& tokens) : tokens_(tokens) {}

    std::optional<EmbargoMark> find() const {
        for (std::size_t at = 0; at < tokens_.size() && !tokens_[at].is_line_end(); ++at) {
            if (!tokens_[at].is_word()) continue;
            auto mark = name_at(at);
            if (!mark) mark = phrase_at(at);
            if (!mark) mark = dated_phrase_at(at);
            if (!mark) mark = not_for_at(at);
            if (!mark) mark = for_release_at(at);
            if (mark) return mark;
        }
        return std::nullopt;
    }

  private:
    using Found = std::optional<EmbargoMark>;

    bool sign(std::size_t at, std::string_view which) const {
        return at < tokens_.size() && tokens_[at].kind == TokenKind::sign && tokens_[at].is(which);
    }
    bool word_of(std::size_t at, std::string_view list) const {
        return at < tokens_.size() && tokens_[at].is_word() && is_one_of(tokens_[at].text, list);
    }
    std::size_t longest(std::span<const std::string_view> rows, std::size_t at) const {
        std::size_t best = 0;
        for (const auto row : rows) {
            if (stands_at(tokens_, at, row)) best = std::max(best, count_words(row));
        }
        return best;
    }

    /// Only signs before it in the line, or a sign right before it: "NEWS RELEASE - EMBARGOED".
    bool is_at_start(std::size_t at) const {
        if (at == 0) return true;
        const auto& before = tokens_[at - 1];
        return before.kind == TokenKind::sign && !before.is("'") && !before.is("\"") &&
               !before.is(".");
    }
    bool in_capitals(std::size_t at) const {
        return tokens_[at].capitals && tokens_[at].text.size() >= 7;
    }

    Found name_at(std::size_t at) const {
        auto name = at;
        while (name < tokens_.size() && tokens_[name].is_word()) {
            const auto before = longest(kBefore, name);
            if (before == 0) break;
            name += before;
        }
        const auto words = longest(kNames, name);
        if (words == 0) return std::nullopt;
        const bool start = is_at_start(at);
        EmbargoMark mark{.begin = at, .end = name + words};
        mark.kind = start || in_capitals(name) ? MarkKind::line : MarkKind::prose;
        // "Release date: Embargoed"; "released embargoed for Thursday".
        const bool released = at > 0 && tokens_[at - 1].text.starts_with("release");
        if (released) mark.kind = MarkKind::line;
        if (!pass_qualifiers(mark)) return std::nullopt;
        // "Bitte beachten Sie die Sperrfrist: 1.12.2026, 6 Uhr".
        const bool named = mark.colon && (name != at || tokens_[name].is("sperrfrist"));
        if (mark.kind == MarkKind::prose && !mark.until && !mark.ends && !named)
            return std::nullopt;
        // A bare "embargo" is a word of trade; a capital, "until" or a colon says which one it is.
        const bool bare = name == at && !tokens_[name].capital && is_ascii(tokens_[name].text);
        if (bare && !mark.until && !mark.colon && !mark.ends) return std::nullopt;
        return mark;
    }

    /// Moves past "for all media", "date", and says whether a time may follow.
    bool pass_qualifiers(EmbargoMark& mark) const {
        auto& at = mark.end;
        for (; word_of(at, kQualifiers) && !word_of(at, kUntil); ++at)
            mark.ends = mark.ends || word_of(at, kEnds);
        if (word_of(at, kUntil)) {
            mark.until = true;
            ++at;
            return true;
        }
        mark.colon = sign(at, ":");
        if (mark.colon) return true;
        if (at >= tokens_.size() || !tokens_[at].is_word()) return true;
        const auto& text = tokens_[at].text;
        const auto names = date_word(text);
        return is_link_word(text) || names.months != 0 || names.weekdays != 0 ||
               is_noon_word(text) || is_midnight_word(text) || is_hour_prefix(text);
    }

    Found phrase_at(std::size_t at) const {
        const auto words = longest(kPhrases, at);
        if (words == 0 || !is_at_start(at)) return std::nullopt;
        // "Die A 7 (gesperrt bis Freitag)" is a road.
        if (tokens_[at].is("gesperrt") && !tokens_[at].capital) return std::nullopt;
        return EmbargoMark{.begin = at, .end = at + words, .until = true};
    }

    Found dated_phrase_at(std::size_t at) const {
        if (!is_at_start(at)) return std::nullopt;
        EmbargoMark mark{.kind = MarkKind::dated, .begin = at, .end = at, .until = true};
        mark.end += longest(kDatedPhrases, at);
        const bool first =
            std::none_of(tokens_.begin(), tokens_.begin() + static_cast<std::ptrdiff_t>(at),
                         [](const Token& token) { return token.is_word(); });
        if (mark.end == at && first) {
            mark.kind = MarkKind::alone;
            mark.end += longest(kAlonePhrases, at);
        }
        return mark.end == at ? std::nullopt : Found(mark);
    }

    /// "not for publication or broadcast before", "not to be published until", "do not publish
    /// before".
    Found not_for_at(std::size_t at) const {
        std::size_t next = 0;
        for (const std::string_view start : {"not for", "not to be", "do not", "must not be"}) {
            if (stands_at(tokens_, at, start)) next = at + count_words(start);
        }
        if (next == 0 || !word_of(next, kUses)) return std::nullopt;
        const auto use = next;
        while (word_of(next, kUses) || sign(next, ",") || word_of(next, "or and in any form"))
            ++next;
        if (!word_of(next, "until till til before prior")) return std::nullopt;
        EmbargoMark mark{.begin = at, .end = next + 1, .until = true};
        // "Do not use before 2 March" stands on vouchers.
        const bool published = word_of(use, kPublications);
        const bool strictly = word_of(at - 1, "strictly absolutely please") && is_at_start(at - 1);
        const bool alone = (is_at_start(at) || strictly) && (published || tokens_[use].capitals);
        mark.kind = alone || in_capitals(next - 1) ? MarkKind::line : MarkKind::prose;
        return mark;
    }

    /// "FOR RELEASE 8:30 A.M. EST": many texts are dated so that are under no embargo.
    Found for_release_at(std::size_t at) const {
        if (!is_at_start(at)) return std::nullopt;
        for (const std::string_view words :
             {"for release", "release no earlier than", "publication no earlier than"}) {
            if (stands_at(tokens_, at, words))
                return EmbargoMark{
                    .kind = MarkKind::prose, .begin = at, .end = at + count_words(words)};
        }
        return std::nullopt;
    }

    const Tokens& tokens_;
};

// Every mark holds one of these, all of six bytes or more; in letters of one case where not ASCII.
constexpr auto kMarkWords = std::to_array<std::string_view>({
    "embarg",
    "ambarg",
    "sperrfrist",
    "gesperrt bis",
    "not for ",
    "not to be ",
    "must not be ",
    "not publish",
    "not release",
    "not use ",
    "not broadcast",
    "not share",
    "not quote",
    "for release",
    "for public",
    "for broadcast",
    "no earlier than",
    "hold until",
    "hold for ",
    "nicht zur ver",
    "nicht ver",
    "ne pas publier",
    "ne pas diffuser",
    "no publicar",
    "no difundir",
    "non pubblicare",
    "non diffondere",
    "o publicar antes",
    "o divulgar antes",
    "niet publiceren",
    "niet voor publ",
    "nie publik",
    "n no antes",
    "publicar no a",
    "ibida su ",
    "não antes",
    "de publication avant",
    "publication interdite",
    "ubblicazione non",
    "ffentlichung nicht vor",
    "ffentlichung erst",
    "ffentlichung ab ",
    "ffentlichung frei",
    "publicatie niet",
    "publikacja nie",
    "frei ab ",
    "frei erst ab",
    "freigegeben ab",
    "die presse ab",
    "эмбарго",
    "ЭМБАРГО",
    "Эмбарго",
    "ембарго",
    "ЕМБАРГО",
    "Ембарго",
    "не публик",
    "Не публик",
    "НЕ ПУБЛИК",
    "не публік",
    "Не публік",
    "НЕ ПУБЛІК",
    "解禁",
    "禁运",
    "禁運",
    "엠바고",
});
constexpr std::size_t kShortest = 6;

struct Shifts {
    std::array<std::uint8_t, 1u << 16> by{};  ///< of two bytes: how far on a mark word may end
    std::array<bool, 1u << 16> begins{};      ///< whether a mark word begins with these two

    Shifts() {
        by.fill(kShortest - 1);
        for (const auto word : kMarkWords) {
            begins[key(word[0], word[1])] = true;
            for (std::size_t i = 0; i + 1 < kShortest; ++i) {
                auto& shift = by[key(word[i], word[i + 1])];
                shift = std::min(shift, static_cast<std::uint8_t>(kShortest - 2 - i));
            }
        }
    }
    static std::size_t key(char a, char b) {
        return static_cast<std::size_t>(static_cast<unsigned char>(ascii_lower(a))) << 8 |
               static_cast<unsigned char>(ascii_lower(b));
    }
};

}  // namespace

std::optional<EmbargoMark> find_mark(const Tokens& tokens) {
    return MarkFinder(tokens).find();
}

// Wu and Manber's search: two bytes at the end of a window say how far the window may move.
std::size_t find_mark_word(std::string_view text, std::size_t from) {
    static const Shifts shifts;
    for (auto end = from + kShortest; end <= text.size();) {
        const auto shift = shifts.by[Shifts::key(text[end - 2], text[end - 1])];
        if (shift != 0) {
            end += shift;
            continue;
        }
        const auto window = text.substr(end - kShortest);
        ++end;
        if (!shifts.begins[Shifts::key(window[0], window[1])]) continue;
        for (const auto word : kMarkWords) {
            if (starts_with_ignoring_case(window, word)) return end - 1 - kShortest;
        }
    }
    return std::string_view::npos;
}

}  // namespace sendguard::check
