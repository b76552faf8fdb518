// SPDX-License-Identifier: MIT
// As pico-sdk 2.2.0, of what the glue calls: declared here, played by stand_in.hpp.
#pragma once

#include <stdint.h>

typedef unsigned int uint;
typedef uint64_t absolute_time_t;
