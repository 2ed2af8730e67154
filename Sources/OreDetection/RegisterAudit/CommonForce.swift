internal import OreFeatures

/// The days on which two licences are both in force.
struct CommonForce: Equatable {
    /// False when there is no such day.
    let exists: Bool
    /// `nil` where that side is open.
    let from: Day?
    let to: Day?
    /// `nil` where it is open on either side.
    let days: Int?

    init(_ a: ForceSpans, _ b: ForceSpans) {
        var common: [ClosedRange<Int32>] = []
        for x in a.spans {
            for y in b.spans where x.overlaps(y) { common.append(x.clamped(to: y)) }
        }
        common.sort { $0.lowerBound < $1.lowerBound }
        exists = !common.isEmpty
        let (first, last) = (common.first?.lowerBound, common.last?.upperBound)
        from = first == .min ? nil : first.map { Day(daysSince1970: $0) }
        to = last == .max ? nil : last.map { Day(daysSince1970: $0) }
        let isOpen = first == .min || last == .max
        days = isOpen ? nil : common.reduce(0) { $0 + Int($1.upperBound) - Int($1.lowerBound) + 1 }
    }
}
