package io.ouroscope.workspace;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a note may be. The limits keep a snapshot's notes a small file; beyond them a note is refused with the reason.
final class NoteRules {
    static final int MOST_NOTES = 1_000;
    static final int LONGEST_TEXT = 10_000;
    static final int LONGEST_TITLE = 300;
    /// A graph has its nodes and their places in its URL.
    static final int LONGEST_PATH = 16_000;

    /// Of all notes of a snapshot, as JSON.
    static final int MOST_BYTES = 16 << 20;

    /// What browsers leave unescaped in a path and query; it begins with one slash, so it cannot name another host.
    private static final Pattern PATH = Pattern.compile("/(?!/)[!-~&&[^<>\"\\\\^`{|}#]]*");

    private NoteRules() {}

    /// Why a note cannot be kept, null if it can.
    static @Nullable String problem(Note.Draft draft) {
        if (draft.text().isBlank()) {
            return "A note needs a text";
        }
        if (draft.text().length() > LONGEST_TEXT) {
            return "A note has at most " + LONGEST_TEXT + " characters, this one has "
                    + draft.text().length();
        }
        if (draft.title().length() > LONGEST_TITLE) {
            return "The title of a note has at most " + LONGEST_TITLE + " characters";
        }
        if (draft.path().length() > LONGEST_PATH || !PATH.matcher(draft.path()).matches()) {
            return "A note is pinned to a place in the snapshot, a path like /object/0x7f12ab34cd50 of at most "
                    + LONGEST_PATH + " characters";
        }
        return null;
    }
}
