# SPDX-License-Identifier: MIT
g++ -std=c++20 program.cpp $(pkg-config --cflags --libs uasyncio) -o program
