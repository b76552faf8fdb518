// SPDX-License-Identifier: MIT
// Words of older versions of asyncio, for programs that come from there; not part of
// <uasyncio.hpp>. New programs say it better with
//   TaskGroup, OwnedTask     than with NamedTask and Cancellable
//   gather of wait_for       than with Gatherable
//   Message, Queue           than with ValueEvent
//   wait, as_completed       than with ELO
#pragma once

#include "uasyncio/compat/cancellable.hpp"
#include "uasyncio/compat/elo.hpp"
#include "uasyncio/compat/gatherable.hpp"
#include "uasyncio/compat/named_task.hpp"
#include "uasyncio/compat/value_event.hpp"
