package io.x0.cache;

/**
 * What is kept beyond memory, and what became of it since the start. Immutable.
 *
 * @param objects responses that are there
 * @param bytes what they take
 * @param capacityBytes the most of that
 * @param isScanning whether what was there at the start is still being looked through
 * @param written responses that were written
 * @param loaded responses that were read and intact
 * @param dropped what was not written or read because too much waited
 * @param damaged what was deleted because it is not as it was written
 * @param evicted what had to make room
 * @param failed what a full or broken disk did not do
 */
public record TierFigures(
    long objects,
    long bytes,
    long capacityBytes,
    boolean isScanning,
    long written,
    long loaded,
    long dropped,
    long damaged,
    long evicted,
    long failed) {}
