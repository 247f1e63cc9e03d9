package io.ouroscope.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexFileTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("one.idx");
    }

    private void build(String key, String... stages) throws IOException {
        try (IndexFile index = IndexFile.open(file, key)) {
            for (String stage : stages) {
                LongColumn column = index.newLongs(stage, 1000);
                for (int i = 0; i < column.size(); i++) {
                    column.set(i, stage.hashCode() + (long) i);
                }
                index.finish(stage);
            }
        }
    }

    @Test
    void aCompleteFileIsFoundAgainWithAllItsColumns() throws IOException {
        try (IndexFile index = IndexFile.open(file, "key")) {
            index.newLongs("longs", 3).setAll(new long[] {1, -2, Long.MAX_VALUE});
            index.newInts("ints", 2).setAll(new int[] {7, -8});
            index.newBytes("bytes", 1).set(0, (byte) 9);
            index.newInts("empty", 0);
            index.finish("stage");
            index.complete();
        }
        try (IndexFile index = IndexFile.open(file, "key")) {
            assertThat(index.isComplete()).isTrue();
            assertThat(index.isFinished("stage")).isTrue();
            assertThat(index.longs("longs").toArray()).containsExactly(1, -2, Long.MAX_VALUE);
            assertThat(index.ints("ints").toArray(0, 2)).containsExactly(7, -8);
            assertThat(index.bytes("bytes").get(0)).isEqualTo((byte) 9);
            assertThat(index.ints("empty").size()).isZero();
        }
        assertThat(Files.list(directory)).containsExactly(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void anInterruptedBuildGoesOnAfterItsLastFinishedStage() throws IOException {
        try (IndexFile index = IndexFile.open(file, "key")) {
            index.newLongs("first", 1000).set(999, 5);
            index.finish("first");
            LongColumn torn = index.newLongs("second", 1_000_000);
            for (int i = 0; i < torn.size(); i++) {
                torn.set(i, -1);
            }
        }
        assertThat(file).doesNotExist();
        try (IndexFile index = IndexFile.open(file, "key")) {
            assertThat(index.isComplete()).isFalse();
            assertThat(index.isFinished("first")).isTrue();
            assertThat(index.isFinished("second")).isFalse();
            assertThat(index.longs("first").get(999)).isEqualTo(5);
            assertThatThrownBy(() -> index.longs("second")).hasMessageContaining("second");
            // What the interrupted stage wrote is gone: a new column begins with zeros.
            LongColumn again = index.newLongs("second", 2_000_000);
            assertThat(again.toArray()).containsOnly(0);
            index.finish("second");
            index.complete();
        }
        assertThat(file).exists();
    }

    @Test
    void aFileOfAnotherKeyIsMadeAgain() throws IOException {
        build("old", "stage");
        try (IndexFile index = IndexFile.open(file, "new")) {
            assertThat(index.isFinished("stage")).isFalse();
            index.finish("stage");
            index.complete();
        }
        try (IndexFile index = IndexFile.open(file, "old")) {
            assertThat(index.isComplete()).isFalse();
            assertThat(index.isFinished("stage")).isFalse();
        }
    }

    @Test
    void appendedColumnsGrowBesideEachOther() throws IOException {
        int[] values = new int[100_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 31;
        }
        for (Columns columns : new Columns[] {IndexFile.open(file, "key"), new MemoryColumns()}) {
            try (Appender ints = columns.append("ints");
                    Appender bytes = columns.append("bytes")) {
                ints.addInts(values, 0, 60_000);
                bytes.addBytes(new byte[] {1, 2}, 0, 2);
                ints.addInts(values, 60_000, values.length);
                bytes.addBytes(new byte[] {1, 2, 3}, 2, 3);
                ints.end();
                bytes.end();
            }
            columns.finish("stage");
            assertThat(columns.ints("ints").toArray(0, columns.ints("ints").size()))
                    .containsExactly(values);
            assertThat(columns.bytes("bytes").size()).isEqualTo(3);
            assertThat(columns.bytes("bytes").get(2)).isEqualTo((byte) 3);
            columns.close();
        }
        assertThat(Files.list(directory)).hasSize(1);
    }

    @Test
    void twoCannotBuildTheSameFile() throws IOException {
        IndexFile first = IndexFile.open(file, "key");
        assertThatThrownBy(() -> IndexFile.open(file, "key"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("somebody else");
        first.close();
        IndexFile.open(file, "key").close();
    }

    @Test
    void aDamagedFileIsMadeAgain() throws IOException {
        try (IndexFile index = IndexFile.open(file, "key")) {
            index.newLongs("longs", 5000);
            index.finish("stage");
            index.complete();
        }
        try (var damage = new RandomAccessFile(file.toFile(), "rw")) {
            damage.setLength(IndexHeader.BYTES + 100);
        }
        try (IndexFile index = IndexFile.open(file, "key")) {
            assertThat(index.isComplete()).isFalse();
            assertThat(index.isFinished("stage")).isFalse();
        }
    }

    @Test
    void aTemporaryIndexLeavesNothingBehind() throws IOException {
        try (IndexFile index = IndexFile.temporary(directory)) {
            index.newLongs("longs", 5000).set(4999, 1);
            index.finish("stage");
            index.complete();
            assertThat(index.longs("longs").get(4999)).isEqualTo(1);
            assertThat(Files.list(directory)).isEmpty();
        }
    }
}
