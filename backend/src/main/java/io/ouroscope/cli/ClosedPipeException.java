package io.ouroscope.cli;

/// Nobody reads our output any more (`| head`): a reason to stop, not an error.
final class ClosedPipeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClosedPipeException() {
        super("stdout is closed", null, false, false);
    }
}
