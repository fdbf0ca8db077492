#include "gate/hop_connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>

#include "forward/next_hop.h"
#include "forward/smtp_forwarder.h"

namespace sendguard::gate {
namespace {

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kMostKept = 50;  // idle ones of one loop

}  // namespace

Result<std::shared_ptr<HopTarget>> HopTarget::make(const policy::NextHop& next_hop) {
    auto target = std::make_shared<HopTarget>();
    target->next_hop_ = next_hop;
    BOOST_OUTCOME_TRY(target->opener_,
                      forward::HopOpener::make(next_hop, forward::curl_channels()));
    target->name_ = forward::target_text(target->opener_->settings());
    return target;
}

std::optional<forward::Capabilities> HopTarget::offers() const {
    const std::lock_guard lock(mutex_);
    return offers_;
}

void HopTarget::remember(const forward::Capabilities& offers) {
    const std::lock_guard lock(mutex_);
    offers_ = offers;
}

HopConnection::HopConnection(Loop& loop, std::shared_ptr<HopTarget> target,
                             forward::OpenedHop opened)
    : target_(std::move(target)),
      channel_(std::move(opened.channel)),
      offers_(std::move(opened.ehlo)),
      descriptor_(loop.context(), channel_->descriptor()),
      loop_(loop),
      deadline_(loop,
                [this] {
                    boost::system::error_code ignored;
                    descriptor_.cancel(ignored);
                }),
      timeout_(target_->next_hop().timeout),
      try_first_(target_->next_hop().tls != "none" || target_->name().starts_with("smtps")) {}

HopConnection::~HopConnection() {
    descriptor_.release();  // the channel closes it
}

Task<Result<void>> HopConnection::send(std::string_view bytes) {
    deadline_.in(timeout_);
    while (!bytes.empty()) {
        const auto sent = channel_->send_some(bytes);
        if (!sent) co_return sent.error();
        bytes.remove_prefix(sent.value());
        if (bytes.empty()) break;
        if (sent.value() > 0) {
            deadline_.in(timeout_);
            continue;
        }
        const auto [fault] =
            co_await descriptor_.async_wait(asio::posix::stream_descriptor::wait_write, kTuple);
        if (deadline_.passed())
            co_return error(Errc::timeout, "the server did not take the bytes in time");
        if (fault) co_return error(Errc::unavailable, "the connection broke while sending");
    }
    co_return outcome::success();
}

Task<Result<forward::Reply>> HopConnection::reply(int patience) {
    deadline_.in(timeout_ * patience);
    bool wait = !try_first_;
    for (;;) {
        auto whole = replies_.next();
        if (!whole) co_return whole.error();
        if (whole.value()) {
            if (forgotten_ == 0) {
                deadline_.clear();
                co_return std::move(*whole.value());
            }
            // The transaction before is not over there, so ours cannot begin.
            if (whole.value()->code / 100 != 2)
                co_return error(Errc::unavailable, whole.value()->text());
            --forgotten_;
            continue;
        }
        if (wait) {
            const auto [fault] =
                co_await descriptor_.async_wait(asio::posix::stream_descriptor::wait_read, kTuple);
            if (deadline_.passed())
                co_return error(Errc::timeout, "the server did not answer in time");
            if (fault) co_return error(Errc::unavailable, "the connection broke");
        }
        auto& buffer = loop_.buffer();
        const auto got = channel_->receive_some(buffer);
        if (!got) co_return got.error();
        wait = !got.value();
        if (!got.value()) continue;
        if (*got.value() == 0)
            co_return error(Errc::unavailable, "the server closed the connection");
        replies_.receive({buffer.data(), *got.value()});
    }
}

bool HopConnection::reset() {
    constexpr std::string_view kReset = "RSET\r\n";
    const auto sent = channel_->send_some(kReset);
    ++forgotten_;
    return sent.has_value() && sent.value() == kReset.size();
}

bool HopConnection::usable() {
    auto& buffer = loop_.buffer();
    for (;;) {
        const auto got = channel_->receive_some(buffer);
        if (!got) return false;
        if (!got.value()) break;
        if (*got.value() == 0) return false;
        replies_.receive({buffer.data(), *got.value()});
    }
    while (replies_.waiting()) {
        auto whole = replies_.next();
        if (!whole || !whole.value()) return whole.has_value() && forgotten_ > 0;
        if (forgotten_ == 0 || whole.value()->code / 100 != 2) return false;
        --forgotten_;
    }
    return true;
}

struct HopPool::Waiting {
    explicit Waiting(asio::io_context& context) : timer(context) {}
    asio::steady_timer timer;
    bool called = false;
};

HopPool::HopPool(Loop& loop, asio::thread_pool& openers, std::size_t loops)
    : loop_(loop), openers_(openers), loops_(loops) {}
HopPool::~HopPool() = default;

void HopPool::leave() {
    --open_;
    if (on_count) on_count(-1);
    if (waiting_.empty()) return;
    waiting_.front()->called = true;
    waiting_.front()->timer.cancel();
    waiting_.pop_front();
}

Task<HopPool::Acquired> HopPool::acquire(std::shared_ptr<HopTarget> target, bool fresh) {
    Acquired out;
    const auto most = std::max<std::size_t>(1, target->next_hop().connections / loops_);
    for (;;) {
        while (!idle_.empty()) {
            auto kept = std::move(idle_.back());
            idle_.pop_back();
            if (!fresh && kept->target() == target && kept->usable()) {
                out.connection = std::move(kept);
                co_return out;
            }
            drop(std::move(kept));
        }
        if (open_ < most) break;
        if (!parkable_.empty()) {
            // Its connection comes back to idle_, for us.
            auto* longest = parkable_.front();
            parkable_.erase(parkable_.begin());
            longest->pass();
            continue;
        }
        Waiting waiting(loop_.context());
        waiting.timer.expires_after(target->next_hop().timeout);
        waiting_.push_back(&waiting);
        co_await waiting.timer.async_wait(kTuple);
        if (waiting.called) continue;
        std::erase(waiting_, &waiting);
        out.refusal.detail = "all connections to the next hop are in use";
        co_return out;
    }
    ++open_;
    if (on_count) on_count(1);
    auto open = [&target] { return target->open(); };
    auto opened = co_await offload(openers_, open);
    const bool good = opened.has_value() && opened.value().channel != nullptr;
    if (on_open) on_open(good);
    if (good) {
        target->remember(opened.value().ehlo);
        out.connection =
            std::make_unique<HopConnection>(loop_, std::move(target), std::move(opened.value()));
        co_return out;
    }
    leave();
    if (opened) {
        out.refusal = {std::move(opened.value().reply), std::move(opened.value().detail)};
    } else {
        out.refusal.detail = opened.error().message;
    }
    co_return out;
}

void HopPool::release(std::unique_ptr<HopConnection> connection) {
    connection->used();
    connection->idle_since = Deadline::Clock::now();
    if (idle_.size() >= kMostKept) return drop(std::move(connection));
    idle_.push_back(std::move(connection));
    if (waiting_.empty()) return;
    waiting_.front()->called = true;
    waiting_.front()->timer.cancel();
    waiting_.pop_front();
}

void HopPool::drop(std::unique_ptr<HopConnection> connection) {
    connection.reset();
    leave();
}

void HopPool::expire() {
    const auto now = Deadline::Clock::now();
    std::vector<std::unique_ptr<HopConnection>> old;
    std::erase_if(idle_, [&](auto& one) {
        if (now - one->idle_since < one->target()->next_hop().keep) return false;
        old.push_back(std::move(one));
        return true;
    });
    for (auto& one : old) drop(std::move(one));
}

}  // namespace sendguard::gate
