#include "check/embargo/tokens.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

constexpr std::size_t kMostDigits = 8;  // 20270302
constexpr char32_t kLatinEnd = 0x250;

/// The letter without its marks; as it is when it has none, or is not Latin.
char32_t without_marks(char32_t letter, const UNormalizer2* forms) {
    if (letter < 0xC0 || letter >= kLatinEnd || forms == nullptr) return letter;
    UChar parts[8];
    UErrorCode status = U_ZERO_ERROR;
    const auto length = unorm2_getDecomposition(forms, static_cast<UChar32>(letter), parts,
                                                static_cast<int32_t>(std::size(parts)), &status);
    return U_SUCCESS(status) && length > 0 ? static_cast<char32_t>(parts[0]) : letter;
}

bool is_letter(char32_t c) {
    if (c < 0x80) return is_ascii_letter(static_cast<char>(c)) || c == '_';
    return u_isalpha(static_cast<UChar32>(c)) != 0;
}

bool is_han(char32_t c) {
    return c >= 0x4E00 && c <= 0x9FFF;
}

/// The end of the word that begins at `at`.
std::size_t word_end(std::string_view text, std::size_t at) {
    auto next = at;
    if (is_han(next_code_point(text, next))) return next;
    for (auto end = next; end < text.size(); next = end) {
        const auto letter = next_code_point(text, end);
        if (!is_letter(letter) || is_han(letter)) break;
    }
    return next;
}

Token word_token(std::string_view word) {
    Token token{.kind = TokenKind::word, .text = plain(word)};
    std::size_t at = 0;
    const auto first = next_code_point(word, at);
    token.capital = u_isupper(static_cast<UChar32>(first)) != 0;
    token.capitals = token.capital;
    while (at < word.size() && token.capitals)
        token.capitals = u_isupper(static_cast<UChar32>(next_code_point(word, at))) != 0;
    return token;
}

Token number_token(std::string_view digits) {
    Token token{.kind = TokenKind::number, .text = std::string(digits)};
    if (digits.size() <= kMostDigits)
        std::from_chars(digits.data(), digits.data() + digits.size(), token.value);
    return token;
}

/// The token that begins at `at`, without its place.
Token token_at(std::string_view text, std::size_t at, std::size_t& end) {
    if (text[at] == '\n') {
        end = at + 1;
        return {.kind = TokenKind::line_end, .text = "\n"};
    }
    if (is_ascii_digit(text[at])) {
        end = at;
        while (end < text.size() && is_ascii_digit(text[end])) ++end;
        return number_token(text.substr(at, end - at));
    }
    end = at;
    if (is_letter(next_code_point(text, end))) {
        end = word_end(text, at);
        return word_token(text.substr(at, end - at));
    }
    return {.kind = TokenKind::sign, .text = std::string(text.substr(at, end - at))};
}

}  // namespace

std::string plain(std::string_view word) {
    auto lowered = draft::lower(word);
    if (is_ascii(lowered)) return lowered;
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2* const forms = unorm2_getNFDInstance(&status);
    std::string out;
    for (std::size_t at = 0; at < lowered.size();)
        append_utf8(out, without_marks(next_code_point(lowered, at), forms));
    return out;
}

Tokens tokens_of(std::string_view folded, std::size_t most) {
    Tokens out;
    bool blank = true;
    for (std::size_t at = 0; at < folded.size() && out.size() < most;) {
        if (folded[at] == ' ') {
            blank = true;
            ++at;
            continue;
        }
        std::size_t end = at;
        auto token = token_at(folded, at, end);
        token.begin = at;
        token.end = end;
        token.glued = !blank;
        blank = token.is_line_end();
        at = end;
        out.push_back(std::move(token));
    }
    return out;
}

std::string_view WordReader::next() {
    while (at_ < folded_.size()) {
        const auto begin = at_;
        while (at_ < folded_.size() && is_ascii_letter(folded_[at_])) ++at_;
        word_.assign(folded_, begin, at_ - begin);
        std::ranges::transform(word_, word_.begin(), [](char c) { return ascii_lower(c); });
        auto next = at_;
        const bool goes_on = at_ < folded_.size() &&
                             (static_cast<unsigned char>(folded_[at_]) & 0x80) != 0 &&
                             is_letter(next_code_point(folded_, next));
        if (goes_on) {  // beyond ASCII: it is read as tokens are
            at_ = word_end(folded_, begin);
            word_ = plain(folded_.substr(begin, at_ - begin));
        }
        if (!word_.empty()) return word_;
        at_ = std::max(next, at_ + 1);
    }
    return {};
}

bool stands_at(const Tokens& tokens, std::size_t at, std::string_view words) {
    for (; !words.empty(); ++at) {
        const auto end = std::min(words.find(' '), words.size());
        if (at >= tokens.size() || tokens[at].text != words.substr(0, end)) return false;
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    return true;
}

std::size_t count_words(std::string_view words) {
    return static_cast<std::size_t>(std::ranges::count(words, ' ')) + 1;
}

}  // namespace sendguard::check
