internal import OreFeatures
internal import OreLedger

/// Subject and period as quarantine names them, `L000001 2025-06`, and as numbers.
enum LedgerIdentifier {
    static func place(_ subject: SubjectID, _ period: Int32) -> UInt64 { UInt64(subject.number) << 32 | UInt64(UInt32(bitPattern: period)) }

    /// `nil` where the period cannot be read: no record can then be told to be the one awaited.
    static func place(_ identifier: String, _ kind: FigureKind, _ names: inout NameTable) -> UInt64? {
        guard let blank = identifier.lastIndex(of: " "), let period = period(identifier[identifier.index(after: blank)...], kind) else {
            return nil
        }
        var name = String(identifier[..<blank])
        guard !name.isEmpty else { return nil }
        return place(SubjectID(name.withUTF8 { names.number(of: UnsafeRawBufferPointer($0)) }), period)
    }

    private static func period(_ text: Substring, _ kind: FigureKind) -> Int32? {
        let parts = text.split(separator: "-").map { Int($0) }
        guard parts.count == kind.periodParts, !parts.contains(nil) else { return nil }
        let numbers = parts.compactMap { $0 }
        return switch kind {
        case .report: CalendarMonth(year: numbers[0], month: numbers[1]).map { Int32($0.number) }
        case .quota: Int32(exactly: numbers[0])
        case .invoice: Day(year: numbers[0], month: numbers[1], day: numbers[2])?.daysSince1970
        }
    }
}

extension FigureKind {
    /// `2025-06` has two.
    fileprivate var periodParts: Int {
        switch self {
        case .report: 2
        case .quota: 1
        case .invoice: 3
        }
    }
}
