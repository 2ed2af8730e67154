internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import Synchronization

/// Reads what stays in memory during a run: licences, zones and districts.
struct RegisterReader {
    let request: DetectionRequest

    struct Registers: Sendable {
        var licences = LicenceTable()
        var zones = ZoneTable()
        var districts = DistrictTable()
        var account = SideReader.Account()
        /// Where licences and footprints are expected; `nil` without districts.
        var reach: DistrictReach?
    }

    func read() throws -> Registers {
        var registers = Registers()
        var districtAccount = SideReader.Account()
        if let input = request.districts {
            registers.districts = try read(input, into: DistrictTable(), &districtAccount) { try $0.append($1, $2) }
            registers.reach = DistrictReach(registers.districts)
        }
        if let input = request.licences {
            registers.licences = try read(input, into: LicenceTable(), &registers.account, reach: registers.reach) {
                try $0.append($1, $2)
            }
        }
        if let input = request.zones {
            registers.zones = try read(input, into: ZoneTable(), &registers.account) { try $0.append($1, $2) }
        }
        registers.account.add(districtAccount)
        for (side, ids) in [(Side.licences, registers.licences.duplicateIDs), (.zones, registers.zones.duplicateIDs)] {
            for id in ids.prefix(SideReader.keptDefects) {
                registers.account.defects.append(
                    RunDefect(
                        side: side.rawValue, file: "", place: InputPlace(identifier: id), outcome: .registerDefect,
                        reason: "identifier \"\(id)\" is used more than once"))
            }
        }
        return registers
    }

    private func read<Table: Sendable>(
        _ input: SideInput, into empty: Table, _ account: inout SideReader.Account, reach: DistrictReach? = nil,
        append: @escaping @Sendable (inout Table, IntakeBatch, SideReader.Context) throws -> Void
    ) throws -> Table {
        let table = Mutex(empty)
        let reader = SideReader(input: input, policy: request.invalid, threads: request.threads, reach: reach)
        let progress = ProgressMeter(label: "reading \(input.side.rawValue)", total: 0, isQuiet: request.isQuiet)
        account.add(
            try reader.read(
                progress: progress, makeWorker: {},
                map: { (_: inout Void, batch, context) in (batch, context) },
                consume: { batch, context in try table.withLock { try append(&$0, batch, context) } }))
        progress.finish()
        return table.withLock { $0 }
    }
}
