// SPDX-License-Identifier: MIT
// Memory that tells whether anybody has touched it. Without clocks: what a step must not read or
// write lies here, and each of its pages that is read or written all the same is counted.
#pragma once

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

/// One at a time.
class WatchedMemory {
 public:
  explicit WatchedMemory(std::size_t pages)
      : page_size_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))), is_spared_(pages, false) {
    void* const memory =
        mmap(nullptr, size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) std::abort();
    begin_ = static_cast<unsigned char*>(memory);
  }
  ~WatchedMemory() { munmap(begin_, size()); }
  WatchedMemory(const WatchedMemory&) = delete;
  WatchedMemory& operator=(const WatchedMemory&) = delete;

  void* data() const { return begin_; }
  std::size_t size() const { return is_spared_.size() * page_size_; }

  /// The pages of these bytes are not watched.
  void spare(const void* bytes, std::size_t count) {
    const std::size_t last = page_of(static_cast<const unsigned char*>(bytes) + count - 1);
    for (std::size_t page = page_of(bytes); page <= last; ++page) is_spared_[page] = true;
  }
  bool spares(const void* byte) const { return is_spared_[page_of(byte)]; }

  void watch() {
    watched_ = this;
    touched_ = 0;
    struct sigaction action = {};
    action.sa_sigaction = &on_fault;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGSEGV, &action, &before_);
    for (std::size_t page = 0; page != is_spared_.size(); ++page) {
      if (!is_spared_[page]) allow(page, PROT_NONE);
    }
  }
  /// How many pages were touched since `watch`.
  int unwatch() {
    mprotect(begin_, size(), PROT_READ | PROT_WRITE);
    sigaction(SIGSEGV, &before_, nullptr);
    return touched_;
  }

 private:
  std::size_t page_of(const void* byte) const {
    const auto offset =
        reinterpret_cast<std::uintptr_t>(byte) - reinterpret_cast<std::uintptr_t>(begin_);
    if (offset >= size()) std::abort();
    return offset / page_size_;
  }
  void allow(std::size_t page, int access) const {
    mprotect(begin_ + page * page_size_, page_size_, access);
  }
  /// Counts the page and opens it: the instruction is tried again.
  static void on_fault(int, siginfo_t* fault, void*) {
    watched_->allow(watched_->page_of(fault->si_addr), PROT_READ | PROT_WRITE);
    watched_->touched_ = watched_->touched_ + 1;
  }

  static inline WatchedMemory* watched_ = nullptr;
  std::size_t page_size_;
  std::vector<bool> is_spared_;
  unsigned char* begin_ = nullptr;
  volatile std::sig_atomic_t touched_ = 0;
  struct sigaction before_ = {};
};
