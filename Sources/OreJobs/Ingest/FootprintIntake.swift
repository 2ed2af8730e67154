internal import OreDetection
internal import OreFeatures
internal import OreStorage

/// Footprints of one file: encoded by the workers, written in input order.
struct FootprintIntake {
    let store: Store
    let request: ImportRequest
    let series: String
    /// The scene of footprints that state none.
    var scene: String?
    var stop: @Sendable () throws -> Void = {}

    func run(_ reader: SideReader, _ path: String, _ progress: ProgressMeter) throws -> IngestedFile {
        let delivery = try FootprintImport(store, request)
        do {
            let (series, scene, stop) = (series, scene, stop)
            let account = try reader.read(
                progress: progress, makeWorker: {},
                map: { (_: inout Void, batch, context) in
                    let aside = SetAsideFeatures(batch, context)
                    var rows = FootprintDelivery(
                        batch: try FootprintBatch(intake: batch, context: context), isUsable: batch.isUsable, series: series)
                    rows.scene = scene
                    (rows.repairs, rows.originals, rows.repairedRows) = (aside.repairs, aside.originals, batch.repairedRows)
                    return (EncodedFootprints(rows), aside.quarantined, batch.counts)
                },
                consume: { encoded, quarantined, counts in
                    try stop()
                    try delivery.append(encoded)
                    try delivery.quarantine(quarantined)
                    delivery.count(quarantined: counts.quarantined, skipped: counts.skipped)
                })
            progress.finish()
            let outcome = try delivery.commit(account.source)
            return IngestedFile(path: path, outcome: outcome, notes: account.closingNotes + outcome.notes)
        } catch {
            delivery.abandon()
            throw error
        }
    }
}
