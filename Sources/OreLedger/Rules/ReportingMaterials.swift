internal import OreFeatures

/// What everybody's reports are of, where a ledger has figures of several materials: nobody misses a report in cubic metres who reports in tonnes.
public struct ReportingMaterials: Sendable, Hashable {
    /// Of those who report, what most of their months are of; oxide among equals.
    private var usual: [SubjectID: MaterialKind] = [:]
    /// Months by material, of those who report in several.
    private var months: [SubjectID: [MaterialKind: Set<Int32>]] = [:]
    /// In which those who never reported are expected to report.
    private var first: MaterialKind?

    public init() {}

    /// - Parameter reports: all of their subjects, corrections among them.
    /// - Complexity: O(reports).
    public mutating func take(_ reports: LedgerRecords) {
        var own: [SubjectID: [MaterialKind: Set<Int32>]] = [:]
        for row in 0..<reports.count where reports.lines[row].stage == .mining {
            own[reports.subjects[row], default: [:]][reports.lines[row].material, default: []].insert(reports.periods[row])
        }
        for (subject, materials) in own {
            let most = materials.max { ($0.value.count, $1.key.rawValue) < ($1.value.count, $0.key.rawValue) }?.key ?? .oxide
            usual[subject] = most
            first = first.map { $0.rawValue < most.rawValue ? $0 : most } ?? most
            if materials.count > 1 { months[subject] = materials }
        }
    }

    /// Of a duty to report what is expected in one material: of those who report in it as a rule, the months that they do not report in another one.
    public func narrowed(_ duty: ReportingDuty, to material: MaterialKind) -> ReportingDuty {
        guard let first, case .months(let spans) = duty else { return duty }
        var result: [SubjectID: [ClosedRange<Int32>]] = [:]
        for (subject, own) in spans where usual[subject] ?? first == material {
            let others = months[subject].map { $0.filter { $0.key != material }.values.reduce(into: Set()) { $0.formUnion($1) } } ?? []
            result[subject] = others.isEmpty ? own : own.flatMap { Self.without(others, $0) }
        }
        return .months(result)
    }

    private static func without(_ months: Set<Int32>, _ span: ClosedRange<Int32>) -> [ClosedRange<Int32>] {
        var (result, start) = ([ClosedRange<Int32>](), span.lowerBound)
        for month in months.filter(span.contains).sorted() {
            if month > start { result.append(start...month - 1) }
            start = month + 1
        }
        if start <= span.upperBound { result.append(start...span.upperBound) }
        return result
    }
}
