package io.ouroscope.snapshot;

import java.lang.foreign.MemorySegment;

/// The general registers of a stopped x86-64 thread, in the order of the kernel's `user_regs_struct`
/// (sys/user.h), which is also `pr_reg` of NT_PRSTATUS.
public record Registers(
        long r15,
        long r14,
        long r13,
        long r12,
        long rbp,
        long rbx,
        long r11,
        long r10,
        long r9,
        long r8,
        long rax,
        long rcx,
        long rdx,
        long rsi,
        long rdi,
        long origRax,
        long rip,
        long cs,
        long eflags,
        long rsp,
        long ss,
        long fsBase,
        long gsBase) {

    /// Size of `user_regs_struct`: 27 words; the four segment selectors at its end say nothing in 64-bit mode.
    static final int SIZE = 27 * Long.BYTES;

    static Registers read(MemorySegment bytes, long offset) {
        long[] word = new long[23];
        for (int i = 0; i < word.length; i++) {
            word[i] = Bytes.i64(bytes, offset + (long) i * Long.BYTES);
        }
        return new Registers(
                word[0], word[1], word[2], word[3], word[4], word[5], word[6], word[7], word[8], word[9], word[10],
                word[11], word[12], word[13], word[14], word[15], word[16], word[17], word[18], word[19], word[20],
                word[21], word[22]);
    }
}
