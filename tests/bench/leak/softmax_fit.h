// Fits history/rank.h's weights: the softmax over a mail's recipients and "none", by Newton's
// method with a ridge. Each sender has the same weight, however many mails it has.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "history/rank.h"

namespace sendguard::bench {

struct Case {
    std::size_t sender = 0;
    bool text = false;         ///< of a sender whose mails have text
    std::ptrdiff_t leak = -1;  ///< which recipient was added; -1: none
    bool unseen = false;       ///< the leak is an address that the history lacks
    std::vector<history::Evidence> evidence{};
};

enum class With { text, network };  ///< network: from all senders, the signs of text left out

/// in: without - a sender that is left out
history::Weights fit(const std::vector<Case>& cases, With with,
                     std::size_t without = std::numeric_limits<std::size_t>::max());

}  // namespace sendguard::bench
