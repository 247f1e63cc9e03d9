package io.ouroscope.api;

import java.net.BindException;

/// Another program listens on the port already.
public final class PortTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortTakenException(int port) {
        super("Port " + port + " is taken by another program");
    }

    static boolean isCauseOf(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof BindException
                    || String.valueOf(each.getMessage()).contains("Address already in use")) {
                return true;
            }
        }
        return false;
    }
}
