#include "check/comment_finder.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "draft/html_tokens.h"

namespace sendguard::check {
namespace {

bool ends_with_one_of(std::string_view name, std::initializer_list<std::string_view> endings) {
    const std::string lower = ascii_lower(name);
    return std::ranges::any_of(endings, [&](auto ending) { return lower.ends_with(ending); });
}

/// Calls use(begin, end) for every line from `at` on.
template <class Use>
void each_line(std::string_view text, std::size_t at, std::size_t end, Use use) {
    while (at < end) {
        const auto stop = std::min(text.find('\n', at), end);
        use(at, stop);
        at = stop + 1;
    }
}

/// Comments from `mark` to the line's end, where the mark opens the line or stands behind a blank.
void find_line_comments(std::string_view text, std::size_t begin, std::size_t end,
                        std::string_view mark, bool anywhere, std::vector<Comment>& out) {
    each_line(text, begin, end, [&](std::size_t from, std::size_t to) {
        const auto line = text.substr(from, to - from);
        auto at = line.find(mark);
        const auto opens = [&] { return at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t'; };
        while (anywhere && at != std::string_view::npos && !opens()) at = line.find(mark, at + 1);
        if (at != std::string_view::npos && (at == 0 || anywhere))
            out.push_back({from + at + mark.size(), to});
    });
}

/// The run of ` or ~ that opens or closes a block of code; "" when the line has none.
std::string_view code_fence(std::string_view line) {
    const auto indent = line.find_first_not_of(' ');
    if (indent == std::string_view::npos || indent > 3) return {};
    const char c = line[indent];
    if (c != '`' && c != '~') return {};
    const auto run = line.substr(indent, line.find_first_not_of(c, indent) - indent);
    return run.size() >= 3 ? run : std::string_view();
}

/// What a reader of the page sees, in code, is no comment.
void find_markdown_comments(std::string_view text, std::size_t begin, std::vector<Comment>& out) {
    std::string_view fence;
    std::size_t behind = begin;  // no comment begins inside another
    each_line(text, begin, text.size(), [&](std::size_t from, std::size_t to) {
        if (to < behind) return;
        const auto run = code_fence(text.substr(from, to - from));
        if (!fence.empty()) {
            if (!run.empty() && run.front() == fence.front() && run.size() >= fence.size())
                fence = {};
            return;
        }
        if (!run.empty() && from >= behind) {
            fence = run;
            return;
        }
        auto open = text.find("<!--", std::max(from, behind));
        for (; open < to; open = text.find("<!--", behind)) {
            const auto close = text.find("-->", open + 4);
            if (close == std::string_view::npos) break;
            if (open == 0 || text[open - 1] != '`') out.push_back({open + 4, close});
            behind = close + 3;
        }
    });
}

void find_html_comments(std::string_view text, std::size_t begin, std::vector<Comment>& out) {
    draft::Tokenizer tokenizer(text, begin, text.size());
    draft::Token token;
    while (tokenizer.next(token)) {
        if (token.kind == draft::Token::Kind::comment && !token.bogus && !token.open_ended) {
            const auto at = static_cast<std::size_t>(token.content.data() - text.data());
            out.push_back({at, at + token.content.size()});
        } else if (token.kind == draft::Token::Kind::start_tag) {
            if (token.tag == draft::Tag::plaintext) return;
            bool closed = false;
            if (draft::tag_flags(token.tag) & draft::kRaw) tokenizer.raw_text(token, closed);
        }
    }
}

}  // namespace

std::vector<Comment> find_comments(std::string_view text, std::string_view name, bool html,
                                   std::size_t front_end, bool front_comments) {
    std::vector<Comment> out;
    if (front_comments) find_line_comments(text, 0, front_end, "#", true, out);
    if (html) {
        find_html_comments(text, front_end, out);
    } else if (ends_with_one_of(name, {".md", ".markdown"})) {
        find_markdown_comments(text, front_end, out);
    } else if (ends_with_one_of(name, {".adoc", ".asciidoc"})) {
        find_line_comments(text, front_end, text.size(), "//", false, out);
    } else if (ends_with_one_of(name, {".rst"})) {
        find_line_comments(text, front_end, text.size(), ".. ", false, out);
    } else if (ends_with_one_of(name, {".tex", ".latex", ".sty"})) {
        find_line_comments(text, front_end, text.size(), "%", true, out);
    }
    return out;
}

}  // namespace sendguard::check
