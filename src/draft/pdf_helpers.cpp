#include "draft/pdf_helpers.h"

#include <unistd.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "base/module.h"
#include "draft/pdf_process.h"

namespace sendguard::draft {
namespace {

constexpr const char* kProgram = "send-guard-pdf";

}  // namespace

PdfHelpers::PdfHelpers(Options options) : options_(std::move(options)), owner_(::getpid()) {
    if (options_.most == 0) options_.most = std::max(1u, std::thread::hardware_concurrency());
}

PdfHelpers::~PdfHelpers() {
    forget_after_fork();
}

PdfHelpers& PdfHelpers::shared() {
    static PdfHelpers helpers({});
    return helpers;
}

void PdfHelpers::forget_after_fork() {
    const pid_t here = ::getpid();
    if (here == owner_) return;
    owner_ = here;
    out_ = 0;
    for (const auto& helper : idle_) helper->disown();
    idle_.clear();
}

std::unique_ptr<PdfProcess> PdfHelpers::borrow() {
    std::unique_lock lock(mutex_);
    forget_after_fork();
    returned_.wait(lock, [&] { return out_ < options_.most; });
    if (options_.program.empty()) {
        const auto found = file_beside_program(kProgram);
        if (!found) return nullptr;
        options_.program = found.value();
    }
    ++out_;
    while (!idle_.empty()) {
        auto helper = std::move(idle_.back());
        idle_.pop_back();
        if (helper->serves()) return helper;
    }
    const auto program = options_.program;
    lock.unlock();
    auto helper = PdfProcess::start(program);
    if (helper == nullptr) give_back(nullptr);
    return helper;
}

void PdfHelpers::give_back(std::unique_ptr<PdfProcess> helper) {
    const std::lock_guard lock(mutex_);
    if (out_ > 0) --out_;
    if (helper != nullptr && helper->serves()) idle_.push_back(std::move(helper));
    returned_.notify_one();
}

PdfEnd PdfHelpers::read(std::string_view pdf, const std::function<void(PdfRecord)>& take) {
    const auto deadline = PdfProcess::Clock::now() + options_.limit;
    auto helper = borrow();
    if (helper == nullptr) return PdfEnd::missing;
    const PdfEnd how = helper->read(pdf, take, deadline);
    give_back(std::move(helper));
    return how;
}

std::vector<pid_t> PdfHelpers::idle() const {
    const std::lock_guard lock(mutex_);
    std::vector<pid_t> out;
    for (const auto& helper : idle_) out.push_back(helper->pid());
    return out;
}

}  // namespace sendguard::draft
