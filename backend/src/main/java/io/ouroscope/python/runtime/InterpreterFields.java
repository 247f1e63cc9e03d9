package io.ouroscope.python.runtime;

import io.ouroscope.python.layout.StructLayout;

/// Where the fields of one interpreter's state lie, by their names in `PyInterpreterState`.
///
/// A patch release may have moved them against the measured build: what follows the list of threads by one distance,
/// what follows the modules by another. Both are told from what was found there.
///
/// @param interpreter address of the state
/// @param struct its measured layout
/// @param threadShift bytes by which the list of threads and its neighbours lie further
/// @param moduleShift bytes by which `sysdict` and what follows lie further
public record InterpreterFields(long interpreter, StructLayout struct, int threadShift, int moduleShift) {

    /// The address of a field, 0 if this version has none of the name.
    public long address(String field) {
        return struct.has(field) ? interpreter + struct.offset(field) + shift(struct.offset(field)) : 0;
    }

    /// Bytes of the field, 0 if this version has none of the name.
    public int sizeBytes(String field) {
        return struct.has(field) ? struct.field(field).size() : 0;
    }

    int shift(int offset) {
        if (offset >= Math.min(struct.offset("sysdict"), struct.offset("modules", Integer.MAX_VALUE))) {
            return moduleShift;
        }
        return offset >= struct.offset("threads.head", struct.offset("tstate_head", 0)) ? threadShift : 0;
    }
}
