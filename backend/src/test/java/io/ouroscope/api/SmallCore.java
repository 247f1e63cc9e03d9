package io.ouroscope.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The smallest ELF core that opens: one readable page, no notes.
final class SmallCore {
    private static final int EHDR = 64;
    private static final int PHDR = 56;
    private static final int PAGE = 4096;

    private SmallCore() {}

    static byte[] bytes() {
        ByteBuffer core = ByteBuffer.allocate(2 * PAGE).order(ByteOrder.LITTLE_ENDIAN);
        core.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).position(16);
        core.putShort((short) 4)
                .putShort((short) 62)
                .putInt(1)
                .putLong(0)
                .putLong(EHDR)
                .putLong(0)
                .putInt(0);
        core.putShort((short) EHDR).putShort((short) PHDR).putShort((short) 1);
        core.position(EHDR);
        core.putInt(1)
                .putInt(6)
                .putLong(PAGE)
                .putLong(0x10000)
                .putLong(0)
                .putLong(PAGE)
                .putLong(PAGE)
                .putLong(PAGE);
        core.position(PAGE);
        core.put("nothing of Python".getBytes(StandardCharsets.UTF_8));
        return core.array();
    }
}
