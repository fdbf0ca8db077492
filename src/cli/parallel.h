// The same work for many items on several threads.
#pragma once

#include <cstddef>
#include <functional>

namespace sendguard::cli {

/// Calls work(worker, index) for each index below `count`, on up to `threads` threads; each worker
/// has a number below `threads`. Indices are taken in order. Meanwhile the calling thread calls
/// watch(done) about ten times a second.
///
/// An exception that leaves `work` ends all and is thrown again here.
void for_each_in_parallel(std::size_t count, std::size_t threads,
                          const std::function<void(std::size_t worker, std::size_t index)>& work,
                          const std::function<void(std::size_t done)>& watch);

/// The processors that this process may use; 1 at least.
std::size_t processors();

}  // namespace sendguard::cli
