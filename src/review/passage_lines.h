// A passage's lines in pieces, cut where findings are marked.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string_view>
#include <vector>

#include "check/finding.h"
#include "draft/draft.h"
#include "review/marks.h"

namespace sendguard::review {

/// Makes lines for the page, and counts what it has made: a page must stay one that opens.
class PassageLines {
  public:
    PassageLines(const draft::Draft& draft, const std::vector<check::Finding>& findings)
        : draft_(draft),
          findings_(findings),
          marks_(find_marks(draft, findings)),
          marked_(findings.size()) {}

    /// A list of {"pieces": [{"text", "mark": false | {"tone", "number", "anchor"}}]}; empty lines
    /// at both ends are left out.
    nlohmann::json of(const draft::Passage& passage);
    /// Some line was not made: there are too many.
    bool cut() const { return cut_; }
    /// A mark of the finding was put on the page.
    bool is_marked(std::size_t finding) const { return marked_[finding]; }

  private:
    nlohmann::json line(std::span<const Mark> marks, std::string_view text, std::size_t begin,
                        std::size_t end);
    nlohmann::json piece(std::span<const Mark> marks, std::string_view text, std::size_t begin,
                         std::size_t end);

    const draft::Draft& draft_;
    const std::vector<check::Finding>& findings_;
    std::vector<Mark> marks_;
    std::vector<bool> marked_;
    std::size_t bytes_ = 0;
    bool cut_ = false;
};

}  // namespace sendguard::review
