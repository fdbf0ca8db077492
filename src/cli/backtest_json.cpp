// The JSON form of a backtest; ASCII, as all our reports for programs are.
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/backtest_report.h"

namespace sendguard::cli {
namespace {

using Json = nlohmann::ordered_json;

Json verdicts_json(const PolicyTally& tally) {
    Json json = Json::object();
    for (std::size_t i = 0; i < kVerdicts; ++i)
        json[std::string(check::verdict_name(static_cast<check::Verdict>(i)))] = tally.verdicts[i];
    return json;
}

Json examples_json(const BacktestFacts& facts, const Sample& sample) {
    Json list = Json::array();
    for (const auto& one : sample.in_order()) {
        Json json;
        json["source"] = to_valid_utf8(facts.sources[one.source]);
        if (one.number != 0) json["message"] = one.number;
        json["subject"] = to_valid_utf8(one.subject);
        json["found"] = to_valid_utf8(one.place);
        list.push_back(std::move(json));
    }
    return list;
}

Json rules_json(const BacktestFacts& facts, const PolicyTally& tally) {
    Json list = Json::array();
    for (const auto& [id, count] : noisiest(tally)) {
        Json json;
        json["rule"] = to_valid_utf8(id);
        for (std::size_t i = 0; i < count->by_action.size(); ++i)
            json[std::string(policy::action_name(static_cast<policy::Action>(i)))] =
                count->by_action[i];
        json["observed"] = count->observed;
        json["weeks"] = Json::object();
        for (const auto& [week, messages] : count->by_week)
            json["weeks"][week_name(week)] = messages;
        json["examples"] = examples_json(facts, count->sample);
        list.push_back(std::move(json));
    }
    return list;
}

Json policy_json(const BacktestFacts& facts, const policy::Policy& policy, const std::string& name,
                 const PolicyTally& tally) {
    Json json;
    json["policy"] = to_valid_utf8(name);
    json["digest"] = policy.digest;
    json["verdicts"] = verdicts_json(tally);
    json["rules"] = rules_json(facts, tally);
    json["weeks"] = Json::array();
    for (const auto& [week, count] : tally.weeks)
        json["weeks"].push_back({{"week", week_name(week)},
                                 {"messages", count.messages},
                                 {"stopped", count.stopped},
                                 {"warned", count.warned}});
    return json;
}

}  // namespace

std::string backtest_json(const BacktestFacts& facts) {
    const auto& tally = facts.tally;
    Json json;
    json["version"] = 1;
    json["messages"] = tally.messages;
    json["bytes"] = tally.bytes;
    json["left_out"] = tally.skipped;
    json["could_not_check"] = tally.unchecked;
    json["seconds"] = facts.took.count();
    json["cpu_seconds"] = facts.cpu_seconds;
    json["stops_at"] = check::verdict_name(facts.stops_at);
    json["result"] = policy_json(facts, facts.policy, facts.policy_name, tally.now);
    if (facts.against != nullptr) {
        json["against"] = policy_json(facts, *facts.against, facts.against_name, tally.before);
        json["difference"] = {{"newly_stopped", tally.difference.newly_stopped},
                              {"no_longer_stopped", tally.difference.no_longer_stopped},
                              {"newly", examples_json(facts, tally.difference.newly)},
                              {"no_longer", examples_json(facts, tally.difference.no_longer)}};
    }
    return json.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace sendguard::cli
