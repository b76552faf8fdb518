// SPDX-License-Identifier: MIT
// A QEMU plugin (API version 1) that counts what a Cortex-M executes between two addresses:
//   -plugin count_plugin.so,begin=0xADDRESS,end=0xADDRESS,core=M3,handlers=PATH,output=PATH
// For each region from `begin` to `end` it writes to `output` "region INSTRUCTIONS CYCLES", and at
// the end "masked INSTRUCTIONS 0xADDRESS": the longest run of instructions with interrupts masked,
// in the whole program, and where it begins. `handlers` is a file of the addresses in the vector
// table. QEMU knows no cycles: they are an estimate from the core's table (cost_of).
// Debian ships no qemu-plugin.h: the few declarations needed stand here.
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t plugin_id;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum { NO_REGISTERS = 0, INLINE_ADD_U64 = 0 };

extern void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id,
                                                  void (*)(plugin_id, struct qemu_plugin_tb*));
extern void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb*, void (*)(unsigned, void*),
                                                 int, void*);
extern void qemu_plugin_register_atexit_cb(plugin_id, void (*)(plugin_id, void*), void*);
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb*);
extern struct qemu_plugin_insn* qemu_plugin_tb_get_insn(const struct qemu_plugin_tb*, size_t);
extern uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn*);
extern const void* qemu_plugin_insn_data(const struct qemu_plugin_insn*);
extern size_t qemu_plugin_insn_size(const struct qemu_plugin_insn*);
extern void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn*,
                                                   void (*)(unsigned, void*), int, void*);
extern void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn*, int, void*,
                                                       uint64_t);

#define EXPORTED __attribute__((visibility("default")))
EXPORTED int qemu_plugin_version = 1;

// --- What an instruction costs -------------------------------------------------------------------

// "Cortex-M3 Technical Reference Manual" r2p0, 18.2, and "Cortex-M0 Technical Reference Manual"
// r0p0, 3.3, with memory that answers at once. Where a table says from-to, the middle stands here.
// A load behind a load may take one cycle less than is counted.
struct Core {
  const char* name;
  unsigned refill;  // after a branch that is taken, beside the branch itself
  unsigned load;
  unsigned barrier;
  unsigned special;       // MRS and MSR
  unsigned enter, leave;  // an exception: stacking and fetching the vector; unstacking
};
static const struct Core cores[] = {{"M3", 2, 2, 2, 1, 12, 10}, {"M0", 2, 2, 4, 4, 16, 12}};
static const struct Core* core = &cores[0];
enum { DIVISION = 7, LONG_PRODUCT = 4, PRODUCT_AND_SUM = 2 };

struct Opcode {
  uint16_t first, second;  // halfwords; the second only of a wide one
  bool is_wide;
};

static bool is_special(struct Opcode it) {  // MSR or MRS
  return it.is_wide && ((it.first & 0xFFF0) == 0xF380 || it.first == 0xF3EF);
}
static bool masks(struct Opcode it) { return !it.is_wide && it.first == 0xB672; }    // CPSID i
static bool unmasks(struct Opcode it) { return !it.is_wide && it.first == 0xB662; }  // CPSIE i
static bool restores_mask(struct Opcode it) {                                        // MSR PRIMASK
  return it.is_wide && (it.first & 0xFFF0) == 0xF380 && it.second == 0x8810;
}

static unsigned cost_of_narrow(uint16_t code) {
  const unsigned registers = (unsigned)__builtin_popcount(code & 0xFF);
  if ((code & 0xF800) == 0x4800) return core->load;  // LDR, literal
  if ((code & 0xF000) == 0x5000) return core->load;  // by register
  if ((code & 0xE000) == 0x6000 || (code & 0xF000) == 0x8000) return core->load;
  if ((code & 0xF000) == 0x9000) return core->load;                       // from the stack
  if ((code & 0xF600) == 0xB400) return 1 + registers + (code >> 8 & 1);  // PUSH, POP
  if ((code & 0xF000) == 0xC000) return 1 + registers;                    // LDM, STM
  return 1;
}

static unsigned cost_of_wide(struct Opcode it) {
  const uint16_t first = it.first;
  if (is_special(it)) return core->special;
  if (first == 0xF3BF) return core->barrier;
  if ((first & 0xFE50) == 0xE840) return 3;  // LDRD, STRD, exclusive
  if ((first & 0xFE40) == 0xE800) return 1 + (unsigned)__builtin_popcount(it.second);
  if ((first & 0xFE00) == 0xF800) return core->load;
  if ((first & 0xFFD0) == 0xFB90) return DIVISION;
  if ((first & 0xFF80) == 0xFB80) return LONG_PRODUCT;
  if ((first & 0xFF80) == 0xFB00 && (it.second & 0xF000) != 0xF000) return PRODUCT_AND_SUM;
  return 1;
}

static unsigned cost_of(struct Opcode it) {
  return it.is_wide ? cost_of_wide(it) : cost_of_narrow(it.first);
}

// --- Counting ------------------------------------------------------------------------------------

static uint64_t executed, cycles;
static uint64_t region_start, region_cycles;
static uint64_t begin_address, end_address;
static bool in_region;
static FILE* output;

enum { MOST_HANDLERS = 512 };
static uint64_t handlers[MOST_HANDLERS];
static unsigned handler_count;

static void on_begin(unsigned cpu, void* unused) {
  (void)cpu, (void)unused;
  region_start = executed;
  region_cycles = cycles;
  in_region = true;
}

static void on_end(unsigned cpu, void* unused) {
  (void)cpu, (void)unused;
  if (!in_region) return;
  in_region = false;
  fprintf(output, "region %" PRIu64 " %" PRIu64 "\n", executed - region_start,
          cycles - region_cycles);
  fflush(output);
}

// A block that does not begin where the last one ended was jumped to.
static uint64_t next_address;
static void on_block(unsigned cpu, void* address) {
  (void)cpu;
  if ((uintptr_t)address != next_address) cycles += core->refill;
}
static void on_block_end(unsigned cpu, void* address) {
  (void)cpu;
  next_address = (uintptr_t)address;
}

// The jumps to it and back are counted as branches already.
static void on_handler(unsigned cpu, void* unused) {
  (void)cpu, (void)unused;
  cycles += core->enter + core->leave - 2 * core->refill;
}

// Critical sections nest: each saves PRIMASK, sets it, and restores what it was.
static unsigned mask_depth;
static uint64_t mask_start, mask_address, longest_mask, longest_mask_address;

static void on_mask(unsigned cpu, void* address) {
  (void)cpu;
  if (mask_depth++ != 0) return;
  mask_start = executed;
  mask_address = (uintptr_t)address;
}
static void end_mask(void) {
  mask_depth = 0;
  if (executed - mask_start <= longest_mask) return;
  longest_mask = executed - mask_start;
  longest_mask_address = mask_address;
}
static void on_unmask(unsigned cpu, void* unused) {
  (void)cpu, (void)unused;
  if (mask_depth != 0) end_mask();
}
static void on_restore(unsigned cpu, void* unused) {
  (void)cpu, (void)unused;
  if (mask_depth > 1)
    --mask_depth;
  else if (mask_depth == 1)
    end_mask();
}

static void on_end_of_program(plugin_id id, void* unused) {
  (void)id, (void)unused;
  fprintf(output, "masked %" PRIu64 " 0x%" PRIx64 "\n", longest_mask, longest_mask_address);
  fclose(output);
}

// --- Translation ---------------------------------------------------------------------------------

static bool is_handler(uint64_t address) {
  for (unsigned i = 0; i < handler_count; ++i)
    if (handlers[i] == address) return true;
  return false;
}

static struct Opcode opcode_of(const struct qemu_plugin_insn* instruction) {
  struct Opcode result = {0, 0, qemu_plugin_insn_size(instruction) == 4};
  const char* bytes = qemu_plugin_insn_data(instruction);
  memcpy(&result.first, bytes, sizeof result.first);
  if (result.is_wide) memcpy(&result.second, bytes + 2, sizeof result.second);
  return result;
}

static void call_at(struct qemu_plugin_insn* instruction, void (*callback)(unsigned, void*),
                    uint64_t argument) {
  qemu_plugin_register_vcpu_insn_exec_cb(instruction, callback, NO_REGISTERS,
                                         (void*)(uintptr_t)argument);
}

static void on_translation(plugin_id id, struct qemu_plugin_tb* block) {
  (void)id;
  const size_t count = qemu_plugin_tb_n_insns(block);
  uint64_t address = 0;
  for (size_t i = 0; i < count; ++i) {
    struct qemu_plugin_insn* instruction = qemu_plugin_tb_get_insn(block, i);
    const struct Opcode opcode = opcode_of(instruction);
    address = qemu_plugin_insn_vaddr(instruction);
    if (i == 0)
      qemu_plugin_register_vcpu_tb_exec_cb(block, on_block, NO_REGISTERS,
                                           (void*)(uintptr_t)address);
    if (i == 0 && is_handler(address)) call_at(instruction, on_handler, 0);
    if (address == begin_address) call_at(instruction, on_begin, 0);
    if (address == end_address) call_at(instruction, on_end, 0);
    if (masks(opcode)) call_at(instruction, on_mask, address);
    if (unmasks(opcode)) call_at(instruction, on_unmask, 0);
    if (restores_mask(opcode)) call_at(instruction, on_restore, 0);
    if (i == count - 1)
      call_at(instruction, on_block_end, address + qemu_plugin_insn_size(instruction));
    qemu_plugin_register_vcpu_insn_exec_inline(instruction, INLINE_ADD_U64, &executed, 1);
    qemu_plugin_register_vcpu_insn_exec_inline(instruction, INLINE_ADD_U64, &cycles,
                                               cost_of(opcode));
  }
}

// --- Arguments -----------------------------------------------------------------------------------

static const char* value_of(const char* argument, const char* name) {
  size_t length = strlen(name);
  return strncmp(argument, name, length) == 0 ? argument + length : NULL;
}

static bool read_handlers(const char* path) {
  FILE* file = fopen(path, "r");
  if (!file) return false;
  while (handler_count < MOST_HANDLERS && fscanf(file, "%" SCNx64, &handlers[handler_count]) == 1)
    ++handler_count;
  fclose(file);
  return true;
}

EXPORTED int qemu_plugin_install(plugin_id id, const void* info, int count, char** arguments) {
  (void)info;
  for (int i = 0; i < count; ++i) {
    const char* value;
    if ((value = value_of(arguments[i], "begin="))) begin_address = strtoull(value, NULL, 0);
    if ((value = value_of(arguments[i], "end="))) end_address = strtoull(value, NULL, 0);
    if ((value = value_of(arguments[i], "core=")) && strcmp(value, "M0") == 0) core = &cores[1];
    if ((value = value_of(arguments[i], "handlers=")) && !read_handlers(value)) {
      fprintf(stderr, "count_plugin: cannot read %s\n", value);
      return 1;
    }
    if ((value = value_of(arguments[i], "output="))) output = fopen(value, "w");
  }
  if (!output || !begin_address || !end_address) {
    fprintf(stderr, "count_plugin: needs begin=, end= and output=\n");
    return 1;
  }
  qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
  qemu_plugin_register_atexit_cb(id, on_end_of_program, NULL);
  return 0;
}
