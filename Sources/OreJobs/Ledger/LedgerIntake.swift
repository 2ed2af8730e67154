internal import Foundation
internal import OreDetection
internal import OreFeatures
internal import OreLedger
internal import Synchronization

/// The figures of all files of a check, screened, with what was set aside.
struct LedgerIntake {
    private(set) var names = SubjectNames()
    private(set) var records: [FigureKind: LedgerRecords] = [:]
    private(set) var inputs: [LedgerInput] = []
    private(set) var inputKinds: [FigureKind] = []
    private(set) var setAside: [SetAsideRow] = []
    /// Who belongs to whom by rows of quotas.
    private(set) var members: [LedgerEntry] = []
    /// Quotas of which rows of one key and day name different holders: they say nothing of holders.
    private(set) var contradicting = 0
    /// Subjects of whom a row was set aside.
    private(set) var incomplete: Set<SubjectID> = []
    /// Whose rows of quotas were set aside.
    private(set) var quotasSetAside: Set<String> = []
    /// What may be names in those rows.
    private(set) var namesInQuotas: Set<String> = []
    /// Of the reports: what everything is judged in.
    private(set) var material = MaterialKind.oxide
    /// Figures name enterprises, not licences.
    private(set) var namesHolders = false
    /// Records of separation and export, which this check does not judge.
    private(set) var otherStages = 0

    var files: [String] { inputs.map(\.name) }

    init(_ request: LedgerCheckRequest) throws {
        var tables = try [(FigureKind.report, request.reports), (.quota, request.quotas), (.invoice, request.invoices)].flatMap {
            kind, paths in
            try paths.map { path in
                try LedgerTable(
                    path, kind, profile: request.profiles[kind.profileKind], encoding: request.encoding, partsFrom: request.partsFrom)
            }
        }
        let columns = tables.map(\.columns)
        // All tables name licences, or all name mines or holders; otherwise each is read as it is.
        let level = SubjectLevel.common(to: columns)
        namesHolders = level.map { $0 != .licence } ?? false && columns.contains { $0.profile == nil }
        let stated = columns.compactMap(\.judgedMaterial).first ?? (columns.contains { $0.unit?.dimension == .volume } ? .volume : .oxide)
        material = stated
        if let level { for i in tables.indices { tables[i].choose(level) } }
        for table in tables { try take(table, request, defaultMaterial: stated) }
        members = members.sayingSomething(beside: [])
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

    private mutating func take(_ table: LedgerTable, _ request: LedgerCheckRequest, defaultMaterial: MaterialKind) throws {
        let (columns, kind) = (table.columns, table.columns.kind)
        var input = LedgerInput(side: kind.profileKind.rawValue, name: URL(filePath: table.path).lastPathComponent)
        input.profile = columns.profile?.name
        (input.columns, input.unread) = (columns.account, columns.unused)
        var own = LedgerRecords(kind)
        var holders: [LedgerEntry] = []
        let line: (LedgerLine) -> LedgerLine = { line in
            // A heading that does not say speaks of what the others speak of.
            columns.material == nil && !columns.hasGrade && columns.unit?.dimension != .volume && line.material == .oxide
                ? LedgerLine(line.stage, line.oreClass, defaultMaterial) : line
        }
        let outputs = Mutex<[(output: LedgerChunkReader.Output, line: UInt32)]>([])
        (input.sha256, input.format) = try table.read(LedgerTable.Pass(threads: request.threads, today: request.today)) {
            outputs.withLock { $0 = [] }
        } consume: { output, line in
            outputs.withLock { $0.append((output, line)) }
        }
        for (output, first) in outputs.withLock({ $0 }) {
            input.read += output.read
            input.skipped += output.skipped
            for fault in output.faults {
                setAside(Int(fault.row &+ first), fault.fault, fault.name, &input)
                guard kind == .quota else { continue }
                quotasSetAside.insert(fault.name)
                namesInQuotas.formUnion(LineFault.cells(of: fault.text))
            }
            let numbers = (0..<output.chunk.names.count).map { names.number(of: output.chunk.names[$0]) }
            own.append(contentsOf: output.chunk.records(numbered: numbers, firstRow: first).mappingLines(line))
            for var entry in output.members {
                entry.row &+= first
                holders.append(entry)
            }
        }
        let screen = try LedgerScreen(own)
        input.repeated = screen.repeated
        for fault in screen.faults {
            var words = fault.fault
            words.column = columns.heading(.tonnes)
            setAside(Int(fault.row), words, names.name(of: fault.subject), &input)
            if kind == .quota { quotasSetAside.insert(names.name(of: fault.subject)) }
        }
        setAside = setAside.filter { $0.file != input.name } + setAside.filter { $0.file == input.name }.sorted { $0.row < $1.row }
        if request.invalid == .refuse, let row = setAside.first(where: { $0.file == input.name }) { throw Self.refusal(row) }
        let faulty = Set(screen.faults.map { $0.row })
        take(holders.filter { !faulty.contains($0.row) }, file: Int32(inputs.count))
        // Nor are those above known whole.
        for entry in holders where faulty.contains(entry.row) { namesInQuotas.formUnion(entry.subjectNames) }
        input.used = screen.kept.count
        records[kind, default: LedgerRecords(kind)].append(contentsOf: screen.kept.broughtBy(Int32(inputs.count)))
        if let joined = records[kind] { records[kind] = try joined.ordered() }
        inputs.append(input)
        inputKinds.append(kind)
    }

    /// What rows of quotas say of their holders means what entries mean.
    private mutating func take(_ holders: [LedgerEntry], file: Int32) {
        guard !holders.isEmpty else { return }
        let merge = EntryMerge(holders, known: members)
        contradicting += Set(merge.conflicting.map(\.identifier)).count
        for var entry in merge.kept {
            (entry.file, entry.commit) = (file, file)
            members.append(entry)
        }
    }

    private mutating func setAside(_ line: Int, _ fault: LedgerRowFault, _ name: String, _ input: inout LedgerInput) {
        input.quarantined += 1
        setAside.append(
            SetAsideRow(file: input.name, row: line, column: fault.column, reason: fault.what, next: fault.next, name: name))
        if !name.isEmpty { incomplete.insert(names.number(of: name)) }
    }
}
