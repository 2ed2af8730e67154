internal import Foundation
internal import OreFeatures
internal import OreLedger

/// The records of a check beside its figures: stock, separation, trade, taxes and the rest, file by file.
struct EntryIntake {
    private(set) var entries: [LedgerEntry] = []
    private(set) var inputs: [LedgerInput] = []
    private(set) var setAside: [SetAsideRow] = []
    /// What may be names in rows that were set aside.
    private(set) var namesSetAside: Set<String> = []

    var files: [String] { inputs.map(\.name) }

    /// - Parameter firstFile: the number of its first file: evidence names files by their numbers.
    init(_ request: LedgerCheckRequest, firstFile: Int) throws {
        for kind in EntryKind.allCases {
            for path in request.entries[kind] ?? [] { try take(path, kind, request, Int32(clamping: firstFile + inputs.count)) }
        }
    }

    /// What stood on the day of the check.
    func book(on day: Day, _ names: inout SubjectNames) -> EntryBook {
        EntryBook(entries.standing(on: day)) { names.number(of: $0, kind: $1) }
    }

    private mutating func take(_ path: String, _ kind: EntryKind, _ request: LedgerCheckRequest, _ file: Int32) throws {
        let table = try EntryTable(
            path, kind, profile: request.profiles[kind.profileKind], encoding: request.encoding, today: request.today)
        let merge = EntryMerge(table.entries, known: entries.filter { $0.kind == kind })
        var input = LedgerInput(side: kind.rawValue, name: URL(filePath: path).lastPathComponent)
        (input.sha256, input.format) = (table.sha256, table.format)
        input.unread = table.columns.unused
        input.profile = request.profiles[kind.profileKind]?.name
        (input.read, input.used, input.repeated, input.skipped) = (table.read, merge.kept.count, merge.unchanged, table.skipped)
        var rows = table.faults.map { Self.row(input.name, Int($0.row), $0.fault, $0.name) }
        let merged = merge.faults(table.columns)
        for fault in table.faults { namesSetAside.formUnion(LineFault.cells(of: fault.text)) }
        for one in merged { namesSetAside.formUnion(one.entry.subjectNames) }
        rows += merged.map { Self.row(input.name, Int($0.entry.row), $0.fault, $0.entry.identifier) }
        input.quarantined = rows.count
        input.later = merge.kept.count { entry in entry.received.map { $0 > request.day } ?? false }
        setAside += rows.sorted { $0.row < $1.row }
        for var entry in merge.kept {
            (entry.file, entry.commit) = (file, file)
            entries.append(entry)
        }
        inputs.append(input)
    }

    private static func row(_ file: String, _ row: Int, _ fault: LedgerRowFault, _ name: String) -> SetAsideRow {
        SetAsideRow(file: file, row: row, column: fault.column, reason: fault.what, next: fault.next, name: name)
    }
}
