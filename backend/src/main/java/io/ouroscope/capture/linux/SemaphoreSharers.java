package io.ouroscope.capture.linux;

import io.ouroscope.snapshot.note.CaptureNote.SemaphoreNote;
import io.ouroscope.snapshot.note.CaptureNote.SharerNote;
import io.ouroscope.snapshot.note.CaptureNote.SharingNote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Which other processes have a process's semaphores mapped (`sem_open(3)`, the locks of `multiprocessing`), and which
/// of their threads wait for one.
///
/// Looks through the mappings of all processes that we may look at, after the process goes on: a second at most. A
/// semaphore is known by its file, which stays the same when its name is taken away.
public final class SemaphoreSharers {
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_OF_ONE = 64;
    private static final String DIRECTORY = "/dev/shm/sem.";
    /// `PF_KTHREAD` of the kernel's `sched.h`: it has no memory of its own.
    private static final long KERNEL_THREAD = 0x200000;

    private static final String FUTEX = "202 ";

    private SemaphoreSharers() {}

    /// A file, wherever it is mounted.
    private record FileId(String device, long inode) {}

    /// @param mappings those of the process itself
    public static SharingNote of(int pid, List<Mapping> mappings) {
        Map<FileId, List<SharerNote>> sharers = new LinkedHashMap<>();
        mappings.stream()
                .filter(SemaphoreSharers::isSemaphore)
                .forEach(each -> sharers.put(id(each), new ArrayList<>()));
        int unseen = sharers.isEmpty() ? 0 : find(pid, sharers);
        List<SemaphoreNote> notes = new ArrayList<>();
        for (Mapping mapping : mappings) {
            if (isSemaphore(mapping)) {
                notes.add(new SemaphoreNote(
                        "0x" + Long.toHexString(mapping.start()),
                        mapping.path(),
                        List.copyOf(sharers.getOrDefault(id(mapping), List.of()))));
            }
        }
        return new SharingNote(List.copyOf(notes), unseen);
    }

    private static boolean isSemaphore(Mapping mapping) {
        return mapping.path().startsWith(DIRECTORY) && mapping.isShared() && mapping.isFileBacked();
    }

    private static FileId id(Mapping mapping) {
        return new FileId(mapping.device(), mapping.inode());
    }

    /// @return how many processes could not be looked at
    private static int find(int pid, Map<FileId, List<SharerNote>> sharers) {
        long deadline = System.nanoTime() + MOST_NANOS;
        int unseen = 0;
        for (int process : ProcFiles.processes()) {
            if (process == pid) {
                continue;
            }
            byte[] maps = System.nanoTime() - deadline > 0 ? null : ProcFiles.bytes(ProcFiles.path(process, "maps"));
            if (maps == null) {
                ProcStat stat = ProcStat.of(process);
                unseen += stat == null || hasNoMemory(stat) ? 0 : 1;
                continue;
            }
            for (Mapping mapping : Mapping.parse(maps)) {
                List<SharerNote> found = mapping.isShared() ? sharers.get(id(mapping)) : null;
                if (found != null && found.size() < MOST_OF_ONE) {
                    found.add(sharer(process, mapping));
                }
            }
        }
        return unseen;
    }

    private static boolean hasNoMemory(ProcStat stat) {
        return stat.hasEnded() || (stat.flags() & KERNEL_THREAD) != 0;
    }

    private static SharerNote sharer(int process, Mapping semaphore) {
        List<Integer> threads = ProcFiles.threads(process);
        int waiting = 0;
        for (int thread : threads) {
            waiting += waits(ProcFiles.text(ProcFiles.path(process, "task/" + thread + "/syscall")), semaphore) ? 1 : 0;
        }
        return new SharerNote(process, ProcFiles.text(ProcFiles.path(process, "comm")), threads.size(), waiting);
    }

    /// Whether a thread sleeps on a word of the mapping, for ever: `202 0x7f… 0x189 0x0 0x0 …`.
    static boolean waits(String call, Mapping semaphore) {
        String[] words = call.startsWith(FUTEX) ? call.split(" ", 6) : new String[0];
        if (words.length < 5 || !words[4].equals("0x0") || !words[1].startsWith("0x")) {
            return false;
        }
        try {
            long address = Long.parseUnsignedLong(words[1].substring(2), 16);
            return Long.compareUnsigned(address, semaphore.start()) >= 0
                    && Long.compareUnsigned(address, semaphore.end()) < 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
