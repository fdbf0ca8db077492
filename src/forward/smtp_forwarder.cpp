#include "forward/smtp_forwarder.h"

#include "base/module.h"
#include "forward/hop_opener.h"
#include "forward/next_hop.h"
#include "forward/smtp_transaction.h"

namespace sendguard::forward {
namespace {

class SmtpForwarder : public Forwarder {
  public:
    explicit SmtpForwarder(std::unique_ptr<HopOpener> opener) : opener_(std::move(opener)) {}

    Result<Receipt> forward(const Transaction& transaction) override {
        BOOST_OUTCOME_TRY(check_transaction(transaction));
        auto receipt = forward_once(transaction);
        if (receipt) receipt.value().target = target_text(opener_->settings());
        return receipt;
    }

  private:
    Result<Receipt> forward_once(const Transaction& transaction) {
        BOOST_OUTCOME_TRY(auto hop, opener_->open());
        if (!hop.channel) return not_sent(std::move(hop), transaction);
        TransactionSettings settings;
        settings.server = server_text(opener_->settings());
        settings.timeout = opener_->settings().timeout;
        return run_transaction(*hop.channel, hop.ehlo, transaction, settings);
    }
    static Receipt not_sent(OpenedHop hop, const Transaction& transaction) {
        Receipt receipt;
        receipt.outcome = hop.outcome;
        receipt.stage = std::move(hop.stage);
        receipt.final_reply = std::move(hop.reply);
        receipt.detail = std::move(hop.detail);
        for (const auto& recipient : transaction.recipients)
            receipt.recipients.push_back({recipient, {}});
        return receipt;
    }

    std::unique_ptr<HopOpener> opener_;
};

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
