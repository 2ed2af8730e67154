internal import OreDetection
internal import OreFeatures

/// More fed into a separator in a year than it can process.
///
/// Formula: Σ intake of the year, of every origin, or in a year without any intake on record Σ output, > capacity by its days (``LicensedCapacity``). Ceiling: strong; possible
/// where the figures differ as units do. Not judged: facilities without a capacity, years that it does not cover.
public struct FacilityCapacity: Sendable, Hashable {
    /// Share of the capacity that is let pass.
    public var margin = Share.zero

    public init() {}

    /// By facility and year.
    /// - Complexity: O(flows + facilities).
    public func findings(_ flows: [SeparationFigure], _ facilities: [FacilityRecord]) -> [LedgerFinding] {
        let first = Day(year: 1, month: 1, day: 1)
        var result: [LedgerFinding] = []
        let own = Dictionary(grouping: flows, by: \.facility)
        let stated = Dictionary(grouping: facilities.filter { $0.perYear != nil }, by: \.facility)
        for (facility, records) in stated.sorted(by: { $0.key < $1.key }) {
            let capacity = LicensedCapacity(
                records.compactMap { record in
                    guard let from = record.from ?? first, let perYear = record.perYear else { return nil }
                    return LicensedCapacity.Step(from: from, perYear: perYear)
                })
            for (year, all) in Dictionary(grouping: own[facility] ?? [], by: { $0.month.year }).sorted(by: { $0.key < $1.key }) {
                let intake = all.filter { $0.flow == .intake }
                let rows = intake.isEmpty ? all : intake
                let sum = Tonnes(thousandths: Int64(clamping: rows.reduce(Int128(0)) { $0 + Int128($1.tonnes.thousandths) }))
                guard let limit = capacity.tonnes(inYear: year), sum > limit.raised(by: margin) else { continue }
                var finding = LedgerFinding(.capacityExceeded, facility, year: Int32(year))
                finding.scope = .separation
                finding.evidence = [
                    LedgerEvidence(.reported, .tonnes(sum), sources: rows.map(\.source)),
                    LedgerEvidence(.limit, .tonnes(limit), sources: records.map(\.source)),
                ]
                if let excess = sum.subtracting(limit) { finding.evidence.append(LedgerEvidence(.excess, .tonnes(excess))) }
                if FindingGathering.looksLikeUnit(sum, limit) { finding.weaken(.unitSuspected) }
                let excess = Int64(clamping: Int128(sum.thousandths) - Int128(limit.thousandths))
                finding.severity = LedgerSeverity.weighed(LedgerSeverity.of(excess: excess, over: limit.thousandths), finding.verdict)
                result.append(finding)
            }
        }
        return result
    }
}
