#include "review/answers.h"

#include "report/excerpt.h"
#include "review/page.h"

namespace sendguard::review {

using nlohmann::json;

Response json_answer(int status, const json& body) {
    return {.status = status,
            .type = "application/json",
            .body = body.dump(-1, ' ', false, json::error_handler_t::replace) + "\n"};
}

Response problem(int status, std::string_view title, std::string_view detail) {
    auto out = json_answer(
        status, {{"status", status}, {"title", title}, {"detail", report::printable(detail)}});
    out.type = "application/problem+json";
    return out;
}

int status_of(Errc code) {
    switch (code) {
        case Errc::bad_input:
            return 400;
        case Errc::not_found:
            return 404;
        case Errc::denied:
            return 403;
        case Errc::limit:
            return 413;
        case Errc::timeout:
            return 504;
        case Errc::bad_policy:
        case Errc::unavailable:
            return 503;
        case Errc::io:
        case Errc::internal:
            break;
    }
    return 500;
}

Response problem(const Error& fault) {
    switch (status_of(fault.code)) {
        case 400:
            return problem(400, "bad request", fault.message);
        case 403:
            return problem(403, "denied", fault.message);
        case 404:
            return problem(404, "not found", fault.message);
        case 413:
            return problem(413, "too large", fault.message);
        case 500:
            return problem(500, "internal failure", fault.message);
        default:
            return problem(503, "try again later", fault.message);
    }
}

Response see_other(const std::string& url) {
    return {.status = 303, .body = "", .headers = {{"Location", url}}};
}

Response message_page(int status, std::string_view title, std::string_view text) {
    return {.status = status,
            .body = render("message.mustache",
                           {{"title", title}, {"text", report::printable(text)}, {"who", false}})};
}

}  // namespace sendguard::review
