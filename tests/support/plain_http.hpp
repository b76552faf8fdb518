// SPDX-License-Identifier: MIT
// What examples/http_server.cpp should answer to a text that is all there: the same rules, written
// anew for a plain string.
#pragma once

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plain_http {

constexpr std::uint64_t largest_body = 65'536;

inline std::string lower(std::string_view text) {
  std::string result(text);
  for (char& letter : result) letter = static_cast<char>(std::tolower(letter));
  return result;
}

inline std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.pop_back();
  while (!text.empty() && (text[0] == ' ' || text[0] == '\t')) text.erase(0, 1);
  return text;
}

/// A word as methods and names of headers are.
inline bool is_token(const std::string& text) {
  const std::string letters = "0123456789abcdefghijklmnopqrstuvwxyz!#$%&'*+-.^_`|~";
  return !text.empty() && lower(text).find_first_not_of(letters) == std::string::npos;
}

/// A number of 64 bits in this base.
inline std::optional<std::uint64_t> number(std::string_view text, unsigned base) {
  __extension__ using Wide = unsigned __int128;
  const std::string_view digits = "0123456789abcdef";
  Wide value = 0;
  for (const char letter : lower(text)) {
    const std::size_t digit = digits.find(letter);
    if (digit >= base) return std::nullopt;
    value = value * base + digit;
    if (value > UINT64_MAX) return std::nullopt;
  }
  if (text.empty()) return std::nullopt;
  return static_cast<std::uint64_t>(value);
}

/// Of a text with a comma on both sides.
inline bool has_word(std::string text, const std::string& word) {
  std::erase_if(text, [](char letter) { return letter == ' ' || letter == '\t'; });
  return text.find("," + word + ",") != std::string::npos;
}

/// Without the host and the question.
inline std::string path_of(std::string target) {
  target = target.substr(0, target.find('?'));
  if (!lower(target).starts_with("http://")) return target;
  target.erase(0, 7);
  const std::size_t path = target.find('/');
  return path == std::string::npos ? "/" : target.substr(path);
}

class Conversation {
 public:
  explicit Conversation(std::string_view text) : rest_(text) {}

  std::string answers() {
    std::string all;
    for (bool goes_on = true; goes_on && !rest_.empty();) {
      stays_ = true;
      is_old_ = is_chunked_ = asks_first_ = false;
      hosts_ = 0;
      length_.reset();
      method_ = path_ = body_ = "";
      status_ = 200;
      read_head();
      const bool has_body = is_chunked_ || length_.value_or(0) != 0;
      if (status_ == 200 && has_body && asks_first_) all += "HTTP/1.1 100 Continue\r\n\r\n";
      if (status_ == 200) read_body();
      if (status_ != 200) stays_ = false;
      if (status_ != 0) all += answer();
      goes_on = stays_;
    }
    return all;
  }

 private:
  /// Up to the newline; without one status 400.
  std::string take_line() {
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) {
      status_ = 400;
      return "";
    }
    std::string line(rest_.substr(0, end + 1));
    rest_.remove_prefix(end + 1);
    const auto is_bad = [](char byte) {
      return (byte >= 0 && byte < 32 && byte != '\t') || byte == 127;
    };
    if (!line.ends_with("\r\n") || std::any_of(line.begin(), line.end() - 2, is_bad)) {
      status_ = 400;
      return "";
    }
    return line.substr(0, line.size() - 2);
  }
  std::string take(std::uint64_t count) {
    if (count > rest_.size()) status_ = 400;
    const std::string bytes(rest_.substr(0, count));
    rest_.remove_prefix(bytes.size());
    return bytes;
  }

  void read_head() {
    std::string first = take_line();
    if (status_ == 200 && first.empty()) {
      if (rest_.empty()) status_ = 0;
      if (rest_.empty()) return;
      first = take_line();
    }
    if (status_ != 200) return;
    if (std::count(first.begin(), first.end(), ' ') < 2) {
      status_ = 400;
      return;
    }
    const std::size_t path = first.find(' ') + 1, version = first.find(' ', path) + 1;
    if (!is_token(first.substr(0, path - 1)) || version == path + 1) {
      status_ = 400;
      return;
    }
    method_ = first.substr(0, path - 1);
    path_ = path_of(first.substr(path, version - 1 - path));
    read_version(first.substr(version));
    while (status_ == 200) {
      const std::string line = take_line();
      if (status_ != 200) return;
      if (line.empty()) break;
      read_header(line);
    }
    if (status_ == 200 && is_chunked_ && length_) status_ = 400;
    const bool has_a_good_host = hosts_ == 1 || (is_old_ && hosts_ == 0);
    if (status_ == 200 && !has_a_good_host) status_ = 400;
  }
  void read_version(std::string version) {
    is_old_ = version == "HTTP/1.0";
    if (is_old_) stays_ = false;
    for (char& letter : version) {
      if (letter >= '2' && letter <= '9') letter = '2';
    }
    if (is_old_ || version == "HTTP/1.1" || version == "HTTP/1.2") return;
    const bool is_other = version.size() == 8 && version.starts_with("HTTP/") &&
                          version.find_first_not_of("012", 5) == 6 && version[6] == '.' &&
                          version.find_first_not_of("012", 7) == std::string::npos;
    status_ = is_other ? 505 : 400;
  }
  void read_header(const std::string& line) {
    const std::size_t colon = line.find(':');
    const std::string name = lower(line.substr(0, colon));
    if (colon == std::string::npos || !is_token(name)) {
      status_ = 400;
      return;
    }
    const std::string value = trimmed(line.substr(colon + 1));
    if (name == "host") ++hosts_;
    if (name == "connection" && has_word("," + lower(value) + ",", "close")) stays_ = false;
    if (name == "expect") asks_first_ = !is_old_ && lower(value) == "100-continue";
    if (name == "expect" && !is_old_ && !asks_first_) status_ = 417;
    if (name == "content-length") {
      const bool is_second = length_.has_value();
      length_ = number(value, 10);
      if (length_ && *length_ > largest_body) status_ = 413;
      if (is_second || !length_) status_ = 400;
    }
    if (name == "transfer-encoding") {
      if (lower(value) != "chunked") status_ = 501;
      if (is_chunked_ || is_old_) status_ = 400;
      is_chunked_ = true;
    }
  }

  void read_body() {
    if (!is_chunked_) body_ = take(length_.value_or(0));
    for (bool goes_on = is_chunked_; goes_on && status_ == 200;) {
      const std::string line = take_line();
      if (status_ != 200) return;
      const auto size = number(line.substr(0, line.find(';')), 16);
      if (!size) {
        status_ = 400;
      } else if (*size + body_.size() > largest_body || *size > largest_body) {
        status_ = 413;
      } else if (*size == 0) {
        while (status_ == 200 && !take_line().empty()) {
        }
        goes_on = false;
      } else {
        body_ += take(*size);
        if (status_ == 200 && take(2) != "\r\n") status_ = 400;
      }
    }
  }

  std::string answer() const {
    if (status_ != 200) return answer_of(status_, "refused\n");
    if (path_ == "/echo") {
      if (method_ == "POST") return answer_of(200, body_);
      return answer_of(405, "only POST\n", "Allow: POST\r\n");
    }
    if (path_ != "/count" && path_ != "/") return answer_of(404, "there is no such thing\n");
    if (method_ != "GET" && method_ != "HEAD") {
      return answer_of(405, "only GET\n", "Allow: GET, HEAD\r\n");
    }
    if (path_ == "/") return answer_of(200, "/echo and /count\n");
    const std::string chunks = "2\r\n1\n\r\n2\r\n2\n\r\n2\r\n3\n\r\n0\r\n\r\n";
    if (is_old_) return head(200) + "\r\n" + (method_ == "HEAD" ? "" : "1\n2\n3\n");
    return head(200) + "Transfer-Encoding: chunked\r\n\r\n" + (method_ == "HEAD" ? "" : chunks);
  }
  std::string answer_of(int status, const std::string& text, const std::string& more = "") const {
    return head(status) + more + "Content-Length: " + std::to_string(text.size()) + "\r\n\r\n" +
           (method_ == "HEAD" ? "" : text);
  }
  std::string head(int status) const {
    return "HTTP/1.1 " + std::to_string(status) + (status == 200 ? " OK" : " Refused") +
           "\r\nContent-Type: text/plain\r\nConnection: " + (stays_ ? "keep-alive" : "close") +
           "\r\n";
  }

  std::string_view rest_;
  std::string method_, path_, body_;
  std::optional<std::uint64_t> length_;
  bool is_chunked_ = false, is_old_ = false, stays_ = true, asks_first_ = false;
  int hosts_ = 0;
  int status_ = 200;
};

}  // namespace plain_http
