// The stack of open elements: what a start tag closes, inherits and changes. Where a browser's
// rules are richer than these, the simpler ones end elements sooner, never later, so that a text
// that is doubtful counts as visible and as the author's own.
#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "draft/html_reader.h"
#include "draft/html_references.h"

namespace sendguard::draft {
namespace {

constexpr Color kLinkBlue{Color::Kind::rgb, 0, 0, 238};
constexpr std::size_t kMostStyles = 4096;  // distinct style attributes kept; the rest is read anew

std::uint32_t hash_of(std::string_view name) {
    std::uint32_t hash = 2166136261u;
    for (const char c : name) {
        hash = (hash ^ static_cast<unsigned char>(ascii_lower(c))) * 16777619u;
    }
    return hash;
}

bool is_quote_class(std::string_view classes) {
    for (const std::string_view name :
         {"gmail_quote", "yahoo_quoted", "moz-cite-prefix", "moz-forward-container",
          "protonmail_quote", "zmail_extra", "gmail_attr", "OutlookMessageHeader"}) {
        if (classes.find(name) != std::string_view::npos) return true;
    }
    return false;
}

bool is_signature_class(std::string_view classes) {
    for (const std::string_view name :
         {"gmail_signature", "moz-signature", "protonmail_signature_block"}) {
        if (classes.find(name) != std::string_view::npos) return true;
    }
    return false;
}

}  // namespace

const StylePair& HtmlReader::inline_style(std::string_view css) {
    if (const auto hit = styles_.find(css); hit != styles_.end()) return hit->second;
    if (styles_.size() >= kMostStyles) styles_.clear();
    const bool plain = css.find('&') == std::string_view::npos;
    return styles_.emplace(css, parse_style(plain ? std::string(css) : resolve_references(css)))
        .first->second;
}

void HtmlReader::apply_styles(Element& element, const Token& token, const Attributes& attributes,
                              bool& inline_box) {
    Style hints;
    hints.color = parse_color(attributes[token.tag == Tag::body ? Attr::text : Attr::color]);
    hints.background = parse_color(attributes[Attr::bgcolor]);
    if (attributes.has(Attr::background)) hints.background = {Color::Kind::unknown};
    if (token.tag == Tag::a) element.look.color = kLinkBlue;
    Style all = hints;
    static const StylePair nothing{};
    const bool styled = attributes.has(Attr::style);
    const StylePair& own = styled ? inline_style(attributes[Attr::style]) : nothing;
    if (sheet_.empty()) {
        if (styled) {
            all.merge(own.normal);
            all.merge(own.important);
        }
    } else {
        const StylePair sheet =
            sheet_.find(token.name, attributes[Attr::class_], attributes[Attr::id]);
        for (const Style* style : {&sheet.normal, &own.normal, &sheet.important, &own.important}) {
            all.merge(*style);
        }
    }
    if (attributes.has(Attr::hidden) && all[Property::display] == kUnset &&
        element.look.subtree == Hiding::none) {
        element.look.subtree = Hiding::attribute;
    }
    inline_box = all[Property::display] == kInline;
    element.look.apply(all);
}

void HtmlReader::mark_quotes(Element& element, const Attributes& attributes) {
    const bool block = (tag_flags(element.tag) & kBlock) != 0;
    if (element.tag == Tag::blockquote) element.quote = true;
    if (!block) return;
    const std::string_view classes = attributes[Attr::class_];
    const std::string_view id = attributes[Attr::id];
    if (!classes.empty()) {
        if (is_quote_class(classes)) element.quote = true;
        if (is_signature_class(classes)) element.signature = true;
    }
    if (id.empty()) return;
    if (id.ends_with("divRplyFwdMsg") || id.ends_with("appendonsend")) lines_.quote_rest();
    if (id == "Signature" || id == "signature") element.signature = true;
}

HtmlReader::Element HtmlReader::child_of(const Element& parent, const Token& token,
                                         const Attributes& attributes) {
    Element element = parent;
    element.tag = token.tag;
    element.name = token.tag == Tag::unknown ? hash_of(token.name) : 0;
    const std::uint16_t flags = tag_flags(token.tag);
    if (flags & kPre) element.look.keeps_lines = true;
    bool inline_box = false;
    const bool plain = !attributes.any() && sheet_.empty() && token.tag != Tag::a;
    if (!plain) {
        apply_styles(element, token, attributes, inline_box);
        mark_quotes(element, attributes);
    } else if (token.tag == Tag::blockquote) {
        element.quote = true;
    }
    const bool unshown =
        token.tag == Tag::template_ || (token.tag == Tag::dialog && !attributes.has(Attr::open));
    if (unshown && element.look.subtree == Hiding::none) element.look.subtree = Hiding::not_shown;
    element.look.settle();
    inline_boxes_.push_back(inline_box);
    return element;
}

void HtmlReader::close_implied(Tag tag) {
    if (too_deep_ != 0) return;
    const std::uint16_t flags = tag_flags(tag);
    if ((flags & kClosesP) && top().p > top().scope) pop_to(top().p);
    if ((flags & kItem) && top().item > std::max(top().list, top().scope)) pop_to(top().item);
    if (flags & kCell && top().cell > top().table) pop_to(top().cell);
    if (tag == Tag::tr) {
        if (top().row > top().table)
            pop_to(top().row);
        else if (top().cell > top().table)
            pop_to(top().cell);
    }
    if (tag == Tag::tbody || tag == Tag::thead || tag == Tag::tfoot) {
        if (top().row > top().table) pop_to(top().row);
    }
}

void HtmlReader::push(const Element& element, const Token& token) {
    const auto index = static_cast<std::uint16_t>(stack_.size());
    if (stack_.size() >= kMaxHtmlDepth) {
        if (too_deep_++ == 0) {
            fault("limit-html-depth", "HTML is nested deeper than readers draw", token.begin);
        }
        inline_boxes_.pop_back();
        return;
    }
    stack_.push_back(element);
    ++open_[static_cast<std::size_t>(element.tag)];
    Element& own = stack_.back();
    const std::uint16_t flags = tag_flags(element.tag);
    if (element.tag == Tag::p) own.p = index;
    if (element.tag == Tag::table) own.table = index;
    if (element.tag == Tag::tr) own.row = index;
    if (flags & kScope) own.scope = index;
    if (flags & kItem) own.item = index;
    if (flags & kList) own.list = index;
    if (flags & kCell) own.cell = index;
}

void HtmlReader::pop_to(std::size_t index) {
    while (stack_.size() > index && stack_.size() > 1) {
        --open_[static_cast<std::size_t>(stack_.back().tag)];
        stack_.pop_back();
        inline_boxes_.pop_back();
    }
}

void HtmlReader::end_tag(const Token& token) {
    const std::uint16_t flags = tag_flags(token.tag);
    const Look& look = top().look;
    Setting setting{false, false, false, look.hiding};
    const bool open = open_[static_cast<std::size_t>(token.tag)] != 0;
    const bool inline_box =
        stack_.size() > 1 && top().tag == token.tag && inline_boxes_.back() != 0;
    if (token.tag == Tag::br) return lines_.line_break(setting, token.begin, true);
    if (token.tag == Tag::a) close_link();
    if ((flags & kBlock) && !inline_box) lines_.line_break(setting, token.begin, false);
    if (flags & kVoid) return;
    if (too_deep_ != 0) {
        --too_deep_;
        return;
    }
    if (!open) return;
    const std::uint32_t name = token.tag == Tag::unknown ? hash_of(token.name) : 0;
    std::size_t at = stack_.size();
    // Of known tags one is found; of unknown ones the search is short of a limit.
    const std::size_t lowest = token.tag == Tag::unknown && at > 64 ? at - 64 : 1;
    while (at-- > lowest) {
        if (stack_[at].tag == token.tag && stack_[at].name == name) return pop_to(at);
    }
}

}  // namespace sendguard::draft
