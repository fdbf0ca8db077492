// From tokens to texts. Comments, links, alternative texts and titles are gathered beside the
// lines.
#include "draft/html.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "draft/html_reader.h"
#include "draft/html_references.h"

namespace sendguard::draft {
namespace {

constexpr std::size_t kLinkText = 200;  // bytes of a link's own text kept as its detail

Setting setting_of(const Look& look, bool quote, bool signature) {
    return {quote, signature, look.keeps_lines, look.hiding};
}

// Cuts at most `limit` bytes without splitting a character.
std::string_view cut(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return text;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
    return text.substr(0, limit);
}

}  // namespace

void HtmlReader::run(std::size_t begin_at, std::size_t end) {
    const auto nul = html_.substr(begin_at, end - begin_at).find('\0');
    has_nul_ = nul != std::string_view::npos;
    if (has_nul_)
        fault("nul", "HTML holds a NUL byte, which readers drop or stop at", begin_at + nul);
    begin();
    markup(begin_at, end);
    finish();
}

void HtmlReader::begin() {
    if (manner_.page) lines_.reserve(html_.size());
    stack_.push_back(Element{});
    inline_boxes_.push_back(0);
}

bool HtmlReader::markup(std::size_t begin, std::size_t end) {
    cut_ = false;
    Tokenizer tokenizer(html_, begin, end);
    Token token;
    while (tokenizer.next(token)) {
        switch (token.kind) {
            case Token::Kind::text:
                text(top(), token.content, false);
                break;
            case Token::Kind::start_tag:
                start_tag(tokenizer, token);
                break;
            case Token::Kind::end_tag:
                end_tag(token);
                break;
            case Token::Kind::comment:
                cut_ = cut_ || token.open_ended;
                comment(token);
                break;
            case Token::Kind::cdata:
                cdata(token);
                break;
            case Token::Kind::doctype:
                break;
            case Token::Kind::unclosed:
                cut_ = true;
                collect(comments_, token.content, false);
                break;
        }
    }
    return !cut_;
}

void HtmlReader::finish() {
    close_link();
    lines_.finish();
    for (Flow* flow : {&comments_, &scripts_, &alt_, &title_, &hidden_values_}) {
        flow->take(out_.passages);
    }
}

void HtmlReader::open(Tag tag, std::size_t at) {
    start_tag(no_tags_, {.kind = Token::Kind::start_tag, .tag = tag, .begin = at, .end = at});
}

void HtmlReader::close(Tag tag, std::size_t at) {
    end_tag({.kind = Token::Kind::end_tag, .tag = tag, .begin = at, .end = at});
}

void HtmlReader::words(std::size_t origin, std::string_view text) {
    const Element& element = top();
    if (link_.open && link_.text.size() < kLinkText)
        link_.text += cut(text, kLinkText - link_.text.size());
    lines_.text(setting_of(element.look, false, false), origin, text, true);
}

void HtmlReader::reference(std::size_t origin, std::string_view reference) {
    const Reference found = read_reference(reference);
    if (found.code == 0) return words(origin, reference);
    std::string character;
    append_utf8(character, found.code);
    words(origin, character);
}

void HtmlReader::line_break(std::size_t at) {
    lines_.line_break(setting_of(top().look, false, false), at, true);
}

void HtmlReader::lead_to(std::size_t origin, std::string_view target) {
    link_.target = Flow(Place::link, {});
    link_.target.append_resolved(origin, target, true);
    link_.text.clear();
    link_.open = true;
}

void HtmlReader::put(const Setting& setting, std::size_t origin, std::string_view text, bool made) {
    if (!has_nul_ || text.find('\0') == std::string_view::npos) {
        lines_.text(setting, origin, text, made);
        return;
    }
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\0', at), text.size());
        if (end > at) lines_.text(setting, origin + at, text.substr(at, end - at), made);
        at = end + 1;
    }
}

void HtmlReader::text(const Element& element, std::string_view text, bool raw) {
    const Setting setting = setting_of(element.look, element.quote, element.signature);
    if (link_.open && link_.text.size() < kLinkText) {
        const std::string_view start = cut(text, kLinkText - link_.text.size());
        if (start.find('&') == std::string_view::npos) {
            link_.text += start;
        } else {
            link_.text += resolve_references(start);
        }
    }
    const std::size_t origin = offset_of(text);
    std::size_t at = 0;
    std::size_t from = 0;  // where bytes start that go on as they are
    while (!raw && at < text.size()) {
        const void* hit = std::memchr(text.data() + at, '&', text.size() - at);
        if (hit == nullptr) break;
        at = static_cast<std::size_t>(static_cast<const char*>(hit) - text.data());
        const Reference found = read_reference(text.substr(at));
        if (found.code == 0) {
            ++at;
            continue;
        }
        if (at > from) put(setting, origin + from, text.substr(from, at - from), false);
        std::string character;
        append_utf8(character, found.code);
        lines_.text(setting, origin + at, character, true);
        from = at += found.length;
    }
    if (from < text.size()) put(setting, origin + from, text.substr(from), false);
}

void HtmlReader::start_tag(Tokenizer& tokenizer, const Token& token) {
    const Attributes& attributes = tokenizer.attributes();
    const std::uint16_t flags = tag_flags(token.tag);
    close_implied(token.tag);
    const Element element = child_of(top(), token, attributes);
    const bool inline_box = inline_boxes_.back() != 0;
    const Setting setting = setting_of(element.look, element.quote, element.signature);
    if (token.tag == Tag::br) {
        lines_.line_break(setting, token.begin, true);
    } else if ((flags & kBlock) && !inline_box) {
        lines_.line_break(setting, token.begin, false);
    } else if (flags & kCell) {
        lines_.cell_break(setting, token.begin);
    }
    if (attributes.any()) attribute_texts(token, attributes);
    if (token.tag == Tag::a) {
        close_link();
        if (attributes.has(Attr::href)) open_link(attributes[Attr::href]);
    }
    if (flags & kVoid) {
        inline_boxes_.pop_back();
        // <body> and <html> attributes stay in force when the tag is met in the middle.
    } else if (flags & kRaw) {
        inline_boxes_.pop_back();
        raw_element(tokenizer, token, element);
    } else {
        push(element, token);
    }
}

void HtmlReader::raw_element(Tokenizer& tokenizer, const Token& token, const Element& element) {
    bool closed = false;
    std::string_view content;
    if (token.tag == Tag::plaintext) {
        content = html_.substr(token.end);
        closed = true;
        tokenizer.go_to(html_.size());
    } else {
        content = tokenizer.raw_text(token, closed);
    }
    if (!closed) cut_ = true;
    if (!closed && !content.empty()) {
        fault("html-unclosed",
              "<" + ascii_lower(token.name) + "> has no end: readers differ about what follows",
              token.begin);
    }
    Element inside = element;
    switch (token.tag) {
        case Tag::style:
            if (!nested_ && closed) sheet_.add(content);
            break;
        case Tag::script:
            if (!manner_.page) collect(scripts_, content, false);
            break;
        case Tag::xml:
            collect(comments_, content, false);
            break;
        case Tag::title:
            collect(title_, content, true);
            break;
        case Tag::iframe:
            if (inside.look.hiding == Hiding::none) inside.look.hiding = Hiding::not_shown;
            text(inside, content, true);
            break;
        default:
            // Without an end tag the rest is read as markup, which shows the same text.
            if (closed) text(inside, content, token.tag != Tag::textarea);
            break;
    }
    if ((tag_flags(token.tag) & kBlock) != 0) {
        lines_.line_break(setting_of(element.look, false, false), token.begin, false);
    }
}

void HtmlReader::comment(const Token& token) {
    const std::string_view content = token.content;
    if (token.bogus) {
        const std::string_view word = trim(content);
        const bool known = word.starts_with("[if") || word.starts_with("[endif") ||
                           word.starts_with("xml") || word.starts_with("[CDATA[");
        if (!known) collect(comments_, content, false);
        return;
    }
    collect(comments_, content, false);
    if (token.open_ended || nested_) return;
    const std::string_view word = trim(content.substr(0, 20));
    if (!starts_with_ignoring_case(word, "[if")) return;
    const std::size_t close = content.find("]>");
    if (close != std::string_view::npos) conditional(token, offset_of(content) + close + 2);
}

// Outlook on Windows shows what stands in "<!--[if mso]> ... <![endif]-->".
void HtmlReader::conditional(const Token& token, std::size_t content) {
    const std::size_t end = offset_of(token.content) + token.content.size();
    if (html_.substr(content, end - content).find_first_not_of(" \t\r\n<!-") ==
        std::string_view::npos) {
        return;
    }
    HtmlText inner;
    HtmlReader reader(html_, inner, manner_);
    reader.nested_ = true;
    reader.run(content, end);
    Flow shown(Place::body, {});
    for (HtmlPassage& passage : inner.passages) {
        const bool visible = passage.place == Place::body || passage.place == Place::quote ||
                             passage.place == Place::signature;
        if (visible && passage.detail.empty()) {
            shown.append_passage(passage);
        } else {
            out_.passages.push_back(std::move(passage));
        }
    }
    lines_.aside("conditional comment", shown);
}

void HtmlReader::cdata(const Token& token) {
    Flow section(Place::body, {});
    section.append(offset_of(token.content), token.content);
    lines_.aside("CDATA section", section);
}

void HtmlReader::collect(Flow& flow, std::string_view value, bool references) {
    if (trim(value).empty()) return;
    const std::size_t origin = offset_of(value);
    flow.end_line(origin);
    if (references) {
        flow.append_resolved(origin, value, false);
    } else {
        flow.append(origin, value);
    }
}

void HtmlReader::attribute_texts(const Token& token, const Attributes& attributes) {
    for (const Attr attr : {Attr::alt, Attr::title, Attr::aria_label, Attr::placeholder,
                            Attr::label, Attr::summary}) {
        if (attributes.has(attr)) collect(alt_, attributes[attr], true);
    }
    const auto link = [&](Attr attr, const char* detail) {
        const std::string_view value = trim(attributes[attr]);
        if (value.empty()) return;
        Flow flow(Place::link, detail);
        flow.append_resolved(offset_of(value), value, true);
        flow.take(out_.passages);
    };
    switch (token.tag) {
        case Tag::area:
            link(Attr::href, "area");
            break;
        case Tag::form:
            link(Attr::action, "form");
            break;
        case Tag::img:
        case Tag::image:
            if (starts_with_ignoring_case(trim(attributes[Attr::src]), "http"))
                link(Attr::src, "img");
            if (link_.open && link_.text.size() < kLinkText) {
                link_.text +=
                    cut(resolve_references(attributes[Attr::alt]), kLinkText - link_.text.size());
            }
            break;
        case Tag::iframe:
            link(Attr::src, "iframe");
            collect(hidden_values_, attributes[Attr::srcdoc], true);
            break;
        case Tag::input:
            collect(equals_ignoring_case(attributes[Attr::type], "hidden") ? hidden_values_ : alt_,
                    attributes[Attr::value], true);
            break;
        case Tag::meta: {
            if (!attributes.has(Attr::content)) break;
            const std::string name =
                ascii_lower(attributes[attributes.has(Attr::name) ? Attr::name : Attr::property]);
            if (name.empty() || name == "viewport" || name == "generator") break;
            Flow flow(Place::metadata, name);
            collect(flow, attributes[Attr::content], true);
            flow.take(out_.passages);
            break;
        }
        default:
            break;
    }
}

void HtmlReader::open_link(std::string_view target) {
    target = trim(target);
    lead_to(offset_of(target), target);
}

void HtmlReader::close_link() {
    if (!link_.open) return;
    link_.open = false;
    const std::size_t before = out_.passages.size();
    link_.target.take(out_.passages);
    if (out_.passages.size() > before) out_.passages.back().detail = trim(link_.text);
}

void HtmlReader::fault(std::string kind, std::string message, std::size_t offset) {
    out_.faults.push_back({std::move(kind), std::move(message), offset});
}

void sort_by_source(std::vector<HtmlPassage>& passages) {
    std::ranges::stable_sort(passages, {},
                             [](const HtmlPassage& passage) { return passage.map.front().origin; });
}

HtmlText read_html(std::string_view html, HtmlManner manner) {
    HtmlText out;
    HtmlReader(html, out, manner).run(0, html.size());
    sort_by_source(out.passages);
    return out;
}

}  // namespace sendguard::draft
