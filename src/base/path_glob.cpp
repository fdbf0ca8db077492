#include "base/path_glob.h"

#include <vector>

#include "base/text.h"

namespace sendguard {
namespace {

/// One name between slashes; the last `*` is where matching goes on after a miss.
bool name_match(std::string_view pattern, std::string_view name) {
    std::size_t p = 0, n = 0, star = std::string_view::npos, taken = 0;
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            taken = n;
        } else if (p < pattern.size() && pattern[p] == '?') {
            next_code_point(name, n);
            ++p;
        } else if (p < pattern.size() && pattern[p] == name[n]) {
            ++p;
            ++n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++taken;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

}  // namespace

bool path_match(std::string_view pattern, std::string_view path) {
    const auto wanted = split(pattern, '/');
    const auto names = split(path, '/');
    // reached[n]: the pattern so far matches the first n names.
    std::vector<bool> reached(names.size() + 1);
    reached[0] = true;
    for (const auto name : wanted) {
        std::vector<bool> next(names.size() + 1);
        bool any = false;
        for (std::size_t n = 0; n <= names.size(); ++n) {
            any = any || reached[n];
            if (name == "**") {
                next[n] = any;
            } else if (n > 0) {
                next[n] = reached[n - 1] && name_match(name, names[n - 1]);
            }
        }
        reached = std::move(next);
    }
    return reached[names.size()];
}

}  // namespace sendguard
