// Answers that many routes give.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"
#include "review/http.h"

namespace sendguard::review {

Response json_answer(int status, const nlohmann::json& body);
/// {"status", "title", "detail"}; source: RFC 9457
Response problem(int status, std::string_view title, std::string_view detail);
Response problem(const Error& fault);
/// The status of an error: 404, 403, 400, 413, 503, 504, 500.
int status_of(Errc code);

/// 303: the browser asks for `url` with GET.
Response see_other(const std::string& url);
/// A page with one sentence, and a way back.
Response message_page(int status, std::string_view title, std::string_view text);

}  // namespace sendguard::review
