// SPDX-License-Identifier: MIT
// A matrix of keys without hardware: rows that pull low, columns that interrupt, and the current's
// way through the keys that are down; without diodes also back through others, as a ghost.
#pragma once

#include "uasyncio/testing/panel.hpp"
#include "uasyncio/testing/pin.hpp"

#include <cstddef>

namespace uasyncio::testing {

/// No heap, for every board. Give `rows` and `columns` to the driver. From anywhere, one call at a
/// time; what moves a column calls its handler.
template <std::size_t Rows, std::size_t Columns>
class Matrix {
 public:
  class RowPin {
   public:
    /// Lets the row go, or pulls it low.
    void value(bool is_released) noexcept {
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

  explicit Matrix(bool has_diodes = true) noexcept : has_diodes_(has_diodes) {
    for (RowPin& row : rows) row.matrix_ = this;
  }

  /// The key goes down, or comes up. Less than `Rows` and `Columns`.
  void press(std::size_t row, std::size_t column) noexcept { set(row, column, true); }
  void release(std::size_t row, std::size_t column) noexcept { set(row, column, false); }

  RowPin rows[Rows];
  Pin columns[Columns];

 private:
  void set(std::size_t row, std::size_t column, bool is_down) noexcept {
    is_down_[row][column] = is_down;
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

  bool has_diodes_;
  bool is_down_[Rows][Columns] = {};
};

}  // namespace uasyncio::testing
