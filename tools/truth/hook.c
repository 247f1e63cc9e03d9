/*
 * Keeps the last event of every block of Python's object and memory domains in a file: allocated, or freed.
 *
 * The judge of a census: an object that it reports is false if the block it begins was last freed. Wraps whatever
 * allocator is installed (pymalloc, malloc, debug), from outside the interpreter's headers: the struct below is that of
 * PyMem_SetAllocator's documentation, the same in CPython 3.5 to 3.15.
 *
 * Build and use:
 *     cc -O2 -shared -fPIC -o hook.so hook.c
 *     ctypes.CDLL("hook.so", ctypes.RTLD_GLOBAL).hook_start(b"blocks.log", 1 << 22)    # in the process, early
 * or let churn.py do it. Blocks allocated before that are known once they are freed or allocated again.
 *
 * The file: the 8 bytes "OUROHOOK", capacity, number of events, number of events lost since the table was full (all u64);
 * then `capacity` entries {u64 block; u64 size << 1 | allocated} hashed by block with linear probing. It is a shared
 * mapping: its state is that of the moment at which the process was stopped, and so is the capture's.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct {
    void *ctx;
    void *(*malloc)(void *ctx, size_t size);
    void *(*calloc)(void *ctx, size_t count, size_t size);
    void *(*realloc)(void *ctx, void *block, size_t size);
    void (*free)(void *ctx, void *block);
} Allocator;

enum { MEM = 1, OBJ = 2, DOMAINS = 3, HEADER_WORDS = 4 };

typedef struct {
    uint64_t block;
    uint64_t state;
} Entry;

static Allocator wrapped[DOMAINS];
static uint64_t *header;
static Entry *entries;
static uint64_t mask;
static int stopped;

static void note(void *block, uint64_t state) {
    uint64_t address = (uint64_t)(uintptr_t)block;
    if (stopped) {
        return;
    }
    uint64_t at = (address >> 4) * 0x9E3779B97F4A7C15u >> 20 & mask;
    __atomic_fetch_add(&header[2], 1, __ATOMIC_RELAXED);
    for (uint64_t tried = 0; tried <= mask; tried++, at = (at + 1) & mask) {
        uint64_t there = __atomic_load_n(&entries[at].block, __ATOMIC_RELAXED);
        if (there == 0 && __atomic_compare_exchange_n(
                              &entries[at].block, &there, address, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
            there = address;
        }
        if (there == address) {
            __atomic_store_n(&entries[at].state, state, __ATOMIC_RELAXED);
            return;
        }
    }
    __atomic_fetch_add(&header[3], 1, __ATOMIC_RELAXED);
}

static void *allocated(void *block, size_t size) {
    if (block) {
        note(block, (uint64_t)size << 1 | 1);
    }
    return block;
}

static void *hooked_malloc(void *ctx, size_t size) {
    Allocator *inner = ctx;
    return allocated(inner->malloc(inner->ctx, size), size);
}

static void *hooked_calloc(void *ctx, size_t count, size_t size) {
    Allocator *inner = ctx;
    return allocated(inner->calloc(inner->ctx, count, size), count * size);
}

static void *hooked_realloc(void *ctx, void *block, size_t size) {
    Allocator *inner = ctx;
    void *moved = inner->realloc(inner->ctx, block, size);
    if (moved && block && moved != block) {
        note(block, 0);
    }
    return allocated(moved, size);
}

static void hooked_free(void *ctx, void *block) {
    Allocator *inner = ctx;
    if (block) {
        note(block, 0);
    }
    inner->free(inner->ctx, block);
}

/* The log is the child's after a fork: the parent would write into it too. */
static void stop(void) {
    stopped = 1;
}

/* 0 on success. The capacity is a power of two; a block needs one entry for ever. */
int hook_start(const char *path, unsigned long long capacity) {
    void (*get)(int, Allocator *) = (void (*)(int, Allocator *))dlsym(RTLD_DEFAULT, "PyMem_GetAllocator");
    void (*set)(int, Allocator *) = (void (*)(int, Allocator *))dlsym(RTLD_DEFAULT, "PyMem_SetAllocator");
    size_t bytes = HEADER_WORDS * sizeof(uint64_t) + capacity * sizeof(Entry);
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (!get || !set || capacity == 0 || (capacity & (capacity - 1)) || file < 0 || ftruncate(file, (off_t)bytes)) {
        return -1;
    }
    header = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (header == MAP_FAILED) {
        return -1;
    }
    memcpy(header, "OUROHOOK", 8);
    header[1] = capacity;
    entries = (Entry *)(header + HEADER_WORDS);
    mask = capacity - 1;
    for (int domain = MEM; domain <= OBJ; domain++) {
        get(domain, &wrapped[domain]);
        Allocator hooked = {&wrapped[domain], hooked_malloc, hooked_calloc, hooked_realloc, hooked_free};
        set(domain, &hooked);
    }
    pthread_atfork(NULL, stop, NULL);
    return 0;
}
