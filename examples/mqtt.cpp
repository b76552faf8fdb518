// SPDX-License-Identifier: MIT
// A station that talks MQTT 3.1.1 with a broker: readings with a receipt (QoS 1), commands from
// others, a keep-alive, a last will, and a connection that comes back. One message at a time is
// under way: so they arrive in order, and what the broker has not confirmed is sent again.
//   ./run examples/mqtt.cpp -- 127.0.0.1 1883            each second a reading
//   mosquitto_sub -v -t 'garden/#'                       see them
//   mosquitto_pub -q 1 -t garden/valve -m open           a command
//   ./run examples/mqtt.cpp -- HOST 8883 0 ca.pem        over TLS, if ca.pem has signed the broker
#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <uasyncio.hpp>

namespace asyncio = uasyncio;
using asyncio::Coro;
using asyncio::StreamReader;
using asyncio::StreamWriter;

namespace {

constexpr int keep_alive_s = 4;      // the broker takes us for gone after one and a half of it
constexpr int answer_limit_ms = 2'000;
constexpr int first_pause_ms = 100;  // before the next try to connect, then twice as long
constexpr int longest_pause_ms = 10'000;
constexpr std::size_t largest_packet = 1'024;

// [packet]
enum class Type : std::uint8_t {
  connect = 1, connack, publish, puback,
  subscribe = 8, suback,
  pingreq = 12, pingresp, disconnect,
};

/// A packet to send. The length in front is written last: it takes one to four bytes.
class Packet {
 public:
  explicit Packet(Type type, unsigned flags = 0)
      : kind_(static_cast<unsigned>(type) << 4 | flags) {}

  Packet& byte(unsigned value) {
    return append(std::string(1, static_cast<char>(value)));
  }
  Packet& word(unsigned value) { return byte(value >> 8).byte(value & 0xFF); }
  Packet& text(std::string_view text) {
    return word(static_cast<unsigned>(text.size())).append(text);
  }
  Packet& append(std::string_view bytes) {
    body_ += bytes;
    return *this;
  }

  std::string bytes() const {
    std::string all(1, static_cast<char>(kind_));
    std::size_t rest = body_.size();
    do {
      all += static_cast<char>(rest % 128 + (rest >= 128 ? 128 : 0));
      rest /= 128;
    } while (rest != 0);
    return all + body_;
  }

 private:
  unsigned kind_;
  std::string body_;
};
// [/packet]

/// A packet that came; the body is valid until the next read.
struct Incoming {
  Type type;
  unsigned flags;
  std::string_view body;

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
  Station(std::string host, std::uint16_t port, asyncio::ConnectOptions options)
      : host_(std::move(host)), port_(port), options_(options) {}

  /// Connects again and again. Cancelled, it is gone, and the broker makes its last will known.
  Coro<> run();
  /// Until the broker has confirmed it, however often the connection breaks meanwhile.
  Coro<> publish(std::string topic, std::string text);
  /// The end in order: there is no last will.
  Coro<> leave();

 private:
  Coro<> talk();
  Coro<> introduce(StreamReader& reader, StreamWriter& writer);
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

  std::string host_;
  std::uint16_t port_;
  asyncio::ConnectOptions options_;
  StreamWriter* writer_ = nullptr;
  asyncio::Event online_;
  asyncio::Event news_;        // a receipt has come, or the connection has gone
  unsigned connection_ = 0;    // how many have gone
  unsigned last_number_ = 0;   // of a message, 1 to 65535
  unsigned confirmed_ = 0;
  asyncio::Lock turn_;         // of the one message under way
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
  auto [reader, writer] =
      co_await asyncio::wait_for_ms(asyncio::open_connection(host_, port_, options_),
                                    answer_limit_ms);
  co_await asyncio::wait_for_ms(introduce(reader, writer), answer_limit_ms);
  const Online online(*this, writer);
  co_await asyncio::gather(listen(reader, writer), ping(writer));
}
// [/run]

/// The broker keeps our subscriptions and what came for us while we were away: no clean session.
Coro<> Station::introduce(StreamReader& reader, StreamWriter& writer) {
  constexpr unsigned will = 4;
  constexpr unsigned will_stays = 32;  // retained
  const std::string hello = Packet(Type::connect)
                                .text("MQTT").byte(4)  // 3.1.1
                                .byte(will | will_stays).word(keep_alive_s)
                                .text("garden-station").text("garden/status").text("offline")
                                .bytes();
  co_await writer.awrite(hello);
  const Incoming answer = co_await receive(reader);
  if (answer.type != Type::connack || answer.body.size() != 2) {
    co_await asyncio::fail(asyncio::Error::value("this is no broker"));
  }
  if (answer.body[1] != 0) {
    co_await asyncio::fail(asyncio::Error::user(answer.body[1], "the broker refuses us"));
  }
  constexpr unsigned needed_flags = 2;  // of every subscription
  const std::string wishes = Packet(Type::subscribe, needed_flags)
                                 .word(1).text("garden/valve").byte(1)
                                 .bytes();
  constexpr unsigned stays = 1;
  const std::string status =
      Packet(Type::publish, stays).text("garden/status").append("online").bytes();
  co_await writer.awrite(wishes + status);
}

Coro<> Station::listen(StreamReader& reader, StreamWriter& writer) {
  for (;;) {
    const Incoming packet =
        co_await asyncio::wait_for(receive(reader), keep_alive_s * 3 / 2);
    if (packet.type == Type::puback) {
      confirmed_ = packet.word(0);
      news_.set();
    } else if (packet.type == Type::publish) {
      const std::size_t topic_size = packet.word(0);
      const bool wants_receipt = (packet.flags & 6) != 0;
      const std::size_t text_at = 2 + topic_size + (wants_receipt ? 2 : 0);
      if (text_at > packet.body.size()) {
        co_await asyncio::fail(asyncio::Error::value("a message without its text"));
      }
      asyncio::print(packet.body.substr(2, topic_size), packet.body.substr(text_at));
      if (wants_receipt) {
        const unsigned number = packet.word(2 + topic_size);
        const std::string receipt = Packet(Type::puback).word(number).bytes();
        co_await writer.awrite(receipt);
      }
    }
  }
}

/// Keeps the broker from taking us for gone; its answer keeps `listen` from taking it for gone.
Coro<> Station::ping(StreamWriter& writer) {
  const std::string question = Packet(Type::pingreq).bytes();
  for (;;) {
    co_await asyncio::sleep_ms(keep_alive_s * 1'000 / 2);
    co_await writer.awrite(question);
  }
}

Coro<> Station::news() {
  news_.clear();
  co_await news_.wait();
}

// [publish]
Coro<> Station::publish(std::string topic, std::string text) {
  const auto held = co_await asyncio::with(turn_);
  const unsigned number = last_number_ = last_number_ % 65'535 + 1;
  constexpr unsigned with_receipt = 2;
  constexpr unsigned again = 8;  // it may have come already
  for (unsigned flags = with_receipt;; flags |= again) {
    co_await online_.wait();
    const unsigned connection = connection_;
    const std::string packet = Packet(Type::publish, flags)
                                   .text(topic).word(number).append(text)
                                   .bytes();
    // A send that fails needs no answer: the connection goes, and the message is sent again.
    (void)co_await asyncio::as_result(writer_->awrite(packet));
    while (confirmed_ != number && connection == connection_) co_await news();
    if (confirmed_ == number) co_return;
  }
}
// [/publish]

Coro<> Station::leave() {
  constexpr unsigned stays = 1;
  const std::string packets =
      Packet(Type::publish, stays).text("garden/status").append("offline").bytes() +
      Packet(Type::disconnect).bytes();
  if (writer_ != nullptr) co_await writer_->awrite(packets);
}

/// Stands for a sensor.
std::string reading(int number) {
  return std::to_string(20 + number % 3) + "." + std::to_string(number % 10);
}

Coro<> measure(std::string host, std::uint16_t port, int count,
               asyncio::ConnectOptions options = {}) {
  Station station(std::move(host), port, options);
  const asyncio::OwnedTask<> talking = asyncio::create_task(station.run());
  for (int number = 1; count == 0 || number <= count; ++number) {
    co_await station.publish("garden/temperature", reading(number));
    asyncio::print("confirmed", number);
    if (number != count) co_await asyncio::sleep(1);
  }
  co_await station.leave();
}

}  // namespace

int main(int argc, char** argv) {
  const char* host = argc > 1 ? argv[1] : "127.0.0.1";
  const int port = argc > 2 ? std::atoi(argv[2]) : 1'883;
  const int count = argc > 3 ? std::atoi(argv[3]) : 0;  // 0: for ever
  const char* trusted = argc > 4 ? argv[4] : nullptr;    // who has signed the broker
  const auto tls = asyncio::TlsContext::client({.trusted = trusted});
  const asyncio::ConnectOptions options{.tls = trusted == nullptr ? nullptr : &tls};
  asyncio::run(measure(host, static_cast<std::uint16_t>(port), count, options));
}
