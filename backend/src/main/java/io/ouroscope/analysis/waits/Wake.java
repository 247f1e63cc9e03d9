package io.ouroscope.analysis.waits;

/// Why something may go on though it waits: what will or may wake it from outside the graph.
///
/// @param kind what that is
/// @param text for people: `timer in 3.2 s`, `socket fd 12 → 10.0.0.7:443`; empty where the kind says all
/// @param fd file descriptor, -1 if none
/// @param seconds from the stop until a timer fires, NaN for what is no timer or unknown
public record Wake(Kind kind, String text, int fd, double seconds) {

    /// What wakes.
    public enum Kind {
        /// A timer of a loop or a timeout of a call.
        TIMER("timer"),
        /// It can go on at once: scheduled, runnable.
        READY("ready"),
        /// It runs.
        RUNNING("running"),
        /// The other side of a socket or pipe, or a file.
        PEER("peer"),
        /// Another process ends or gives a lock back.
        PROCESS("process"),
        /// A signal.
        SIGNAL("signal"),
        /// Someone at a terminal.
        PERSON("person"),
        /// Native code holds it and may finish it.
        NATIVE("native code"),
        /// A cancellation is on its way.
        CANCELLATION("cancellation"),
        /// An idle worker: it waits for work as it should.
        IDLE("idle worker"),
        /// A call that is not understood.
        UNKNOWN("unknown");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /// As shown to people and written in JSON.
        public String word() {
            return word;
        }
    }

    public static Wake of(Kind kind, String text) {
        return new Wake(kind, text, -1, Double.NaN);
    }

    public static Wake timer(String text, double seconds) {
        return new Wake(Kind.TIMER, text, -1, seconds);
    }

    public static Wake peer(String text, int fd) {
        return new Wake(Kind.PEER, text, fd, Double.NaN);
    }
}
