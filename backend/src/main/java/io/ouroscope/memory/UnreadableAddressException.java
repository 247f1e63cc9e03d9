package io.ouroscope.memory;

/// A read hit an address whose bytes are not in the snapshot.
///
/// Stackless: it is thrown often when rubbish is followed and is caught in one place per object, where it becomes a
/// `Broken` value.
public final class UnreadableAddressException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long address;
    private final long bytes;

    public UnreadableAddressException(long address, long bytes) {
        super(null, null, false, false);
        this.address = address;
        this.bytes = bytes;
    }

    public long address() {
        return address;
    }

    public long bytes() {
        return bytes;
    }

    @Override
    public String getMessage() {
        return bytes + " bytes at 0x" + Long.toHexString(address) + " are not in the snapshot";
    }
}
