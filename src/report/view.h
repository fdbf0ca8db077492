// A draft as send-guard sees it, place by place, so that people can see what is hidden.
#pragma once

#include <string>

#include "draft/draft.h"

namespace sendguard::report {

/// For people: each part with its text by place, then what it holds besides, then what could not be
/// read. Nothing in it can drive a terminal.
std::string text_view(const draft::Draft& draft);
/// For programs: {"source", "kind", "parts": [...], "passages": [...], "contents": [...],
/// "faults": [...]}; docs/report.md describes it.
std::string json_view(const draft::Draft& draft);

}  // namespace sendguard::report
