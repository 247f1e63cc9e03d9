package io.ouroscope.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ctrl-C (and SIGTERM, SIGHUP): asks the work to stop, gives it a few seconds to let go of what it holds, and then
/// cleans up (temporary files, the server).
///
/// The Java runtime ends the program with 128 + signal by itself.
final class Cancellation {
    private static final long PATIENCE_SECONDS = 8;

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch workOver = new CountDownLatch(1);
    private final Deque<Runnable> cleanups = new ArrayDeque<>();

    /// Makes signals end up here from now on.
    void install() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::interrupted, "cancel"));
    }

    boolean isRequested() {
        return requested.getCount() == 0;
    }

    /// Waits for Ctrl-C.
    void awaitRequest() throws InterruptedException {
        requested.await();
    }

    /// `cleanup` runs once when the program ends, in whichever way, the last one registered first.
    void onEnd(Runnable cleanup) {
        synchronized (cleanups) {
            cleanups.push(cleanup);
        }
    }

    /// The work has ended by itself.
    void workOver() {
        cleanUp();
        workOver.countDown();
    }

    private void interrupted() {
        requested.countDown();
        try {
            if (!workOver.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                cleanUp();
            }
        } catch (InterruptedException hurried) {
            cleanUp();
            Thread.currentThread().interrupt();
        }
    }

    private void cleanUp() {
        while (true) {
            Runnable next;
            synchronized (cleanups) {
                next = cleanups.poll();
            }
            if (next == null) {
                return;
            }
            next.run();
        }
    }
}
