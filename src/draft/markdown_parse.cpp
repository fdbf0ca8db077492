// The adapter to md4c: its callbacks' pointers become offsets into the source.
#include <md4c.h>

#include <exception>
#include <optional>

#include "draft/markdown_events.h"

namespace sendguard::draft {
namespace {

struct Walk {
    std::string_view source;
    MarkdownEvents& events;
    std::size_t cursor = 0;  ///< past the last byte that an event showed
    std::exception_ptr failure = {};

    std::size_t offset_of(const char* text) const {
        return static_cast<std::size_t>(reinterpret_cast<std::uintptr_t>(text) -
                                        reinterpret_cast<std::uintptr_t>(source.data()));
    }
    bool holds(const char* text) const { return offset_of(text) < source.size(); }

    MarkdownTarget target(const MD_ATTRIBUTE& attribute) const {
        return {{attribute.text == nullptr ? "" : attribute.text, attribute.size},
                attribute.size != 0 && holds(attribute.text)};
    }
    /// Moves behind a run of the source, and tells what was passed over.
    void move_over(std::size_t begin, std::size_t size) {
        if (begin > cursor) events.skipped(cursor, begin);
        if (begin + size > cursor) cursor = begin + size;
    }
};

/// md4c is C: nothing may be thrown through it. It does not stop at every answer that says so.
template <class Work>
int guarded(void* user, const Work& work) {
    auto& walk = *static_cast<Walk*>(user);
    try {
        if (!walk.failure) work(walk);
        return walk.failure ? 1 : 0;
    } catch (...) {
        walk.failure = std::current_exception();
        return 1;
    }
}

std::optional<MarkdownBlock> block_of(MD_BLOCKTYPE type) {
    switch (type) {
        case MD_BLOCK_QUOTE:
            return MarkdownBlock::quote;
        case MD_BLOCK_UL:
        case MD_BLOCK_OL:
            return MarkdownBlock::list;
        case MD_BLOCK_LI:
            return MarkdownBlock::item;
        case MD_BLOCK_HR:
            return MarkdownBlock::rule;
        case MD_BLOCK_H:
            return MarkdownBlock::heading;
        case MD_BLOCK_CODE:
            return MarkdownBlock::code;
        case MD_BLOCK_HTML:
            return MarkdownBlock::html;
        case MD_BLOCK_P:
            return MarkdownBlock::paragraph;
        case MD_BLOCK_TABLE:
            return MarkdownBlock::table;
        case MD_BLOCK_TR:
            return MarkdownBlock::row;
        case MD_BLOCK_TH:
        case MD_BLOCK_TD:
            return MarkdownBlock::cell;
        case MD_BLOCK_DOC:
        case MD_BLOCK_THEAD:
        case MD_BLOCK_TBODY:
            break;
    }
    return std::nullopt;
}

int enter_block(MD_BLOCKTYPE type, void* detail, void* user) {
    return guarded(user, [&](Walk& walk) {
        if (const auto block = block_of(type)) walk.events.enter(*block);
        if (type != MD_BLOCK_CODE) return;
        const auto& code = *static_cast<const MD_BLOCK_CODE_DETAIL*>(detail);
        if (code.info.size > code.lang.size) walk.events.fence(walk.target(code.info));
    });
}

int leave_block(MD_BLOCKTYPE type, void*, void* user) {
    return guarded(user, [&](Walk& walk) {
        if (const auto block = block_of(type)) walk.events.leave(*block);
    });
}

int enter_span(MD_SPANTYPE type, void* detail, void* user) {
    if (type != MD_SPAN_A && type != MD_SPAN_IMG) return 0;
    return guarded(user, [&](Walk& walk) {
        if (type == MD_SPAN_A) {
            const auto& link = *static_cast<const MD_SPAN_A_DETAIL*>(detail);
            walk.events.enter_link(walk.target(link.href), walk.target(link.title));
        } else {
            const auto& image = *static_cast<const MD_SPAN_IMG_DETAIL*>(detail);
            walk.events.enter_image(walk.target(image.src), walk.target(image.title));
        }
    });
}

int leave_span(MD_SPANTYPE type, void*, void* user) {
    if (type != MD_SPAN_A && type != MD_SPAN_IMG) return 0;
    return guarded(user, [&](Walk& walk) {
        if (type == MD_SPAN_A) {
            walk.events.leave_link();
        } else {
            walk.events.leave_image();
        }
    });
}

void show(Walk& walk, MD_TEXTTYPE type, std::string_view text) {
    const bool there = walk.holds(text.data());
    const std::size_t at = there ? walk.offset_of(text.data()) : walk.cursor;
    if (there) walk.move_over(at, text.size());
    switch (type) {
        case MD_TEXT_BR:
        case MD_TEXT_SOFTBR:
            walk.events.line_break(at);
            return;
        case MD_TEXT_NULLCHAR:
            walk.events.made(at, std::string_view("\0", 1));
            return;
        case MD_TEXT_ENTITY:
            walk.events.reference(at, text);
            return;
        case MD_TEXT_HTML:
            walk.events.html(at, text);
            return;
        case MD_TEXT_NORMAL:
        case MD_TEXT_CODE:
        case MD_TEXT_LATEXMATH:
            break;
    }
    if (there) {
        walk.events.text(at, text);
    } else {
        walk.events.made(at, text);
    }
}

int text(MD_TEXTTYPE type, const MD_CHAR* begin, MD_SIZE size, void* user) {
    return guarded(user, [&](Walk& walk) { show(walk, type, {begin, size}); });
}

}  // namespace

bool parse_markdown(std::string_view markdown, MarkdownEvents& events) {
    Walk walk{markdown, events};
    const MD_PARSER parser{.abi_version = 0,
                           .flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH,
                           .enter_block = enter_block,
                           .leave_block = leave_block,
                           .enter_span = enter_span,
                           .leave_span = leave_span,
                           .text = text,
                           .debug_log = nullptr,
                           .syntax = nullptr};
    const int stopped =
        md_parse(markdown.data(), static_cast<MD_SIZE>(markdown.size()), &parser, &walk);
    if (walk.failure) std::rethrow_exception(walk.failure);
    if (stopped != 0) return false;
    if (walk.cursor < markdown.size()) events.skipped(walk.cursor, markdown.size());
    return true;
}

}  // namespace sendguard::draft
