public import OreFeatures

/// The orders to stop of one licence that nothing has lifted.
public struct StopOrders: Sendable, Hashable {
    /// First day of the order, and the last day on which it can be in effect.
    private var orders: [ClosedRange<Int32>] = []

    /// - Parameters:
    ///   - events: an order holds from its day to `until`, or until the licence is `resumed`.
    ///   - spans: of the same licence. An order also ends when the licence is in force again, by a new grant or a renewal.
    public init(_ events: [LicenceEvent], spans: ForceSpans) {
        let resumed = events.filter { $0.kind == .resumed }.map(\.day.daysSince1970)
        for event in events where event.kind == .stopped {
            let day = event.day.daysSince1970
            var last = event.until?.daysSince1970 ?? .max
            for other in resumed where other > day { last = min(last, other - 1) }
            for span in spans.spans where span.lowerBound > day { last = min(last, span.lowerBound - 1) }
            if last >= day { orders.append(day...last) }
        }
        orders.sort { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    }

    /// The first day of the order in effect on `day`: the earliest one that has held without a break; `nil` when none is in effect.
    public func order(on day: Day) -> Day? {
        var first: Int32?
        for order in orders.reversed() {
            if order.contains(first ?? day.daysSince1970) { first = order.lowerBound }
        }
        return first.map { Day(daysSince1970: $0) }
    }

    public var isEmpty: Bool { orders.isEmpty }

    /// The day of the last order.
    var latest: Day? { orders.last.map { Day(daysSince1970: $0.lowerBound) } }
}
