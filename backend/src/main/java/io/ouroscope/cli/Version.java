package io.ouroscope.cli;

import io.ouroscope.workspace.BuildVersion;
import picocli.CommandLine.IVersionProvider;

/// What `--version` prints.
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"ouroscope " + BuildVersion.text()};
    }
}
