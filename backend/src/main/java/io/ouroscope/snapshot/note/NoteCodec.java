package io.ouroscope.snapshot.note;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ouroscope.snapshot.note.CaptureNote.DescriptorNote;
import io.ouroscope.snapshot.note.CaptureNote.EndNote;
import io.ouroscope.snapshot.note.CaptureNote.FileNote;
import io.ouroscope.snapshot.note.CaptureNote.HoleNote;
import io.ouroscope.snapshot.note.CaptureNote.MappingNote;
import io.ouroscope.snapshot.note.CaptureNote.SemaphoreNote;
import io.ouroscope.snapshot.note.CaptureNote.SharerNote;
import io.ouroscope.snapshot.note.CaptureNote.SharingNote;
import io.ouroscope.snapshot.note.CaptureNote.SocketNote;
import io.ouroscope.snapshot.note.CaptureNote.SyscallNote;
import io.ouroscope.snapshot.note.CaptureNote.ThreadNote;
import io.ouroscope.snapshot.note.CaptureNote.WatchNote;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The JSON of [CaptureNote]: its fields by their names.
///
/// Reading is tolerant, because the note may come from a newer Ouroscope or from a torn file: unknown fields are
/// ignored, missing or mistyped ones become empty, zero or null as the record allows. Only what is no JSON object at
/// all is refused.
public final class NoteCodec {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private NoteCodec() {}

    /// UTF-8 JSON of `note`.
    public static byte[] encode(CaptureNote note) {
        try {
            return JSON.writeValueAsBytes(note);
        } catch (IOException e) {
            throw new IllegalStateException("A capture note could not be written as JSON", e);
        }
    }

    /// The note in `json`; bytes of zero after its end are padding and are ignored.
    ///
    /// @throws IOException if `json` is no JSON object; the message says why
    public static CaptureNote decode(byte[] json) throws IOException {
        int length = json.length;
        while (length > 0 && json[length - 1] == 0) {
            length--;
        }
        JsonNode root = JSON.readTree(json, 0, length);
        if (root == null || !root.isObject()) {
            throw new IOException("The note " + CaptureNote.OWNER + " must be a JSON object but was "
                    + (root == null ? "empty" : root.getNodeType().name().toLowerCase(Locale.ROOT)));
        }
        return new CaptureNote(
                integer(root, "formatVersion"),
                text(root, "capturedAt"),
                root.path("pauseMillis").asDouble(),
                text(root, "host"),
                integer(root, "pid"),
                integer(root, "parentPid"),
                integer(root, "userId"),
                text(root, "executable"),
                texts(root, "commandLine"),
                textOrNull(root, "pythonVersion"),
                list(root, "threads", NoteCodec::thread),
                list(root, "files", NoteCodec::file),
                list(root, "mappings", NoteCodec::mapping),
                list(root, "holes", NoteCodec::hole),
                numberOrNull(root, "monotonicNanos"),
                root.path("sharing").isObject() ? sharing(root.path("sharing")) : null);
    }

    private static ThreadNote thread(JsonNode node) {
        JsonNode call = node.path("syscall");
        return new ThreadNote(
                integer(node, "tid"),
                text(node, "name"),
                text(node, "state"),
                text(node, "waitChannel"),
                node.path("stopped").asBoolean(),
                textOrNull(node, "problem"),
                call.isObject() ? new SyscallNote(integer(call, "number"), texts(call, "arguments")) : null);
    }

    private static FileNote file(JsonNode node) {
        JsonNode socket = node.path("socket");
        JsonNode descriptor = node.path("descriptor");
        return new FileNote(
                integer(node, "fd"),
                text(node, "kind"),
                text(node, "target"),
                socket.isObject() ? socket(socket) : null,
                descriptor.isObject() ? descriptor(descriptor) : null,
                list(node, "otherEnds", NoteCodec::end));
    }

    private static DescriptorNote descriptor(JsonNode node) {
        return new DescriptorNote(
                integer(node, "flags"),
                node.path("positionBytes").asLong(),
                numberOrNull(node, "sizeBytes"),
                numberOrNull(node, "count"),
                numberOrNull(node, "timerNanos"),
                numberOrNull(node, "processId"),
                list(
                        node,
                        "watches",
                        watch -> new WatchNote(
                                integer(watch, "fd"), watch.path("events").asLong())));
    }

    private static EndNote end(JsonNode node) {
        return new EndNote(integer(node, "pid"), text(node, "process"), integer(node, "fd"), integer(node, "flags"));
    }

    private static SocketNote socket(JsonNode node) {
        return new SocketNote(
                text(node, "family"),
                text(node, "type"),
                text(node, "state"),
                text(node, "local"),
                text(node, "peer"),
                numberOrNull(node, "receiveQueueBytes"),
                numberOrNull(node, "sendQueueBytes"),
                node.path("inode").asLong(),
                integer(node, "retransmits"),
                node.path("peerInode").asLong());
    }

    private static SharingNote sharing(JsonNode node) {
        return new SharingNote(list(node, "semaphores", NoteCodec::semaphore), integer(node, "unseen"));
    }

    private static SemaphoreNote semaphore(JsonNode node) {
        return new SemaphoreNote(
                text(node, "start"),
                text(node, "path"),
                list(
                        node,
                        "sharers",
                        each -> new SharerNote(
                                integer(each, "pid"),
                                text(each, "process"),
                                integer(each, "threads"),
                                integer(each, "waiting"))));
    }

    private static MappingNote mapping(JsonNode node) {
        return new MappingNote(
                text(node, "start"),
                text(node, "end"),
                text(node, "permissions"),
                text(node, "offset"),
                text(node, "path"));
    }

    private static HoleNote hole(JsonNode node) {
        return new HoleNote(text(node, "start"), text(node, "end"), text(node, "reason"), text(node, "path"));
    }

    private static int integer(JsonNode node, String field) {
        return node.path(field).asInt();
    }

    private static String text(JsonNode node, String field) {
        String value = textOrNull(node, field);
        return value == null ? "" : value;
    }

    private static @Nullable String textOrNull(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isTextual() ? value.textValue() : null;
    }

    private static @Nullable Long numberOrNull(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isNumber() ? (Long) value.asLong() : null;
    }

    private static List<String> texts(JsonNode node, String field) {
        List<String> values = new ArrayList<>();
        for (JsonNode value : node.path(field)) {
            values.add(value.isTextual() ? value.textValue() : value.toString());
        }
        return List.copyOf(values);
    }

    private static <T> List<T> list(JsonNode node, String field, Function<JsonNode, T> decode) {
        List<T> values = new ArrayList<>();
        for (JsonNode value : node.path(field)) {
            if (value.isObject()) {
                values.add(decode.apply(value));
            }
        }
        return List.copyOf(values);
    }
}
