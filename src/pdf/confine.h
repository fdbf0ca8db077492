// The helper shuts itself in before it meets a PDF: what a document could make it do, the kernel
// refuses.
#pragma once

namespace sendguard::pdf {

/// How the helper ends when memory runs out; the other end tells it from a crash.
inline constexpr int kOutOfMemory = 42;

/// Limits of memory, processor time, files and descriptors; no core file, no new rights; then,
/// where the kernel has them, Landlock (nothing can be opened but Poppler's tables and fonts, and
/// these for reading) and seccomp (no call but memory, the open descriptors, reading files, the
/// clock and the end). To be called once, after everything that must be opened is open.
void confine();

/// Processor time for one document from now on; over it the kernel ends the helper (SIGPROF).
void allow_time_for_a_document();

/// Whether the helper has become large or old, so that a fresh one does better.
bool is_worn();

}  // namespace sendguard::pdf
