package io.ouroscope.truth;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ReferenceGraph;
import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.allocator.Allocators;
import io.ouroscope.python.allocator.Verdict;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.runtime.Interpreter;
import io.ouroscope.snapshot.SnapshotThread;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;

/// Names the C code that holds objects which no account of Python's mentions.
///
/// Searched is what C code can reach: variables of mapped files, words of objects that are true, the C stacks of
/// threads
/// above their stack pointers, and from there, pointer by pointer, allocated blocks that are no object and that no
/// object
/// owns as described: states of modules, tables, lists in C. An object is held if at least as many such words point at
/// it
/// as its count is more than the references we know. Free blocks, blocks of
/// described contents and memory that nothing leads to are not searched: what was left in them holds nothing.
final class CHolders {
    private static final long PAGE_BYTES = 4096;
    /// What code may use below the stack pointer.
    private static final long RED_ZONE_BYTES = 128;

    private record Block(long address, long bytes, String holder) {}

    private final Analysis analysis;
    private final Heap heap;
    private final Memory memory;
    private final Census census;
    private final Allocators allocators;
    private final List<SnapshotThread> threads;
    /// Where blocks begin that are objects or described parts of them.
    private final LongSet described = new LongOpenHashSet();
    private final LongSet seen = new LongOpenHashSet();
    private final ArrayDeque<Block> blocks = new ArrayDeque<>();
    private final Long2ObjectMap<String> found = new Long2ObjectOpenHashMap<>();
    private final Long2IntOpenHashMap words = new Long2IntOpenHashMap();

    CHolders(Analysis analysis, List<SnapshotThread> threads) {
        this.analysis = analysis;
        this.threads = threads;
        heap = analysis.process().heap();
        memory = heap.memory();
        census = analysis.process().census();
        allocators = analysis.process().allocators().get();
        for (int node = 0; node < census.size(); node++) {
            long object = census.address(node);
            PyType type = census.type(node);
            described.add(object);
            described.add(object - heap.bytesBefore(object, type));
            if (!type.decoder().hasUndescribedBlocks()) {
                addBlocks(object, type);
            }
        }
    }

    private void addBlocks(long object, PyType type) {
        try {
            heap.blocks(object, type, (block, bytes) -> described.add(block));
        } catch (UnreadableAddressException e) {
            // What is not in the snapshot is not searched either.
        }
    }

    /// The holder of each of the objects `sought` that C code points at as often as its count lacks references;
    /// `real` are nodes that are objects.
    Long2ObjectMap<String> of(LongSet sought, BitSet real) {
        found.clear();
        words.clear();
        seen.clear();
        variables(sought);
        interpreters(sought);
        for (int node = real.nextSetBit(0); node >= 0; node = real.nextSetBit(node + 1)) {
            object(node, sought);
        }
        threads.forEach(thread -> stack(thread, sought));
        found.keySet().removeIf(object -> words.get(object) < unexplained(object));
        return found;
    }

    private int unexplained(long object) {
        return analysis.accounting().unexplained(census.node(object));
    }

    /// Data of mapped files, and what the loader maps behind it for variables that begin as zero. There an allocator's
    /// memory may follow without a gap.
    private void variables(LongSet sought) {
        String file = "";
        long fileEnd = 0;
        for (Region region : memory.regions()) {
            boolean mapped = region.path().startsWith("/");
            file = mapped ? region.path().substring(region.path().lastIndexOf('/') + 1) : file;
            boolean behind = region.path().isEmpty() && region.start() == fileEnd;
            if ((mapped || behind) && region.writable()) {
                for (long page = region.start(); page < region.end(); page += PAGE_BYTES) {
                    if (allocators.manages(page)) {
                        break;
                    }
                    search(page, Math.min(PAGE_BYTES, region.end() - page), "data of " + file, sought);
                }
                follow(sought);
            }
            fileEnd = mapped && region.writable() ? region.end() : 0;
        }
    }

    /// The main interpreter's state is a variable, or like the others' a block too large for the allocator's heap.
    private void interpreters(LongSet sought) {
        long bytes = heap.layout().struct("PyInterpreterState").sizeBytes();
        for (Interpreter interpreter : analysis.process().runtime().interpreters()) {
            if (!interpreter.isMain()) {
                search(interpreter.address(), bytes, "state of interpreter " + interpreter.id(), sought);
                follow(sought);
            }
        }
    }

    private void object(int node, LongSet sought) {
        ReferenceGraph graph = analysis.references();
        LongSet weak = new LongOpenHashSet();
        for (int i = graph.outCount(node) - 1; i >= 0; i--) {
            if (graph.edgeClass(node, i) == EdgeClass.WEAK) {
                weak.add(census.address(graph.target(node, i)));
            }
        }
        PyType type = census.type(node);
        long from = census.address(node);
        long end = from + heap.bodyBytes(from, type);
        for (long at = from; at + Long.BYTES <= end && memory.isReadable(at, Long.BYTES); at += Long.BYTES) {
            long word = memory.getLong(at);
            if (!weak.contains(word)) {
                word(word, "C memory of a " + type.name(), sought);
            }
        }
        follow(sought);
    }

    private void stack(SnapshotThread thread, LongSet sought) {
        var registers = thread.registers();
        if (registers == null) {
            return;
        }
        long from = registers.rsp() - RED_ZONE_BYTES & -Long.BYTES;
        for (Region region : memory.regions()) {
            if (region.contains(from)) {
                boolean known = region.contains(registers.fsBase()) && registers.fsBase() > from;
                boolean main = region.path().equals("[stack]");
                long end = known ? registers.fsBase() : main ? region.end() : from;
                search(from, end - from, "stack of thread " + thread.tid(), sought);
            }
        }
    }

    private void follow(LongSet sought) {
        while (!blocks.isEmpty()) {
            Block block = blocks.pop();
            search(block.address(), block.bytes(), block.holder(), sought);
        }
    }

    private void search(long from, long bytes, String holder, LongSet sought) {
        long end = from + bytes;
        for (long at = from; at + Long.BYTES <= end && memory.isReadable(at, Long.BYTES); at += Long.BYTES) {
            word(memory.getLong(at), holder, sought);
        }
    }

    private void word(long word, String holder, LongSet sought) {
        if ((word & 7) != 0 || Long.compareUnsigned(word, PAGE_BYTES) < 0) {
            return;
        }
        if (sought.contains(word)) {
            found.putIfAbsent(word, holder);
            words.addTo(word, 1);
        } else if (!described.contains(word) && allocators.verdict(word) == Verdict.ALLOCATED && seen.add(word)) {
            blocks.push(new Block(word, allocators.blockBytes(word), holder));
        }
    }
}
