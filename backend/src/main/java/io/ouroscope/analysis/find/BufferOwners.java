package io.ouroscope.analysis.find;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.discovery.Census;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/// The objects in whose buffers found places are: items of lists, tables of dicts. It takes one look at all objects;
/// places in the objects themselves are told without.
///
/// Remains that only look like an object claim anything as their buffer, even most of the address space. So who is
/// alive
/// has it before who is not, and a block that can be read before one that reaches into nothing.
public final class BufferOwners {
    private static final int CHUNK_NODES = 1 << 14;
    private static final long NOBODY = Long.MAX_VALUE;

    private final Analysis analysis;
    private final Heap heap;
    private final Census census;
    private final long[] addresses;
    /// Of each address the best claim: its rank above the node that makes it.
    private final AtomicLongArray claims;

    private BufferOwners(Analysis analysis, long[] addresses) {
        this.analysis = analysis;
        this.addresses = addresses;
        heap = analysis.process().heap();
        census = analysis.process().census();
        claims = new AtomicLongArray(addresses.length);
        for (int i = 0; i < addresses.length; i++) {
            claims.set(i, NOBODY);
        }
    }

    /// Fills in the owners of all places that are kept.
    public static void find(Analysis analysis, Places places, Progress progress) {
        places.owners(new BufferOwners(analysis, places.addresses()).find(progress));
    }

    private int[] find(Progress progress) {
        int nodes = census.size();
        progress.stage("Finding the objects whose buffers these are", nodes);
        var done = new AtomicInteger();
        IntStream.range(0, addresses.length == 0 ? 0 : (nodes + CHUNK_NODES - 1) / CHUNK_NODES)
                .parallel()
                .forEach(chunk -> {
                    int end = Math.min(nodes, (chunk + 1) * CHUNK_NODES);
                    for (int node = chunk * CHUNK_NODES; node < end && !progress.isCancelled(); node++) {
                        if (!census.isFreed(node)) {
                            claim(node);
                        }
                    }
                    progress.done(done.addAndGet(end - chunk * CHUNK_NODES));
                });
        progress.check();
        int[] owners = new int[addresses.length];
        Arrays.setAll(owners, i -> claims.get(i) == NOBODY ? -1 : (int) claims.get(i));
        return owners;
    }

    private void claim(int node) {
        try {
            heap.blocks(census.address(node), census.type(node), (start, bytes) -> {
                int from = first(addresses, start);
                if (from == addresses.length || addresses[from] - start < 0 || addresses[from] - start >= bytes) {
                    return;
                }
                long rank = rank(node, heap.memory().isReadable(start, bytes));
                if (rank < 0) {
                    return;
                }
                for (int i = from; i < addresses.length && addresses[i] - start < bytes; i++) {
                    claims.accumulateAndGet(i, rank << Integer.SIZE | node, Math::min);
                }
            });
        } catch (UnreadableAddressException torn) {
            // What was reported before stands.
        }
    }

    /// The lower the better; -1 for a claim that is none.
    private long rank(int node, boolean readable) {
        return switch (analysis.state(node)) {
            case LIVE, GARBAGE -> readable ? 0 : 1;
            case UNSURE -> readable ? 2 : -1;
            case FREED -> -1;
        };
    }

    /// The place of the first address that is not below `start`, unsigned.
    private static int first(long[] addresses, long start) {
        int low = 0;
        int high = addresses.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(addresses[middle], start) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
