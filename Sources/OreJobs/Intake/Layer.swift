public import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import Synchronization

/// All features of one side in memory: read, repaired or set aside, and in the monitoring CRS.
public struct Layer: Sendable {
    /// In input order.
    public private(set) var batches: [IntakeBatch] = []
    public private(set) var inputs: [RunInput] = []
    private var contexts: [SideReader.Context] = []

    /// - Throws: `InputError` for inputs that cannot be used.
    /// - Complexity: memory in proportion to the files.
    public init(reading input: SideInput, invalid: InvalidPolicy = .repair, threads: Int = 1) throws {
        let gathered = Mutex((batches: [IntakeBatch](), contexts: [SideReader.Context]()))
        let reader = SideReader(input: input, policy: invalid, threads: threads)
        let account = try reader.read(
            progress: ProgressMeter(label: "reading", total: 0, isQuiet: true), makeWorker: {},
            map: { (_: inout Void, batch, context) in (batch, context) },
            consume: { batch, context in
                gathered.withLock {
                    $0.batches.append(batch)
                    $0.contexts.append(context)
                }
            })
        (batches, contexts) = gathered.withLock { $0 }
        inputs = account.inputs
    }

    public var count: Int { batches.reduce(0) { $0 + $1.features.count } }

    /// The features as footprints, one batch for each batch read.
    public func footprints() throws -> [FootprintBatch] {
        try zip(batches, contexts).map { try FootprintBatch(intake: $0, context: $1) }
    }

    /// The features as one register of licences.
    public func licences() throws -> LicenceTable {
        var table = LicenceTable()
        for (batch, context) in zip(batches, contexts) { try table.append(batch, context) }
        return table
    }

    /// The features as scenes, each with its coverage and its clouds.
    public func scenes() throws -> SceneTable {
        var assembly = SceneAssembly()
        for (batch, context) in zip(batches, contexts) { try assembly.append(batch, context) }
        return try assembly.table()
    }

    /// The features as dated events of licences.
    public func licenceEvents() throws -> LicenceEventTable {
        var table = LicenceEventTable()
        for (batch, context) in zip(batches, contexts) { try table.append(batch, context) }
        return table
    }
}
