#include "review/app.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "review/house.h"

using namespace sendguard;
using namespace sendguard::review;
using nlohmann::json;
using sendguard::test::House;
using sendguard::test::house_clock;

namespace {

std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return {};
}

std::string field(const std::string& page, const std::string& name) {
    std::smatch found;
    const std::regex pattern("name=\"" + name + "\" value=\"([^\"]*)\"");
    return std::regex_search(page, found, pattern) ? found[1].str() : std::string();
}

std::string approval_form(const std::string& whole) {
    const auto page = whole.substr(whole.find("id=\"approve\""));
    std::string form = "as=principals";
    for (const auto* name : {"csrf", "version", "digest"}) {
        form += "&";
        form += name;
        form += "=";
        form += percent_encoded(field(page, name));
    }
    const std::regex seen("name=\"seen\" value=\"([^\"]*)\"");
    for (std::sregex_iterator at(whole.begin(), whole.end(), seen), end; at != end; ++at) {
        form += "&seen=";
        form += (*at)[1].str();
    }
    return form;
}

}  // namespace

TEST_CASE("app: two people sign at the page, and the hold becomes ready", "[review][app]") {
    House house;
    const auto id = house.held();
    for (const auto* name : {"ben@example.org", "cara@example.org"}) {
        const auto session = house.session(name);
        const auto page = house.page(session, "GET", "/holds/" + id);
        REQUIRE(page.status == 200);
        const auto form = approval_form(page.body);
        CHECK(house.page(session, "POST", "/holds/" + id + "/approve", form).status == 303);
        CHECK(house.page(session, "POST", "/holds/" + id + "/approve", form).status == 409);
    }
    CHECK(house.desk->find(id).value().state == hold::State::ready);
}

TEST_CASE("app: an agent's token hands in, looks at its own, and never approves", "[review][app]") {
    House house;
    const auto other = house.held();
    const json draft{{"sender", "bot@example.org"},
                     {"recipients", {"minister@mod.example"}},
                     {"message", test::kLetter}};
    const auto kept = house.api("bot@example.org", "POST", "/v1/submit", draft.dump());
    REQUIRE(kept.status == 202);
    const auto answer = json::parse(kept.body);
    const auto path = "/v1/holds/" + answer["id"].get<std::string>();
    CHECK(house.api("bot@example.org", "GET", path).status == 200);
    CHECK(house.api("bot@example.org", "GET", "/v1/holds/" + other).status == 404);
    const json approval{{"digest", answer["digest"]}, {"as", "principals"}};
    CHECK(house.api("bot@example.org", "POST", path + "/approve", approval.dump()).status == 403);
    CHECK(house.api("bot@example.org", "POST", path + "/reject", R"({"reason":"x"})").status ==
          403);
    const auto list = json::parse(house.api("bot@example.org", "GET", "/v1/holds").body);
    CHECK(list["holds"].size() == 1);
    CHECK(house.api("zoe@example.org", "GET", path).status == 404);
    CHECK(house.api("ben@example.org", "GET", path).status == 200);
}

TEST_CASE("app: what passes is sent, once for a key", "[review][app]") {
    House house;
    house.app->core().parts.desk = nullptr;
    const json draft{{"sender", "bot@example.org"},
                     {"recipients", {"reader@b.example"}},
                     {"message", "To: reader@b.example\r\nSubject: x\r\n\r\nhello\r\n"}};
    Request request{.method = "POST", .target = "/v1/submit", .body = draft.dump()};
    request.headers.emplace("authorization", "Bearer " + house.token["bot@example.org"]);
    request.headers.emplace("content-type", "application/json");
    request.headers.emplace("idempotency-key", "k1");
    for (int i = 0; i < 3; ++i) CHECK(house.app->answer(request).status == 200);
    CHECK(house.forwarded == 1);
    request.body = json(draft).dump(2);
    CHECK(house.app->answer(request).status == 200);
    request.target = "/v1/submit?x";
    auto changed = draft;
    changed["recipients"] = {"other@b.example"};
    request.body = changed.dump();
    CHECK(house.app->answer(request).status == 422);
    CHECK(house.forwarded == 1);
}

TEST_CASE("app: a proxy's word is taken from its networks only", "[review][app]") {
    House house("page: true, proxy: {networks: [127.0.0.1], user_header: Remote-User}");
    Request request{.method = "GET", .target = "/holds"};
    request.headers.emplace("remote-user", "ben@example.org");
    request.peer = parse_ip("192.0.2.1");
    CHECK(house.app->answer(request).status == 303);
    request.peer = parse_ip("127.0.0.1");
    const auto answer = house.app->answer(request);
    CHECK(answer.status == 200);
    CHECK(header(answer, "Set-Cookie").find("HttpOnly; SameSite=Strict") != std::string::npos);
    request.headers.emplace("remote-user", "cara@example.org");  // twice: nobody's
    CHECK(house.app->answer(request).status == 303);
}

TEST_CASE("app: a session that was idle is over", "[review][app]") {
    House house;
    const auto session = house.session("ben@example.org");
    CHECK(house.page(session, "GET", "/holds").status == 200);
    const auto before = house_clock();
    house_clock() += kSessionIdle + std::chrono::seconds(1);
    CHECK(house.page(session, "GET", "/holds").status == 303);
    house_clock() = before;
}

TEST_CASE("app: a body is read only of those who have a token", "[review][app]") {
    House house;
    Request head{.method = "POST", .target = "/v1/submit"};
    CHECK(house.app->refuse_head(head, 10)->status == 401);
    head.headers.emplace("authorization", "Bearer " + house.token["bot@example.org"]);
    CHECK_FALSE(house.app->refuse_head(head, 10));
    CHECK(house.app->refuse_head(head, std::uint64_t{1} << 32)->status == 413);
    CHECK(house.app->refuse_head({.method = "POST", .target = "/login"}, 1 << 20)->status == 413);
}

TEST_CASE("app: the description has every route of the API, and no other", "[review][openapi]") {
    std::ifstream file(SENDGUARD_SOURCE_DIR "/docs/openapi.yaml");
    REQUIRE(file);
    std::set<std::string> described, served;
    std::string path;
    const std::regex path_line("  (/v1/[^:]*):"), method_line("    (get|put|post|delete):");
    for (std::string line; std::getline(file, line);) {
        std::smatch found;
        if (std::regex_match(line, found, path_line)) path = found[1];
        if (!std::regex_match(line, found, method_line)) continue;
        auto method = found[1].str();
        std::ranges::transform(method, method.begin(), [](char c) { return c - 32; });
        described.insert(method + " " + path);
    }
    for (const auto& route : api_routes()) {
        served.insert(std::string(route.method) + " " + std::string(route.path));
        CHECK(route.door == Door::token);
    }
    CHECK(described == served);
}
