// SPDX-License-Identifier: MIT
// What is watched stands in a list, newest first: a handful, looked at a few times a second. The
// note has a sum over its name, because memory that was without power holds anything.
#include "uasyncio/drivers/supervisor.hpp"

namespace uasyncio {
namespace {

Instant now() noexcept { return at_microseconds(Loop::running()->time()); }

}  // namespace

std::uint32_t StallNote::sum() const noexcept {
  std::uint32_t sum = written;
  for (const char letter : name_) sum = sum * 31 + static_cast<unsigned char>(letter);
  return sum;
}

void StallNote::write(const char* name) noexcept {
  clear();
  for (char& letter : name_) letter = *name == '\0' || &letter == &name_[23] ? '\0' : *name++;
  sum_ = sum();
  mark_ = written;
}

bool SupervisorBase::has_stalled() noexcept {
  Instant first_due = now();
  for (const Watched* each = newest_; each != nullptr; each = each->older_) {
    if (each->due_ >= first_due) continue;
    first_due = each->due_;
    stalled_ = each->name_;
  }
  if (stalled_ != nullptr) note_.write(stalled_);
  return stalled_ != nullptr;
}

void SupervisorBase::note_turn(const Loop& loop) noexcept {
  if (const char* const name = loop.current_task_name()) note_.write(name);
}

Watched::Watched(SupervisorBase& supervisor, const char* name, Milliseconds limit) noexcept
    : supervisor_(supervisor), older_(supervisor.newest_), name_(name), limit_(limit.duration()) {
  supervisor.newest_ = this;
  progress();
}

Watched::~Watched() {
  Watched** link = &supervisor_.newest_;
  while (*link != this) link = &(*link)->older_;
  *link = older_;
}

void Watched::progress() noexcept { due_ = now() + limit_; }

}  // namespace uasyncio
