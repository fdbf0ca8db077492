// Whether a policy's rules ask the history, and whether a mail may leave when it cannot be asked.
#include "check/history_need.h"

#include "check/make.h"

using namespace sendguard;
using namespace sendguard::test;
using check::history_need;
using check::HistoryNeed;

TEST_CASE("history need: none where no rule asks, decisive where one that asks may stop a mail",
          "[check][history]") {
    CHECK(history_need(*make_rule("{text: {phrases: [code name]}}")) == HistoryNeed::none);
    CHECK(history_need(*make_rule("{detect: first-time-recipient}", "action: warn")) ==
          HistoryNeed::advisory);
    CHECK(history_need(*make_rule("{any: [{not: {detect: unusual-recipient}}]}",
                                  "action: block")) == HistoryNeed::decisive);
    CHECK(history_need(*make_rule("{detect: unusual-recipient}",
                                  "action: block\n    mode: observe")) == HistoryNeed::advisory);
}
