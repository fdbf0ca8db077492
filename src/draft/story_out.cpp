#include "draft/story_out.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"

namespace sendguard::draft {
namespace {

std::string without_blanks(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r') out += c;
    return out;
}

std::string message_of(ContentKind kind, std::string_view words) {
    if (kind == ContentKind::hidden_text) return "text is hidden";
    if (kind == ContentKind::unseen_text) return "text is white or too small to be read";
    return fmt::format("text is {}", words);
}

}  // namespace

void StoryOut::put(Place place, const std::string& locator, std::string_view text,
                   std::string_view detail) {
    if (boxes_ > 0) {
        waiting_.push_back({place, locator, std::string(text), std::string(detail)});
        return;
    }
    if (text_.locator() != locator) text_.at(locator);
    text_.add(place, text, detail);
}

void StoryOut::show(std::string_view text, std::string_view words) {
    if (text.empty()) return;
    if (fallback_) {
        fallback_text_ += text;
        return;
    }
    if (alternatives_ > 0) choice_text_ += text;
    if (words.empty()) close_run();
    if (separator_ != '\0') put(place_, locator_, std::string(1, separator_), detail_);
    separator_ = '\0';
    if (words.empty()) {
        put(place_, locator_, text, detail_);
    } else {
        put(place_, fmt::format("{}, {}", locator_, words), text, detail_);
    }
}

void StoryOut::tell(ContentKind kind, Place place, std::string_view text, const std::string& words,
                    std::string_view detail) {
    if (fallback_) {
        fallback_text_ += text;
        return;
    }
    if (alternatives_ > 0) choice_text_ += text;
    if (running_ && (kind != kind_ || place != run_place_ || words != run_words_)) close_run();
    if (!running_) {
        running_ = true;
        kind_ = kind;
        run_place_ = place;
        run_words_ = words;
        run_detail_ = detail;
    }
    run_text_ += text;
}

void StoryOut::close_run() {
    if (!running_) return;
    running_ = false;
    const bool blank = trim(run_text_).empty();
    const bool change = kind_ == ContentKind::tracked_changes;
    if (!blank || change) {
        const auto locator = fmt::format("{}, {}", locator_, run_words_);
        if (!blank) put(run_place_, locator, run_text_ + '\n', run_detail_);
        text_.at(locator);
        text_.holds(kind_, message_of(kind_, run_words_), run_text_);
        told_change_ = told_change_ || change;
    }
    run_text_.clear();
}

void StoryOut::note(Place place, std::string_view line, std::string_view detail) {
    if (fallback_ || trim(line).empty()) return;
    put(place, locator_, std::string(line) + '\n', detail);
}

void StoryOut::holds(ContentKind kind, std::string message, std::string_view sample) {
    if (fallback_) return;
    text_.at(locator_);
    text_.holds(kind, std::move(message), sample);
}

void StoryOut::tell_change(std::string message) {
    if (message == last_change_) return;
    last_change_ = message;
    holds(ContentKind::tracked_changes, std::move(message));
}

bool StoryOut::end_paragraph(bool in_cell) {
    if (fallback_) {
        fallback_text_ += '\n';
        return false;
    }
    close_run();
    const bool told = std::exchange(told_change_, false);
    last_change_.clear();
    if (in_cell) {
        if (separator_ == '\0') separator_ = '\n';
    } else {
        if (separator_ == '\t') separator_ = '\0';
        put(place_, locator_, "\n", detail_);
    }
    if (boxes_ > 0) return told;
    for (const auto& piece : waiting_) put(piece.place, piece.locator, piece.text, piece.detail);
    waiting_.clear();
    return told;
}

void StoryOut::begin_box() {
    if (fallback_) return;
    close_run();
    outer_.push_back(locator_);
    locator_ += ", text box";
    ++boxes_;
}

void StoryOut::end_box() {
    if (fallback_ || boxes_ == 0) return;
    close_run();
    --boxes_;
    locator_ = std::move(outer_.back());
    outer_.pop_back();
}

void StoryOut::begin_alternatives() {
    if (fallback_) return;
    if (alternatives_++ == 0) {
        choice_text_.clear();
        fallback_text_.clear();
    }
}

void StoryOut::end_alternatives() {
    if (fallback_ || alternatives_ == 0 || --alternatives_ > 0) return;
    const auto fallback = without_blanks(fallback_text_);
    if (fallback.empty() || without_blanks(choice_text_).find(fallback) != std::string::npos)
        return;
    close_run();
    put(Place::hidden, locator_ + ", shown by old programs only", fallback_text_ + '\n',
        "fallback");
}

void StoryOut::finish() {
    close_run();
    if (separator_ != '\0') put(place_, locator_, "\n", detail_);
    boxes_ = 0;
    for (const auto& piece : waiting_) put(piece.place, piece.locator, piece.text, piece.detail);
    waiting_.clear();
}

}  // namespace sendguard::draft
