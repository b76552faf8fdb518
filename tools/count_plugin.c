// A QEMU plugin (API version 1) that counts executed instructions between two addresses:
//   -plugin count_plugin.so,begin=0xADDRESS,end=0xADDRESS,output=PATH
// For each region from `begin` to `end` it writes one line with the count to `output`.
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
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb*);
extern struct qemu_plugin_insn* qemu_plugin_tb_get_insn(const struct qemu_plugin_tb*, size_t);
extern uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn*);
extern void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn*,
                                                   void (*)(unsigned, void*), int, void*);
extern void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn*, int, void*,
                                                       uint64_t);

#define EXPORTED __attribute__((visibility("default")))
EXPORTED int qemu_plugin_version = 1;

static uint64_t executed, region_start;
static uint64_t begin_address, end_address;
static bool in_region;
static FILE* output;

static void on_begin(unsigned cpu, void* unused) {
  (void)cpu, (void)unused;
  region_start = executed;
  in_region = true;
}

static void on_end(unsigned cpu, void* unused) {
  (void)cpu, (void)unused;
  if (!in_region) return;
  in_region = false;
  fprintf(output, "%" PRIu64 "\n", executed - region_start);
  fflush(output);
}

static void on_translation(plugin_id id, struct qemu_plugin_tb* block) {
  (void)id;
  for (size_t i = 0, count = qemu_plugin_tb_n_insns(block); i < count; ++i) {
    struct qemu_plugin_insn* instruction = qemu_plugin_tb_get_insn(block, i);
    uint64_t address = qemu_plugin_insn_vaddr(instruction);
    if (address == begin_address)
      qemu_plugin_register_vcpu_insn_exec_cb(instruction, on_begin, NO_REGISTERS, NULL);
    if (address == end_address)
      qemu_plugin_register_vcpu_insn_exec_cb(instruction, on_end, NO_REGISTERS, NULL);
    qemu_plugin_register_vcpu_insn_exec_inline(instruction, INLINE_ADD_U64, &executed, 1);
  }
}

static const char* value_of(const char* argument, const char* name) {
  size_t length = strlen(name);
  return strncmp(argument, name, length) == 0 ? argument + length : NULL;
}

EXPORTED int qemu_plugin_install(plugin_id id, const void* info, int count, char** arguments) {
  (void)info;
  for (int i = 0; i < count; ++i) {
    const char* value;
    if ((value = value_of(arguments[i], "begin="))) begin_address = strtoull(value, NULL, 0);
    if ((value = value_of(arguments[i], "end="))) end_address = strtoull(value, NULL, 0);
    if ((value = value_of(arguments[i], "output="))) output = fopen(value, "w");
  }
  if (!output || !begin_address || !end_address) {
    fprintf(stderr, "count_plugin: needs begin=, end= and output=\n");
    return 1;
  }
  qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
  return 0;
}
