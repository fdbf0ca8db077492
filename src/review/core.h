// What the API and the pages work with: the desk, the policy in force, who may do what, and what
// this process remembers of its visitors.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/log.h"
#include "forward/forward.h"
#include "gate/hold_service.h"
#include "gate/users.h"
#include "review/attempts.h"
#include "review/http.h"
#include "review/replays.h"
#include "review/sessions.h"
#include "review/tokens.h"

namespace sendguard::review {

using Forward =
    std::function<Result<forward::Receipt>(const policy::NextHop&, const forward::Transaction&)>;

/// What stands around; fakes in tests.
struct CoreParts {
    gate::PolicyNow policy;
    hold::Desk* desk = nullptr;                           ///< null: no store
    gate::HistoryLearner* learner = nullptr;              ///< null: no history
    std::function<void()> wake = [] {};                   ///< something may be ready to leave
    std::function<bool()> frozen = [] { return false; };  ///< whether all mail is kept
    /// The verdict of a mail that is not held, for the audit chain.
    std::function<void(hold::Event)> record = [](const hold::Event&) {};
    Forward forward;  ///< what passes leaves by it at once
    std::function<Timestamp()> clock;
    const Log* log = nullptr;
};

/// Who may come in, read from the files that a policy names.
struct Access {
    std::shared_ptr<const gate::Users> users;  ///< null: no users file
    std::shared_ptr<const TokensFile> tokens;  ///< null: no tokens file
    /// errors: not_found, bad_policy, io
    static Result<std::shared_ptr<const Access>> load(const policy::HttpSettings& settings);
};

/// Who has a hold's page open. For people's sake only: it decides nothing.
class Presence {
  public:
    void note(const std::string& hold, const std::string& name, Timestamp now);
    /// Others who opened it within the last minutes, and when.
    std::vector<std::pair<std::string, Timestamp>> others(const std::string& hold,
                                                          const std::string& name, Timestamp now);

  private:
    std::mutex mutex_;
    std::map<std::pair<std::string, std::string>, Timestamp> seen_;
};

struct Core {
    explicit Core(CoreParts with) : parts(std::move(with)) {}

    CoreParts parts;
    std::atomic<std::shared_ptr<const Access>> access = std::make_shared<const Access>();
    Sessions sessions;
    Attempts by_name{kMostFailuresOfName}, by_address{kMostFailuresOfAddress};
    Presence presence;
    Replays replays;

    Timestamp now() const { return parts.clock(); }
    void log(LogLevel level, std::string_view event, const std::vector<LogField>& fields) const {
        if (parts.log != nullptr) parts.log->write(level, event, fields);
    }
};

/// A request whose route was found and whose sender is known.
struct Call {
    const Request& request;
    std::shared_ptr<const policy::Policy> policy;
    std::vector<std::string> words;  ///< what stands for {id} and the like, in order
    Identity who;
    std::string session;  ///< its id; "" at the API
    Params query, form;   ///< form: of a body that is one

    const std::string& id() const { return words.front(); }
};

using Handler = Response (*)(Core& core, const Call& call);
enum class Door : std::uint8_t {
    open,   ///< no login
    page,   ///< a session
    token,  ///< a token
};
struct Route {
    std::string_view method, path;  ///< "POST", "/v1/holds/{id}/approve"
    Door door = Door::page;
    Handler handler = nullptr;
};
const std::vector<Route>& api_routes();
const std::vector<Route>& page_routes();

/// The address that a failed login is counted for.
std::string client_of(const policy::HttpSettings& settings, const Request& request);
/// Whether the peer is the proxy that the policy names.
bool from_proxy(const policy::HttpSettings& settings, const Request& request);

}  // namespace sendguard::review
