package io.ouroscope.capture.linux;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One line of /proc/PID/maps.
///
/// @param start first address
/// @param end address after the last
/// @param permissions like `rw-p`
/// @param offset offset in the file
/// @param device of the filesystem that the file is on, `fe:00`
/// @param inode the file's inode, 0 if there is no file
/// @param path the file, or a name in brackets, or empty
public record Mapping(long start, long end, String permissions, long offset, String device, long inode, String path) {

    public long sizeBytes() {
        return end - start;
    }

    public boolean isReadable() {
        return permissions.charAt(0) == 'r';
    }

    public boolean isWritable() {
        return permissions.charAt(1) == 'w';
    }

    /// Whether others that have the same file mapped see what is written.
    public boolean isShared() {
        return permissions.charAt(3) == 's';
    }

    public boolean isExecutable() {
        return permissions.charAt(2) == 'x';
    }

    /// Without a file and not shared: only here does "not present and not swapped" mean zeros.
    public boolean isPrivateAnonymous() {
        return permissions.charAt(3) == 'p' && inode == 0 && !path.startsWith("/");
    }

    public boolean isFileBacked() {
        return inode != 0 && path.startsWith("/");
    }

    /// Permissions as the flags of a program header: 4 read, 2 write, 1 execute.
    public int elfFlags() {
        return (isReadable() ? 4 : 0) | (isWritable() ? 2 : 0) | (isExecutable() ? 1 : 0);
    }

    /// Parses the text of /proc/PID/maps; lines it does not understand are left out.
    public static List<Mapping> parse(byte[] maps) {
        List<Mapping> mappings = new ArrayList<>();
        String text = new String(maps, StandardCharsets.UTF_8);
        int from = 0;
        while (from < text.length()) {
            int to = text.indexOf('\n', from);
            to = to < 0 ? text.length() : to;
            parseLine(text.substring(from, to), mappings);
            from = to + 1;
        }
        return mappings;
    }

    private static void parseLine(String line, List<Mapping> mappings) {
        String[] fields = line.split(" +", 6);
        int dash = fields[0].indexOf('-');
        if (fields.length < 5 || dash <= 0 || fields[1].length() < 4) {
            return;
        }
        try {
            mappings.add(new Mapping(
                    Long.parseUnsignedLong(fields[0].substring(0, dash), 16),
                    Long.parseUnsignedLong(fields[0].substring(dash + 1), 16),
                    fields[1],
                    Long.parseUnsignedLong(fields[2], 16),
                    fields[3],
                    Long.parseLong(fields[4]),
                    fields.length > 5 ? fields[5].replace("\\012", "\n") : ""));
        } catch (NumberFormatException e) {
            // not a line of this format
        }
    }
}
