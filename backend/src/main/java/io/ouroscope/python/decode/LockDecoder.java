package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.List;

/// `_thread.lock` and `_thread.RLock`: locked or not; of a reentrant one by which thread and how often.
///
/// Who holds a plain lock is not recorded in it. Up to some 3.13 a semaphore, since then a byte of which the lowest bit
/// says locked (`PyMutex`); the table that fits the type's size tells which.
final class LockDecoder implements Decoder {
    private final Memory memory;
    private final StructLayout layout;
    private final boolean reentrant;
    private final int lockedOffset;
    private final int ownerOffset;
    private final int countOffset;

    LockDecoder(Structs structs, boolean reentrant) {
        this.reentrant = reentrant;
        memory = structs.memory;
        layout = structs.layout.struct(reentrant ? "rlockobject" : "lockobject");
        lockedOffset = layout.offset("locked", layout.offset("lock._bits", -1));
        ownerOffset = layout.offset("rlock_owner", layout.offset("lock.thread", -1));
        countOffset = layout.offset("rlock_count", layout.offset("lock.level", -1));
    }

    @Override
    public List<String> typeNames() {
        return List.of(reentrant ? "_thread.RLock" : "_thread.lock");
    }

    @Override
    public int structBytes() {
        return layout.sizeBytes();
    }

    @Override
    public String structName() {
        return reentrant ? "rlockobject" : "lockobject";
    }

    @Override
    public boolean isValid(long lock) {
        return true;
    }

    @Override
    public PyValue value(long lock) {
        var members = new ArrayList<PyValue.Member>();
        boolean locked = reentrant ? owner(lock) != 0 : (memory.getByte(lock + lockedOffset) & 1) != 0;
        if (reentrant) {
            members.add(PyValue.Member.text("owner", Long.toUnsignedString(owner(lock))));
            members.add(PyValue.Member.text("count", Long.toUnsignedString(count(lock))));
        }
        members.add(PyValue.Member.text("at", "0x" + Long.toHexString(lock)));
        String name = typeNames().getFirst() + " object";
        return new PyValue.Summary((locked ? "locked " : "unlocked ") + name, members);
    }

    private long owner(long lock) {
        return memory.getLong(lock + ownerOffset);
    }

    /// Since 3.14 the level, which is one less while the lock is held.
    private long count(long lock) {
        long count = memory.getLong(lock + countOffset);
        return layout.has("lock.level") && owner(lock) != 0 ? count + 1 : count;
    }
}
