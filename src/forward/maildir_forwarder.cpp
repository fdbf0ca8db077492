// maildir:PATH as a next hop, for trying out: everyone is taken, the mail is a file.
#include "base/text.h"
#include "forward/maildir.h"
#include "forward/smtp_forwarder.h"
#include "forward/smtp_transaction.h"

namespace sendguard::forward {
namespace {

class MaildirForwarder : public Forwarder {
  public:
    explicit MaildirForwarder(std::string path) : path_(std::move(path)) {}

    Result<Receipt> forward(const Transaction& transaction) override {
        BOOST_OUTCOME_TRY(check_transaction(transaction));
        Receipt receipt;
        receipt.target = "maildir:" + path_;
        receipt.stage = "end of data";
        for (const auto& recipient : transaction.recipients) {
            receipt.recipients.push_back({recipient, {}});
        }
        if (transaction.before_dot) {
            if (const auto may = transaction.before_dot(); !may) {
                receipt.outcome = Outcome::deferred;
                receipt.detail = may.error().message + ". Nothing was sent.";
                return receipt;
            }
        }
        // The same bytes that a server would get, so that a trial run shows what would leave.
        const auto filed = deliver_to_maildir(path_, outgoing_bytes(transaction.message, {}, {}));
        if (!filed) {
            receipt.outcome = Outcome::deferred;
            receipt.detail = filed.error().message + ". Nothing was sent.";
            return receipt;
        }
        receipt.outcome = Outcome::sent;
        receipt.final_reply = {250, {"2.0.0 filed as " + filed.value()}};
        for (auto& one : receipt.recipients) one.reply = {250, {"2.1.5 Ok"}};
        receipt.detail = "Filed in " + path_ + " as " + filed.value() + ".";
        return receipt;
    }

  private:
    std::string path_;
};

}  // namespace

Result<std::unique_ptr<Forwarder>> make_maildir_forwarder(const policy::NextHop& next_hop) {
    constexpr std::string_view kScheme = "maildir:";
    auto path = next_hop.url.substr(kScheme.size());
    if (path.empty()) return error(Errc::bad_policy, "next_hop url \"maildir:\" names no folder");
    return std::unique_ptr<Forwarder>(std::make_unique<MaildirForwarder>(std::move(path)));
}

}  // namespace sendguard::forward
