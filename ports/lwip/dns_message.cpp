// SPDX-License-Identifier: MIT
// Questions are written, and answers read, without memory of their own. Names in answers may refer
// to others, which are followed as long as they lead towards the beginning.
#include "ports/lwip/dns_message.hpp"

#include <algorithm>
#include <cstring>

namespace uasyncio::lwip::dns {
namespace {

constexpr std::size_t header_size = 12;
constexpr std::size_t longest_label = 63;
constexpr unsigned type_a = 1;
constexpr unsigned type_other_name = 5;  // CNAME: the name stands for another one
constexpr unsigned class_internet = 1;
constexpr unsigned wants_recursion = 0x0100;  // of the flags in the header
constexpr unsigned is_response = 0x8000;
constexpr unsigned is_truncated = 0x0200;
constexpr unsigned code_mask = 0x000F;
constexpr unsigned no_such_name = 3;
constexpr unsigned reference = 0xC0;  // in place of the size of a label

class Writer {
 public:
  explicit Writer(std::span<std::byte> room) noexcept : room_(room) {}
  void byte(unsigned value) noexcept { room_[size_++] = static_cast<std::byte>(value); }
  void word(unsigned value) noexcept {
    byte(value >> 8);
    byte(value & 0xFF);
  }
  void text(std::string_view text) noexcept {
    for (const char each : text) byte(static_cast<unsigned char>(each));
  }
  std::size_t size() const noexcept { return size_; }

 private:
  std::span<std::byte> room_;
  std::size_t size_ = 0;
};

/// Takes zeros, and has failed, where there is nothing more.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> rest) noexcept : rest_(rest) {}
  unsigned byte() noexcept {
    const std::span<const std::byte> one = take(1);
    return one.empty() ? 0 : static_cast<unsigned>(one[0]);
  }
  unsigned word() noexcept {
    const unsigned high = byte();
    return high << 8 | byte();
  }
  std::span<const std::byte> take(std::size_t size) noexcept {
    if (size > rest_.size()) {
      has_failed_ = true;
      rest_ = {};
      return {};
    }
    const std::span<const std::byte> taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }
  bool has_failed() const noexcept { return has_failed_; }
  std::size_t left() const noexcept { return rest_.size(); }

 private:
  std::span<const std::byte> rest_;
  bool has_failed_ = false;
};

/// Takes the first label off a name, and the dot behind it.
std::string_view take_label(std::string_view& name) noexcept {
  const std::size_t size = std::min(name.find('.'), name.size());
  const std::string_view label(name.data(), size);
  name.remove_prefix(std::min(size + 1, name.size()));
  return label;
}

char lower(char letter) noexcept {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool is_same_label(std::span<const std::byte> bytes, std::string_view label) noexcept {
  return std::equal(bytes.begin(), bytes.end(), label.begin(), label.end(),
                    [](std::byte a, char b) { return lower(static_cast<char>(a)) == lower(b); });
}

bool is_question_for(Reader& reader, std::string_view host) noexcept {
  while (!host.empty()) {
    const std::string_view label = take_label(host);
    if (!is_same_label(reader.take(reader.byte()), label)) return false;
  }
  return reader.byte() == 0 && reader.word() == type_a && reader.word() == class_internet &&
         !reader.has_failed();
}

/// The labels of a name in a message.
class Labels {
 public:
  Labels(std::span<const std::byte> message, std::size_t at) noexcept
      : message_(message), at_(at), lowest_(at) {}
  /// Empty behind the last one, and where there can be none: then it is broken.
  std::span<const std::byte> next() noexcept {
    unsigned size = byte_at(at_);
    while (size >= reference) {
      const std::size_t target = (size - reference) << 8 | byte_at(at_ + 1);
      if (target >= lowest_) is_broken_ = true;
      if (is_broken_) return {};
      lowest_ = at_ = target;
      size = byte_at(at_);
    }
    if (!is_broken_ && size > message_.size() - at_ - 1) is_broken_ = true;
    if (is_broken_) return {};
    const std::span<const std::byte> label = message_.subspan(at_ + 1, size);
    if (size != 0) at_ += 1 + size;
    return label;
  }
  bool is_broken() const noexcept { return is_broken_; }

 private:
  unsigned byte_at(std::size_t place) noexcept {
    if (place < message_.size()) return static_cast<unsigned>(message_[place]);
    is_broken_ = true;
    return 0;
  }

  std::span<const std::byte> message_;
  std::size_t at_;
  std::size_t lowest_;  // where the last reference has led
  bool is_broken_ = false;
};

/// Of two names at these places.
bool are_same_names(std::span<const std::byte> message, std::size_t one,
                    std::size_t other) noexcept {
  Labels labels(message, one);
  Labels others(message, other);
  for (;;) {
    const std::span<const std::byte> label = labels.next();
    const std::span<const std::byte> its = others.next();
    const std::string_view text(reinterpret_cast<const char*>(its.data()), its.size());
    if (labels.is_broken() || others.is_broken() || !is_same_label(label, text)) return false;
    if (label.empty()) return true;
  }
}

void pass_name(Reader& reader) noexcept {
  for (unsigned size = reader.byte(); size != 0; size = reader.byte()) {
    if (size >= reference) {
      reader.byte();
      return;
    }
    reader.take(size);
  }
}

/// Of the name in the question, or of that which it stands for: names that stand for others come
/// first, and their addresses behind them.
Answer first_address(std::span<const std::byte> message, Reader& reader, unsigned count) noexcept {
  std::size_t wanted = header_size;  // where the name is
  for (; count != 0 && !reader.has_failed(); --count) {
    const std::size_t owner = message.size() - reader.left();
    pass_name(reader);
    const unsigned type = reader.word();
    const unsigned its_class = reader.word();
    reader.take(4);  // how long it is good
    const std::size_t size = reader.word();
    const std::size_t place = message.size() - reader.left();
    const std::span<const std::byte> record = reader.take(size);
    if (its_class != class_internet || !are_same_names(message, owner, wanted)) continue;
    if (type == type_other_name) wanted = place;
    if (type != type_a) continue;
    IpAddress address;
    if (record.size() != sizeof address.bits) return {Answer::Kind::broken};
    std::memcpy(&address.bits, record.data(), sizeof address.bits);
    return {Answer::Kind::address, address};
  }
  return {reader.has_failed() ? Answer::Kind::broken : Answer::Kind::no_host};
}

}  // namespace

std::size_t write_question(std::span<std::byte> room, std::uint16_t number,
                           std::string_view host) noexcept {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.empty() || host.size() > longest_name) return 0;
  Writer writer(room);
  writer.word(number);
  writer.word(wants_recursion);
  writer.word(1);  // question
  for (int counts = 0; counts != 3; ++counts) writer.word(0);
  while (!host.empty()) {
    const std::string_view label = take_label(host);
    if (label.empty() || label.size() > longest_label) return 0;
    writer.byte(static_cast<unsigned>(label.size()));
    writer.text(label);
  }
  writer.byte(0);
  writer.word(type_a);
  writer.word(class_internet);
  return writer.size();
}

Answer read_answer(std::span<const std::byte> message, std::uint16_t number,
                   std::string_view host) noexcept {
  if (message.size() < header_size) return {};
  Reader reader(message);
  const unsigned its_number = reader.word();
  const unsigned flags = reader.word();
  const unsigned questions = reader.word();
  const unsigned answers = reader.word();
  reader.take(4);  // counts of what is behind the answers
  if (its_number != number || (flags & is_response) == 0 || questions != 1) return {};
  if (host.ends_with('.')) host.remove_suffix(1);
  if (!is_question_for(reader, host)) return {};
  const unsigned code = flags & code_mask;
  if (code == no_such_name) return {Answer::Kind::no_host};
  if (code != 0) return {Answer::Kind::refusal};
  const Answer answer = first_address(message, reader, answers);
  const bool may_be_behind = answer.kind == Answer::Kind::no_host && (flags & is_truncated) != 0;
  return may_be_behind ? Answer{Answer::Kind::cut} : answer;
}

}  // namespace uasyncio::lwip::dns
