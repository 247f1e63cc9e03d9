package io.ouroscope.capture;

import io.ouroscope.capture.linux.Mapping;
import io.ouroscope.capture.linux.OpenFiles;
import io.ouroscope.capture.linux.OtherEnds;
import io.ouroscope.capture.linux.ProcFiles;
import io.ouroscope.capture.linux.ProcStat;
import io.ouroscope.capture.linux.SemaphoreSharers;
import io.ouroscope.capture.linux.SocketTable;
import io.ouroscope.snapshot.CoreWriter;
import io.ouroscope.snapshot.note.CaptureNote;
import io.ouroscope.snapshot.note.CaptureNote.MappingNote;
import io.ouroscope.snapshot.note.CaptureNote.ThreadNote;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the core file says beside memory, put together after the process runs again.
final class CoreContent {
    private final TargetProcess target;
    private final Pause pause;
    private final CopyPlan plan;
    private final List<AddressRange> unreadable;

    CoreContent(TargetProcess target, Pause pause, CopyPlan plan, List<AddressRange> unreadablePages) {
        this.target = target;
        this.pause = pause;
        this.plan = plan;
        Set<Long> borders = new HashSet<>();
        for (CopyPlan.Area area : plan.areas()) {
            borders.add(area.mapping().start());
        }
        this.unreadable = AddressRange.joined(unreadablePages, borders);
    }

    List<CoreWriter.Segment> segments() {
        return plan.segments(unreadable);
    }

    CoreWriter.ProcessInfo process() {
        ProcStat stat = target.stat();
        return new CoreWriter.ProcessInfo(
                stat.pid(),
                stat.parentPid(),
                stat.processGroup(),
                stat.session(),
                target.status().uid(),
                target.status().gid(),
                stat.state().charAt(0),
                stat.nice(),
                stat.flags(),
                stat.name(),
                String.join(" ", target.commandLine()));
    }

    List<CoreWriter.MappedFile> mappedFiles() {
        List<CoreWriter.MappedFile> files = new ArrayList<>();
        for (CopyPlan.Area area : plan.areas()) {
            Mapping mapping = area.mapping();
            if (mapping.isFileBacked()) {
                files.add(new CoreWriter.MappedFile(mapping.start(), mapping.end(), mapping.offset(), mapping.path()));
            }
        }
        return files;
    }

    CaptureNote note() {
        return new CaptureNote(
                CaptureNote.FORMAT_VERSION,
                pause.stoppedAt().toString(),
                pause.pauseMillis(),
                hostName(),
                target.pid(),
                target.stat().parentPid(),
                target.status().uid(),
                target.executable(),
                target.commandLine(),
                target.pythonVersion(),
                threads(),
                OtherEnds.of(
                        target.pid(),
                        OpenFiles.withSockets(
                                OpenFiles.withSockets(pause.files(), pause.sockets()),
                                // opened between the first look and the stop
                                SocketTable.ofProcess(target.pid()))),
                plan.areas().stream().map(area -> mapping(area.mapping())).toList(),
                plan.holes(unreadable),
                pause.monotonicNanos(),
                SemaphoreSharers.of(
                        target.pid(),
                        plan.areas().stream().map(CopyPlan.Area::mapping).toList()));
    }

    private List<ThreadNote> threads() {
        Set<Integer> done = new HashSet<>();
        List<ThreadNote> notes = new ArrayList<>();
        for (CoreWriter.ThreadRegisters registers : pause.registers()) {
            ThreadBefore before = pause.threadsBefore().get(registers.tid());
            if (before != null && done.add(registers.tid())) {
                notes.add(before.stopped(registers));
            }
        }
        for (int tid : pause.late()) {
            ThreadBefore before = pause.threadsBefore().get(tid);
            if (before != null && done.add(tid)) {
                notes.add(before.passedOver());
            }
        }
        for (ThreadBefore before : pause.threadsBefore().values()) {
            if (before.state().equals("Z") && done.add(before.tid())) {
                notes.add(before.ended());
            }
        }
        return notes;
    }

    private static MappingNote mapping(Mapping mapping) {
        return new MappingNote(
                "0x" + Long.toHexString(mapping.start()),
                "0x" + Long.toHexString(mapping.end()),
                mapping.permissions(),
                "0x" + Long.toHexString(mapping.offset()),
                mapping.path());
    }

    private static String hostName() {
        String name = ProcFiles.text(Path.of("/proc/sys/kernel/hostname"));
        if (!name.isEmpty()) {
            return name;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "";
        }
    }
}
