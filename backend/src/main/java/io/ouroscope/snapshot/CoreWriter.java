package io.ouroscope.snapshot;

import io.ouroscope.snapshot.note.CaptureNote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes an ELF64 core file for x86-64 in the order in which a capture learns things.
///
/// Memory comes first, at offsets given out by [#reserve]; notes and program headers follow at the end, for only
/// after copying is it known which pages could not be read; the file header comes last of all, so a file that was not
/// finished is no ELF file. What is reserved and not written reads as zeros and takes no disk.
///
/// Formats: ELF gABI (with PN_XNUM for many segments), and the note structures of `linux/elfcore.h`.
public final class CoreWriter {
    /// Alignment of memory in the file.
    public static final int PAGE_BYTES = 4096;

    private static final int HEADER_BYTES = 64;
    private static final int PROGRAM_HEADER_BYTES = 56;
    private static final int SECTION_HEADER_BYTES = 64;
    private static final int PT_LOAD = 1;
    private static final int PT_NOTE = 4;

    /// `e_phnum` from here on stands in section header 0.
    private static final int PN_XNUM = 0xffff;

    private final SeekableByteChannel file;
    private long end = PAGE_BYTES;

    /// Memory `[start, end)`; `fileOffset` is where its bytes are, or -1 if they are not in the file.
    ///
    /// @param flags 4 read, 2 write, 1 execute
    public record Segment(long start, long end, int flags, long fileOffset) {
        /// A segment whose bytes are not in the file.
        public static final long NOT_IN_FILE = -1;
    }

    /// A stopped thread.
    ///
    /// @param registers `user_regs_struct`, 216 bytes
    /// @param floatingPoint `user_fpregs_struct`, 512 bytes
    public record ThreadRegisters(int tid, byte[] registers, byte @Nullable [] floatingPoint) {}

    /// What NT_PRPSINFO says.
    ///
    /// @param state one letter
    /// @param name at most 15 bytes
    /// @param arguments at most 79 bytes
    public record ProcessInfo(
            int pid,
            int parentPid,
            int processGroup,
            int session,
            int uid,
            int gid,
            char state,
            int nice,
            long flags,
            String name,
            String arguments) {}

    /// A mapped file, for NT_FILE.
    ///
    /// @param offset in the file, in bytes
    public record MappedFile(long start, long end, long offset, String path) {}

    /// @param file empty, open for writing; stays open
    public CoreWriter(SeekableByteChannel file) {
        this.file = file;
    }

    /// Sets `bytes` bytes of the file aside for memory; the caller writes there what is not zero.
    ///
    /// @return their offset, a multiple of [#PAGE_BYTES]
    public long reserve(long bytes) {
        long offset = end;
        end = align(end + bytes, PAGE_BYTES);
        return offset;
    }

    /// Writes notes, program headers and the file header.
    ///
    /// @param threads the first one is the one a debugger shows first
    /// @param segments in address order
    /// @param sources content of the note with source files ([SourceNoteWriter]), null for none
    public void finish(
            List<Segment> segments,
            ProcessInfo process,
            List<ThreadRegisters> threads,
            byte[] auxiliaryVector,
            List<MappedFile> mappedFiles,
            CaptureNote note,
            byte @Nullable [] sources)
            throws IOException {
        byte[] notes = CoreNoteWriter.encode(process, threads, auxiliaryVector, mappedFiles, note, sources);
        long notesOffset = end;
        long tableOffset = align(notesOffset + notes.length, 8);
        int count = segments.size() + 1;
        boolean extended = count >= PN_XNUM;

        ByteBuffer table = buffer(count * PROGRAM_HEADER_BYTES + (extended ? SECTION_HEADER_BYTES : 0));
        programHeader(table, PT_NOTE, 0, notesOffset, 0, notes.length, 0, 4);
        for (Segment segment : segments) {
            boolean inFile = segment.fileOffset() != Segment.NOT_IN_FILE;
            long size = segment.end() - segment.start();
            programHeader(
                    table,
                    PT_LOAD,
                    segment.flags(),
                    inFile ? segment.fileOffset() : notesOffset,
                    segment.start(),
                    inFile ? size : 0,
                    size,
                    PAGE_BYTES);
        }
        long sectionOffset = extended ? tableOffset + table.position() : 0;
        if (extended) {
            // section header 0: sh_info (at 44) holds the number of program headers
            table.putInt(table.position() + 44, count).position(table.capacity());
        }
        write(ByteBuffer.wrap(notes), notesOffset);
        write(table.flip(), tableOffset);
        write(header(tableOffset, sectionOffset, count), 0);
    }

    private static ByteBuffer header(long tableOffset, long sectionOffset, int count) {
        ByteBuffer header = buffer(HEADER_BYTES);
        header.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).position(16);
        header.putShort((short) 4); // ET_CORE
        header.putShort((short) 62); // EM_X86_64
        header.putInt(1).putLong(0).putLong(tableOffset).putLong(sectionOffset).putInt(0);
        header.putShort((short) HEADER_BYTES).putShort((short) PROGRAM_HEADER_BYTES);
        header.putShort((short) Math.min(count, PN_XNUM));
        header.putShort((short) (sectionOffset == 0 ? 0 : SECTION_HEADER_BYTES));
        header.putShort((short) (sectionOffset == 0 ? 0 : 1)).putShort((short) 0);
        return header.flip();
    }

    private static void programHeader(
            ByteBuffer table, int type, int flags, long offset, long address, long fileBytes, long bytes, long align) {
        table.putInt(type).putInt(flags).putLong(offset).putLong(address).putLong(0);
        table.putLong(fileBytes).putLong(bytes).putLong(align);
    }

    private void write(ByteBuffer bytes, long offset) throws IOException {
        if (file instanceof FileChannel channel) {
            for (long at = offset; bytes.hasRemaining(); ) {
                at += channel.write(bytes, at);
            }
            return;
        }
        file.position(offset);
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static long align(long value, long to) {
        return (value + to - 1) & -to;
    }
}
