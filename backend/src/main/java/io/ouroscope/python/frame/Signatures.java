package io.ouroscope.python.frame;

import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.preview.Previewer;
import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.List;

/// A function's signature as in its `def`: names, `/`, `*`, and the defaults it has now. Annotations are not told.
public final class Signatures {
    /// CO_VARARGS and CO_VARKEYWORDS (Include/cpython/code.h).
    private static final int HAS_ARGS = 4;

    private static final int HAS_KEYWORDS = 8;
    private static final int MOST_ARGUMENTS = 1_000;
    private static final int DEFAULT_BUDGET = 40;

    private final Heap heap;
    private final Structs structs;
    private final Previewer previewer;
    private final int countOffset;
    private final int positionalOnlyOffset;
    private final int keywordOnlyOffset;
    private final int flagsOffset;

    public Signatures(Heap heap, Previewer previewer) {
        this.heap = heap;
        this.previewer = previewer;
        structs = heap.structs();
        StructLayout code = structs.layout.struct("PyCodeObject");
        countOffset = code.offset("co_argcount");
        positionalOnlyOffset = code.offset("co_posonlyargcount");
        keywordOnlyOffset = code.offset("co_kwonlyargcount");
        flagsOffset = code.offset("co_flags");
    }

    /// @param code address of a code object
    /// @param defaults address of the tuple of a function's defaults, 0 if there is none
    /// @param keywordDefaults address of the dict of those of keyword-only parameters, 0 if there is none
    /// @return `(a, /, b=1, *, c)`; empty if it cannot be read
    public String text(long code, long defaults, long keywordDefaults) {
        try {
            int count = structs.memory.getInt(code + countOffset);
            int positionalOnly = structs.memory.getInt(code + positionalOnlyOffset);
            int keywordOnly = structs.memory.getInt(code + keywordOnlyOffset);
            int flags = structs.memory.getInt(code + flagsOffset);
            if (count < 0 || keywordOnly < 0 || count + keywordOnly > MOST_ARGUMENTS) {
                return "";
            }
            List<String> given = items(defaults);
            var parts = new ArrayList<String>();
            for (int i = 0; i < count; i++) {
                int at = i - (count - given.size());
                parts.add(name(code, i) + (at >= 0 && at < given.size() ? "=" + given.get(at) : ""));
                if (i + 1 == positionalOnly) {
                    parts.add("/");
                }
            }
            int next = count + keywordOnly;
            if ((flags & HAS_ARGS) != 0) {
                parts.add("*" + name(code, next++));
            } else if (keywordOnly > 0) {
                parts.add("*");
            }
            for (int i = count; i < count + keywordOnly; i++) {
                String name = name(code, i);
                parts.add(name + keywordDefault(name, keywordDefaults));
            }
            if ((flags & HAS_KEYWORDS) != 0) {
                parts.add("**" + name(code, next));
            }
            return "(" + String.join(", ", parts) + ")";
        } catch (UnreadableAddressException e) {
            return "";
        }
    }

    private String name(long code, int slot) {
        String name = slot < structs.code.slotCount(code) ? heap.text(structs.code.slotName(code, slot), 200) : null;
        return name == null ? "?" : name;
    }

    private List<String> items(long tuple) {
        var texts = new ArrayList<String>();
        if (tuple != 0) {
            heap.items(tuple, 0, MOST_ARGUMENTS, (index, key, value) -> {
                texts.add(text(value));
                return true;
            });
        }
        return texts;
    }

    private String keywordDefault(String name, long dict) {
        String[] found = {""};
        if (dict != 0) {
            heap.items(dict, 0, MOST_ARGUMENTS, (index, key, value) -> {
                if (name.equals(heap.text(key, 200))) {
                    found[0] = "=" + text(value);
                }
                return found[0].isEmpty();
            });
        }
        return found[0];
    }

    private String text(long object) {
        return Previewer.text(previewer.preview(object, DEFAULT_BUDGET));
    }
}
