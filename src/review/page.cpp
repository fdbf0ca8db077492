#include "review/page.h"

#include <algorithm>
#include <kainjow/mustache.hpp>

#include "base/text.h"
#include "report/formats.h"

namespace sendguard::review {
namespace {

using kainjow::mustache::data;
using kainjow::mustache::mustache;
using nlohmann::json;

constexpr std::string_view kEnding = ".mustache";
constexpr std::string_view kPart = "part_";

data data_of(const json& value) {
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        return text.empty() ? data(false) : data(text);
    }
    if (value.is_boolean()) return data(value.get<bool>());
    if (value.is_number()) return data(value.dump());
    if (value.is_array()) {
        data list{data::type::list};
        for (const auto& one : value) list << data_of(one);
        return list;
    }
    if (value.is_object()) {
        data object{data::type::object};
        for (const auto& [name, one] : value.items()) object.set(name, data_of(one));
        return object;
    }
    return data(false);
}

/// Any bytes, as they may stand in a page.
std::string escaped(const std::string& text) {
    return report::markup_escaped(to_valid_utf8(text));
}

}  // namespace

std::string_view embedded_page(std::string_view name) {
    const auto& pages = embedded_pages();
    const auto found = std::ranges::find(pages, name, &EmbeddedPage::name);
    return found == pages.end() ? std::string_view() : found->bytes;
}

std::string render(std::string_view name, const json& values) {
    auto all = data_of(values);
    for (const auto& page : embedded_pages()) {
        if (!page.name.starts_with(kPart)) continue;
        const auto partial = page.name.substr(0, page.name.size() - kEnding.size());
        all.set(std::string(partial),
                data(kainjow::mustache::partial([&page] { return std::string(page.bytes); })));
    }
    mustache page{std::string(embedded_page(name))};
    page.set_custom_escape(escaped);
    auto out = page.render(all);
    return page.is_valid() ? out : std::string();
}

}  // namespace sendguard::review
