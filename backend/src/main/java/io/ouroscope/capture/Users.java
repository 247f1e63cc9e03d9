package io.ouroscope.capture;

import io.ouroscope.capture.linux.ProcFiles;
import java.nio.file.Path;

/// Names of users, from /etc/passwd.
final class Users {
    private Users() {}

    /// The name of `uid`, or the number if it has none here.
    static String name(int uid) {
        for (String line : ProcFiles.text(Path.of("/etc/passwd")).split("\n")) {
            String[] fields = line.split(":", 4);
            if (fields.length == 4 && fields[2].equals(Integer.toUnsignedString(uid))) {
                return fields[0];
            }
        }
        return "uid " + Integer.toUnsignedString(uid);
    }
}
