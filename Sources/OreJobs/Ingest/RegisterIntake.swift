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
        let place = { (row: Int) in batch.features.firstFeature + row }
        func geometry(_ row: Int) -> Geometry? { batch.features.geometry.geometry(at: row) }
        switch side {
        case .licences:
            var table = LicenceTable()
            try table.append(batch, context)
            for (i, row) in used.enumerated() {
                rows.append(
                    table.rows[i], geometry: geometry(row), original: aside.originals[row], repair: aside.repairs[row],
                    wasRepaired: batch.repairedRows.contains(row), row: place(row))
            }
        case .zones:
            var table = ZoneTable()
            try table.append(batch, context)
            for (i, row) in used.enumerated() {
                rows.append(
                    table.rows[i], geometry: geometry(row), original: aside.originals[row], repair: aside.repairs[row],
                    wasRepaired: batch.repairedRows.contains(row), row: place(row))
            }
        case .districts:
            var table = DistrictTable()
            try table.append(batch, context)
            for (i, row) in used.enumerated() {
                rows.append(
                    table.rows[i], geometry: geometry(row), original: aside.originals[row], repair: aside.repairs[row],
                    wasRepaired: batch.repairedRows.contains(row), row: place(row))
            }
        case .licenceEvents:
            for (row, event) in try LicenceEventTable.rows(of: batch, context) { rows.append(event, row: place(row)) }
        case .scenes, .footprints: break
        }
        return rows
    }
}
