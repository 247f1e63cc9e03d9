package io.ouroscope.analysis.find;

import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// The objects in whose buffers found places are: items of lists, tables of dicts. It takes one look at all objects;
/// places in the objects themselves are told without.
public final class BufferOwners {
    private static final int CHUNK_NODES = 1 << 14;

    private BufferOwners() {}

    /// Fills in the owners of all places that are kept.
    public static void find(Heap heap, Census census, Places places, Progress progress) {
        long[] addresses = places.addresses();
        int[] owners = new int[addresses.length];
        Arrays.fill(owners, -1);
        int nodes = census.size();
        progress.stage("Finding the objects whose buffers these are", nodes);
        var done = new AtomicInteger();
        IntStream.range(0, addresses.length == 0 ? 0 : (nodes + CHUNK_NODES - 1) / CHUNK_NODES)
                .parallel()
                .forEach(chunk -> {
                    int end = Math.min(nodes, (chunk + 1) * CHUNK_NODES);
                    for (int node = chunk * CHUNK_NODES; node < end && !progress.isCancelled(); node++) {
                        if (!census.isFreed(node)) {
                            own(heap, census.address(node), census.type(node), node, addresses, owners);
                        }
                    }
                    progress.done(done.addAndGet(end - chunk * CHUNK_NODES));
                });
        progress.check();
        places.owners(owners);
    }

    private static void own(Heap heap, long object, PyType type, int node, long[] addresses, int[] owners) {
        try {
            heap.blocks(object, type, (start, bytes) -> {
                for (int i = first(addresses, start);
                        i < addresses.length && addresses[i] - start >= 0 && addresses[i] - start < bytes;
                        i++) {
                    owners[i] = node;
                }
            });
        } catch (UnreadableAddressException torn) {
            // What was reported before stands.
        }
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
