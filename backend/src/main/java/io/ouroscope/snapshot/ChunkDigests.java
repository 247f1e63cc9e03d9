package io.ouroscope.snapshot;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The rule by which a snapshot's id is made: SHA-256 over the SHA-256s of the file's chunks of [#CHUNK] bytes, the
/// last one shorter. A whole chunk of zeros has a constant digest, so holes cost nothing.
final class ChunkDigests {
    static final int CHUNK = 4 << 20;
    static final int DIGEST = 32;
    static final byte[] OF_ZEROS = sha256().digest(new byte[CHUNK]);

    private ChunkDigests() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    /// The digest of a chunk; `chunk` is read from its position to its limit, which stay as they are.
    static byte[] of(ByteBuffer chunk, MessageDigest digest) {
        if (chunk.remaining() == CHUNK && isZero(chunk)) {
            return OF_ZEROS;
        }
        digest.update(chunk.duplicate());
        return digest.digest();
    }

    static boolean isZero(ByteBuffer bytes) {
        ByteBuffer view = bytes.duplicate();
        if (!view.hasRemaining()) {
            return true;
        }
        if (view.get(view.position()) != 0) {
            return false;
        }
        // All bytes equal the one before them, and the first is zero: one vectorised comparison.
        ByteBuffer shifted = view.duplicate().position(view.position() + 1);
        return shifted.equals(view.duplicate().limit(view.limit() - 1));
    }

    static String id(byte[] digests, int length) {
        MessageDigest digest = sha256();
        digest.update(digests, 0, length);
        return HexFormat.of().formatHex(digest.digest());
    }
}
