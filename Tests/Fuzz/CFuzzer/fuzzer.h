#pragma once

#include <stddef.h>
#include <stdint.h>

/// What libFuzzer calls with each input it makes up.
typedef int (*fuzzer_test)(const uint8_t *data, size_t size);

/// libFuzzer itself: reads the command line, and calls `test` until it is told to stop or something breaks.
int LLVMFuzzerRunDriver(int *argc, char ***argv, fuzzer_test test);
