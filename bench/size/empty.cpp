// SPDX-License-Identifier: MIT
// No loop at all: vectors, start-up and the end of a program.
int main() {}
