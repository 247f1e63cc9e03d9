package io.ouroscope.python.decode;

/// A type whose decoder reads a struct of another size than the type has: it is not used.
///
/// @param typeName `tp_name`
/// @param struct name of the struct in the layout tables, empty if it is not told
/// @param bytes `tp_basicsize`
/// @param expected size of the struct in the table
/// @param items whether instances have items, of which the struct may count the first
public record Misfit(String typeName, String struct, long bytes, int expected, boolean items) {

    public String sentence(String table) {
        return typeName + " has " + bytes + " bytes, not " + expected + " as in " + table
                + ": its own fields are not read.";
    }
}
