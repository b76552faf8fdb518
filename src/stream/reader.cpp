// SPDX-License-Identifier: MIT
// The one reader for all devices and all ways to read. It has a wish, and goes on with it each
// time that the device has news, outside of the task, which is woken once, when all is there: a
// line of many small pieces costs one switch. Whatever a cancelled read had collected stays in the
// buffer.
#include "uasyncio/stream/reader.hpp"

#include "uasyncio/stream/step_budget.hpp"
#include "uasyncio/stream/tls_error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace uasyncio {

using detail::buffer_size;
using detail::ReadWish;
using detail::StepBudget;
using Kind = ReadWish::Kind;

namespace {

/// Copies to a lower address. On a chip memmove would take ten times the flash of this loop, for a
/// begun line now and then.
void move_down(std::byte* to, const std::byte* from, std::size_t size) noexcept {
#if UASYNCIO_HOSTED
  std::memmove(to, from, size);
#else
  // Volatile, so that no compiler makes it a call of memmove.
  for (volatile std::byte* place = to; size != 0; --size) *place++ = *from++;
#endif
}

std::size_t bytes_of(Attempt attempt) noexcept { return attempt.has_moved() ? attempt.count() : 0; }

}  // namespace

StreamReader::StreamReader(Device& device, detail::MutableBytes buffer) noexcept
    : Listener(&on_news),
      kernel::GivingList("StreamReader", &on_take_back),
      device_(&device),
      buffer_(buffer),
      wish_(Kind::some) {
  device.listen(Interest::read, this);
}

StreamReader::~StreamReader() {
  if (device_ != nullptr) device_->listen(Interest::read, nullptr);
}

// --- Beginning and end of an operation ----------------------------------------------------------

/// True if it is complete at once.
bool StreamReader::start(const ReadWish& wish) noexcept {
  if (is_busy()) return false;
  wish_ = wish;
  return begin();
}

/// The same of a wish that has no delimiter. Parsers of records mostly find theirs there already.
bool StreamReader::start_count(Kind kind, std::size_t count) noexcept {
  if (is_busy()) return false;
  wish_.kind = kind;
  wish_.count = count;
  const bool is_there = kind == Kind::exactly && count <= available() && !is_closed_;
  if (!is_there || !StepBudget::has_some()) return begin();
  count_ = buffer_size(count);
  return true;
}

bool StreamReader::begin() noexcept {
  if (is_closed_) {
    progress_ = Progress::stopped;
  } else {
    progress_ = StepBudget::has_some() ? go_on(check()) : Progress::postponed;
  }
  return progress_ == Progress::complete;
}

void StreamReader::suspend(kernel::Frame* waiting) noexcept {
  kernel::Scheduler* const scheduler = kernel::Scheduler::running();
  if (is_busy()) {
    scheduler->fail(Error::runtime("StreamReader: another task reads already"), waiting);
    return;
  }
  StepBudget::renew();
  if (progress_ != Progress::waits && progress_ != Progress::postponed) {
    scheduler->fail(error_of(progress_), waiting);
    return;
  }
  scheduler->wait_in(*this, waiting, kernel::State::listed_outside);
  if (progress_ == Progress::postponed) device_->tell_soon(Interest::read);
}

std::string_view StreamReader::take() noexcept {
  StepBudget::spend(count_);
  const char* const text = reinterpret_cast<const char*>(buffer_.data() + begin_);
  if (wish_.kind != Kind::peek) begin_ += count_;
  return {text, count_};
}

void StreamReader::consume(std::size_t count) noexcept {
  if (!is_busy()) begin_ += buffer_size(std::min(count, available()));
}

bool StreamReader::start_into(std::span<std::byte> memory) noexcept {
  const bool goes_past_the_buffer = !is_busy() && begin_ == end_ && device_ != nullptr &&
                                    stopped_.has_moved() && memory.size() >= buffer_.size() &&
                                    !buffer_.empty();
  if (goes_past_the_buffer && StepBudget::has_some()) {
    const std::size_t most = std::min(memory.size(), detail::StreamBuffer::most);
    count_ = buffer_size(bytes_of(accept(try_device(memory.first(most)), most)));
    wish_.kind = Kind::memory;
    if (count_ != 0) return true;
  }
  return start(ReadWish(Kind::some, memory.size()));
}

std::size_t StreamReader::take_into(std::span<std::byte> memory) noexcept {
  if (wish_.kind == Kind::memory) {
    StepBudget::spend(count_);
    return count_;
  }
  const bool was_full = is_full();
  const std::string_view bytes = take();
  if (!bytes.empty()) std::memcpy(memory.data(), bytes.data(), bytes.size());
  const std::span<std::byte> rest = memory.subspan(bytes.size());
  // A full buffer: there may be more behind it.
  if (!was_full || rest.empty() || device_ == nullptr || !stopped_.has_moved()) {
    return bytes.size();
  }
  const std::size_t more = bytes_of(accept(try_device(rest), rest.size()));
  StepBudget::spend(more);
  return bytes.size() + more;
}

Error StreamReader::error_of(Progress progress) noexcept {
  switch (progress) {
    case Progress::limit_overrun:
      return Error::limit_overrun("the buffer is full, and the delimiter is not in it");
    case Progress::incomplete:
      return Error::incomplete_read("the stream ended before all of it had come");
    case Progress::too_many:
      return Error::value("more than the reader's buffer holds: use a Transfer");
    case Progress::bad_delimiter:
      return Error::value("a delimiter has one to four bytes, and fits into the buffer");
    default: break;
  }
  if (is_closed_) return Error::os(EBADF, "the stream is closed");
  // One that stays is given again by the device.
#if UASYNCIO_HOSTED || UASYNCIO_MBEDTLS
  return detail::in_words(std::exchange(stopped_, Attempt::moved(0)).error());
#else
  return std::exchange(stopped_, Attempt::moved(0)).error();
#endif
}

// --- How far it is ------------------------------------------------------------------------------

/// Goes on with the operation, of which this is known, as far as the device has something.
StreamReader::Progress StreamReader::go_on(Progress progress) noexcept {
  std::size_t read_here = 0;
  while (progress == Progress::needs_more) {
    if (!stopped_.has_moved()) return progress_at_stop();
#if UASYNCIO_HOSTED
    if (!has_spare_ && device_->is_known_to_block(Interest::read)) return Progress::waits;
#endif
    if (read_here >= StepBudget::bytes_in_a_step) return Progress::postponed;
    const Attempt got = fill();
    if (!got.is_would_block()) progress = check();
    if (progress == Progress::needs_more && got.leaves_nothing()) return Progress::waits;
    if (got.has_moved()) read_here += got.count();
  }
  return progress;
}

/// What can be said from the bytes that are there.
StreamReader::Progress StreamReader::check() noexcept {
  const std::size_t size = available();
  switch (wish_.kind) {
    case Kind::some:
    case Kind::memory:
      count_ = buffer_size(std::min(wish_.count, size));
      return count_ != 0 || wish_.count == 0 ? Progress::complete : Progress::needs_more;
    case Kind::exactly:
    case Kind::peek:
      if (wish_.count > buffer_.size()) return Progress::too_many;
      count_ = buffer_size(wish_.kind == Kind::peek ? size : wish_.count);
      return size >= wish_.count ? Progress::complete : Progress::needs_more;
    case Kind::all: return is_exceeded() ? Progress::limit_overrun : Progress::needs_more;
    case Kind::transfer: return check_transfer();
    case Kind::judged: return check_judged();
    default: return check_delimiter();
  }
}

StreamReader::Progress StreamReader::check_judged() noexcept {
  count_ = end_ - begin_;
  if (count_ == 0) return Progress::needs_more;
  const bool is_all = is_full() || !stopped_.has_moved();
  return is_all || wish_.judge->is_enough(*wish_.judge, count_) ? Progress::complete
                                                                : Progress::needs_more;
}

/// Apart, so that reads of a number of bytes need not make room for what it needs.
[[gnu::noinline]] StreamReader::Progress StreamReader::check_delimiter() noexcept {
  const std::size_t begun = wish_.delimiter.size() - 1;  // bytes that may be its beginning
  if (begun >= buffer_.size()) return Progress::bad_delimiter;
  const std::span<const std::byte> text = buffer_.part(begin_, available());
  const std::size_t place = wish_.delimiter.find_in(text, wish_.count);
  if (place != Delimiter::none) {
    count_ = buffer_size(place + wish_.delimiter.size());
    return Progress::complete;
  }
  wish_.count = text.size() > begun ? text.size() - begun : 0;
  if (wish_.kind == Kind::skip) {
    begin_ += buffer_size(std::exchange(wish_.count, 0));
    return Progress::needs_more;
  }
  const bool is_too_long = wish_.kind == Kind::line ? is_exceeded() : is_full();
  return is_too_long ? Progress::limit_overrun : Progress::needs_more;
}

StreamReader::Progress StreamReader::check_transfer() noexcept {
  Transfer& transfer = *wish_.transfer;
  begin_ += buffer_size(transfer.take(buffer_.part(begin_, available())));
  count_ = 0;
  return transfer.is_complete() ? Progress::complete : Progress::needs_more;
}

/// The device has ended or failed, and what is there is not enough.
StreamReader::Progress StreamReader::progress_at_stop() noexcept {
  if (!stopped_.is_end()) return Progress::stopped;
  count_ = end_ - begin_;
  switch (wish_.kind) {
    case Kind::exactly:
    case Kind::until:
    case Kind::transfer: return Progress::incomplete;
    case Kind::skip:
      begin_ = end_;
      count_ = 0;
      return Progress::complete;
    default: return Progress::complete;
  }
}

// --- Getting bytes ------------------------------------------------------------------------------

/// A try. What was read beyond a full buffer comes first.
Attempt StreamReader::try_device(std::span<std::byte> room) noexcept {
  if (!has_spare_) return device_->read_or_listen(room);
  has_spare_ = false;
  room.front() = spare_;
  return Attempt::moved(1);
}

/// Where the buffer has room for more. It is full: is that all, or does more come?
std::span<std::byte> StreamReader::room_here() noexcept {
  if (begin_ == end_) begin_ = end_ = 0;
  if (end_ == buffer_.size()) {
    if (begin_ == 0) return {&spare_, 1};
    move_down(buffer_.data(), buffer_.data() + begin_, available());
    end_ -= begin_;
    begin_ = 0;
  }
  return buffer_.from(end_);
}

/// Reads once from the device, to where the bytes are wanted.
Attempt StreamReader::fill() noexcept {
  Transfer* const transfer = wish_.kind == Kind::transfer ? wish_.transfer : nullptr;
  const bool is_past_the_buffer = transfer != nullptr && transfer->rest().size() >= buffer_.size();
  if (buffer_.empty() && !is_past_the_buffer) return stopped_ = Attempt::failed(Error::value);
  const std::span<std::byte> room = is_past_the_buffer ? transfer->rest() : room_here();
  const Attempt got = accept(try_device(room), room.size());
  if (!got.has_moved()) return got;
  if (is_past_the_buffer) {
    transfer->advance(got.count());
  } else if (room.data() == &spare_) {
    has_spare_ = true;
  } else {
    end_ += buffer_size(got.count());
  }
  return got;
}

/// What an answer brings. The end and errors are remembered: what is there comes first.
Attempt StreamReader::accept(Attempt attempt, std::size_t asked) noexcept {
  if (attempt.is_would_block()) return attempt;
  if (attempt.has_moved()) {
    if (attempt.count() <= asked) return attempt;
    attempt = Attempt::failed(Error::os(EIO));  // more than asked: a mistake of the device
  }
  return stopped_ = attempt;
}

/// Trying may help: goes on for the task that waits, if one does.
void StreamReader::step() noexcept {
  if (!empty()) take_step(check());  // or the one who did was cancelled
}

void StreamReader::take_step(Progress progress) noexcept {
  progress_ = go_on(progress);
  if (progress_ == Progress::complete) {
    give();
  } else if (progress_ == Progress::postponed) {
    device_->tell_soon(Interest::read);
  } else if (progress_ != Progress::waits) {
    fail_all(error_of(progress_));
  }
}

/// Nothing will be read any more.
void StreamReader::shut() noexcept {
  is_closed_ = true;
  stopped_ = Attempt::failed(Error::os(EBADF));
  fail_all(error_of(Progress::stopped));
}

void StreamReader::on_news(Listener& listener, News news) noexcept {
  auto& reader = static_cast<StreamReader&>(listener);
  if (news == News::ready) {
    // What waits for the device has looked at all that is there.
    if (reader.progress_ != Progress::waits) {
      reader.step();
    } else if (!reader.empty()) {
      reader.take_step(Progress::needs_more);
    }
    return;
  }
  reader.device_ = nullptr;  // it is not needed any more, and may go
  reader.shut();
}

}  // namespace uasyncio
