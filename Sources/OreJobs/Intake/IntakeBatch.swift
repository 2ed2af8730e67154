public import OreDetection
public import OreFeatures
public import OreGeometry

/// How many features went which way. read = stored + quarantined + skipped; repaired is part of stored.
public struct IntakeCounts: Sendable, Hashable {
    public var read = 0
    public var stored = 0
    public var repaired = 0
    /// Repaired only in the direction of their rings; part of ``repaired``.
    public var directionOnly = 0
    public var quarantined = 0
    public var skipped = 0

    public init() {}

    static func += (a: inout IntakeCounts, b: IntakeCounts) {
        a.read += b.read
        a.stored += b.stored
        a.repaired += b.repaired
        a.directionOnly += b.directionOnly
        a.quarantined += b.quarantined
        a.skipped += b.skipped
    }
}

/// One batch after intake: every row is still there, but only ``isUsable`` rows have geometry, valid and in the monitoring CRS.
public struct IntakeBatch: Sendable {
    public var features: FeatureBatch
    /// The geometries after repair and before any transform, in the CRS of the file; only for those who ask.
    public var stated: GeometryColumns?
    /// The geometries as they were read, before repair; only for those who ask, and only where something was repaired or set aside.
    public var asRead: GeometryColumns?
    /// False for rows that were quarantined or skipped.
    public var isUsable: [Bool]
    /// Rows whose rings crossed themselves and were rebuilt: their boundary is the repair's, not the register's.
    public var rebuiltRows: Set<Int> = []
    /// Rows that lie outside the area of every datum link given for their file: their datum shift is unknown.
    public var ballparkRows: Set<Int> = []
    /// Rows that were repaired in any way, the direction of rings included.
    public var repairedRows: Set<Int> = []
    var links = LinkTally()
    public var counts = IntakeCounts()
    public var defects: [RunDefect] = []
}
