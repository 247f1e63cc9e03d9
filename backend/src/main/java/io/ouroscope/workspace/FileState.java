package io.ouroscope.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// By what we know that a file is still the one we looked at.
///
/// @param fileKey device and inode where the file system has them
record FileState(String fileKey, long sizeBytes, long modifiedNanos) {

    static FileState of(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        var modified = attributes.lastModifiedTime().toInstant();
        return new FileState(
                String.valueOf(attributes.fileKey()),
                attributes.size(),
                modified.getEpochSecond() * 1_000_000_000L + modified.getNano());
    }
}
