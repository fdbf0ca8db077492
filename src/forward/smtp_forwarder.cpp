#include "forward/smtp_forwarder.h"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/module.h"
#include "forward/hop_opener.h"
#include "forward/next_hop.h"
#include "forward/smtp_transaction.h"

namespace sendguard::forward {
namespace {

using Clock = std::chrono::steady_clock;

// As Postfix keeps connections: for bursts of mail, and not for ever on the same one.
constexpr std::chrono::seconds kKeptUnused{2};
constexpr std::chrono::minutes kKeptAtAll{5};

/// A connection after a mail that was taken.
struct Kept {
    std::unique_ptr<Channel> channel;
    Capabilities ehlo;
    Clock::time_point opened, used;
};

class SmtpForwarder : public Forwarder {
  public:
    explicit SmtpForwarder(std::unique_ptr<HopOpener> opener) : opener_(std::move(opener)) {
        transaction_settings_.server = server_text(opener_->settings());
        transaction_settings_.timeout = opener_->settings().timeout;
    }
    ~SmtpForwarder() override { quit_all(kept_); }

    Result<Receipt> forward(const Transaction& transaction) override {
        BOOST_OUTCOME_TRY(check_transaction(transaction));
        BOOST_OUTCOME_TRY(auto receipt, forward_over_any(transaction));
        receipt.target = target_text(opener_->settings());
        return receipt;
    }
    void rest() override {
        const auto now = Clock::now();
        std::vector<Kept> old;
        {
            const std::lock_guard lock(mutex_);
            const auto first = std::partition(kept_.begin(), kept_.end(), [&](const Kept& one) {
                return now - one.used < kKeptUnused;
            });
            std::move(first, kept_.end(), std::back_inserter(old));
            kept_.erase(first, kept_.end());
        }
        quit_all(old);
    }

  private:
    Result<Receipt> forward_over_any(const Transaction& transaction);
    Result<Receipt> forward_over(Kept way, const Transaction& transaction);
    std::optional<Kept> take_kept();
    void quit_all(const std::vector<Kept>& kept) const {
        for (const auto& one : kept) say_quit(*one.channel, transaction_settings_.timeout);
    }
    static Receipt not_sent(OpenedHop hop, const Transaction& transaction);

    std::unique_ptr<HopOpener> opener_;
    TransactionSettings transaction_settings_;
    std::mutex mutex_;
    std::vector<Kept> kept_;
};

/// Whether the server let go of it in the meantime: that ends no mail, for none was begun.
bool was_let_go(const Receipt& receipt) {
    return receipt.outcome == Outcome::deferred && receipt.stage == "MAIL" &&
           (receipt.final_reply.code == 0 || receipt.final_reply.code == 421);
}

Result<Receipt> SmtpForwarder::forward_over_any(const Transaction& transaction) {
    if (auto kept = take_kept()) {
        BOOST_OUTCOME_TRY(auto receipt, forward_over(std::move(*kept), transaction));
        if (!was_let_go(receipt)) return receipt;
    }
    BOOST_OUTCOME_TRY(auto hop, opener_->open());
    if (!hop.channel) return not_sent(std::move(hop), transaction);
    const auto now = Clock::now();
    return forward_over({std::move(hop.channel), std::move(hop.ehlo), now, now}, transaction);
}

Result<Receipt> SmtpForwarder::forward_over(Kept way, const Transaction& transaction) {
    BOOST_OUTCOME_TRY(auto ran,
                      run_transaction(*way.channel, way.ehlo, transaction, transaction_settings_));
    if (!ran.in_order) return std::move(ran.receipt);
    way.used = Clock::now();
    const auto outcome = ran.receipt.outcome;
    const bool taken = outcome == Outcome::sent || outcome == Outcome::partly;
    if (taken && way.used - way.opened < kKeptAtAll) {
        const std::lock_guard lock(mutex_);
        kept_.push_back(std::move(way));
    } else {
        say_quit(*way.channel, transaction_settings_.timeout);
    }
    return std::move(ran.receipt);
}

std::optional<Kept> SmtpForwarder::take_kept() {
    const std::lock_guard lock(mutex_);
    while (!kept_.empty()) {
        Kept kept = std::move(kept_.back());
        kept_.pop_back();
        // Whatever it says now, it says to end the connection.
        const bool quiet = !ReplyReader(*kept.channel).spoke_early();
        if (quiet && Clock::now() - kept.used < kKeptUnused) return kept;
    }
    return std::nullopt;
}

Receipt SmtpForwarder::not_sent(OpenedHop hop, const Transaction& transaction) {
    Receipt receipt;
    receipt.outcome = hop.outcome;
    receipt.stage = std::move(hop.stage);
    receipt.final_reply = std::move(hop.reply);
    receipt.detail = std::move(hop.detail);
    for (const auto& recipient : transaction.recipients)
        receipt.recipients.push_back({recipient, {}});
    return receipt;
}

}  // namespace

Result<std::unique_ptr<Forwarder>> make_smtp_forwarder(const policy::NextHop& next_hop,
                                                       OpenChannel open) {
    BOOST_OUTCOME_TRY(auto opener, HopOpener::make(next_hop, std::move(open)));
    return std::unique_ptr<Forwarder>(std::make_unique<SmtpForwarder>(std::move(opener)));
}

OpenChannel curl_channels() {
    return [](const ChannelSettings& settings) {
        Opening opening;
        const auto symbol = module_symbol("curl", kCurlOpen);
        if (symbol) {
            reinterpret_cast<CurlOpen>(symbol.value())(settings, opening);
        } else {
            opening.fault = OpenFault::other;
            opening.stage = "connect";
            opening.words = symbol.error().message;
        }
        return opening;
    };
}

}  // namespace sendguard::forward
