// An HTTP/1.1 server: keep-alive, chunked bodies both ways, limits, and a time limit for clients
// that send their request one byte at a time.
//   ./run examples/http_server.cpp
//   curl http://127.0.0.1:8080/                        what there is
//   curl --data hello http://127.0.0.1:8080/echo       the same back
//   curl http://127.0.0.1:8080/count                   one line after the other
#include <charconv>
#include <cstdlib>
#include <optional>
#include <string>
#include <strings.h>
#include <uasyncio.hpp>

namespace asyncio = uasyncio;
using asyncio::Coro;
using asyncio::StreamReader;
using asyncio::StreamWriter;

namespace {

constexpr int head_limit_ms = 5'000;       // for a whole request's head, and for the next one
constexpr int body_limit_ms = 10'000;
constexpr std::size_t most_headers = 64;
constexpr std::size_t longest_line = 4'096;  // the reader's buffer
constexpr std::size_t largest_body = 64 * 1024;

struct Request {
  std::string method;
  std::string path;
  std::string body;
  std::size_t length = 0;
  bool is_chunked = false;
  bool stays = true;  // the connection, after the answer
  int status = 200;   // or why it is refused
};

bool is_same(std::string_view one, std::string_view other) {
  return one.size() == other.size() && strncasecmp(one.data(), other.data(), one.size()) == 0;
}

std::string_view without_end(std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r' || line.back() == ' ')) {
    line.remove_suffix(1);
  }
  while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
  return line;
}

/// A whole number in this base; nothing else may be there.
std::optional<std::size_t> number(std::string_view text, int base) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

void take_first_line(Request& request, std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t second = line.rfind(' ');
  if (first == std::string_view::npos || first == second) {
    request.status = 400;
    return;
  }
  request.method = line.substr(0, first);
  request.path = line.substr(first + 1, second - first - 1);
  const std::string_view version = line.substr(second + 1);
  if (version == "HTTP/1.0") {
    request.stays = false;
  } else if (version != "HTTP/1.1") {
    request.status = 505;
  }
}

void take_header(Request& request, std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) {
    request.status = 400;
    return;
  }
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = without_end(line.substr(colon + 1));
  if (is_same(name, "content-length")) {
    const auto length = number(value, 10);
    request.status = !length ? 400 : *length > largest_body ? 413 : request.status;
    request.length = length.value_or(0);
  } else if (is_same(name, "transfer-encoding")) {
    if (!is_same(value, "chunked")) request.status = 501;
    request.is_chunked = true;
  } else if (is_same(name, "connection")) {
    if (is_same(value, "close")) request.stays = false;
  }
}

// [head]
/// False at the end of the connection.
Coro<bool> read_head(StreamReader& reader, Request& request) {
  const auto first = co_await reader.next();
  if (!first) co_return false;
  take_first_line(request, without_end(*first));
  for (std::size_t count = 0;; ++count) {
    const std::string_view line = without_end(co_await reader.readuntil('\n'));
    if (line.empty()) break;
    if (count == most_headers) request.status = 431;
    if (request.status == 200) take_header(request, line);
  }
  if (request.is_chunked && request.length != 0) request.status = 400;  // one of them lies
  co_return true;
}
// [/head]

Coro<> read_bytes(StreamReader& reader, Request& request, std::size_t count) {
  const std::size_t before = request.body.size();
  request.body.resize(before + count);
  asyncio::Transfer transfer(std::span<char>(request.body).subspan(before));
  co_await reader.readexactly(transfer);
}

Coro<> read_chunks(StreamReader& reader, Request& request) {
  for (;;) {
    const std::string_view line = without_end(co_await reader.readuntil('\n'));
    const auto size = number(line.substr(0, line.find(';')), 16);
    if (!size || *size > largest_body - request.body.size()) {
      request.status = size ? 413 : 400;
      co_return;
    }
    if (*size == 0) break;
    co_await read_bytes(reader, request, *size);
    co_await reader.readuntil('\n');
  }
  for (;;) {  // trailers
    const std::string_view line = co_await reader.readuntil('\n');
    if (without_end(line).empty()) co_return;
  }
}

Coro<> read_body(StreamReader& reader, Request& request) {
  if (request.is_chunked) {
    co_await read_chunks(reader, request);
  } else {
    co_await read_bytes(reader, request, request.length);
  }
}

std::string head(int status, const Request& request) {
  return "HTTP/1.1 " + std::to_string(status) + (status == 200 ? " OK" : " Refused") +
         "\r\nContent-Type: text/plain\r\nConnection: " +
         (request.stays ? "keep-alive" : "close") + "\r\n";
}

Coro<> answer(StreamWriter& writer, const Request& request, int status, std::string text) {
  const std::string top =
      head(status, request) + "Content-Length: " + std::to_string(text.size()) + "\r\n\r\n";
  const asyncio::detail::ConstBytes pieces[] = {top, text};
  co_await writer.writelines(pieces);
}

/// A body of unknown length, one chunk after the other.
Coro<> answer_count(StreamWriter& writer, const Request& request) {
  co_await writer.awrite(head(200, request) + "Transfer-Encoding: chunked\r\n\r\n");
  for (int line = 1; line <= 3; ++line) {
    const std::string chunk = "2\r\n" + std::to_string(line) + "\n\r\n";
    co_await writer.awrite(chunk);
    co_await asyncio::sleep_ms(50);
  }
  co_await writer.awrite("0\r\n\r\n");
}

Coro<> answer_request(StreamWriter& writer, const Request& request) {
  if (request.path == "/echo" && request.method == "POST") {
    co_await answer(writer, request, 200, request.body);
  } else if (request.method != "GET") {
    co_await answer(writer, request, 405, "only GET\n");
  } else if (request.path == "/count") {
    co_await answer_count(writer, request);
  } else if (request.path == "/") {
    co_await answer(writer, request, 200, "/echo and /count\n");
  } else {
    co_await answer(writer, request, 404, "there is no such thing\n");
  }
}

/// What a failure to read a request means to the client; 0: nothing can be said any more.
int status_of(const asyncio::Error& error) {
  if (error == asyncio::Error::timeout) return 408;
  if (error == asyncio::Error::limit_overrun) return 431;
  return 0;
}

// [serve]
Coro<bool> serve_one(StreamReader& reader, StreamWriter& writer) {
  Request request;
  auto end = co_await asyncio::as_result(
      asyncio::wait_for_ms(read_head(reader, request), head_limit_ms));
  asyncio::Error error = end.error();
  if (!error && !*end) co_return false;
  if (!error && request.status == 200) {
    const auto body = co_await asyncio::as_result(
        asyncio::wait_for_ms(read_body(reader, request), body_limit_ms));
    error = body.error();
  }
  if (error) request.status = status_of(error);
  if (request.status == 200) {
    co_await answer_request(writer, request);
    co_return request.stays;
  }
  request.stays = false;  // where the next request would begin is not known
  if (request.status != 0) co_await answer(writer, request, request.status, "refused\n");
  co_return false;
}

Coro<> serve_client(StreamReader& reader, StreamWriter& writer) {
  bool stays = true;
  while (stays) stays = co_await serve_one(reader, writer);
}
// [/serve]

Coro<> serve(std::uint16_t port) {
  const asyncio::ServerOptions options{.limit = longest_line};
  asyncio::Server server =
      co_await asyncio::start_server(serve_client, "127.0.0.1", port, options);
  asyncio::print("serving on port", server.port());
  co_await server.serve_forever();
}

}  // namespace

int main(int count, char** words) {
  asyncio::run(serve(static_cast<std::uint16_t>(count > 1 ? std::atoi(words[1]) : 8080)));
}
