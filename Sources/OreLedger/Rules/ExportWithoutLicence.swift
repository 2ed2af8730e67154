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

    func isInForce(on day: Day) -> Bool { from.map { $0 <= day } ?? true && to.map { day <= $0 } ?? true }
}

/// A code of the Harmonized System as its digits: `2846.90` and `２８４６９０` are one.
struct CustomsCode: Sendable, Hashable {
    let digits: String

    init(_ text: String) {
        digits = String(
            String.UnicodeScalarView(
                text.unicodeScalars.compactMap { scalar in
                    // Full-width digits.
                    let narrow = (0xFF10...0xFF19).contains(scalar.value) ? Unicode.Scalar(scalar.value - 0xFEE0) : scalar
                    return narrow.flatMap { ("0"..."9").contains($0) ? $0 : nil }
                }))
    }

    /// It is part of what the other one stands for.
    /// A text without digits stands for nothing.
    func isWithin(_ other: CustomsCode) -> Bool { !other.digits.isEmpty && digits.hasPrefix(other.digits) }
}

/// Goods sent abroad without a licence of that exporter and code on that day, or beyond what its licences allow.
///
/// Formula: each export takes from the licence it names, else from those of its exporter and code on its day, shared out so that as much is covered as can be
/// covered; what is left over is without a licence. Ceiling: strong; possible where nobody said which codes are controlled, or the code of an export
/// is too short to tell. Not judged: goods sent back and samples, codes that are not controlled on the day.
public struct ExportWithoutLicence: Sendable, Hashable {
    public init() {}

    /// By exporter and year.
    /// - Complexity: O(exports · licences of the exporter) where no goods have to be moved from one to another.
    public func findings(_ exports: [ExportRecord], licences: [ExportLicence], controls: [ExportControl]) -> EntryRuleResult {
        var result = EntryRuleResult()
        let own = Dictionary(grouping: licences, by: \.enterprise)
        let codes = controls.map { (control: $0, code: CustomsCode($0.code)) }
        for (enterprise, rows) in Dictionary(grouping: exports, by: \.enterprise).sorted(by: { $0.key < $1.key }) {
            let judged = rows.filter { row in
                if row.isReturned {
                    result.skip(.returnedGoods)
                } else if !controls.isEmpty, !codes.contains(where: { Self.concerns($0.control, $0.code, row) }) {
                    result.skip(.notControlled)
                } else {
                    return true
                }
                return false
            }
            // What a code of few digits stands for may be controlled in part.
            let (clear, unclear) = judged.reduce(into: ([ExportRecord](), [ExportRecord]())) { parts, row in
                let isClear = codes.contains { $0.control.isInForce(on: row.day) && CustomsCode(row.code).isWithin($0.code) }
                if isClear { parts.0.append(row) } else { parts.1.append(row) }
            }
            let years = Set(unclear.map { Int32($0.day.yearMonthDay.year) })
            var found = judge(enterprise, clear, unclear, own[enterprise] ?? [])
            for i in found.indices where controls.isEmpty || years.contains(found[i].year) { found[i].weaken(.controlUnknown) }
            for i in found.indices { found[i].severity = LedgerSeverity.weighed(found[i].severity, found[i].verdict) }
            result.findings += found
        }
        return result
    }

    private static func concerns(_ control: ExportControl, _ code: CustomsCode, _ row: ExportRecord) -> Bool {
        let own = CustomsCode(row.code)
        return control.isInForce(on: row.day) && (own.isWithin(code) || code.isWithin(own))
    }

    private struct Left {
        var licence: ExportLicence
        var code: CustomsCode
        var tonnes: Int64

        func covers(_ row: ExportRecord, _ own: CustomsCode) -> Bool {
            (own.isWithin(code) || code.isWithin(own)) && licence.from <= row.day && licence.to.map { row.day <= $0 } ?? true
        }
    }

    /// - Parameter unclear: what may need no licence takes of them after what does.
    private func judge(
        _ enterprise: SubjectID, _ clear: [ExportRecord], _ unclear: [ExportRecord], _ licences: [ExportLicence]
    ) -> [LedgerFinding] {
        let unending = Int32.max
        var left = licences.map { Left(licence: $0, code: CustomsCode($0.code), tonnes: $0.tonnes.thousandths) }
            .sorted {
                ($0.licence.to?.daysSince1970 ?? unending, $0.licence.number) < (
                    $1.licence.to?.daysSince1970 ?? unending, $1.licence.number
                )
            }
        let rows = [clear, unclear].flatMap { $0.sorted { ($0.day, $0.number) < ($1.day, $1.number) } }
        // Those that name their licence first: nobody else's goods may use it up.
        let covering = rows.map { row in
            let own = CustomsCode(row.code)
            return left.indices.filter { left[$0].covers(row, own) }
        }
        var open = rows.map(\.tonnes.thousandths)
        for (i, row) in rows.enumerated() {
            for place in covering[i] where left[place].licence.number == row.licence {
                let taken = min(left[place].tonnes, open[i])
                left[place].tonnes -= taken
                open[i] -= taken
            }
        }
        var sharing = LicenceSharing(left.map(\.tonnes), covering)
        for i in rows.indices { open[i] -= sharing.cover(i, open[i]) }
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
