package io.ouroscope.analysis.query;

/// In which order objects are listed; equal ones always stand in the order of their addresses.
public record Order(By by, boolean descending) {
    public static final Order BY_ADDRESS = new Order(By.ADDRESS, false);

    /// What they are ordered by.
    public enum By {
        ADDRESS,
        SIZE,
        MEMORY
    }
}
