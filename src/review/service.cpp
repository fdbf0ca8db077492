#include "review/service.h"

#include <chrono>

#include "review/app.h"
#include "review/http_server.h"

namespace sendguard::review {
namespace {

Result<forward::Receipt> send_now(const policy::NextHop& next_hop,
                                  const forward::Transaction& transaction) {
    BOOST_OUTCOME_TRY(const auto forwarder, forward::make_forwarder(next_hop));
    return forwarder->forward(transaction);
}

Timestamp clock_now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

CoreParts core_parts(const gate::BesideParts& parts) {
    CoreParts out{
        .policy = parts.policy, .forward = send_now, .clock = clock_now, .log = &parts.log};
    out.learner = parts.learner;
    if (parts.holds == nullptr) return out;
    out.desk = &parts.holds->desk();
    out.wake = [holds = parts.holds] { holds->wake(); };
    out.frozen = [holds = parts.holds] { return holds->frozen(); };
    out.record = [holds = parts.holds](hold::Event event) { holds->record(std::move(event)); };
    return out;
}

class Service : public gate::Beside {
  public:
    explicit Service(const gate::BesideParts& parts) : app_(core_parts(parts)) {}

    Result<void> start(const policy::Service& service, const Log& log) {
        // A message in base64 within JSON takes a third more.
        const auto most = service.limits.message_bytes * 3 / 2;
        BOOST_OUTCOME_TRY(
            auto opened,
            start_http(
                service, most,
                {.head = [this](const Request& head,
                                std::uint64_t bytes) { return app_.refuse_head(head, bytes); },
                 .answer = [this](const Request& request) { return app_.answer(request); }}));
        server_ = std::move(opened.server);
        log.write(LogLevel::info, "listening",
                  {field("listener", "http"), field("listen", opened.endpoint),
                   field("page", service.http.page ? "yes" : "no")});
        return outcome::success();
    }
    Result<void> reload(const policy::Policy& policy) override { return app_.reload(policy); }

  private:
    App app_;
    std::unique_ptr<HttpServer> server_;  // after what it calls
};

}  // namespace

Result<std::unique_ptr<gate::Beside>> start_review(const gate::BesideParts& parts) {
    const auto policy = parts.policy();
    if (policy->service.http.listen.empty()) return std::unique_ptr<gate::Beside>();
    auto service = std::make_unique<Service>(parts);
    BOOST_OUTCOME_TRY(service->reload(*policy));
    BOOST_OUTCOME_TRY(service->start(policy->service, parts.log));
    return std::unique_ptr<gate::Beside>(std::move(service));
}

}  // namespace sendguard::review
