package io.ouroscope.snapshot;

import java.io.IOException;

/// There is not enough room for a file that was being written; the file is gone again.
public final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1L;

    DiskFullException(String message) {
        super(message);
    }
}
