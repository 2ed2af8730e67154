internal import OreDetection
internal import OreFeatures

/// Partners' customs take in more than the exporter's own customs let out, beyond what shipping, valuation and re-export explain.
///
/// Formula, by exporter, code and year: Σ partners' imports from it, less what they sent on, − Σ own exports to anywhere of the twelve months that end `lag`
/// months before the year does, for each lag of 0 to 3 months: the gap is a range. Fires when its lower end is above `margin` of the own exports. With
/// yearly figures a lag of n months takes n twelfths of the year before, where it is stated. Values are set off by cif / fob 1.0-1.1 and stand
/// beside it as evidence. Source: the white paper's mirror comparison (DOMAIN 1); margin and bounds are choices. Ceiling: possible: it speaks of a
/// flow, of nobody. Not judged: codes and years that only one side states (codes change).
public struct ExportMirrorGap: Sendable, Hashable {
    /// Months from one customs to the other, at most.
    public var lagMonths = 3
    /// Share of the own exports that is let pass.
    public var margin = Share.percent(5)
    /// cif over fob, at most.
    public var freight = Share(millionths: 1_100_000)

    public init() {}

    struct Key: Hashable, Comparable {
        var exporter: String
        var code: String
        static func < (a: Key, b: Key) -> Bool { (a.exporter, a.code) < (b.exporter, b.code) }
    }

    /// Of one year, thousandths: whole years beside months.
    struct Side {
        var months: [Int: Int128] = [:]
        var years: [Int32: Int128] = [:]
        var values: [Int32: Int128] = [:]
        /// Years in which some record states no value, or not how it counts.
        var withoutValue: Set<Int32> = []
        var sources: [Int32: [EntrySource]] = [:]

        func total(_ year: Int32) -> Int128? {
            let months = (0..<12).compactMap { self.months[Int(year) * 12 + $0] }
            if let whole = years[year] { return months.isEmpty ? whole : max(whole, months.reduce(0, +)) }
            return months.isEmpty ? nil : months.reduce(0, +)
        }
    }

    /// By exporter, code and year. The subject of a flow is named `exporter code`.
    /// - Complexity: O(n log n).
    public func findings(_ trade: [TradeFigure], number: (String, SubjectKind) -> SubjectID) -> EntryRuleResult {
        var result = EntryRuleResult()
        var (own, mirrored): ([Key: Side], [Key: Side]) = ([:], [:])
        for row in trade {
            if row.direction == .exported {
                add(row, Int128(row.tonnes.thousandths), to: &own[Key(exporter: row.reporter, code: row.code), default: Side()])
            } else {
                let kept = max(0, Int128(row.tonnes.thousandths) - Int128(row.reExported?.thousandths ?? 0))
                add(row, kept, to: &mirrored[Key(exporter: row.partner, code: row.code), default: Side()])
            }
        }
        for key in Set(own.keys).union(mirrored.keys).sorted() {
            let (exports, imports) = (own[key] ?? Side(), mirrored[key] ?? Side())
            let years = Set(exports.sources.keys).union(imports.sources.keys).sorted()
            for year in years {
                guard let sent = exports.total(year), sent > 0, let received = imports.total(year) else {
                    result.skip(.oneSided)
                    continue
                }
                guard let gap = gap(received, sent, exports, year) else { continue }
                result.findings.append(finding(key, year, gap, exports, imports, number("\(key.exporter) \(key.code)", .flow)))
            }
        }
        return result
    }

    private func add(_ row: TradeFigure, _ tonnes: Int128, to side: inout Side) {
        if let month = row.month { side.months[month.number, default: 0] += tonnes } else { side.years[row.year, default: 0] += tonnes }
        side.sources[row.year, default: []].append(row.source)
        guard let value = row.value, row.valuation == (row.direction == .exported ? .fob : .cif) else {
            side.withoutValue.insert(row.year)
            return
        }
        // Of the value, too, what was sent on is left out.
        let whole = Int128(row.tonnes.thousandths)
        side.values[row.year, default: 0] += whole > 0 ? Int128(value) * tonnes / whole : Int128(value)
    }

    struct Gap {
        var (received, sent): (Int128, Int128)
        var (low, high): (Int128, Int128)
        var (lowOver, highOver): (Int128, Int128)
    }

    private func gap(_ received: Int128, _ sent: Int128, _ exports: Side, _ year: Int32) -> Gap? {
        var shipped = [sent]
        for lag in 1..<max(1, lagMonths + 1) {
            let window = (0..<12).map { Int(year) * 12 + $0 - lag }
            if window.allSatisfy({ exports.months[$0] != nil }) {
                shipped.append(window.reduce(0) { $0 + (exports.months[$1] ?? 0) })
            } else if exports.months.keys.allSatisfy({ $0 / 12 != Int(year) }), let before = exports.total(year - 1) {
                shipped.append((sent * Int128(12 - lag) + before * Int128(lag)) / 12)
            }
        }
        let (most, least) = (shipped.max() ?? sent, shipped.min() ?? sent)
        guard (received - most) * 1_000_000 > most * Int128(margin.millionths) else { return nil }
        return Gap(received: received, sent: sent, low: received - most, high: received - least, lowOver: most, highOver: max(1, least))
    }

    private func finding(
        _ key: Key, _ year: Int32, _ gap: Gap, _ exports: Side, _ imports: Side, _ subject: SubjectID
    ) -> LedgerFinding {
        var finding = LedgerFinding(.exportMirrorGap, subject, year: year)
        finding.weaken(.flowOnly)
        func tonnes(_ value: Int128) -> Tonnes { Tonnes(thousandths: Int64(clamping: value)) }
        func share(_ part: Int128, _ whole: Int128) -> LedgerEvidence.Value {
            .share(Share(millionths: Int64(clamping: part * 1_000_000 / whole)))
        }
        func sorted(_ sources: [EntrySource]?) -> [EntrySource] { (sources ?? []).sorted { ($0.file, $0.row) < ($1.file, $1.row) } }
        finding.evidence = [
            LedgerEvidence(.partnerImports, .tonnes(tonnes(gap.received)), sources: sorted(imports.sources[year])),
            LedgerEvidence(.exported, .tonnes(tonnes(gap.sent)), sources: sorted(exports.sources[year])),
            LedgerEvidence(.gap, .range(tonnes(gap.low), tonnes(gap.high))),
            LedgerEvidence(.gapShare, share(gap.received - gap.sent, gap.sent)),
            LedgerEvidence(.gapShareLow, share(gap.low, gap.lowOver)), LedgerEvidence(.gapShareHigh, share(gap.high, gap.highOver)),
        ]
        if let sent = exports.values[year], let received = imports.values[year], sent > 0, !exports.withoutValue.contains(year),
            !imports.withoutValue.contains(year)
        {
            let fob = received * 1_000_000 / Int128(max(1_000_000, freight.millionths))
            finding.evidence += [
                LedgerEvidence(.valueGapLow, share(fob - sent, sent)), LedgerEvidence(.valueGapHigh, share(received - sent, sent)),
            ]
        }
        finding.severity = LedgerSeverity.weighed(
            LedgerSeverity.of(excess: Int64(clamping: gap.low), over: Int64(clamping: gap.lowOver)), finding.verdict)
        return finding
    }
}
