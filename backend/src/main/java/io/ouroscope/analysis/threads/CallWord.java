package io.ouroscope.analysis.threads;

/// A piece of what a system call is doing, in words.
///
/// @param file number of the file descriptor that the piece names, -1 if none
/// @param address address in memory that the piece names, 0 if none
/// @param object address of the Python object that the piece names, 0 if none
public record CallWord(String text, int file, long address, long object) {

    static CallWord text(String text) {
        return new CallWord(text, -1, 0, 0);
    }
}
