#include "report/verdicts.h"

namespace sendguard::report {

std::string_view verdict_words(check::Verdict verdict) {
    switch (verdict) {
        case check::Verdict::pass:
            return "clean";
        case check::Verdict::note:
            return "noted";
        case check::Verdict::warn:
            return "warned about";
        case check::Verdict::hold:
            return "held";
        case check::Verdict::block:
            return "blocked";
        case check::Verdict::error:
            return "not checked";
    }
    return "not checked";
}

std::string_view sign_of(check::Verdict verdict) {
    switch (verdict) {
        case check::Verdict::pass:
            return "\u2705";
        case check::Verdict::note:
            return "\U0001F4DD";
        case check::Verdict::warn:
            return "\u26A0\uFE0F";
        case check::Verdict::hold:
            return "\u270B";
        case check::Verdict::block:
            return "\u26D4";
        case check::Verdict::error:
            return "\u2757";
    }
    return "\u2757";
}

std::string_view sign_of(policy::Action action) {
    switch (action) {
        case policy::Action::note:
            return sign_of(check::Verdict::note);
        case policy::Action::warn:
            return sign_of(check::Verdict::warn);
        case policy::Action::hold:
            return sign_of(check::Verdict::hold);
        case policy::Action::block:
            return sign_of(check::Verdict::block);
    }
    return sign_of(check::Verdict::block);
}

}  // namespace sendguard::report
