internal import Foundation
public import OreFeatures
public import OreLedger

/// One table of entries, read: those that are sound, and what was set aside.
public struct EntryTable: Sendable {
    public private(set) var columns: EntryColumns
    public private(set) var entries: [LedgerEntry] = []
    public private(set) var skipped = 0
    public private(set) var read = 0
    public private(set) var sha256: String
    /// `workbook, sheet 1`, `text, UTF-8`.
    public private(set) var format: String
    public private(set) var faults: [LineFault] = []

    /// - Parameter today: what has not come by this day is not believed.
    /// - Throws: ``InputError`` for what is no table of the kind.
    /// - Complexity: O(rows); the table whole in memory, within the bounds of `OfficeTable`.
    public init(_ path: String, _ kind: EntryKind, profile: Profile?, encoding: TextEncoding?, today: Day) throws(InputError) {
        let table = try OfficeTable(path, encoding: encoding ?? profile?.encoding, list: kind.rawValue) {
            EntryColumns.isHeading($0, kind, profile: profile)
        }
        columns = EntryColumns(table.headings, above: table.above, kind, profile: profile)
        (sha256, format) = (table.sha256, LedgerTable.format(table))
        if let missing = columns.missing {
            throw .refused(
                file: path, place: InputPlace(line: table.headingLine), what: "no column says \(missing)",
                next: "name it so, or write a profile (--map)")
        }
        var reader = EntryRowReader(columns, today: today, isWorkbook: table.isWorkbook)
        reader.observe(table.rows.lazy.map(\.cells))
        for row in table.rows {
            read += 1
            switch reader.read(row.cells) {
            case .skipped: skipped += 1
            case .fault(let fault, let name, let identifier):
                let text = row.cells.joined(separator: ",")
                faults.append(LineFault(row: UInt32(clamping: row.line), fault, name: name, identifier: identifier, text: text))
            case .entry(var entry):
                entry.row = UInt32(clamping: row.line)
                entries.append(entry)
            }
        }
    }
}

extension EntryMerge {
    /// Why entries of the merge are set aside, by their rows.
    func faults(_ columns: EntryColumns) -> [(entry: LedgerEntry, fault: LedgerRowFault)] {
        let rows = Dictionary(grouping: conflicting, by: \.identifier).mapValues { $0.map { String($0.row) }.joined(separator: ", ") }
        let conflicts = conflicting.map { entry in
            let others = rows[entry.identifier] ?? ""
            return (
                entry,
                LedgerRowFault.contradicting(rows: others)
            )
        }
        let column = columns.kind.fields.first { $0.name == "parent" }.map(columns.heading) ?? ""
        let circles = circular.map { link in
            let chain = (link.chain + link.chain.prefix(1)).joined(separator: " > ")
            return (link.entry, LedgerRowFault(column, "makes somebody belong to himself: \(chain)", "correct one of these links"))
        }
        return conflicts + circles
    }
}
