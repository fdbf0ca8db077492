#include "policy/pattern_regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <array>

#include "base/limits.h"

namespace sendguard::policy {
namespace {

template <class T, void (*Free)(T*)>
struct Freed {
    void operator()(T* thing) const { Free(thing); }
};
template <class T, void (*Free)(T*)>
using Owned = std::unique_ptr<T, Freed<T, Free>>;

constexpr std::size_t kJitStackStart = 32u << 10;
constexpr std::size_t kJitStackMax = 1u << 20;

/// What a match works with; one for each thread, as none of it may be shared.
struct Workspace {
    Owned<pcre2_match_context, pcre2_match_context_free> context;
    Owned<pcre2_jit_stack, pcre2_jit_stack_free> stack;
    Owned<pcre2_match_data, pcre2_match_data_free> data;

    Workspace()
        : context(pcre2_match_context_create(nullptr)),
          stack(pcre2_jit_stack_create(kJitStackStart, kJitStackMax, nullptr)),
          data(pcre2_match_data_create(1, nullptr)) {
        if (!context) return;
        pcre2_set_match_limit(context.get(), kPcreMatchLimit);
        pcre2_set_depth_limit(context.get(), kPcreDepthLimit);
        pcre2_set_heap_limit(context.get(), kPcreHeapLimitKiB);
        if (stack) pcre2_jit_stack_assign(context.get(), nullptr, stack.get());
    }
    bool ready() const { return context && data; }
};

Workspace& workspace() {
    thread_local Workspace space;
    return space;
}

std::string words_for(int code) {
    std::array<PCRE2_UCHAR, 256> buffer{};
    pcre2_get_error_message(code, buffer.data(), buffer.size());
    return reinterpret_cast<const char*>(buffer.data());
}

bool is_limit(int code) {
    return code == PCRE2_ERROR_MATCHLIMIT || code == PCRE2_ERROR_DEPTHLIMIT ||
           code == PCRE2_ERROR_HEAPLIMIT || code == PCRE2_ERROR_RECURSELOOP ||
           code == PCRE2_ERROR_NOMEMORY || code == PCRE2_ERROR_JIT_STACKLIMIT;
}

std::size_t next_character(std::string_view text, std::size_t at) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) ++at;
    return at;
}

/// PCRE2 10.42's machine code misses (?>a+?)c on "aac": a lazy repeat in an atomic group.
bool is_safe_to_jit(std::string_view regex) {
    if (regex.find("(?>") == std::string_view::npos) return true;
    constexpr std::string_view kLazy[] = {"+?", "*?", "??", "}?"};
    return std::ranges::none_of(
        kLazy, [&](auto lazy) { return regex.find(lazy) != std::string_view::npos; });
}

}  // namespace

struct CompiledRegex::Code {
    Owned<pcre2_code, pcre2_code_free> compiled;

    int match(std::string_view text, std::size_t at, std::uint32_t options,
              Workspace& space) const {
        const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
        int code = pcre2_match(compiled.get(), subject, text.size(), at, options, space.data.get(),
                               space.context.get());
        if (code == PCRE2_ERROR_JIT_STACKLIMIT) {
            code = pcre2_match(compiled.get(), subject, text.size(), at, options | PCRE2_NO_JIT,
                               space.data.get(), space.context.get());
        }
        return code;
    }
};

CompiledRegex::CompiledRegex() = default;
CompiledRegex::CompiledRegex(CompiledRegex&&) noexcept = default;
CompiledRegex& CompiledRegex::operator=(CompiledRegex&&) noexcept = default;
CompiledRegex::~CompiledRegex() = default;

Result<CompiledRegex> CompiledRegex::compile(std::string_view regex, bool ignore_case) {
    std::uint32_t options =
        PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT;
    if (ignore_case) options |= PCRE2_CASELESS;
    const Owned<pcre2_compile_context, pcre2_compile_context_free> context(
        pcre2_compile_context_create(nullptr));
    if (!context) return error(Errc::internal, "out of memory");
    pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
    int code = 0;
    PCRE2_SIZE offset = 0;
    auto compiled = std::make_unique<Code>();
    compiled->compiled.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(regex.data()), regex.size(),
                                           options, &code, &offset, context.get()));
    if (!compiled->compiled) {
        Position where;
        where.column = static_cast<std::uint32_t>(offset);
        return error(Errc::bad_policy, words_for(code), where);
    }
    // Where the system forbids writable code (or has no compiler for it), the interpreter runs.
    if (is_safe_to_jit(regex)) pcre2_jit_compile(compiled->compiled.get(), PCRE2_JIT_COMPLETE);
    CompiledRegex out;
    out.code_ = std::move(compiled);
    return out;
}

Result<void> CompiledRegex::find(std::string_view text, std::size_t from, std::size_t last,
                                 std::size_t max, std::vector<Span>& out) const {
    auto& space = workspace();
    if (!space.ready()) return error(Errc::internal, "out of memory");
    pcre2_set_offset_limit(space.context.get(), last);
    for (std::size_t at = from; at <= last && at < text.size() && out.size() < max;) {
        const int code = code_->match(text, at, PCRE2_NOTEMPTY | PCRE2_NO_UTF_CHECK, space);
        if (code == PCRE2_ERROR_NOMATCH) break;
        if (is_limit(code)) {
            return error(Errc::limit,
                         "the pattern needs too many steps on this text: " + words_for(code));
        }
        if (code < 0) return error(Errc::internal, "a pattern failed: " + words_for(code));
        const auto* ends = pcre2_get_ovector_pointer(space.data.get());
        // \K inside a look-around can turn a match round or leave it empty.
        if (ends[1] > ends[0] && (out.empty() || ends[0] >= out.back().end)) {
            out.push_back({ends[0], ends[1]});
        }
        at = ends[1] > at ? ends[1] : next_character(text, at);
    }
    return outcome::success();
}

}  // namespace sendguard::policy
