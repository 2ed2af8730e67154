public import OreFeatures

/// Goods that need a licence to leave the country, and from when to when.
public struct ExportControl: Sendable, Hashable {
    /// Every code that begins with it.
    public var code: String
    /// Both inclusive; open where `nil`.
    public var from: Day?
    public var to: Day?
    public var source: EntrySource
    public init(code: String, from: Day? = nil, to: Day? = nil, source: EntrySource = EntrySource()) {
        (self.code, self.from, self.to, self.source) = (code, from, to, source)
    }

    func holds(_ code: String, on day: Day) -> Bool {
        code.hasPrefix(self.code) && from.map { $0 <= day } ?? true && to.map { day <= $0 } ?? true
    }
}

/// Goods sent abroad without a licence of that exporter and code on that day, or beyond what its licences allow.
///
/// Formula: each export takes from the licence it names, else from those of its exporter and code on its day, the one that ends first first (which covers
/// as much as can be covered); what is left over is without a licence. Ceiling: strong; possible where nobody said which codes are controlled.
/// Not judged: goods sent back and samples, codes that are not controlled on the day.
public struct ExportWithoutLicence: Sendable, Hashable {
    public init() {}

    /// By exporter and year.
    /// - Complexity: O(exports · licences of the exporter).
    public func findings(_ exports: [ExportRecord], licences: [ExportLicence], controls: [ExportControl]) -> EntryRuleResult {
        var result = EntryRuleResult()
        let own = Dictionary(grouping: licences, by: \.enterprise)
        for (enterprise, rows) in Dictionary(grouping: exports, by: \.enterprise).sorted(by: { $0.key < $1.key }) {
            let judged = rows.filter { row in
                if row.isReturned {
                    result.skip(.returnedGoods)
                } else if !controls.isEmpty, !controls.contains(where: { $0.holds(row.code, on: row.day) }) {
                    result.skip(.notControlled)
                } else {
                    return true
                }
                return false
            }
            var found = judge(enterprise, judged, own[enterprise] ?? [])
            if controls.isEmpty { for i in found.indices { found[i].weaken(.controlUnknown) } }
            for i in found.indices { found[i].severity = LedgerSeverity.weighed(found[i].severity, found[i].verdict) }
            result.findings += found
        }
        return result
    }

    private struct Left {
        var licence: ExportLicence
        var tonnes: Int64

        func covers(_ row: ExportRecord) -> Bool {
            (row.code.hasPrefix(licence.code) || licence.code.hasPrefix(row.code)) && licence.from <= row.day
                && licence.to.map { row.day <= $0 } ?? true
        }
    }

    private func judge(_ enterprise: SubjectID, _ exports: [ExportRecord], _ licences: [ExportLicence]) -> [LedgerFinding] {
        let unending = Int32.max
        var left = licences.map { Left(licence: $0, tonnes: $0.tonnes.thousandths) }
            .sorted {
                ($0.licence.to?.daysSince1970 ?? unending, $0.licence.number) < (
                    $1.licence.to?.daysSince1970 ?? unending, $1.licence.number
                )
            }
        let rows = exports.sorted { ($0.day, $0.number) < ($1.day, $1.number) }
        // Those that name their licence first: nobody else's goods may use it up.
        var open = rows.map(\.tonnes.thousandths)
        for byName in [true, false] {
            for (i, row) in rows.enumerated() where open[i] > 0 {
                for place in left.indices where left[place].covers(row) && (!byName || left[place].licence.number == row.licence) {
                    let taken = min(left[place].tonnes, open[i])
                    left[place].tonnes -= taken
                    open[i] -= taken
                }
            }
        }
        let over = rows.indices.filter { open[$0] > 0 }
        return Dictionary(grouping: over) { Int32(rows[$0].day.yearMonthDay.year) }.sorted { $0.key < $1.key }.map { year, places in
            finding(enterprise, year, places.map { (rows[$0], open[$0]) }, of: rows, licences)
        }
    }

    private func finding(
        _ enterprise: SubjectID, _ year: Int32, _ over: [(row: ExportRecord, open: Int64)], of rows: [ExportRecord],
        _ licences: [ExportLicence]
    ) -> LedgerFinding {
        var finding = LedgerFinding(.exportWithoutLicence, enterprise, year: year)
        func sum(_ values: [Int64]) -> Tonnes {
            Tonnes(thousandths: Int64(clamping: values.reduce(Int128(0)) { $0 + Int128($1) }))
        }
        let exported = rows.filter { Int32($0.day.yearMonthDay.year) == year }
        let valid = licences.filter { licence in
            Int32(licence.from.yearMonthDay.year) <= year && licence.to.map { Int32($0.yearMonthDay.year) >= year } ?? true
        }
        let excess = sum(over.map(\.open))
        let licensed = sum(valid.map(\.tonnes.thousandths))
        finding.months = Set(over.map { CalendarMonth($0.row.day) }).sorted()
        finding.evidence = [
            LedgerEvidence(.exported, .tonnes(sum(exported.map(\.tonnes.thousandths))), sources: exported.map(\.source)),
            LedgerEvidence(.licensed, .tonnes(licensed), sources: valid.map(\.source)),
            LedgerEvidence(.excess, .tonnes(excess), sources: over.map(\.row.source)),
        ]
        let codes = Set(over.map(\.row.code)).sorted()
        finding.evidence.append(LedgerEvidence(.code, .text(codes.joined(separator: ", "))))
        finding.severity = LedgerSeverity.of(excess: excess.thousandths, over: licensed.thousandths)
        return finding
    }
}
