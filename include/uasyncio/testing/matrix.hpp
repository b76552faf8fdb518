// SPDX-License-Identifier: MIT
// A matrix of keys without hardware: rows that pull low, columns that interrupt, and the current's
// way through the keys that are down; without diodes also back through others, as a ghost.
#pragma once

#include "uasyncio/testing/panel.hpp"
#include "uasyncio/testing/pin.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace uasyncio::detail {

/// What a panel calls the keys, by their codes: key0, key1, ...
template <std::size_t Keys>
struct KeyNames {
  static_assert(Keys <= 1'000);
  constexpr KeyNames() noexcept {
    for (std::size_t code = 0; code != Keys; ++code) {
      char* at = names[code].data();
      for (const char letter : {'k', 'e', 'y'}) *at++ = letter;
      if (code >= 100) *at++ = static_cast<char>('0' + code / 100);
      if (code >= 10) *at++ = static_cast<char>('0' + code / 10 % 10);
      *at = static_cast<char>('0' + code % 10);
    }
  }
  std::array<std::array<char, 7>, Keys> names{};
};

}  // namespace uasyncio::detail

namespace uasyncio::testing {

/// No heap, for every board. Give `rows` and `columns` to the driver. A panel shows its keys as
/// inputs, from the first time that a row is pulled low. From anywhere, one call at a time; what
/// moves a column calls its handler.
template <std::size_t Rows, std::size_t Columns>
class Matrix {
 public:
  class RowPin {
   public:
    /// Lets the row go, or pulls it low.
    void value(bool is_released) noexcept {
      matrix_->tell_keys();
      if (is_released == is_low_) tell_edge(this, "row", is_released);
      is_low_ = !is_released;
      matrix_->settle();
    }
    bool value() const noexcept { return !is_low_; }

   private:
    friend Matrix;
    bool is_low_ = false;
    Matrix* matrix_ = nullptr;
  };

  struct ColumnPin : Pin {
    constexpr ColumnPin() noexcept : Pin(true, "column") {}
  };

  explicit Matrix(bool has_diodes = true) noexcept : has_diodes_(has_diodes) {
    for (RowPin& row : rows) row.matrix_ = this;
  }
  ~Matrix() { forget_keys(); }
  Matrix(const Matrix&) = delete;
  Matrix& operator=(const Matrix&) = delete;

  /// The key goes down, or comes up. Less than `Rows` and `Columns`.
  void press(std::size_t row, std::size_t column) noexcept { set(row, column, true); }
  void release(std::size_t row, std::size_t column) noexcept { set(row, column, false); }

  RowPin rows[Rows];
  ColumnPin columns[Columns];

 private:
  void set(std::size_t row, std::size_t column, bool is_down) noexcept {
    const bool changes = is_down_[row][column] != is_down;
    is_down_[row][column] = is_down;
    if (changes) tell_key(row * Columns + column);
    settle();
  }
  void settle() noexcept {
    bool row_low[Rows] = {};
    bool column_low[Columns] = {};
    for (std::size_t row = 0; row != Rows; ++row) row_low[row] = rows[row].is_low_;
    for (std::size_t pass = 0; pass != (has_diodes_ ? 1 : Rows + Columns); ++pass) {
      for (std::size_t row = 0; row != Rows; ++row) {
        for (std::size_t column = 0; column != Columns; ++column) {
          if (!is_down_[row][column]) continue;
          if (row_low[row]) column_low[column] = true;
          if (column_low[column] && !has_diodes_) row_low[row] = true;
        }
      }
    }
    for (std::size_t column = 0; column != Columns; ++column) {
      columns[column].set(!column_low[column]);
    }
  }

#if UASYNCIO_HOSTED
  struct Key {
    Matrix* matrix;
    std::size_t code;
    void set(bool level) noexcept { matrix->set(code / Columns, code % Columns, !level); }
    bool value() const noexcept { return !matrix->is_down_[code / Columns][code % Columns]; }
  };
  void tell_keys() noexcept {
    if (panel == nullptr || keys_[0].matrix != nullptr) return;
    for (RowPin& row : rows) panel->part(&row, "row");
    for (ColumnPin& column : columns) panel->part(&column, "column");
    for (std::size_t code = 0; code != Rows * Columns; ++code) {
      keys_[code] = {this, code};
      tell_listener(keys_[code], key_names.names[code].data(), true);
    }
  }
  void tell_key(std::size_t code) noexcept {
    if (keys_[code].matrix == nullptr) return;  // no driver has listened yet
    tell_edge(&keys_[code], key_names.names[code].data(), keys_[code].value());
  }
  void forget_keys() noexcept {
    if (keys_[0].matrix == nullptr) return;
    for (Key& key : keys_) tell_listener(key, key_names.names[key.code].data(), false);
  }

  static constexpr detail::KeyNames<Rows * Columns> key_names{};
  Key keys_[Rows * Columns] = {};
#else
  static void tell_keys() noexcept {}
  static void tell_key(std::size_t) noexcept {}
  static void forget_keys() noexcept {}
#endif
  bool has_diodes_;
  bool is_down_[Rows][Columns] = {};
};

}  // namespace uasyncio::testing
