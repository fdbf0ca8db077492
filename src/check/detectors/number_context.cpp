#include "check/detectors/number_context.h"

#include <algorithm>
#include <array>

#include "base/lines.h"
#include "base/text.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kWindowBytes = 60;   ///< a name this far before still means the number
constexpr std::size_t kDirectBytes = 28;   ///< "number is (United Kingdom): "
constexpr std::size_t kCapitalBytes = 30;  ///< for "^" words
constexpr std::size_t kBehindBytes = 24;   ///< " is her "
constexpr std::size_t kCloseBytes = 30;    ///< for another number's name
constexpr std::size_t kMostHeadBytes = 600;
constexpr std::size_t kMostCellBytes = 48;  ///< of a column's head
constexpr std::size_t kMostHitsNear = 12;   ///< more words than that are not near a number

// What may stand between a common word and its number.
constexpr std::string_view kLabels[] = {
    "no",     "nos",    "nr",    "nrs",    "num",  "number", "numbers", "nummer",   "numero",
    "número", "numéro", "numer", "n",      "nº",   "n°",     "º",       "is",       "ist",
    "est",    "es",     "is:",   "lautet", "e",    "è",      "é",       "jest",     "id",
    "hat",    "die",    "to",    "mit",    "der",  "with",   "the",     "isnummer", "o",
    "of",     "my",     "her",   "his",    "your", "de",     "a",       "number:",  "copy"};
// Names of other numbers; "*": also the beginning of a longer word.
constexpr std::string_view kOthers[] = {
    "call",       "ring",      "phone*",     "tel",        "telephone*",   "telefon*",
    "tél*",       "telefoon*", "téléphone*", "teléfono",   "fax",          "mobile",
    "handy",      "order*",    "ref",        "reference*", "tracking",     "track",
    "booking",    "invoice*",  "rechnung*",  "auftrag*",   "bestell*",     "sendung*",
    "buchung*",   "referen*",  "commande",   "facture",    "réservation",  "pedido",
    "factura",    "reserva",   "ordine",     "fattura",    "factuur*",     "bestelling*",
    "zamówieni*", "faktur*",   "ticket*",    "parcel",     "serial",       "application",
    "request",    "besuch*",   "kunden*",    "customer",   "suivi",        "spedizi*",
    "isbn",       "ean",       "gtin",       "order-*",    "prenotazione", "llamar*",
    "appeler",    "zadzwonić", "anruf*",     "voucher",    "coupon",       "gutschein*",
    "fidélité",   "loyalty",   "gift",       "membership", "library",      "kundenkarte",
    "bonus*",     "points",    "fidelidad",  "fedeltà",    "transaction",  "aktenzeichen",
    "vorgang*",   "dossier",   "expediente", "model",      "article"};
constexpr std::string_view kCopulas[] = {
    "is",   "are", "was",  "the",   "my",    "her",  "his",   "your", "our", "their",
    "a",    "ist", "die",  "meine", "seine", "ihre", "deine", "est",  "le",  "la",
    "mon",  "son", "sa",   "es",    "mi",    "su",   "el",    "il",   "mio", "suo",
    "jest", "to",  "mijn", "zijn",  "haar",  "de",   "o",     "é",    "è",   "as"};

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

std::size_t index_of(char c) {
    return static_cast<unsigned char>(c);
}

constexpr char kNotPlain = '\x80';
/// Of each byte what it is folded to; kNotPlain for line ends and the like and for what is not
/// ASCII.
constexpr auto kFolded = [] {
    std::array<char, 256> out{};
    out.fill(kNotPlain);
    for (std::size_t i = 0; i < 128; ++i) {
        const char c = static_cast<char>(i);
        if (c < '\t' || c > '\r') out[i] = ascii_lower(c);
    }
    return out;
}();

constexpr std::size_t kChains = 1024;
constexpr std::size_t kFirstOfSeveral = 0xC0;  ///< bytes from it on begin a character in UTF-8

/// Of the first two bytes of the word at `at`.
std::size_t chain_of(std::string_view text, std::size_t at) {
    const auto second = at + 1 < text.size() ? index_of(text[at + 1]) : 0;
    return (index_of(text[at]) * 31 + second) % kChains;
}

bool is_letter(char c) {
    return is_ascii_letter(c) || (static_cast<unsigned char>(c) & 0x80) != 0;
}

bool is_one_of(std::span<const std::string_view> list, std::string_view word) {
    return std::ranges::any_of(list, [&](std::string_view one) {
        return one.ends_with('*') ? word.starts_with(one.substr(0, one.size() - 1)) : word == one;
    });
}

/// Calls use(word) for each word of letters; stops at the first false.
template <class Use>
bool all_words(std::string_view text, Use use) {
    for (std::size_t at = 0; at < text.size();) {
        if (!is_letter(text[at])) {
            ++at;
            continue;
        }
        const auto begin = at;
        while (at < text.size() && is_letter(text[at])) ++at;
        if (!use(text.substr(begin, at - begin))) return false;
    }
    return true;
}

/// Whether the stop at `at` ends a sentence: not behind a short form ("no.", "Mr.", "IDNr.").
bool ends_sentence(std::string_view folded, std::size_t at) {
    if (at + 1 < folded.size() && folded[at + 1] != ' ') return false;
    if (folded[at] == '?' || folded[at] == '!') return true;
    if (folded[at] != '.') return false;
    auto begin = at;
    while (begin > 0 && is_letter(folded[begin - 1])) --begin;
    const auto word = folded.substr(begin, at - begin);
    return word.size() > 3 && !word.ends_with("nr") && !word.ends_with("num") && word != "pass";
}

bool has_sentence_end(std::string_view folded, std::size_t begin, std::size_t end) {
    for (auto at = begin; at < end; ++at)
        if (ends_sentence(folded, at)) return true;
    return false;
}

std::string_view without_brackets(std::string_view gap, std::string& kept) {
    const auto open = gap.find('(');
    const auto close = gap.find(')', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos) return gap;
    kept = std::string(gap.substr(0, open)) + std::string(gap.substr(close + 1));
    return kept;
}

bool has_digit(std::string_view text) {
    return std::ranges::any_of(text, is_ascii_digit);
}

/// Whether nothing but a label stands between a word and its number.
bool is_direct(std::string_view gap) {
    std::string kept;
    if (gap.size() > kDirectBytes || has_digit(gap)) return false;
    return all_words(without_brackets(gap, kept),
                     [](std::string_view word) { return is_one_of(kLabels, word); });
}

bool has_one_of(std::span<const std::string_view> list, std::string_view text) {
    return !all_words(text, [&](std::string_view word) { return !is_one_of(list, word); });
}

char separator_of(std::string_view line) {
    for (const char c : {'\t', ';', '|', ','}) {
        if (line.find(c) != std::string_view::npos) return c;
    }
    return '\0';
}

}  // namespace

void NumberContext::fold_once() {
    if (ready_) return;
    ready_ = true;
    folded_.reserve(text_.size());
    marks_.emplace_back(0, 0);
    bool shifted = false;  // the next byte needs a mark
    for (std::size_t at = 0; at < text_.size();) {
        if (shifted) marks_.emplace_back(at, folded_.size());
        shifted = false;
        const auto begin = at;
        while (at < text_.size() && kFolded[index_of(text_[at])] != kNotPlain &&
               !(text_[at] == ' ' && at + 1 < text_.size() && is_blank(text_[at + 1])))
            ++at;
        if (at != begin) {
            const auto size = folded_.size();
            folded_.resize(size + at - begin);
            std::transform(text_.data() + begin, text_.data() + at, folded_.data() + size,
                           [](char c) { return kFolded[index_of(c)]; });
        } else if (is_blank(text_[at])) {
            while (at < text_.size() && is_blank(text_[at])) ++at;
            folded_ += ' ';
            shifted = at - begin != 1;
        } else {
            while (at < text_.size() && (static_cast<unsigned char>(text_[at]) & 0x80) != 0) ++at;
            auto folded = draft::lower(draft::fold(text_.substr(begin, at - begin)));
            std::ranges::replace(folded, '\n', ' ');
            folded_ += folded;
            shifted = folded.size() != at - begin;
        }
    }
}

std::size_t NumberContext::folded_at(std::size_t raw) const {
    auto next =
        std::ranges::upper_bound(marks_, raw, {}, &std::pair<std::size_t, std::size_t>::first);
    const auto most = next == marks_.end() ? folded_.size() : next->second;
    --next;
    return std::min(next->second + (raw - next->first), most);
}

std::size_t NumberContext::raw_at(std::size_t folded) const {
    auto next =
        std::ranges::upper_bound(marks_, folded, {}, &std::pair<std::size_t, std::size_t>::second);
    const auto most = next == marks_.end() ? text_.size() : next->first;
    --next;
    return std::min(next->first + (folded - next->second), most);
}

void NumberContext::index_once() {
    if (!chains_.empty()) return;
    chains_.assign(kChains, 0);
    starts_.reserve(folded_.size() / 5);
    for (std::size_t at = 0; at < folded_.size();) {
        const bool word = is_ascii_word(folded_[at]);
        if (word || index_of(folded_[at]) >= kFirstOfSeveral) {
            auto& chain = chains_[chain_of(folded_, at)];
            starts_.push_back({static_cast<std::uint32_t>(at), chain});
            chain = static_cast<std::uint32_t>(starts_.size());
        }
        ++at;
        if (word)
            while (at < folded_.size() && is_ascii_word(folded_[at])) ++at;
        // What follows a word directly is inside one.
        if (word && at < folded_.size()) ++at;
    }
}

void NumberContext::search(Words words, std::vector<Hit>& out) {
    index_once();
    std::vector<Hit> seen;
    for (const auto word : words) {
        // Marks are no part of the word; those of "^" are written large.
        auto plain = word;
        if (word.front() == '=' || word.front() == '^') plain.remove_prefix(1);
        if (word.ends_with('*')) plain.remove_suffix(1);
        const auto low = ascii_lower(plain);
        for (auto i = chains_[chain_of(low, 0)]; i != 0; i = starts_[i - 1].next) {
            const std::size_t at = starts_[i - 1].at;
            if (std::string_view(folded_).substr(at, low.size()) != low) continue;
            auto end = at + low.size();
            if (word.ends_with('*'))
                while (end < folded_.size() && is_letter(folded_[end])) ++end;
            if (end < folded_.size() && is_letter(folded_[end])) continue;
            seen.push_back({at, end, word.front()});
        }
    }
    // At each place the longest counts; of words as long as it, the first of the list.
    std::ranges::stable_sort(seen, [](const Hit& a, const Hit& b) {
        return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
    });
    for (std::size_t i = 0; i < seen.size(); ++i) {
        const auto& hit = seen[i];
        if (i > 0 && seen[i - 1].begin == hit.begin) continue;
        const auto raw = text_.substr(raw_at(hit.begin), hit.end - hit.begin);
        const bool small = std::ranges::any_of(raw, [](char c) { return c >= 'a' && c <= 'z'; });
        if (hit.mark != '^' || !small) out.push_back(hit);
    }
}

void NumberContext::find_cells(Found& found) const {
    std::vector<std::size_t> columns;
    char separator = '\0';
    std::size_t hit = 0;
    any_line(text_, [&](std::size_t begin, std::size_t end) {
        if (columns.empty() && hit == found.hits.size()) return true;  // no head is left
        const auto line = text_.substr(begin, end - begin);
        const auto use_cells = [&](auto use) {
            for (std::size_t at = 0, column = 0; at <= line.size(); ++column) {
                const auto stop = std::min(line.find(separator, at), line.size());
                use(column, begin + at, begin + stop);
                at = stop + 1;
            }
        };
        if (!columns.empty() && line.find(separator) != std::string_view::npos) {
            use_cells([&](std::size_t column, std::size_t from, std::size_t to) {
                if (std::ranges::binary_search(columns, column)) found.cells.emplace_back(from, to);
            });
            return false;
        }
        columns.clear();
        const auto from = folded_at(begin), to = folded_at(end);
        while (hit < found.hits.size() && found.hits[hit].begin < from) ++hit;
        if (hit == found.hits.size() || found.hits[hit].begin >= to) return false;
        separator = separator_of(line);
        if (separator == '\0' || line.size() > kMostHeadBytes) return false;
        use_cells([&](std::size_t column, std::size_t first, std::size_t last) {
            const auto head =
                std::ranges::lower_bound(found.hits, folded_at(first), {}, &Hit::begin);
            if (last - first <= kMostCellBytes && head != found.hits.end() &&
                head->end <= folded_at(last) && !has_digit(text_.substr(first, last - first)))
                columns.push_back(column);
        });
        return false;
    });
}

const NumberContext::Found& NumberContext::found(Words words) {
    fold_once();
    const auto [entry, is_new] = found_.try_emplace(words.data());
    if (is_new && !words.empty()) {
        search(words, entry->second.hits);
        if (!entry->second.hits.empty()) find_cells(entry->second);
    }
    return entry->second;
}

bool NumberContext::names_behind(const Found& found, std::size_t end) const {
    const auto from = folded_at(end);
    const auto next = std::ranges::lower_bound(found.hits, from, {}, &Hit::begin);
    if (next == found.hits.end() || next->begin - from > kBehindBytes || next->mark == '=')
        return false;
    const auto gap = std::string_view(folded_).substr(from, next->begin - from);
    if (gap.find_first_of(".;|,") != std::string_view::npos || has_digit(gap) ||
        !all_words(gap, [](std::string_view word) { return is_one_of(kCopulas, word); }))
        return false;
    // "... SSN: 219-..." is the next number's name.
    const auto rest = std::string_view(folded_).substr(next->end, 8);
    return rest.find_first_of(":=#0123456789") == std::string_view::npos;
}

bool NumberContext::is_named(Words words, std::size_t begin, std::size_t end, bool directly) {
    const auto& all = found(words);
    if (all.hits.empty()) return false;
    const auto at = folded_at(begin);
    auto hit = std::ranges::lower_bound(all.hits, at, {}, &Hit::begin);
    for (std::size_t seen = 0; hit != all.hits.begin() && seen < kMostHitsNear; ++seen) {
        --hit;
        if (hit->end > at) continue;
        if (at - hit->end > kWindowBytes) break;
        const auto gap = std::string_view(folded_).substr(hit->end, at - hit->end);
        if (has_sentence_end(folded_, hit->end, at)) continue;
        if (directly || hit->mark == '=') {
            if (is_direct(gap)) return true;
        } else if (hit->mark == '^') {
            if (gap.size() <= kCapitalBytes && is_direct(gap)) return true;
        } else if (!has_one_of(kOthers, gap)) {
            return true;
        }
    }
    return heads_column(words, begin) || (!directly && names_behind(all, end));
}

bool NumberContext::names(Words words, std::size_t begin, std::size_t end) {
    return is_named(words, begin, end, false);
}

bool NumberContext::names_directly(Words words, std::size_t begin, std::size_t end) {
    return is_named(words, begin, end, true);
}

bool NumberContext::heads_column(Words words, std::size_t begin) {
    const auto& cells = found(words).cells;
    auto next =
        std::ranges::upper_bound(cells, begin, {}, &std::pair<std::size_t, std::size_t>::first);
    return next != cells.begin() && begin < (--next)->second;
}

std::string_view NumberContext::before(std::size_t begin, std::size_t most) {
    fold_once();
    const auto at = folded_at(begin);
    const auto from = at > most ? at - most : 0;
    return std::string_view(folded_).substr(from, at - from);
}

bool NumberContext::is_another(std::size_t begin) {
    const auto close = before(begin, kCloseBytes);
    // The last two words, with neither a number nor a comma behind: "tracking code: ".
    constexpr std::string_view kBreaks = "0123456789,;|!?";
    const auto stop = close.find_last_of(kBreaks);
    auto rest = stop == std::string_view::npos ? close : close.substr(stop + 1);
    for (int words = 0; words < 2 && !rest.empty(); ++words) {
        auto end = rest.size();
        while (end > 0 && !is_letter(rest[end - 1])) --end;
        auto from = end;
        while (from > 0 && is_letter(rest[from - 1])) --from;
        if (is_one_of(kOthers, rest.substr(from, end - from))) return true;
        rest = rest.substr(0, from);
    }
    return false;
}

bool NumberContext::stands_before(Words words, std::size_t begin, std::size_t most) {
    return has_one_of(words, before(begin, most));
}

std::string_view NumberContext::behind(std::size_t end, std::size_t most) {
    fold_once();
    return std::string_view(folded_).substr(folded_at(end), most);
}

}  // namespace sendguard::check
