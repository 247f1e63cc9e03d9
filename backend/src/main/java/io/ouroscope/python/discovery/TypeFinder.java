package io.ouroscope.python.discovery;

import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.raw.TypeStructs;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;

/// All types: objects whose type is `type` or a metaclass, to a fixed point over metaclasses.
final class TypeFinder {

    private TypeFinder() {}

    /// @param base address of `type`
    static LongSet find(Structs structs, WordScan scan, long base) {
        int typeOffset = structs.header.typeOffset();
        var types = new LongOpenHashSet();
        var metatypes = new LongOpenHashSet();
        var newMetatypes = new LongOpenHashSet(new long[] {base});
        while (!newMetatypes.isEmpty()) {
            metatypes.addAll(newMetatypes);
            var found = scan.findValues("Finding types", newMetatypes, (address, value) -> {
                long type = address - typeOffset;
                return structs.types.isPlausible(type) && structs.header.hasPlausibleCount(type);
            });
            newMetatypes = new LongOpenHashSet();
            for (long word : found) {
                long type = word - typeOffset;
                types.add(type);
                if ((structs.types.flags(type) & TypeStructs.TYPE_SUBCLASS) != 0 && !metatypes.contains(type)) {
                    newMetatypes.add(type);
                }
            }
        }
        types.removeIf(type -> !reachesObject(structs, type, types));
        return types;
    }

    /// Every type's chain of bases ends at a type without base, over known types.
    private static boolean reachesObject(Structs structs, long type, LongSet types) {
        long at = type;
        for (int i = 0; i < 1000 && at != 0; i++) {
            if (!types.contains(at)) {
                return false;
            }
            at = structs.types.base(at);
        }
        return at == 0;
    }
}
