// The states of WHATWG 13.2.5 that a mail meets, folded into one function a construct. Each
// searches forward with memchr; a search that came to the end empty is not made a second time,
// which is what keeps a megabyte of openings without an end linear.
#include "draft/html_tokens.h"

#include <cstring>

#include "base/text.h"

namespace sendguard::draft {
namespace {

constexpr bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}
constexpr bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

std::size_t Tokenizer::find(char c, std::size_t from) const {
    if (from >= html_.size()) return html_.size();
    const void* hit = std::memchr(html_.data() + from, c, html_.size() - from);
    if (hit == nullptr) return html_.size();
    return static_cast<std::size_t>(static_cast<const char*>(hit) - html_.data());
}

bool Tokenizer::opens_markup(std::size_t at) const {
    if (at + 1 >= html_.size()) return false;
    const char c = html_[at + 1];
    return is_letter(c) || c == '/' || c == '!' || c == '?';
}

bool Tokenizer::next(Token& token) {
    while (at_ < html_.size()) {
        token = Token{};
        token.begin = at_;
        if (html_[at_] == '<' && opens_markup(at_)) {
            if (!read_markup(token)) continue;
        } else {
            read_text(token);
        }
        token.end = at_;
        return true;
    }
    return false;
}

void Tokenizer::read_text(Token& token) {
    std::size_t end = find('<', at_);
    while (end < html_.size() && !opens_markup(end)) end = find('<', end + 1);
    token.content = html_.substr(at_, end - at_);
    at_ = end;
}

// out: false for what leaves no trace, "</>"
bool Tokenizer::read_markup(Token& token) {
    const char c = html_[at_ + 1];
    if (is_letter(c)) {
        read_tag(token, false);
    } else if (c == '!') {
        read_declaration(token);
    } else if (c == '?') {
        read_bogus(token, at_ + 2);
    } else if (at_ + 2 < html_.size() && is_letter(html_[at_ + 2])) {
        read_tag(token, true);
    } else if (at_ + 2 < html_.size() && html_[at_ + 2] == '>') {
        at_ += 3;
        return false;
    } else {
        read_bogus(token, at_ + 2);
    }
    return true;
}

void Tokenizer::read_tag(Token& token, bool end_tag) {
    const std::size_t name = at_ + (end_tag ? 2 : 1);
    std::size_t end = name;
    while (end < html_.size() && html_[end] != '>' && html_[end] != '/' && !is_blank(html_[end])) {
        ++end;
    }
    token.kind = end_tag ? Token::Kind::end_tag : Token::Kind::start_tag;
    token.name = html_.substr(name, end - name);
    token.tag = tag_of(token.name);
    attributes_.clear();
    at_ = end;
    if (at_ < html_.size() && html_[at_] == '>') {
        ++at_;
        return;
    }
    if (!read_attributes(token)) {
        token.kind = Token::Kind::unclosed;
        token.content = html_.substr(name);
        at_ = html_.size();
    }
}

// out: false when the text ends inside the tag
bool Tokenizer::read_attributes(Token& token) {
    const std::size_t size = html_.size();
    while (at_ < size) {
        const char c = html_[at_];
        if (c == '>') {
            token.self_closing = html_[at_ - 1] == '/';
            ++at_;
            return true;
        }
        if (is_blank(c) || c == '/') {
            ++at_;
            continue;
        }
        const std::size_t name = at_++;  // a leading '=' belongs to the name
        while (at_ < size && html_[at_] != '=' && html_[at_] != '>' && html_[at_] != '/' &&
               !is_blank(html_[at_])) {
            ++at_;
        }
        const Attr attr = attr_of(html_.substr(name, at_ - name));
        while (at_ < size && is_blank(html_[at_])) ++at_;
        if (at_ >= size || html_[at_] != '=') {
            attributes_.set(attr, {});
            continue;
        }
        ++at_;
        while (at_ < size && is_blank(html_[at_])) ++at_;
        if (at_ >= size) return false;
        const char quote = html_[at_];
        std::size_t value = at_;
        std::size_t end = at_;
        if (quote == '"' || quote == '\'') {
            value = at_ + 1;
            end = find(quote, value);
            if (end >= size) return false;
            at_ = end + 1;
        } else {
            while (end < size && html_[end] != '>' && !is_blank(html_[end])) ++end;
            at_ = end;
        }
        attributes_.set(attr, html_.substr(value, end - value));
    }
    return false;
}

void Tokenizer::read_declaration(Token& token) {
    const std::string_view rest = html_.substr(at_ + 2);
    if (rest.starts_with("--")) {
        read_comment(token);
    } else if (rest.starts_with("[CDATA[") && read_cdata(token)) {
        return;
    } else {
        read_bogus(token, at_ + 2);
        if (starts_with_ignoring_case(rest, "doctype")) token.kind = Token::Kind::doctype;
    }
}

// A comment ends at the first '>' behind "--" or "--!"; the "--" may be the opening's own.
void Tokenizer::read_comment(Token& token) {
    const std::size_t open = at_;
    const std::size_t content = open + 4;
    token.kind = Token::Kind::comment;
    for (std::size_t gt = no_comment_end_ ? html_.size() : find('>', content); gt < html_.size();
         gt = find('>', gt + 1)) {
        std::size_t end = gt - 2;
        if (html_.substr(end, 2) != "--") {
            end = gt - 3;
            if (end < content || html_.substr(end, 3) != "--!") continue;
        }
        token.content = end > content ? html_.substr(content, end - content) : std::string_view{};
        at_ = gt + 1;
        return;
    }
    token.open_ended = true;
    if (no_comment_end_) {
        at_ = content;
        return;
    }
    no_comment_end_ = true;
    token.content = html_.substr(content);
    at_ = content;
}

void Tokenizer::read_bogus(Token& token, std::size_t content) {
    token.kind = Token::Kind::comment;
    token.bogus = true;
    const std::size_t gt = find('>', content);
    token.content = html_.substr(content, gt - content);
    at_ = gt < html_.size() ? gt + 1 : gt;
}

bool Tokenizer::read_cdata(Token& token) {
    if (no_cdata_end_ || at_ < cdata_end_) return false;
    const std::size_t content = at_ + 9;
    const std::size_t end = html_.find("]]>", content);
    if (end == std::string_view::npos) {
        no_cdata_end_ = true;
        return false;
    }
    cdata_end_ = end + 3;
    token.kind = Token::Kind::cdata;
    token.content = html_.substr(content, end - content);
    at_ = find('>', content) + 1;  // HTML's reading goes on behind the first '>'
    return true;
}

std::string_view Tokenizer::raw_text(const Token& start, bool& closed) {
    const std::size_t begin = at_;
    const std::string_view name = start.name;
    bool& no_end = no_raw_end_[static_cast<std::size_t>(start.tag)];
    closed = false;
    if (no_end) return {};
    for (std::size_t lt = find('<', begin); lt < html_.size(); lt = find('<', lt + 1)) {
        const std::string_view rest = html_.substr(lt + 1);
        if (rest.empty() || rest.front() != '/' ||
            !starts_with_ignoring_case(rest.substr(1), name)) {
            continue;
        }
        const std::size_t after = lt + 2 + name.size();
        if (after < html_.size() && html_[after] != '>' && html_[after] != '/' &&
            !is_blank(html_[after])) {
            continue;
        }
        Token end_tag;
        at_ = lt;
        read_tag(end_tag, true);
        closed = true;
        return html_.substr(begin, lt - begin);
    }
    no_end = true;
    return html_.substr(begin);
}

}  // namespace sendguard::draft
