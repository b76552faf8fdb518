// SPDX-License-Identifier: MIT
// Of trace/trace.hpp: the trace as JSON. Written piece by piece without a buffer, so that a chip
// can send it through its console. A track is the record of a task: tasks that had the same record
// one after the other share it, each with its own name on its slices.
#include "uasyncio/trace/trace.hpp"

#include <string_view>

namespace uasyncio {
namespace {

/// A text between quotation marks.
struct Quoted {
  const char* text;

  void write_to(TextSink sink) const noexcept {
    sink("\"", 1);
    for (const char* at = text; *at != '\0'; ++at) {
      const bool is_control = static_cast<unsigned char>(*at) < ' ';
      if (*at == '"' || *at == '\\') sink("\\", 1);
      sink(is_control ? "?" : at, 1);
    }
    sink("\"", 1);
  }
};

/// The events of an array, each an object. What all have: their kind ("ph"), process and track.
class Writer {
 public:
  explicit Writer(TextSink sink) noexcept : sink_(sink) {}

  void begin_event(const char* kind, const char* name, std::uint32_t track) noexcept {
    put(is_first_ ? "[\n{" : ",\n{");
    is_first_ = false;
    member("ph", Quoted{kind}, "");
    member("name", Quoted{name});
    member("pid", 1);
    member("tid", track);
  }
  template <class Value>
  void member(const char* key, const Value& value, const char* separator = ", ") noexcept {
    put(separator);
    put(Quoted{key});
    put(": ");
    put(value);
  }
  void end_event() noexcept { put("}"); }
  void end() noexcept { put("\n]\n"); }

 private:
  template <class Part>
  void put(const Part& part) noexcept {
    detail::write_value(sink_, part);
  }

  TextSink sink_;
  bool is_first_ = true;
};

/// The number of a track; 0 is the loop's.
std::uint32_t track_of(const void* task) noexcept {
  constexpr unsigned alignment_bits = 3;
  return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(task) >> alignment_bits);
}

void write_slice(Writer& writer, const char* name, const TraceEntry& begin, Time end) noexcept {
  writer.begin_event("X", name, track_of(begin.task));
  writer.member("ts", begin.time);
  writer.member("dur", end - begin.time);
  writer.end_event();
}

void write_instant(Writer& writer, const char* name, const TraceEntry& entry) noexcept {
  writer.begin_event("i", name, track_of(entry.task));
  writer.member("s", Quoted{"t"});  // of this track only
  writer.member("ts", entry.time);
  writer.end_event();
}

struct NameObject {
  Quoted name;

  void write_to(TextSink sink) const noexcept {
    detail::write_value(sink, "{\"name\": ");
    name.write_to(sink);
    sink("}", 1);
  }
};

void write_track_name(Writer& writer, const void* task, const char* name) noexcept {
  writer.begin_event("M", "thread_name", track_of(task));
  writer.member("args", NameObject{{name}});
  writer.end_event();
}

}  // namespace

void TraceRecorder::write_json(TextSink sink) noexcept {
  kernel::Tracer* const listening = kernel::exchange_tracer(nullptr);
  Writer writer(sink);
  write_track_name(writer, nullptr, "loop");
  const TraceEntry* turn = nullptr;
  const TraceEntry* sleep = nullptr;
  for (std::size_t index = 0; index != size(); ++index) {
    const TraceEntry& entry = (*this)[index];
    switch (entry.event) {
      case TraceEvent::task_created:
        write_track_name(writer, entry.task, entry.name);
        write_instant(writer, "created", entry);
        break;
      case TraceEvent::task_ready: write_instant(writer, "ready", entry); break;
      case TraceEvent::task_ended: write_instant(writer, "ended", entry); break;
      case TraceEvent::turn_begins: turn = &entry; break;
      case TraceEvent::turn_ends:  // of one that began before the trace: nothing is known of it
        if (turn != nullptr) write_slice(writer, turn->name, *turn, entry.time);
        turn = nullptr;
        break;
      case TraceEvent::sleep_begins: sleep = &entry; break;
      case TraceEvent::sleep_ends:
        if (sleep != nullptr) write_slice(writer, "asleep", *sleep, entry.time);
        sleep = nullptr;
        break;
    }
  }
  writer.end();
  kernel::exchange_tracer(listening);
}

}  // namespace uasyncio
