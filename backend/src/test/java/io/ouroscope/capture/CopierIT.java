package io.ouroscope.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ouroscope.capture.linux.NativeBuffer;
import io.ouroscope.capture.linux.ProcFiles;
import io.ouroscope.capture.linux.TouchedPages;
import io.ouroscope.snapshot.CoreWriter;
import io.ouroscope.testing.Requirements;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopierIT {
    @TempDir
    Path directory;

    @Test
    void aCopyingThreadThatBreaksDownFailsTheCaptureInsteadOfLeavingZeros() throws Exception {
        Requirements.needCapture();
        int self = (int) ProcessHandle.current().pid();
        try (FileChannel file = FileChannel.open(
                        directory.resolve("core"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                TouchedPages touched = new TouchedPages(self, () -> false)) {
            var program = ProcFiles.mappings(self).stream()
                    .filter(mapping -> mapping.isReadable() && mapping.isFileBacked())
                    .findFirst()
                    .orElseThrow();
            CopyPlan plan = CopyPlan.of(List.of(program), touched, new CoreWriter(file), 4096);
            NativeBuffer broken = NativeBuffer.allocate(plan.bytes());
            broken.close();
            try (Copier copier = new Copier(self, file, broken)) {
                copier.start(plan);
                assertThat(copier.await(60_000)).isTrue();
                assertThatThrownBy(copier::checkFailure)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("copying the memory failed");
            }
        }
    }
}
