// SPDX-License-Identifier: MIT
// Questions are written, and answers read, without memory of their own. Names in answers may refer
// to others before them: they are passed over, never followed.
#include "ports/lwip/dns_message.hpp"

#include <algorithm>
#include <cstring>

namespace uasyncio::lwip::dns {
namespace {

constexpr std::size_t header_size = 12;
constexpr std::size_t longest_label = 63;
constexpr unsigned type_a = 1;
constexpr unsigned class_internet = 1;
constexpr unsigned wants_recursion = 0x0100;  // of the flags in the header
constexpr unsigned is_response = 0x8000;
constexpr unsigned is_truncated = 0x0200;
constexpr unsigned code_mask = 0x000F;
constexpr unsigned no_such_name = 3;

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

void pass_name(Reader& reader) noexcept {
  constexpr unsigned reference = 0xC0;
  for (unsigned size = reader.byte(); size != 0; size = reader.byte()) {
    if (size >= reference) {
      reader.byte();
      return;
    }
    reader.take(size);
  }
}

/// Names that stand for others come first, and their addresses behind them.
Answer first_address(Reader& reader, unsigned count) noexcept {
  for (; count != 0 && !reader.has_failed(); --count) {
    pass_name(reader);
    const unsigned type = reader.word();
    const unsigned its_class = reader.word();
    reader.take(4);  // how long it is good
    const std::span<const std::byte> record = reader.take(reader.word());
    if (type != type_a || its_class != class_internet) continue;
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
  const Answer answer = first_address(reader, answers);
  const bool may_be_behind = answer.kind == Answer::Kind::no_host && (flags & is_truncated) != 0;
  return may_be_behind ? Answer{Answer::Kind::broken} : answer;
}

}  // namespace uasyncio::lwip::dns
