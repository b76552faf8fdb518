// SPDX-License-Identifier: MIT
// ExclusiveSection: a few steps that nothing comes in between, for state of several words of one's
// own that interrupts or threads change too.
#pragma once

#include "uasyncio/kernel/exclusive_section.hpp"

namespace uasyncio {
using kernel::Exclusion;
using kernel::ExclusiveSection;
}  // namespace uasyncio
