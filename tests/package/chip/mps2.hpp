// SPDX-License-Identifier: MIT
// What of the board a program uses by name.
#pragma once

namespace board {

inline constexpr char name[] = "MPS2";

}  // namespace board
