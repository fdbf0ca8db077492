#include "history/letter.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "draft/addresses.h"

namespace sendguard::history {
namespace {

constexpr std::size_t kShortest = 2, kLongest = 30;  // bytes of a word
constexpr std::size_t kShortestName = 3;

bool is_letter(char c) {
    return is_ascii_letter(c) || is_ascii_digit(c) || static_cast<unsigned char>(c) >= 0x80;
}

template <class Use>
void each_word(std::string_view text, std::size_t least, Use use) {
    constexpr std::uint32_t kBasis = 2166136261U, kPrime = 16777619U;  // FNV-1a, 32 bits
    std::uint32_t hash = kBasis;
    std::size_t length = 0;
    const auto end = [&] {
        if (length >= least && length <= kLongest) use(hash);
        hash = kBasis;
        length = 0;
    };
    for (const char c : text) {
        if (!is_letter(c)) {
            if (length > 0) end();
            continue;
        }
        hash = (hash ^ static_cast<unsigned char>(ascii_lower(c))) * kPrime;
        ++length;
    }
    end();
}

std::vector<std::uint32_t> sorted_words(std::string_view text, std::size_t least) {
    std::vector<std::uint32_t> out;
    each_word(text, least, [&](std::uint32_t hash) { out.push_back(hash); });
    std::ranges::sort(out);
    return out;
}

void add_text(std::string_view more, std::string& text) {
    if (text.size() >= kMaxTextBytes) return;
    text += more.substr(0, kMaxTextBytes - text.size());
    text += '\n';
}

}  // namespace

std::string key_of(std::string_view address) {
    return ascii_lower(draft::canonical_address(address));
}

Letter letter_of(const draft::Draft& draft, Timestamp at) {
    Letter out{.from = {}, .recipients = {}, .text = {}, .at = at};
    if (!draft.from.empty() && !draft.from.front().address.empty())
        out.from = key_of(draft.from.front().address);
    else if (draft.envelope.sender)
        out.from = key_of(*draft.envelope.sender);
    for (const auto& one : draft.recipients)
        if (!one.mailbox.address.empty()) out.recipients.push_back(key_of(one.mailbox.address));
    std::ranges::sort(out.recipients);
    out.recipients.erase(std::unique(out.recipients.begin(), out.recipients.end()),
                         out.recipients.end());
    add_text(draft.subject(), out.text);
    for (const auto place : {draft::Place::body, draft::Place::quote})
        for (const auto& passage : draft.passages)
            if (passage.place == place && !passage.alternative &&
                passage.part < draft.parts.size() && !draft.parts[passage.part].attachment)
                add_text(passage.text, out.text);
    return out;
}

std::vector<Term> terms_of(std::string_view text) {
    std::vector<Term> out;
    double square = 0;
    const auto words = sorted_words(text, kShortest);
    for (std::size_t i = 0; i < words.size();) {
        std::size_t end = i + 1;
        while (end < words.size() && words[end] == words[i]) ++end;
        const double weight = 1 + std::log(static_cast<double>(end - i));
        out.push_back({words[i], static_cast<float>(weight)});
        square += weight * weight;
        i = end;
    }
    for (auto& term : out) term.weight /= static_cast<float>(std::sqrt(square));
    return out;
}

std::vector<std::uint32_t> name_words(std::string_view address) {
    return sorted_words(address.substr(0, address.find('@')), kShortestName);
}

}  // namespace sendguard::history
