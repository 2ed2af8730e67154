internal import Foundation
internal import OreFeatures
internal import OreLedger

/// Tables of what was seen of the ground: a row a subject and year (or one of its blocks).
///
/// Columns: `subject` (or `licence_id`), `year`, `area_m2`; where they are there: `method` (in_situ, heap, pool, hard_rock), `deposit` (ionic, rock),
/// `district`, `area_sigma_m2`, `clear_views`, `working_seen` (yes, no, or in how many views), `block_known`, `underground`, `signs` (heap, tank,
/// monazite_alone, collection_pool; several apart by semicolons).
struct LandIntake {
    private(set) var observations: [SubjectID: [LandObservation]] = [:]
    /// Signs of processes, under the last day of their year, or that of the check.
    private(set) var sightings: [ProcessSighting] = []
    private(set) var inputs: [LedgerInput] = []
    private(set) var setAside: [SetAsideRow] = []

    init(_ request: LedgerCheckRequest, _ names: inout SubjectNames) throws {
        for path in request.land {
            let table = try OfficeTable(path, encoding: request.encoding) { cells in
                let headings = Set(cells.map(Self.heading))
                return headings.isSuperset(of: ["year", "area_m2"]) && !headings.isDisjoint(with: ["subject", "licence_id"])
            }
            let headings = table.headings.map(Self.heading)
            guard Set(headings).isSuperset(of: ["year", "area_m2"]) else {
                throw InputError.refused(
                    file: path, place: InputPlace(line: 1), what: "this is no table of land",
                    next: "its columns are subject, year, area_m2, ...")
            }
            var input = LedgerInput(side: "land", name: URL(filePath: path).lastPathComponent)
            (input.sha256, input.format) = (
                table.sha256, table.isWorkbook ? "workbook, sheet \(table.sheet ?? "")" : "text, \(table.encoding)"
            )
            for row in table.rows {
                input.read += 1
                do {
                    let cells = LandRow(Dictionary(zip(headings, row.cells), uniquingKeysWith: { first, _ in first }))
                    let signs = try cells.signs()
                    let seen = try cells.observation(&names)
                    input.used += 1
                    if seen.year > request.day.yearMonthDay.year {
                        input.later += 1
                    } else {
                        observations[seen.subject, default: []].append(seen)
                        let day = Day(year: Int(seen.year), month: 12, day: 31).map { min($0, request.day) } ?? request.day
                        sightings += signs.map { ProcessSighting(seen.subject, day: day, sign: $0, deposit: seen.deposit) }
                    }
                } catch {
                    input.quarantined += 1
                    setAside.append(
                        SetAsideRow(
                            file: input.name, row: row.line, column: error.column, reason: error.what, next: error.next, name: ""))
                }
            }
            inputs.append(input)
        }
    }

    private static func heading(_ text: String) -> String { OfficeTable.trimmed(text).lowercased() }
}

/// The cells of one row by their headings.
private struct LandRow {
    private let cells: [String: String]

    init(_ cells: [String: String]) { self.cells = cells.mapValues { OfficeTable.trimmed($0) } }

    func observation(_ names: inout SubjectNames) throws(LedgerRowFault) -> LandObservation {
        guard let name = text("subject") ?? text("licence_id") else { throw LedgerRowFault("subject", "names nobody", "give the licence") }
        guard let year = text("year").flatMap({ Int32($0) }), (1900...9999).contains(year) else {
            throw LedgerRowFault("year", "is no year", "write it as 2024")
        }
        let method = try word("method") { MiningMethod(rawValue: $0) }
        let deposit = try word("deposit") { DepositType(rawValue: $0) } ?? .ionic
        // Nothing that was measured is no area of nothing.
        let area = try number("area_m2") ?? .nan
        let sigma = try number("area_sigma_m2") ?? 0
        let views = try number("clear_views") ?? 0
        guard views <= 10_000 else { throw LedgerRowFault("clear_views", "is more than a year can have", "correct it") }
        return LandObservation(
            names.number(of: name), year: year, method: method, deposit: deposit,
            district: text("district").map { names.number(of: $0, kind: .district) }, areaSquareMetres: area, sigmaSquareMetres: sigma,
            clearViews: Int(views), workingSeen: try flag("working_seen") ?? true, isBlockKnown: try flag("block_known") ?? false,
            isUnderground: try flag("underground") ?? false)
    }

    func signs() throws(LedgerRowFault) -> [ProcessSighting.Sign] {
        var signs: [ProcessSighting.Sign] = []
        for part in (text("signs") ?? "").split(whereSeparator: { $0 == ";" || $0 == "；" }) {
            let word = OfficeTable.trimmed(String(part)).lowercased()
            guard let sign = ProcessSighting.Sign(rawValue: word) else {
                throw LedgerRowFault("signs", "\"\(word.prefix(40))\" is not known", "write heap, tank, monazite_alone or collection_pool")
            }
            signs.append(sign)
        }
        return signs
    }

    private func text(_ column: String) -> String? { cells[column].flatMap { $0.isEmpty ? nil : $0 } }

    private func word<Value>(_ column: String, _ read: (String) -> Value?) throws(LedgerRowFault) -> Value? {
        guard let text = text(column) else { return nil }
        guard let value = read(text.lowercased()) else {
            throw LedgerRowFault(column, "\"\(text.prefix(40))\" is not known", "see the guide")
        }
        return value
    }

    private func number(_ column: String) throws(LedgerRowFault) -> Double? {
        guard let text = text(column) else { return nil }
        guard let value = Double(text), value.isFinite, value >= 0 else {
            throw LedgerRowFault(column, "\"\(text.prefix(40))\" is no number from 0 on", "correct it")
        }
        return value
    }

    /// `yes`, `no`, or a count.
    private func flag(_ column: String) throws(LedgerRowFault) -> Bool? {
        guard let text = text(column) else { return nil }
        switch text.lowercased() {
        case "yes", "true", "是": return true
        case "no", "false", "否": return false
        default:
            guard let count = Int(text), count >= 0 else { throw LedgerRowFault(column, "is neither yes nor no", "write yes or no") }
            return count > 0
        }
    }
}
