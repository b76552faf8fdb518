// SPDX-License-Identifier: MIT
// Recordings of others, in the folder that ./test --data names.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace recordings {

inline std::filesystem::path folder() {
  const char* name = std::getenv("UASYNCIO_DATA");
  return name != nullptr ? name : "no folder: run ./test --data FOLDER";
}

inline std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> result;
  while (true) {
    const std::size_t end = text.find(separator);
    result.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return result;
    text.remove_prefix(end + 1);
  }
}

/// The files of a folder that end so, in order.
inline std::vector<std::filesystem::path> files(const std::string& name, std::string_view ending) {
  std::vector<std::filesystem::path> result;
  for (const auto& entry : std::filesystem::directory_iterator(folder() / name)) {
    if (entry.path().string().ends_with(ending)) result.push_back(entry.path());
  }
  std::sort(result.begin(), result.end());
  return result;
}

}  // namespace recordings
