// What several rules ask of one draft: made when it is first asked for, kept while the draft is
// evaluated. One thread's.
#pragma once

#include <memory>
#include <utility>
#include <vector>

namespace sendguard::check {

class Memo {
  public:
    /// The draft's one T, which `make` makes at the first call.
    template <class T, class Make>
    T& get(Make make) const {
        static constexpr char kTag = 0;  // its address tells one T from another
        for (const auto& [tag, kept] : kept_) {
            if (tag == &kTag) return *static_cast<T*>(kept.get());
        }
        auto made = std::make_shared<T>(make());
        T& out = *made;
        kept_.emplace_back(&kTag, std::move(made));
        return out;
    }

  private:
    mutable std::vector<std::pair<const void*, std::shared_ptr<void>>> kept_;
};

}  // namespace sendguard::check
