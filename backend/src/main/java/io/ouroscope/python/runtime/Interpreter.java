package io.ouroscope.python.runtime;

import java.util.List;

/// An interpreter: the main one, or a subinterpreter with modules of its own.
///
/// @param address of its state
/// @param id 0 for the main interpreter
/// @param modules its `sys.modules`, the one it was made with
/// @param sysDict the namespace of its module `sys`
/// @param builtins the namespace of its module `builtins`
/// @param gil address of the lock that its threads share, 0 if unknown or there is none
/// @param gilHolder address of the thread state that holds it, 0 if nobody does
/// @param gc its collector's lists
/// @param staticTypes what it keeps of the types that C code defines
/// @param fields where it keeps everything else
/// @param threads newest first
public record Interpreter(
        long address,
        long id,
        long modules,
        long sysDict,
        long builtins,
        long gil,
        long gilHolder,
        GcState gc,
        StaticTypes staticTypes,
        InterpreterFields fields,
        List<ThreadState> threads) {

    public boolean isMain() {
        return id == 0;
    }
}
