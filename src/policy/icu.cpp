// The adapter of ICU for policies. Failures of ICU's data become "no domain" and "no zones": a
// policy that needs them is then refused, never loosened.
#include "policy/icu.h"

#include <unicode/idna.h>
#include <unicode/ures.h>

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "policy/load.h"

namespace sendguard::policy {
namespace {

constexpr std::size_t kMaxDomainBytes = 253;  // RFC 1035 2.3.4, without the last dot

bool good_label(std::string_view label) {
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
        return false;
    return std::all_of(label.begin(), label.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

std::optional<std::string> to_a_labels(std::string_view domain) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::IDNA> idna(icu::IDNA::createUTS46Instance(
        UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ, status));
    if (U_FAILURE(status)) return std::nullopt;
    icu::IDNAInfo info;
    std::string out;
    icu::StringByteSink<std::string> sink(&out);
    idna->nameToASCII_UTF8(
        icu::StringPiece(domain.data(), static_cast<std::int32_t>(domain.size())), sink, info,
        status);
    if (U_FAILURE(status) || info.hasErrors()) return std::nullopt;
    return out;
}

}  // namespace

std::optional<std::string> canonical_domain(std::string_view domain) {
    if (domain.ends_with('.')) domain.remove_suffix(1);
    if (domain.empty() || domain.size() > 4 * kMaxDomainBytes || !is_valid_utf8(domain))
        return std::nullopt;
    std::optional<std::string> ascii = is_ascii(domain) ? ascii_lower(domain) : to_a_labels(domain);
    if (!ascii || ascii->size() > kMaxDomainBytes) return std::nullopt;
    for (auto label : split(*ascii, '.')) {
        if (!good_label(label)) return std::nullopt;
    }
    return ascii;
}

std::vector<std::string> zone_names() {
    using Bundle = std::unique_ptr<UResourceBundle, decltype(&ures_close)>;
    UErrorCode status = U_ZERO_ERROR;
    const Bundle zones(ures_openDirect(nullptr, "zoneinfo64", &status), &ures_close);
    const Bundle names(ures_getByKey(zones.get(), "Names", nullptr, &status), &ures_close);
    std::vector<std::string> out;
    if (U_FAILURE(status)) return out;
    for (std::int32_t i = 0; i < ures_getSize(names.get()); ++i) {
        std::int32_t length = 0;
        const UChar* name = ures_getStringByIndex(names.get(), i, &length, &status);
        if (U_FAILURE(status)) break;
        std::string text;
        icu::UnicodeString(name, length).toUTF8String(text);
        out.push_back(std::move(text));
    }
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace sendguard::policy
