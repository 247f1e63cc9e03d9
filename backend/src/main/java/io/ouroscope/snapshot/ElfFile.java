package io.ouroscope.snapshot;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The header and the program headers of a 64-bit little-endian x86-64 ELF file (elf(5)): a core, or a program or
/// library whose pages refill one. Knows nothing of what the segments mean.
///
/// Every refusal is a [SnapshotFormatException] in words for the person who has the file.
record ElfFile(int fileType, List<ProgramHeader> headers) {
    static final int EXECUTABLE = 2;
    static final int SHARED_OBJECT = 3;
    static final int CORE = 4;

    private static final int HEADER_SIZE = 64;
    private static final int MAGIC = 0x464c457f;
    private static final int MACHINE_X86_64 = 62;
    private static final int MACHINE_AARCH64 = 183;
    /// elf(5): with this count the real one is `sh_info` of section header 0.
    private static final int PN_XNUM = 0xffff;
    /// Distributions set vm.max_map_count to at most 1,048,576 mappings; beyond four times that it is no real process.
    private static final long MOST_HEADERS = 1L << 22;

    static ElfFile read(MemorySegment file, String name) throws SnapshotFormatException {
        if (file.byteSize() == 0) {
            throw new SnapshotFormatException(name + " is empty");
        }
        checkMachine(file, name);
        long table = Bytes.i64(file, 32);
        int entrySize = Bytes.u16(file, 54);
        long count = Bytes.u16(file, 56);
        if (count == PN_XNUM) {
            count = extendedCount(file, name);
        }
        if (count > 0 && entrySize != ProgramHeader.SIZE) {
            throw new SnapshotFormatException(name + ": e_phentsize at offset 54 must be " + ProgramHeader.SIZE
                    + " but was " + entrySize + ": the file is damaged");
        }
        if (count > MOST_HEADERS) {
            throw new SnapshotFormatException(name + ": claims " + count + " program headers, more than the "
                    + MOST_HEADERS + " any process can have: the file is damaged");
        }
        if (!Bytes.within(file, table, count * ProgramHeader.SIZE)) {
            throw new SnapshotFormatException(name + ": the " + count + " program headers at offset "
                    + Long.toUnsignedString(table) + " reach beyond the end of the file (" + file.byteSize()
                    + " bytes): the file is cut short; copy it again");
        }
        List<ProgramHeader> headers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ProgramHeader header = ProgramHeader.read(file, table + (long) i * ProgramHeader.SIZE, i);
            if (header.type() != 0) {
                headers.add(header);
            }
        }
        return new ElfFile(Bytes.u16(file, 16), headers);
    }

    private static void checkMachine(MemorySegment file, String name) throws SnapshotFormatException {
        if (file.byteSize() < 4 || Bytes.i32(file, 0) != MAGIC) {
            throw new SnapshotFormatException(name + " is no ELF file, so no core dump: "
                    + "Ouroscope opens its own captures and cores made by gcore, the kernel or systemd-coredump");
        }
        if (file.byteSize() < HEADER_SIZE) {
            throw new SnapshotFormatException(name + ": ends within the ELF header (" + file.byteSize() + " of "
                    + HEADER_SIZE + " bytes): the file is cut short; copy it again");
        }
        if (Bytes.u8(file, 4) != 2) {
            throw new SnapshotFormatException(
                    name + " is of a 32-bit process; only 64-bit processes (x86-64) can be read");
        }
        int machine = Bytes.u8(file, 5) == 1 ? Bytes.u16(file, 18) : -1;
        if (machine == MACHINE_AARCH64) {
            throw new SnapshotFormatException(
                    name + " is of an ARM process (aarch64); only x86-64 processes can be read");
        }
        if (machine != MACHINE_X86_64) {
            throw new SnapshotFormatException(name + " is of a process on another kind of machine ("
                    + (machine < 0 ? "big-endian" : "ELF machine number " + machine)
                    + "); only x86-64 processes can be read");
        }
    }

    private static long extendedCount(MemorySegment file, String name) throws SnapshotFormatException {
        long sections = Bytes.i64(file, 40);
        if (sections <= 0 || !Bytes.within(file, sections, 64)) {
            throw new SnapshotFormatException(name + ": has more than 65,534 program headers, but section header 0 "
                    + "at offset " + Long.toUnsignedString(sections) + ", which counts them, lies beyond the end of "
                    + "the file (" + file.byteSize() + " bytes): the file is cut short; copy it again");
        }
        return Bytes.u32(file, sections + 44);
    }
}
