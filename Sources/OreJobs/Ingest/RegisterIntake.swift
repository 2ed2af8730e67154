internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreStorage
internal import Synchronization

/// Register records of one file: mapped by the workers, staged in input order.
struct RegisterIntake {
    let store: Store
    let request: ImportRequest
    let side: Side

    func run(_ reader: SideReader, _ path: String, _ progress: ProgressMeter) throws -> IngestedFile {
        let delivery = try RegisterImport(store, request)
        do {
            let side = side
            let scenes = Mutex(SceneAssembly())
            let account = try reader.read(
                progress: progress, makeWorker: {},
                map: { (_: inout Void, batch, context) in
                    let aside = SetAsideFeatures(batch, context)
                    return (try Self.rows(side, batch, context, aside), aside.quarantined, batch, context)
                },
                consume: { rows, quarantined, batch, context in
                    if side == .scenes { try scenes.withLock { try $0.append(batch, context) } }
                    try delivery.append(rows)
                    try delivery.quarantine(quarantined)
                    delivery.count(quarantined: batch.counts.quarantined, skipped: batch.counts.skipped)
                })
            progress.finish()
            if side == .scenes {
                var rows = EncodedRegisterRows()
                for scene in try scenes.withLock({ try $0.scenes() }) {
                    rows.append(scene.scene, coverage: scene.coverage, clouds: scene.clouds, row: scene.feature)
                }
                try delivery.append(rows)
            }
            let outcome = try delivery.commit(account.source)
            return IngestedFile(path: path, outcome: outcome, notes: account.closingNotes + outcome.notes)
        } catch {
            delivery.abandon()
            throw error
        }
    }

    private static func rows(_ side: Side, _ batch: IntakeBatch, _ context: SideReader.Context, _ aside: SetAsideFeatures) throws
        -> EncodedRegisterRows
    {
        var rows = EncodedRegisterRows()
        let used = (0..<batch.features.count).filter { batch.isUsable[$0] }
        func each<Value>(_ values: [Value], _ keep: (Value, Geometry?, Geometry?, String?, Bool, Int) -> Void) {
            for (value, row) in zip(values, used) {
                keep(
                    value, batch.features.geometry.geometry(at: row), aside.originals[row], aside.repairs[row],
                    batch.repairedRows.contains(row), batch.features.firstFeature + row)
            }
        }
        switch side {
        case .licences:
            var table = LicenceTable()
            try table.append(batch, context)
            each(table.rows) { rows.append($0, geometry: $1, original: $2, repair: $3, wasRepaired: $4, row: $5) }
        case .zones:
            var table = ZoneTable()
            try table.append(batch, context)
            each(table.rows) { rows.append($0, geometry: $1, original: $2, repair: $3, wasRepaired: $4, row: $5) }
        case .districts:
            var table = DistrictTable()
            try table.append(batch, context)
            each(table.rows) { rows.append($0, geometry: $1, original: $2, repair: $3, wasRepaired: $4, row: $5) }
        case .licenceEvents:
            for (row, event) in try LicenceEventTable.rows(of: batch, context) {
                rows.append(event, row: batch.features.firstFeature + row)
            }
        case .scenes, .footprints: break
        }
        return rows
    }
}
