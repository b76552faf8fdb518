// SPDX-License-Identifier: MIT
// A chip that talks TLS, obeying commands of its console. tests/tools/test_tls_chip.py drives it.
//   trust              the lines of a certificate follow
//   sntp PORT          the time is that of a server at that port of the computer
//   limit MS           of handshakes, from here on
//   visit PORT [HOST]  says hello, and prints what comes, until the end
//   upgrade PORT HOST  the same, when a server has said that TLS begins
//   lose N SEED        one frame in N is lost from here on; none if N is 0
//   serve              echoes over TLS at its port 7, with the identity of the image
//   longest            how long others had to wait for their turn, since then
//   memory             how much mbedTLS and coroutines have used at most
#include "network_probe.hpp"

#include <array>
#include <optional>

#define main main_of_sntp
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wreturn-type"  // only a main returns by itself
#include "examples/sntp.cpp"                    // tidy-ok: the program under test
#pragma GCC diagnostic pop
#undef main

namespace {

using namespace network_probe;

std::array<char, 2048> trusted;

/// Looks how long others have to wait for their turn, in microseconds.
Coro<> take_turns(std::uint64_t& longest) {
  for (std::uint64_t before = asyncio::Loop::running()->time();;) {
    co_await asyncio::sleep_ms(0);
    const std::uint64_t now = asyncio::Loop::running()->time();
    longest = std::max(longest, now - std::exchange(before, now));
  }
}

Coro<> visit(std::uint16_t port, const char* host, const asyncio::TlsContext& context) {
  std::uint64_t longest = 0;
  asyncio::OwnedTask<> others = asyncio::create_task(take_turns(longest));
  // [connect]
  const asyncio::ConnectOptions options{.tls = &context, .tls_server_name = host};
  auto [reader, writer] = co_await asyncio::open_connection(computer, port, options);
  // [/connect]
  others.cancel();
  asyncio::print("longest turn", longest, "memory", asyncio::mbedtls::pool().used());
  char room[48];
  asyncio::print("talks", writer.get_extra_info("tls_version", room),
                 writer.get_extra_info("cipher", room), "resumed",
                 writer.get_extra_info("tls_resumed", room));
  co_await writer.awrite("hello\n");
  const std::string_view answer = co_await reader.readline();
  asyncio::print("got", answer.substr(0, answer.find('\n')));
  co_await print_to_the_end(reader, writer);
}

/// In the open, up to the server's word.
Coro<> upgrade(std::uint16_t port, const char* host, const asyncio::TlsContext& context) {
  auto [open_reader, open_writer] = co_await asyncio::open_connection(computer, port);
  (void)co_await open_reader.readline();
  co_await open_writer.awrite("STARTTLS\n");
  (void)co_await open_reader.readline();
  const asyncio::StartTlsOptions options{.server_name = host};
  auto [reader, writer] = co_await asyncio::start_tls(open_reader, open_writer, context, options);
  asyncio::print("upgraded");
  co_await writer.awrite("hello\n");
  co_await print_to_the_end(reader, writer);
}

Coro<> echo(asyncio::StreamReader& reader, asyncio::StreamWriter& writer) {
  for (;;) {
    const std::string_view text = co_await reader.read();
    if (text.empty()) co_return;
    co_await writer.awrite(text);
  }
}

/// Of the image.
class TlsServer {
 public:
  Coro<> start() {
    const asyncio::ServerOptions options{.tls = &context_};
    server_ = co_await asyncio::start_server(echo, "", 7, options);
    others_ = asyncio::create_task(take_turns(longest_));
    asyncio::print("serving:", context_.error());
  }
  std::uint64_t longest() const { return longest_; }

 private:
  asyncio::TlsContext context_ =
      asyncio::TlsContext::server({.certificate = asyncio::mbedtls::identity()});
  asyncio::Server server_;
  asyncio::OwnedTask<> others_;
  std::uint64_t longest_ = 0;
};

class Probe {
 public:
  Coro<> obey() {
    co_await run_commands_with_an_address(commands_, words_, [this] { return run_command(); });
  }

 private:
  Coro<> run_command() {
    const std::string_view command = words_.next();
    if (command == "trust") {
      co_await read_trusted();
    } else if (command == "sntp") {
      co_await tell_time(computer, words_.next_port());
    } else if (command == "limit") {
      limit_ms_ = words_.next_number();
      make_context();
      asyncio::print("limited");
    } else if (command == "visit") {
      const std::uint16_t port = words_.next_port();
      keep_host();
      co_await visit(port, host_[0] == 0 ? nullptr : host_, context_->held);
    } else if (command == "upgrade") {
      const std::uint16_t port = words_.next_port();
      keep_host();
      co_await upgrade(port, host_, context_->held);
    } else if (command == "lose") {
      const std::uint32_t one_in = words_.next_number();
      asyncio::lwip::stack().lose_one_in(one_in, words_.next_number());
      asyncio::print("losing");
    } else if (command == "serve") {
      context_.reset();
      server_.emplace();
      co_await server_->start();
    } else if (command == "longest") {
      asyncio::print("longest turn", server_->longest());
    } else {
      const asyncio::FramePool& tls = asyncio::mbedtls::pool();
      asyncio::print("memory", tls.used(), tls.peak(), tls.failures(),
                     asyncio::FramePool::current().peak(),
                     asyncio::FramePool::current().free_bytes());
    }
  }

  Coro<> read_trusted() {
    std::size_t size = 0;
    for (bool is_last = false; !is_last;) {
      const std::string_view line = co_await commands_.readline();
      is_last = line.find("-----END") == 0;
      size += line.copy(trusted.data() + size, trusted.size() - 1 - size);
    }
    trusted[size] = 0;
    make_context();
    asyncio::print("context:", context_->held.error());
  }

  void make_context() {
    context_.reset();
    context_.emplace(limit_ms_);
  }

  void keep_host() {
    const std::string_view name = words_.next();
    host_[name.copy(host_, sizeof host_ - 1)] = 0;
  }

  struct Context {
    explicit Context(std::uint32_t limit_ms)
        : held(asyncio::TlsContext::client(
              {.trusted = trusted.data(), .handshake_limit_ms = limit_ms})) {}
    asyncio::TlsContext held;
  };

  board::ConsoleStream<2048> console_;
  asyncio::BufferedReader<128> commands_{console_};
  CommandWords words_;
  std::uint32_t limit_ms_ = 60'000;
  std::optional<Context> context_;
  std::optional<TlsServer> server_;
  char host_[64];
};

Coro<> main_task() {
  Probe probe;
  co_await probe.obey();
}

}  // namespace

int main() { asyncio::run(main_task()); }
