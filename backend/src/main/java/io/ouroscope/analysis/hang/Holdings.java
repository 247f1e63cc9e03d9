package io.ouroscope.analysis.hang;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.runtime.RootKind;
import io.ouroscope.python.runtime.Roots;
import java.util.function.IntConsumer;

/// Which object holds which, as far as the judgement of waits needs it. Objects have numbers from 0.
interface Holdings {

    int objectCount();

    /// The number of the object at this address, -1 if none is there.
    int object(long address);

    int outCount(int object);

    /// The `position`-th object that the object refers to.
    int target(int object, int position);

    EdgeClass edgeClass(int object, int position);

    /// Calls `objects` for all that a thread's stack and state hold.
    void ofThread(ThreadInfo thread, IntConsumer objects);

    /// Calls `frames` for the frame objects of a thread's stack.
    void framesOf(ThreadInfo thread, IntConsumer frames);

    static Holdings of(Analysis analysis) {
        Census census = analysis.process().census();
        var references = analysis.references();
        var accounting = analysis.accounting();
        var roots = new Roots(analysis.process().heap(), analysis.process().runtime());
        return new Holdings() {
            @Override
            public int objectCount() {
                return census.size();
            }

            @Override
            public int object(long address) {
                return census.node(address);
            }

            @Override
            public int outCount(int object) {
                return references.outCount(object);
            }

            @Override
            public int target(int object, int position) {
                return references.target(object, position);
            }

            @Override
            public EdgeClass edgeClass(int object, int position) {
                return references.edgeClass(object, position);
            }

            /// Where more references were found than the object counts, one that perhaps stands on a stack does not.
            private boolean isLeftOver(RootKind kind, int object) {
                return kind == RootKind.UNCERTAIN_STACK && object >= 0 && accounting.unexplained(object) < 0;
            }

            @Override
            public void ofThread(ThreadInfo thread, IntConsumer objects) {
                if (thread.state() != null) {
                    roots.report(thread.state(), "", (kind, target, counted, label) -> {
                        int object = census.node(target);
                        if (kind.holds() && !isLeftOver(kind, object)) {
                            objects.accept(object);
                        }
                    });
                }
            }

            @Override
            public void framesOf(ThreadInfo thread, IntConsumer frames) {
                ofThread(thread, object -> {
                    if (object >= 0 && census.type(object).isSubtypeOf("frame")) {
                        frames.accept(object);
                    }
                });
            }
        };
    }
}
