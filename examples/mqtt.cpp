// SPDX-License-Identifier: MIT
// A station that talks MQTT 3.1.1 with a broker: readings with a receipt (QoS 1), commands from
// others, a keep-alive, a last will, and a connection that comes back. One message at a time is
// under way: so they arrive in order, and what the broker has not confirmed is sent again.
//   ./run examples/mqtt.cpp -- 127.0.0.1 1883            each second a reading
//   ./run --board lm3s6965evb --net examples/mqtt.cpp    the same on a chip
//   mosquitto_sub -v -t 'garden/#'                       see them
//   mosquitto_pub -q 1 -t garden/valve -m open           a command
//   ./run examples/mqtt.cpp -- HOST 8883 0 ca.pem        over TLS, if ca.pem has signed the broker
//   ./run --board lm3s6965evb --net --tls examples/mqtt.cpp
//                                the same with a broker that shows build/tls/localhost.pem
#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <uasyncio.hpp>

#if !UASYNCIO_HOSTED
#include <board.hpp>  // a chip's network
#endif

namespace asyncio = uasyncio;
using asyncio::Coro;
using asyncio::StreamReader;
using asyncio::StreamWriter;

namespace {

constexpr int keep_alive_s = 4;  // the broker takes us for gone after one and a half of it
constexpr int answer_limit_ms = 2'000;
constexpr int first_pause_ms = 100;  // before the next try to connect, then twice as long
constexpr int longest_pause_ms = 10'000;
constexpr std::size_t largest_packet = 512;

// [packet]
enum class Type : std::uint8_t {
  connect = 1,
  connack,
  publish,
  puback,
  subscribe = 8,
  suback,
  pingreq = 12,
  pingresp,
  disconnect,
};

/// A packet to send: what is in it, behind room for its kind and its length, which are known last.
class Packet {
 public:
  static constexpr std::size_t largest = 128;

  explicit Packet(Type type, unsigned flags = 0)
      : kind_(static_cast<unsigned>(type) << 4 | flags) {}

  Packet& byte(unsigned value) {
    if (end_ == bytes_.size()) {
      is_too_large_ = true;
    } else {
      bytes_[end_++] = static_cast<char>(value);
    }
    return *this;
  }
  Packet& word(unsigned value) { return byte(value >> 8).byte(value & 0xFF); }
  Packet& text(std::string_view text) {
    return word(static_cast<unsigned>(text.size())).append(text);
  }
  Packet& append(std::string_view text) {
    for (const char each : text) byte(static_cast<unsigned char>(each));
    return *this;
  }

  bool is_too_large() const { return is_too_large_; }
  /// As long-lived as the packet.
  std::string_view bytes() {
    static_assert(largest < 256, "a length of two bytes at most, the second of which is 1");
    std::size_t begin = head;
    const std::size_t size = end_ - head;
    if (size >= 128) bytes_[--begin] = 1;
    bytes_[--begin] = static_cast<char>(size % 128 + (size >= 128 ? 128 : 0));
    bytes_[--begin] = static_cast<char>(kind_);
    return {bytes_.data() + begin, end_ - begin};
  }

 private:
  static constexpr std::size_t head = 3;

  unsigned kind_;
  std::size_t end_ = head;
  bool is_too_large_ = false;
  std::array<char, head + largest> bytes_;
};
// [/packet]

/// A packet that came; the body is valid until the next read.
struct Incoming {
  Type type;
  unsigned flags;
  std::string_view body;

  std::string_view part(std::size_t begin, std::size_t size) const {
    return {body.data() + begin, size};
  }
  unsigned word(std::size_t at) const {
    return at + 1 < body.size() ? static_cast<unsigned char>(body[at]) * 256u +
                                      static_cast<unsigned char>(body[at + 1])
                                : 0;
  }
};

/// Fails with ValueError if it is larger than this station takes: the stream has no way past it.
Coro<Incoming> receive(StreamReader& reader) {
  const auto first = static_cast<unsigned char>((co_await reader.readexactly(1))[0]);
  std::size_t size = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>((co_await reader.readexactly(1))[0]);
    size |= std::size_t{byte & 127u} << shift;
    if (byte < 128) break;
    if (shift == 21) co_await asyncio::fail(asyncio::Error::value("this is no MQTT"));
  }
  if (size > largest_packet) co_await asyncio::fail(asyncio::Error::value("too large a packet"));
  std::string_view body;
  if (size != 0) body = co_await reader.readexactly(size);
  co_return Incoming{static_cast<Type>(first >> 4), first & 15u, body};
}

class Station {
 public:
  Station(const char* host, std::uint16_t port, asyncio::ConnectOptions options)
      : host_(host), port_(port), options_(options) {
    options_.limit = largest_packet;
  }

  /// Connects again and again. Cancelled, it is gone, and the broker makes its last will known.
  Coro<> run();
  /// Until the broker has confirmed it, however often the connection breaks meanwhile. ValueError
  /// if it is too long for a packet, or the topic is none of one message.
  Coro<> publish(std::string_view topic, std::string_view text);
  /// The end in order: there is no last will.
  Coro<> leave();

 private:
  Coro<> talk();
  Coro<> introduce(StreamReader& reader, StreamWriter& writer);
  Coro<> tell_status(StreamWriter& writer, std::string_view status);
  Coro<> listen(StreamReader& reader, StreamWriter& writer);
  Coro<> ping(StreamWriter& writer);
  Coro<> news();

  /// Says that the connection is there as long as it is.
  class Online {
   public:
    Online(Station& station, StreamWriter& writer) : station_(station) {
      station_.writer_ = &writer;
      station_.online_.set();
    }
    ~Online() {
      station_.writer_ = nullptr;
      ++station_.connection_;
      station_.online_.clear();
      station_.news_.set();
    }

   private:
    Station& station_;
  };

  const char* host_;
  std::uint16_t port_;
  asyncio::ConnectOptions options_;
  StreamWriter* writer_ = nullptr;
  asyncio::Event online_;
  asyncio::Event news_;       // a receipt has come, or the connection has gone
  unsigned connection_ = 0;   // how many have gone
  unsigned last_number_ = 0;  // of a message, 1 to 65535
  unsigned confirmed_ = 0;
  asyncio::Lock turn_;  // of the one message under way
};

// [run]
Coro<> Station::run() {
  int pause_ms = first_pause_ms;
  for (;;) {
    const unsigned before = connection_;
    const auto end = co_await asyncio::as_result(talk());
    if (connection_ != before) pause_ms = first_pause_ms;  // it was a good one
    asyncio::print("no connection:", end.error());
    co_await asyncio::sleep_ms(pause_ms);
    pause_ms = std::min(2 * pause_ms, longest_pause_ms);
  }
}

/// One connection. It ends by a failure: that of whoever notices first ends the other, too.
Coro<> Station::talk() {
  auto [reader, writer] = co_await asyncio::wait_for_ms(
      asyncio::open_connection(host_, port_, options_), answer_limit_ms);
  co_await asyncio::wait_for_ms(introduce(reader, writer), answer_limit_ms);
  const Online online(*this, writer);
  co_await asyncio::gather(listen(reader, writer), ping(writer));
}
// [/run]

/// The broker keeps our subscriptions and what came for us while we were away: no clean session.
Coro<> Station::introduce(StreamReader& reader, StreamWriter& writer) {
  constexpr unsigned will = 4;
  constexpr unsigned will_stays = 32;  // retained
  Packet hello(Type::connect);
  hello.text("MQTT").byte(4);  // 3.1.1
  hello.byte(will | will_stays).word(keep_alive_s);
  hello.text("garden-station").text("garden/status").text("offline");
  co_await writer.awrite(hello.bytes());
  const Incoming answer = co_await receive(reader);
  if (answer.type != Type::connack || answer.body.size() != 2) {
    co_await asyncio::fail(asyncio::Error::value("this is no broker"));
  }
  if (answer.body[1] != 0) {
    co_await asyncio::fail(asyncio::Error::user(answer.body[1], "the broker refuses us"));
  }
  constexpr unsigned needed_flags = 2;  // of every subscription
  Packet wishes(Type::subscribe, needed_flags);
  wishes.word(1).text("garden/valve").byte(1);
  co_await writer.awrite(wishes.bytes());
  co_await tell_status(writer, "online");
}

Coro<> Station::tell_status(StreamWriter& writer, std::string_view status) {
  constexpr unsigned stays = 1;
  Packet packet(Type::publish, stays);
  packet.text("garden/status").append(status);
  co_await writer.awrite(packet.bytes());
}

Coro<> Station::listen(StreamReader& reader, StreamWriter& writer) {
  for (;;) {
    const Incoming packet = co_await asyncio::wait_for(receive(reader), keep_alive_s * 3 / 2);
    if (packet.type == Type::puback) {
      confirmed_ = packet.word(0);
      news_.set();
    } else if (packet.type == Type::suback) {
      const bool is_refused = packet.body.size() != 3 || (packet.body[2] & 0x80) != 0;
      if (is_refused) {
        co_await asyncio::fail(asyncio::Error::value("the broker refuses our subscription"));
      }
    } else if (packet.type == Type::publish) {
      const std::size_t topic_size = packet.word(0);
      const bool wants_receipt = (packet.flags & 6) != 0;
      const std::size_t text_at = 2 + topic_size + (wants_receipt ? 2 : 0);
      if (text_at > packet.body.size()) {
        co_await asyncio::fail(asyncio::Error::value("a message without its text"));
      }
      asyncio::print(packet.part(2, topic_size),
                     packet.part(text_at, packet.body.size() - text_at));
      if (wants_receipt) {
        Packet receipt(Type::puback);
        receipt.word(packet.word(2 + topic_size));
        co_await writer.awrite(receipt.bytes());
      }
    }
  }
}

/// Keeps the broker from taking us for gone; its answer keeps `listen` from taking it for gone.
Coro<> Station::ping(StreamWriter& writer) {
  Packet question(Type::pingreq);
  for (;;) {
    co_await asyncio::sleep_ms(keep_alive_s * 1'000 / 2);
    co_await writer.awrite(question.bytes());
  }
}

Coro<> Station::news() {
  news_.clear();
  co_await news_.wait();
}

/// "#" and "+" are of subscriptions.
bool is_topic(std::string_view text) {
  return !text.empty() && text.find_first_of(std::string_view("+#\0", 3)) == text.npos;
}

// [publish]
Coro<> Station::publish(std::string_view topic, std::string_view text) {
  if (!is_topic(topic)) co_await asyncio::fail(asyncio::Error::value("no topic for a message"));
  const auto held = co_await asyncio::with(turn_);
  const unsigned number = last_number_ = last_number_ % 65'535 + 1;
  constexpr unsigned with_receipt = 2;
  constexpr unsigned again = 8;  // it may have come already
  for (unsigned flags = with_receipt;; flags |= again) {
    Packet packet(Type::publish, flags);
    packet.text(topic).word(number).append(text);
    if (packet.is_too_large()) co_await asyncio::fail(asyncio::Error::value("too long a message"));
    co_await online_.wait();
    const unsigned connection = connection_;
    // A send that fails needs no answer: the connection goes, and the message is sent again.
    (void)co_await asyncio::as_result(writer_->awrite(packet.bytes()));
    while (confirmed_ != number && connection == connection_) co_await news();
    if (confirmed_ == number) co_return;
  }
}
// [/publish]

Coro<> Station::leave() {
  if (writer_ == nullptr) co_return;
  co_await tell_status(*writer_, "offline");
  Packet goodbye(Type::disconnect);
  if (writer_ != nullptr) co_await writer_->awrite(goodbye.bytes());
}

/// Stands for a sensor.
std::array<char, 4> reading(int number) {
  const auto digit = [](int value) { return static_cast<char>('0' + value); };
  return {'2', digit(number % 3), '.', digit(number % 10)};
}

/// So many readings; for ever if it is 0.
Coro<> measure(const char* host, std::uint16_t port, int count,
               asyncio::ConnectOptions options = {}) {
  Station station(host, port, options);
  const asyncio::OwnedTask<> talking = asyncio::create_task(station.run());
  for (int number = 1; count == 0 || number <= count; ++number) {
    const auto text = reading(number);
    co_await station.publish("garden/temperature", std::string_view(text.data(), text.size()));
    asyncio::print("confirmed", number);
    if (number != count) co_await asyncio::sleep(1);
  }
  co_await station.leave();
}

}  // namespace

#if UASYNCIO_HOSTED
/// mqtt [HOST [PORT [COUNT [CA.PEM]]]]
int main(int argc, char** argv) {
  const char* host = argc > 1 ? argv[1] : "127.0.0.1";
  const int port = argc > 2 ? std::atoi(argv[2]) : 1'883;
  const int count = argc > 3 ? std::atoi(argv[3]) : 0;
  const char* trusted = argc > 4 ? argv[4] : nullptr;  // who has signed the broker
  const auto tls = asyncio::TlsContext::client({.trusted = trusted});
  const asyncio::ConnectOptions options{.tls = trusted == nullptr ? nullptr : &tls};
  asyncio::run(measure(host, static_cast<std::uint16_t>(port), count, options));
}
#else
/// The computer around the emulator.
constexpr const char* computer = "10.0.2.2";

#if UASYNCIO_MBEDTLS
/// The broker shows the certificate of the image. A station that lives longer than its image asks
/// for the time: examples/sntp.cpp.
int main() {
  asyncio::mbedtls::set_utc(asyncio::mbedtls::image_utc());
  const auto tls = asyncio::TlsContext::client({.trusted = asyncio::mbedtls::identity()});
  asyncio::run(measure(computer, 8'883, 0, {.tls = &tls}));
}
#else
int main() { asyncio::run(measure(computer, 1'883, 0)); }
#endif
#endif
