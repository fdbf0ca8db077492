#include "hold/hold.h"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace sendguard::hold {
namespace {

// Crockford's alphabet: no I, L, O or U, so that an id can be read aloud.
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::string_view kPrefix = "SG-";
constexpr std::size_t kLetters = 16;  // 80 bits

}  // namespace

Actor service_actor(std::string via) {
    return {.name = "send-guard", .kind = "service", .via = std::move(via)};
}

std::string_view delivery_name(Delivery delivery) {
    constexpr std::array<std::string_view, 4> kNames{"waiting", "taken", "refused", "unknown"};
    return kNames[static_cast<std::size_t>(delivery)];
}

std::string make_id() {
    std::string id(kPrefix);
    for (std::size_t i = 0; i < kLetters; ++i)
        id += kAlphabet[randombytes_uniform(static_cast<std::uint32_t>(kAlphabet.size()))];
    return id;
}

bool is_id(std::string_view text) {
    return text.size() == kPrefix.size() + kLetters && text.starts_with(kPrefix) &&
           std::ranges::all_of(text.substr(kPrefix.size()),
                               [](char c) { return kAlphabet.find(c) != std::string_view::npos; });
}

}  // namespace sendguard::hold
