package io.ouroscope.python.discovery;

import io.ouroscope.memory.Region;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.TypeName;
import io.ouroscope.python.layout.KnownTypes;
import io.ouroscope.python.layout.KnownTypes.KnownType;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.raw.TypeStructs;
import io.ouroscope.python.raw.Unicode;
import it.unimi.dsi.fastutil.longs.Long2LongMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Names static types in a snapshot without read-only data, where `tp_name` leads nowhere.
///
/// The evidence is what lies in writable memory: the names in the type's dict, its base, its numbers, the modules whose
/// dicts have it, and, since 3.12, its place among the interpreter's static types. The first three must be those of one
/// type of [KnownTypes]; where several types have the same (iterators, exceptions), a module's dict or the place
/// decides. A type that no table knows is named as the modules that have it name it, if they agree. A type without
/// sufficient evidence stays without a name.
final class TypeNamer {
    /// `tp_flags` that tell what a type is, not what became of it: BASETYPE, the bits of built-in bases.
    private static final long TELLING_FLAGS = 1L << 10 | 0xffL << 24;

    private static final int MOST_ATTRIBUTES = 1 << 12;
    private static final int LONGEST_NAME = 256;
    /// As many names in its dict make a type recognisable wherever it lies.
    private static final int DISTINCTIVE_ATTRIBUTES = 12;

    /// Bits of `tp_flags` from 24 on, each of one built-in type and its subclasses.
    private static final List<String> BUILT_IN_BASES =
            List.of("int", "list", "tuple", "bytes", "str", "dict", "BaseException", "type");

    private final Structs structs;
    private final LongSet types;
    private final long base;
    private final List<KnownType> known;
    private final Map<Long, TypeName> names = new HashMap<>();
    private final Map<Long, List<String>> places = new HashMap<>();
    private final Map<Long, Seen> seen = new HashMap<>();
    private final int headerBytes;
    private final long tellingFlags;

    /// What a type's dict says.
    private record Seen(long type, String hash, int attributes) {}

    private TypeNamer(Structs structs, LongSet types, long base) {
        this.structs = structs;
        this.types = types;
        this.base = base;
        headerBytes = structs.header.sizeBytes();
        // Free-threaded builds let the collector know types that it does not know with the GIL, such as code.
        tellingFlags = TELLING_FLAGS | (structs.layout.features().gcHead() ? TypeStructs.HAVE_GC : 0);
        known = KnownTypes.of(structs.layout.version());
    }

    /// @param names of types whose own name cannot be read
    /// @param evidence one sentence if there are such types
    record Result(Map<Long, TypeName> names, List<String> evidence) {}

    /// Names the types in `types` whose own name cannot be read.
    ///
    /// @param base address of `type`
    static Result name(Structs structs, WordScan scan, LongSet types, long base) {
        var unnamed = new LongOpenHashSet();
        types.forEach(type -> {
            if (!structs.types.isHeapType(type)
                    && Unicode.cString(structs.memory, structs.types.name(type), LONGEST_NAME) == null) {
                unnamed.add(type);
            }
        });
        if (unnamed.isEmpty()) {
            return new Result(Map.of(), List.of());
        }
        Map<Long, TypeName> names = new TypeNamer(structs, types, base).name(scan, unnamed);
        long certain = names.values().stream().filter(TypeName::certain).count();
        return new Result(
                names,
                List.of("The names of " + unnamed.size() + " static types are not in the snapshot: " + certain
                        + " are known for certain, " + (names.size() - certain) + " likely, "
                        + (unnamed.size() - names.size()) + " not."));
    }

    private Map<Long, TypeName> name(WordScan scan, LongSet unnamed) {
        Map<String, Long> roots = roots();
        roots.forEach((name, type) -> {
            if (unnamed.contains(type)) {
                names.put(type, new TypeName(name, true, "Its flags and its base are those of " + name + " alone."));
            }
        });
        Long dictType = roots.get("dict");
        if (dictType == null) {
            return names;
        }
        ModuleDicts modules = ModuleDicts.find(structs, scan, dictType);
        findPlaces(modules);
        Long2LongMap dicts = TypeDicts.find(structs, scan, unnamed, dictType);
        unnamed.forEach(type -> seen.put(type, look(type, dicts.get(type))));
        byDepth(unnamed).values().forEach(level -> {
            level.forEach(this::byEvidence);
            level.forEach(this::byOrder);
            level.forEach(this::byElimination);
            level.forEach(type -> byModules(type, modules));
        });
        return names;
    }

    /// Where modules have types, and which types a metatype makes.
    private void findPlaces(ModuleDicts modules) {
        for (ModuleDicts.Module module : modules.all()) {
            modules.visit(module.dict(), (key, value) -> {
                if (types.contains(value)) {
                    places.computeIfAbsent(value, type -> new ArrayList<>()).add(module.name() + ":" + key);
                }
            });
        }
        types.forEach(made -> {
            long metatype = structs.header.type(made);
            List<String> here = places.get(made);
            if (metatype != base && here != null) {
                for (String place : List.copyOf(here)) {
                    places.computeIfAbsent(metatype, type -> new ArrayList<>()).add("type(" + place + ")");
                }
            }
        });
    }

    /// The types that own a bit of `tp_flags`, and `object`.
    private Map<String, Long> roots() {
        var roots = new HashMap<String, Long>();
        roots.put("object", structs.types.base(base));
        for (int bit = 0; bit < BUILT_IN_BASES.size(); bit++) {
            long flag = 1L << 24 + bit;
            var owners = new ArrayList<Long>();
            types.forEach(type -> {
                if ((structs.types.flags(type) & flag) != 0
                        && structs.types.base(type) == structs.types.base(base)
                        && !structs.types.isHeapType(type)) {
                    owners.add(type);
                }
            });
            if (owners.size() == 1) {
                roots.put(BUILT_IN_BASES.get(bit), owners.getFirst());
            }
        }
        return roots;
    }

    private Seen look(long type, long dict) {
        var attributes = new TreeSet<String>();
        try {
            if (dict != 0 && structs.dicts.isValid(dict)) {
                structs.dicts.visit(dict, 0, MOST_ATTRIBUTES, (index, key, value) -> {
                    String name = (key & 7) == 0 && structs.unicode.isValid(key)
                            ? structs.unicode.read(key, LONGEST_NAME)
                            : null;
                    if (name != null) {
                        attributes.add(name);
                    }
                    return true;
                });
            }
        } catch (UnreadableAddressException e) {
            attributes.clear();
        }
        return new Seen(type, hash(attributes), attributes.size());
    }

    private static String hash(TreeSet<String> names) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", names).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Nearest to `object` first, so that a base has its name before its subtypes are looked at.
    private TreeMap<Integer, List<Long>> byDepth(LongSet unnamed) {
        var levels = new TreeMap<Integer, List<Long>>();
        unnamed.forEach(type -> {
            int depth = 0;
            for (long at = structs.types.base(type); at != 0 && depth < 1000; at = structs.types.base(at)) {
                depth++;
            }
            levels.computeIfAbsent(depth, key -> new ArrayList<>()).add(type);
        });
        levels.values().forEach(level -> level.sort(Comparator.naturalOrder()));
        return levels;
    }

    private boolean isNamed(long type) {
        return names.containsKey(type);
    }

    private @Nullable String nameOf(long type) {
        if (type == 0) {
            return "-";
        }
        TypeName given = names.get(type);
        return given != null ? given.name() : Unicode.cString(structs.memory, structs.types.name(type), LONGEST_NAME);
    }

    /// Whether what cannot change between builds agrees: base, item size, what kind of type it is.
    private boolean agrees(KnownType candidate, long type) {
        return candidate.itemBytes() == structs.types.itemSize(type)
                && ((candidate.flags() ^ structs.types.flags(type)) & tellingFlags) == 0
                && candidate.base().equals(nameOf(structs.types.base(type)));
    }

    /// Known types with the same names in their dict; those of the same size, if any is.
    private List<KnownType> candidates(long type) {
        Seen facts = seen.get(type);
        List<KnownType> alike = facts == null || facts.attributes() == 0
                ? List.of()
                : known.stream()
                        .filter(candidate -> candidate.hash().equals(facts.hash()) && agrees(candidate, type))
                        .toList();
        List<KnownType> sized =
                alike.stream().filter(candidate -> isSize(candidate, type)).toList();
        List<KnownType> likely = sized.isEmpty() ? alike : sized;
        List<KnownType> sameFile =
                likely.stream().filter(candidate -> isInFile(candidate, type)).toList();
        return sameFile.isEmpty() ? likely : sameFile;
    }

    private boolean isInFile(KnownType candidate, long type) {
        return candidate.file().equals("-")
                ? isInterpretersOwn(type)
                : file(type).equals(candidate.file());
    }

    /// The name, up to its first dot, of the file in whose data a type lies; empty if it lies in none.
    private String file(long type) {
        String path = path(type);
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.indexOf('.') < 0 ? name : name.substring(0, name.indexOf('.'));
    }

    private boolean isSize(KnownType candidate, long type) {
        return candidate.sizeBytes() == structs.types.basicSize(type) - headerBytes;
    }

    private void byEvidence(long type) {
        if (isNamed(type)) {
            return;
        }
        List<KnownType> candidates = candidates(type);
        List<String> here = places.getOrDefault(type, List.of());
        List<KnownType> placed = candidates.stream()
                .filter(candidate -> candidate.places().stream().anyMatch(here::contains))
                .toList();
        Seen facts = seen.get(type);
        if (placed.size() == 1 && facts != null) {
            give(
                    type,
                    placed.getFirst(),
                    true,
                    facts.attributes() + " names in its dict, its base and its numbers fit, "
                            + "and a module has it under this name.");
        } else if (placed.isEmpty()
                && candidates.size() == 1
                && facts != null
                && isAlone(type, candidates.getFirst())) {
            give(
                    type,
                    candidates.getFirst(),
                    isSize(candidates.getFirst(), type),
                    facts.attributes() + " names in its dict, its base and its numbers are those of this type alone.");
        } else if (candidates.isEmpty()) {
            List<KnownType> only = known.stream()
                    .filter(candidate -> agrees(candidate, type)
                            && candidate.places().stream().anyMatch(here::contains))
                    .toList();
            if (only.size() == 1) {
                give(type, only.getFirst(), false, "A module has it under this name, its base and its numbers fit.");
            }
        }
    }

    /// Whether no other type without a name claims to be the same, and it is distinctive, or one of the interpreter's.
    private boolean isAlone(long type, KnownType candidate) {
        boolean distinctive = candidate.ownAttributes() > 0
                || candidate.attributes() >= DISTINCTIVE_ATTRIBUTES
                || isInFile(candidate, type);
        if (!distinctive && !isInterpretersOwn(type)) {
            return false;
        }
        return !isGiven(candidate)
                && seen.keySet().stream()
                        .noneMatch(other -> other != type
                                && !isNamed(other)
                                && places.get(other) == null
                                && candidates(other).contains(candidate));
    }

    private boolean isInterpretersOwn(long type) {
        return structs.types.staticIndex(type) > 0
                || structs.memory.regions().stream()
                        .anyMatch(region -> region.contains(type)
                                && (region.contains(base)
                                        || !region.path().isEmpty()
                                                && region.path().equals(path(base))));
    }

    private String path(long address) {
        return structs.memory.regions().stream()
                .filter(region -> region.contains(address))
                .findFirst()
                .map(Region::path)
                .orElse("");
    }

    /// Types alike in all else stand in the same order in every build; the nearest sure ones on both sides tell by how
    /// much their places are shifted against the table.
    private void byOrder(long type) {
        long index = structs.types.staticIndex(type);
        if (isNamed(type) || index == 0) {
            return;
        }
        Long below = shift(index, -1);
        Long above = shift(index, 1);
        if (below == null || above == null || below.longValue() != above.longValue()) {
            return;
        }
        for (KnownType candidate : candidates(type)) {
            if (candidate.index() == index - below) {
                give(
                        type,
                        candidate,
                        false,
                        "Its place among the interpreter's static types, the names in its dict, its "
                                + "base and its numbers fit.");
            }
        }
    }

    private @Nullable Long shift(long index, int direction) {
        Long nearest = null;
        long distance = Long.MAX_VALUE;
        for (Map.Entry<Long, TypeName> entry : names.entrySet()) {
            long other = structs.types.staticIndex(entry.getKey());
            long away = (other - index) * direction;
            if (other == 0 || !entry.getValue().certain() || away <= 0 || away >= distance) {
                continue;
            }
            for (KnownType candidate : known) {
                if (candidate.name().equals(entry.getValue().name()) && candidate.index() > 0) {
                    nearest = other - candidate.index();
                    distance = away;
                }
            }
        }
        return nearest;
    }

    /// When of types alike in all else only one is left, and only one name for it.
    private void byElimination(long type) {
        if (isNamed(type) || !isInterpretersOwn(type)) {
            return;
        }
        List<KnownType> left = candidates(type).stream()
                .filter(candidate -> !isGiven(candidate))
                .toList();
        if (left.size() == 1
                && seen.keySet().stream()
                        .noneMatch(other -> other != type
                                && !isNamed(other)
                                && candidates(other).contains(left.getFirst()))) {
            give(
                    type,
                    left.getFirst(),
                    false,
                    "The names in its dict, its base and its numbers fit, and all other types "
                            + "that they fit are known.");
        }
    }

    private boolean isGiven(KnownType candidate) {
        return names.values().stream().anyMatch(name -> name.name().equals(candidate.name()));
    }

    /// A type of an extension that no table knows: named where all modules that have it agree on its name and just one
    /// of them is written in C.
    private void byModules(long type, ModuleDicts modules) {
        List<String> here = places.get(type);
        if (isNamed(type) || here == null || isInterpretersOwn(type)) {
            return;
        }
        var keys = new TreeSet<String>();
        var inC = new TreeSet<String>();
        for (String place : here) {
            String module = place.substring(0, place.lastIndexOf(':'));
            keys.add(place.substring(place.lastIndexOf(':') + 1));
            if (isExtension(module, modules)) {
                inC.add(module);
            }
        }
        if (keys.size() == 1 && inC.size() == 1) {
            String name = inC.first() + "." + keys.first();
            names.put(type, new TypeName(name, false, "The module " + inC.first() + " has it under this name."));
        }
    }

    private boolean isExtension(String module, ModuleDicts modules) {
        long file = modules.attribute(module, "__file__");
        String path = file != 0 && structs.unicode.isValid(file) ? structs.unicode.read(file, 4096) : null;
        // A module linked into the program has no file.
        return path == null ? !module.equals("__main__") : path.endsWith(".so");
    }

    private void give(long type, KnownType name, boolean certain, String evidence) {
        names.put(type, new TypeName(name.name(), certain, evidence));
    }
}
