package io.ouroscope.analysis.paths;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.paths.PythonPath.Key;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.decode.PyValue;
import io.ouroscope.python.preview.Previewer;
import io.ouroscope.python.preview.PythonText;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// `object[key]` of sequences and mappings, from data alone.
///
/// Mappings are searched from the beginning: the hash of a str depends on a secret of the process.
final class ItemLookup {
    private static final int DEEPEST = 20;
    private static final int MOST_KEYS = 10_000;
    private static final int KEYS_SHOWN = 3;
    private static final int CHECK_EVERY = 1 << 14;

    private final Heap heap;
    private final Previewer previewer;
    private final Progress progress;

    /// @param progress asked for each chunk of keys
    ItemLookup(Analysis analysis, Progress progress) {
        this.progress = progress;
        heap = analysis.process().heap();
        previewer = analysis.previewer();
    }

    /// Compares keys; a path in a key was evaluated before.
    interface Resolver {
        long object(PythonPath path);
    }

    /// The item, or a failure.
    long item(long object, Key key, int from, int to, Resolver resolver) {
        PyType type = heap.typeOf(object);
        if (type == null) {
            throw new PathFailure(from, to, "no object is there");
        }
        PyValue value = heap.value(object);
        String nativeType = type.decodedBy().typeName();
        if (nativeType.equals("set") || nativeType.equals("frozenset") || nativeType.startsWith("dict_")) {
            throw new PathFailure(
                    from, to, "a " + type.shortName() + " has no items by index: write list(…)[index] around it");
        }
        if (value.isMapping()) {
            return value(object, key, from, to, resolver);
        }
        if (value.isSequence() && heap.itemCount(object) >= 0) {
            return at(object, index(key, heap.itemCount(object), "this " + type.shortName(), from, to), from, to);
        }
        throw new PathFailure(
                from,
                to,
                heap.text(object, 1) != null || value instanceof PyValue.Bytes
                        ? "a character or byte is no object of its own in the snapshot"
                        : "a " + type.shortName() + " is no list, tuple or dict: what its brackets give would be"
                                + " computed by its class, which cannot run in a snapshot");
    }

    /// The index that a key means in something of `length`.
    static long index(Key key, long length, String what, int from, int to) {
        BigInteger number = number(key);
        if (number == null) {
            throw new PathFailure(from, to, what + " has its items by number");
        }
        BigInteger index = number.signum() < 0 ? number.add(BigInteger.valueOf(length)) : number;
        if (index.signum() < 0 || index.compareTo(BigInteger.valueOf(length)) >= 0) {
            throw new PathFailure(
                    from,
                    to,
                    length == 0
                            ? what + " is empty"
                            : what + " has " + length + (length == 1 ? " item" : " items") + ": the last one is ["
                                    + (length - 1) + "]");
        }
        return index.longValue();
    }

    private static @org.jspecify.annotations.Nullable BigInteger number(Key key) {
        return switch (key) {
            case Key.Number(var value) -> value;
            case Key.Constant(var word) when word.equals("True") -> BigInteger.ONE;
            case Key.Constant(var word) when word.equals("False") -> BigInteger.ZERO;
            default -> null;
        };
    }

    private long at(long object, long index, int from, int to) {
        long[] found = {0};
        heap.items(object, index, index + 1, (position, key, item) -> {
            found[0] = position == index ? item : 0;
            return false;
        });
        if (found[0] == 0) {
            throw new PathFailure(from, to, "this item is empty or cannot be read");
        }
        return found[0];
    }

    private long value(long mapping, Key key, int from, int to, Resolver resolver) {
        long wanted = key instanceof Key.Object(var path) ? resolver.object(path) : 0;
        long[] found = {0};
        progress.stage("Looking for a key", Math.max(0, heap.itemCount(mapping)));
        heap.items(mapping, 0, Long.MAX_VALUE, (index, each, value) -> {
            if (index % CHECK_EVERY == CHECK_EVERY - 1) {
                progress.check();
                progress.done(index);
            }
            if (wanted != 0 ? each == wanted : equal(key, each, resolver, 0)) {
                found[0] = value;
            }
            return found[0] == 0;
        });
        if (found[0] == 0) {
            long count = heap.itemCount(mapping);
            throw new PathFailure(
                    from,
                    to,
                    count == 0
                            ? "this mapping is empty"
                            : "none of its " + count + (count == 1 ? " key" : " keys") + " is this one",
                    suggestions(mapping, key));
        }
        return found[0];
    }

    private boolean equal(Key key, long object, Resolver resolver, int depth) {
        if (depth > DEEPEST) {
            return false;
        }
        return switch (key) {
            case Key.Text(var text) -> text.equals(heap.text(object, text.length() + 1));
            case Key.Object(var path) -> resolver.object(path) == object;
            case Key.Bytes(var bytes) ->
                heap.value(object) instanceof PyValue.Bytes(var prefix, var start, var length)
                        && length == bytes.length()
                        && length == start.length
                        && bytes.equals(new String(start, StandardCharsets.ISO_8859_1));
            case Key.Number(var number) -> isNumber(object, number);
            case Key.Constant(var word) ->
                heap.value(object) instanceof PyValue.Constant(var text)
                        && (text.equals(word) || word.equals("...") && text.equals("Ellipsis"));
            case Key.Tuple(var members) -> equalTuple(members, object, resolver, depth);
        };
    }

    private boolean isNumber(long object, BigInteger number) {
        PyType type = heap.typeOf(object);
        if (type == null || !type.isSubtypeOf("int")) {
            return false;
        }
        if (heap.value(object) instanceof PyValue.Constant(var word)) {
            return word.equals("True") && number.equals(BigInteger.ONE) || word.equals("False") && number.signum() == 0;
        }
        return heap.value(object) instanceof PyValue.Int(var value, var digits)
                && digits * 30 < value.bitLength() + 31L
                && value.equals(number);
    }

    private boolean equalTuple(List<Key> members, long object, Resolver resolver, int depth) {
        PyType type = heap.typeOf(object);
        if (type == null || !type.isSubtypeOf("tuple") || heap.itemCount(object) != members.size()) {
            return false;
        }
        int[] same = {0};
        heap.items(object, 0, members.size(), (index, none, item) -> {
            if (!equal(members.get((int) index), item, resolver, depth + 1)) {
                return false;
            }
            same[0]++;
            return true;
        });
        return same[0] == members.size();
    }

    private List<String> suggestions(long mapping, Key wanted) {
        var texts = new ArrayList<String>();
        var shown = new ArrayList<String>();
        heap.items(mapping, 0, MOST_KEYS, (index, key, value) -> {
            String text = heap.text(key, 100);
            if (text != null) {
                texts.add(text);
            }
            if (shown.size() < KEYS_SHOWN) {
                shown.add(Previewer.text(previewer.preview(key, 30)));
            }
            return true;
        });
        List<String> near = wanted instanceof Key.Text(var text)
                ? Nearest.to(text, texts).stream()
                        .map(each -> PythonText.string(each, each.codePointCount(0, each.length()), 100))
                        .toList()
                : List.of();
        return (near.isEmpty() ? shown : near)
                .stream().map(each -> "[" + each + "]").toList();
    }
}
