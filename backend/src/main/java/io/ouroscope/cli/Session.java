package io.ouroscope.cli;

import io.ouroscope.progress.Progress;

/// What every command works with: where results go, where messages go, and the wish to stop.
record Session(Output out, Terminal terminal, Cancellation cancellation) {

    Progress progress() {
        return new ProgressLine(terminal, cancellation, System::nanoTime);
    }
}
