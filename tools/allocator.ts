/**
 * For the environment of programs on Node.js, where the C library is glibc: memory at the end of the heap is returned to the system from
 * 128 KiB on, the value at which glibc starts. It would raise it after the first large block that is freed, and then retain what compiling
 * WebAssembly has used: a third of the model server's memory (`M_TRIM_THRESHOLD`, mallopt(3); docs/model-server-performance.md).
 */
export const allocator = { MALLOC_TRIM_THRESHOLD_: "131072" } as const;
