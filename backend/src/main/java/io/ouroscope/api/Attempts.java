package io.ouroscope.api;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// Slows down who guesses keys: after ten wrong ones from an address, one more every six seconds. Keys have 256 random
/// bits, so this protects what a user wrote into a token file, and the log of a proxy before us.
///
/// Behind a proxy all users have its address and are slowed down together; what the proxy says of them could be forged.
final class Attempts {
    private static final int FREE = 10;
    private static final Duration ONE_MORE_EVERY = Duration.ofSeconds(6);
    private static final int MOST_ADDRESSES = 10_000;

    private final InstantSource clock;

    /// When an address may be wrong again as often as it likes; in the order of the last wrong key.
    private final Map<String, Instant> freeAt = new LinkedHashMap<>();

    Attempts(InstantSource clock) {
        this.clock = clock;
    }

    /// @throws ApiException if this address has to wait
    synchronized void check(String address) {
        Instant free = freeAt.get(key(address));
        Instant now = clock.instant();
        if (free != null && free.isAfter(now.plus(ONE_MORE_EVERY.multipliedBy(FREE - 1L)))) {
            throw ApiException.of(
                    429,
                    "too-many-attempts",
                    "Too many wrong keys came from this address",
                    "Wait " + ONE_MORE_EVERY.toSeconds() + " seconds and try again.");
        }
    }

    synchronized void wrong(String address) {
        String key = key(address);
        Instant now = clock.instant();
        Instant before = freeAt.remove(key);
        Instant from = before == null || before.isBefore(now) ? now : before;
        if (freeAt.size() >= MOST_ADDRESSES) {
            freeAt.keySet().remove(freeAt.keySet().iterator().next());
        }
        freeAt.put(key, from.plus(ONE_MORE_EVERY));
    }

    /// Of an address of version 6 the first 64 bits: who has one has all that begin so.
    private static String key(String address) {
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return HexFormat.of().formatHex(bytes.length > 4 ? Arrays.copyOf(bytes, 8) : bytes);
        } catch (UnknownHostException strange) {
            return address;
        }
    }
}
