// Two small open-addressing tables, filled by the compiler. A key is a name's first eight bytes in
// lower case and its length; no two names of a table share both.
#include "draft/html_tags.h"

namespace sendguard::draft {
namespace {

constexpr std::uint64_t name_key(std::string_view name) {
    std::uint64_t key = 0;
    const std::size_t used = name.size() < 8 ? name.size() : 8;
    for (std::size_t i = 0; i < used; ++i) {
        const char c = name[i];
        const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        key = key << 8 | static_cast<unsigned char>(low);
    }
    return key ^ (static_cast<std::uint64_t>(name.size()) << 59);
}

template <typename Value>
struct Entry {
    std::string_view name;
    Value value{};
    std::uint16_t flags = 0;
};

template <typename Value, std::size_t Slots>
class NameTable {
  public:
    template <std::size_t N>
    constexpr explicit NameTable(const Entry<Value> (&entries)[N]) {
        static_assert(N * 2 < Slots);
        for (const auto& entry : entries) {
            std::size_t at = slot(name_key(entry.name));
            while (keys_[at] != 0) at = (at + 1) % Slots;
            keys_[at] = name_key(entry.name);
            values_[at] = entry.value;
        }
    }
    constexpr Value find(std::string_view name) const {
        if (name.empty() || name.size() > 11) return Value{};
        const std::uint64_t key = name_key(name);
        for (std::size_t at = slot(key); keys_[at] != 0; at = (at + 1) % Slots) {
            if (keys_[at] == key) return values_[at];
        }
        return Value{};
    }

  private:
    static constexpr std::size_t slot(std::uint64_t key) {
        return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15u) >> 40) % Slots;
    }
    std::array<std::uint64_t, Slots> keys_{};
    std::array<Value, Slots> values_{};
};

constexpr std::uint16_t kPlain = 0;
constexpr std::uint16_t kPara = kBlock | kClosesP;

constexpr Entry<Tag> kTagEntries[] = {
    {"a", Tag::a, kPlain},
    {"address", Tag::address, kPara},
    {"area", Tag::area, kVoid},
    {"article", Tag::article, kPara},
    {"aside", Tag::aside, kPara},
    {"base", Tag::base, kVoid},
    {"basefont", Tag::basefont, kVoid},
    {"bdo", Tag::bdo, kPlain},
    {"blockquote", Tag::blockquote, kPara},
    {"body", Tag::body, kBlock},
    {"br", Tag::br, kVoid},
    {"button", Tag::button, kScope},
    {"caption", Tag::caption, kBlock | kScope},
    {"center", Tag::center, kPara},
    {"col", Tag::col, kVoid},
    {"colgroup", Tag::colgroup, kPlain},
    {"dd", Tag::dd, kPara | kItem},
    {"details", Tag::details, kPara},
    {"dialog", Tag::dialog, kPara},
    {"dir", Tag::dir, kPara | kList},
    {"div", Tag::div, kPara},
    {"dl", Tag::dl, kPara | kList},
    {"dt", Tag::dt, kPara | kItem},
    {"embed", Tag::embed, kVoid},
    {"fieldset", Tag::fieldset, kPara},
    {"figcaption", Tag::figcaption, kPara},
    {"figure", Tag::figure, kPara},
    {"font", Tag::font, kPlain},
    {"footer", Tag::footer, kPara},
    {"form", Tag::form, kPara},
    {"frame", Tag::frame, kVoid},
    {"frameset", Tag::frameset, kBlock},
    {"h1", Tag::h1, kPara},
    {"h2", Tag::h2, kPara},
    {"h3", Tag::h3, kPara},
    {"h4", Tag::h4, kPara},
    {"h5", Tag::h5, kPara},
    {"h6", Tag::h6, kPara},
    {"head", Tag::head, kBlock},
    {"header", Tag::header, kPara},
    {"hr", Tag::hr, kPara | kVoid},
    {"html", Tag::html, kBlock | kScope},
    {"iframe", Tag::iframe, kRaw},
    {"image", Tag::image, kVoid},
    {"img", Tag::img, kVoid},
    {"input", Tag::input, kVoid},
    {"legend", Tag::legend, kBlock},
    {"li", Tag::li, kPara | kItem},
    {"link", Tag::link, kVoid},
    {"listing", Tag::listing, kPara | kPre},
    {"main", Tag::main, kPara},
    {"menu", Tag::menu, kPara | kList},
    {"meta", Tag::meta, kVoid},
    {"nav", Tag::nav, kPara},
    {"object", Tag::object, kScope},
    {"ol", Tag::ol, kPara | kList},
    {"optgroup", Tag::optgroup, kBlock},
    {"option", Tag::option, kBlock},
    {"p", Tag::p, kPara},
    {"param", Tag::param, kVoid},
    {"plaintext", Tag::plaintext, kPara | kRaw | kPre},
    {"pre", Tag::pre, kPara | kPre},
    {"script", Tag::script, kRaw},
    {"section", Tag::section, kPara},
    {"select", Tag::select, kPlain},
    {"source", Tag::source, kVoid},
    {"span", Tag::span, kPlain},
    {"style", Tag::style, kRaw},
    {"summary", Tag::summary, kPara},
    {"table", Tag::table, kBlock | kScope},
    {"tbody", Tag::tbody, kBlock},
    {"td", Tag::td, kCell | kScope},
    {"template", Tag::template_, kScope},
    {"textarea", Tag::textarea, kRaw | kPre},
    {"tfoot", Tag::tfoot, kBlock},
    {"th", Tag::th, kCell | kScope},
    {"thead", Tag::thead, kBlock},
    {"title", Tag::title, kRaw},
    {"tr", Tag::tr, kBlock},
    {"track", Tag::track, kVoid},
    {"ul", Tag::ul, kPara | kList},
    {"wbr", Tag::wbr, kVoid},
    {"xml", Tag::xml, kRaw},
    {"xmp", Tag::xmp, kPara | kRaw | kPre},
};

constexpr Entry<Attr> kAttrEntries[] = {
    {"style", Attr::style},
    {"class", Attr::class_},
    {"id", Attr::id},
    {"href", Attr::href},
    {"src", Attr::src},
    {"action", Attr::action},
    {"alt", Attr::alt},
    {"title", Attr::title},
    {"aria-label", Attr::aria_label},
    {"hidden", Attr::hidden},
    {"bgcolor", Attr::bgcolor},
    {"color", Attr::color},
    {"text", Attr::text},
    {"background", Attr::background},
    {"name", Attr::name},
    {"content", Attr::content},
    {"property", Attr::property},
    {"type", Attr::type},
    {"value", Attr::value},
    {"placeholder", Attr::placeholder},
    {"srcdoc", Attr::srcdoc},
    {"label", Attr::label},
    {"summary", Attr::summary},
    {"size", Attr::size},
    {"open", Attr::open},
    {"dir", Attr::dir},
};

constexpr NameTable<Tag, 512> kTagTable{kTagEntries};
constexpr NameTable<Attr, 128> kAttrTable{kAttrEntries};

constexpr std::array<std::uint16_t, kTags> make_flags() {
    std::array<std::uint16_t, kTags> flags{};
    for (const auto& entry : kTagEntries)
        flags[static_cast<std::size_t>(entry.value)] = entry.flags;
    return flags;
}
constexpr auto kFlags = make_flags();

}  // namespace

Tag tag_of(std::string_view name) {
    return kTagTable.find(name);
}
std::uint16_t tag_flags(Tag tag) {
    return kFlags[static_cast<std::size_t>(tag)];
}
Attr attr_of(std::string_view name) {
    return kAttrTable.find(name);
}

}  // namespace sendguard::draft
