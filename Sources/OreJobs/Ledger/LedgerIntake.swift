internal import OreDetection
internal import OreFeatures
internal import OreLedger

/// The figures of all files of a check, screened, with what was set aside.
struct LedgerIntake {
    private(set) var names = SubjectNames()
    private(set) var records: [FigureKind: LedgerRecords] = [:]
    private(set) var inputs: [LedgerInput] = []
    private(set) var inputKinds: [FigureKind] = []
    private(set) var setAside: [SetAsideRow] = []
    /// Subjects of whom a row was set aside.
    private(set) var incomplete: Set<SubjectID> = []
    /// Of the reports: what everything is judged in.
    private(set) var material = MaterialKind.oxide
    /// Figures name enterprises, not licences.
    private(set) var namesHolders = false
    /// Records of separation and export, which this check does not judge.
    private(set) var otherStages = 0

    var files: [String] { inputs.map(\.name) }

    init(_ request: LedgerCheckRequest) throws {
        let readings = [(FigureKind.report, request.reports), (.quota, request.quotas), (.invoice, request.invoices)].flatMap {
            kind, paths in
            paths.map { path in
                var reading = LedgerTableReading(
                    path: path, kind: kind, profile: request.profiles[kind.profileKind], encoding: request.encoding)
                reading.fastFrom = request.fastFrom
                return reading
            }
        }
        let columns = try readings.map { try $0.columns() }
        // All tables name licences, or all name enterprises; otherwise each is read as it is.
        let licences: Bool? =
            columns.allSatisfy { $0.profile != nil || $0.licenceColumn != nil }
            ? true : columns.allSatisfy { $0.profile != nil || $0.nameColumn != nil } ? false : nil
        namesHolders = licences == false && columns.contains { $0.profile == nil }
        let stated = columns.compactMap(\.material).first ?? (columns.contains { $0.unit?.dimension == .volume } ? .volume : .oxide)
        material = stated
        for reading in readings {
            let table = try reading.read(licences: licences)
            if let missing = table.columns.missing {
                throw InputError.refused(
                    file: reading.path, place: InputPlace(line: 1), what: "no column says \(missing)",
                    next: "name it so, or write a profile (--map \(reading.kind.profileKind.rawValue)=PROFILE)")
            }
            try take(table, reading, request, defaultMaterial: stated)
        }
        if let own = records[.report]?.lines.first?.material { material = own }
        for (_, records) in records { otherStages += records.lines.count { $0.stage != .mining } }
    }

    static func refusal(_ row: SetAsideRow) -> InputError {
        .refused(
            file: row.file, place: InputPlace(line: row.row, column: row.column.isEmpty ? nil : row.column), what: row.reason,
            next: row.next)
    }

    /// A table whose material is not the one that is judged.
    func hasOtherMaterial(_ kind: FigureKind) -> Bool {
        guard let records = records[kind], records.count > 0 else { return false }
        return records.lines.allSatisfy { $0.material != material }
    }

    /// Records of a file that were not known on the day.
    func later(_ kind: FigureKind, file: Int, on day: Day) -> Int {
        guard let all = records[kind] else { return 0 }
        let known = all.known(on: day)
        return all.commits.count { $0 == file } - known.commits.count { $0 == file }
    }

    // MARK: One file

    private mutating func take(
        _ table: LedgerTableReading.Table, _ reading: LedgerTableReading, _ request: LedgerCheckRequest, defaultMaterial: MaterialKind
    ) throws {
        var input = table.input
        var own = LedgerRecords(reading.kind)
        let line: (LedgerLine) -> LedgerLine = { line in
            // A heading that does not say speaks of what the others speak of.
            table.columns.material == nil && table.columns.unit?.dimension != .volume && line.material == .oxide
                ? LedgerLine(line.stage, line.oreClass, defaultMaterial) : line
        }
        for row in table.rows {
            input.read += 1
            switch row.reading {
            case .skipped: input.skipped += 1
            case .fault(let fault, let name): setAside(row.line, fault, name, &input)
            case .record(let value):
                var record = LedgerRecord(
                    names.number(of: value.name), period: value.period, line: line(value.line), amount: Tonnes(thousandths: value.amount))
                (record.detail, record.stated, record.marks) = (value.detail, value.stated, value.marks)
                record.row = UInt32(row.line)
                own.append(record)
            }
        }
        for chunk in table.chunks {
            let passed = chunk.passed(table.columns)
            input.read += chunk.rowCount - chunk.careful.count
            input.skipped += passed.skipped
            for fault in passed.faults { setAside(Int(fault.row), fault.fault, OfficeTable.trimmed(chunk.names[fault.name]), &input) }
            let numbers = (0..<chunk.names.count).map { names.number(of: OfficeTable.trimmed(chunk.names[$0])) }
            own.append(contentsOf: passed.kept.mappingLines(line).numbered(numbers))
        }
        let screen = try LedgerScreen(own, today: request.today)
        input.repeated = screen.repeated
        for fault in screen.faults {
            let words = LedgerRowFault(table.columns.heading(fault.column), fault.what, fault.next)
            setAside(Int(fault.row), words, names.name(of: fault.subject), &input)
        }
        setAside = setAside.filter { $0.file != input.name } + setAside.filter { $0.file == input.name }.sorted { $0.row < $1.row }
        if request.invalid == .refuse, let row = setAside.first(where: { $0.file == input.name }) { throw Self.refusal(row) }
        input.used = screen.kept.count
        records[reading.kind, default: LedgerRecords(reading.kind)].append(contentsOf: screen.kept.broughtBy(Int32(inputs.count)))
        if let joined = records[reading.kind] { records[reading.kind] = try joined.ordered() }
        inputs.append(input)
        inputKinds.append(reading.kind)
    }

    private mutating func setAside(_ line: Int, _ fault: LedgerRowFault, _ name: String, _ input: inout LedgerInput) {
        input.quarantined += 1
        setAside.append(
            SetAsideRow(file: input.name, row: line, column: fault.column, reason: fault.what, next: fault.next, name: name))
        if !name.isEmpty { incomplete.insert(names.number(of: name)) }
    }
}
