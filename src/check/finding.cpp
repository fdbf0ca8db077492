#include "check/finding.h"

namespace sendguard::check {

std::string_view verdict_name(Verdict verdict) {
    switch (verdict) {
        case Verdict::pass:
            return "pass";
        case Verdict::note:
            return "note";
        case Verdict::warn:
            return "warn";
        case Verdict::hold:
            return "hold";
        case Verdict::block:
            return "block";
        case Verdict::error:
            return "error";
    }
    return "error";
}

}  // namespace sendguard::check
