public import OreFeatures

/// A dated event in the life of a licence.
public struct LicenceEvent: Hashable, Sendable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// In force from that day on.
        case granted
        /// The term reaches to `until` (open when not given); a renewal after the expiry starts a new span on its own day.
        case renewed
        /// An application for renewal was accepted for processing. Counts as a renewal where ``LicencePolicy/acceptedRenewalCounts`` says so.
        case renewalAccepted = "renewal_accepted"
        /// Not in force from that day on, until `resumed`, or to `until` when given.
        case suspended
        case resumed
        /// Ordered to stop: not in force from that day on, until `resumed`, or to `until` when given.
        case stopped
        /// That day is the last one in force.
        case expired
        /// Not in force from that day on.
        case cancelled
        /// The outline is another one from that day on; changes no term. The outline itself is a new version of the licence.
        case boundaryChanged = "boundary_changed"
        /// Changes no term.
        case capacityChanged = "capacity_changed"

        /// False for events that say nothing of when the licence is in force.
        public var concernsTerm: Bool { self != .boundaryChanged && self != .capacityChanged }
    }

    public var kind: Kind
    public var day: Day
    /// Last day of the term that a grant or a renewal gives, or of a suspension or a stop.
    public var until: Day?
    /// As the source has it: shown, never evaluated.
    public var note: String?

    public init(_ kind: Kind, on day: Day, until: Day? = nil, note: String? = nil) {
        self.kind = kind
        self.day = day
        self.until = until
        self.note = note
    }
}

/// The days on which one licence is in force: sorted, disjoint, not adjacent, both ends inclusive.
///
/// `Int32.min` and `Int32.max` stand for "since ever" and "without end". No span at all: never in force.
public struct ForceSpans: Hashable, Sendable {
    public private(set) var spans: [ClosedRange<Int32>]

    public static let always = ForceSpans([Int32.min...Int32.max])
    public static let never = ForceSpans([])

    init(_ spans: [ClosedRange<Int32>]) {
        self.spans = spans
    }

    /// Derives the spans from a register's term and dated events.
    ///
    /// - The term `validFrom ... validTo` is inclusive; a side that is not given is open, unless events give it. With neither side and no
    ///   event the policy decides (`undated`). A term that ends before it begins is never in force.
    /// - Events act in order of their days, those of one day in the order given. An undated status is not an event and changes nothing.
    public init(validFrom: Day?, validTo: Day?, events: [LicenceEvent] = [], policy: LicencePolicy) {
        self.spans = []
        if validFrom == nil && validTo == nil && !events.contains(where: \.kind.concernsTerm) {
            spans = policy.undated == .inForce ? [Int32.min...Int32.max] : []
            return
        }
        let isGrantedByEvent = validFrom == nil && events.contains { $0.kind == .granted }
        if !isGrantedByEvent {
            add(validFrom?.daysSince1970 ?? .min, validTo?.daysSince1970 ?? .max)
        }
        var paused: Int32?
        let ordered = events.enumerated().sorted { ($0.element.day, $0.offset) < ($1.element.day, $1.offset) }
        for (_, event) in ordered { apply(event, validTo: validTo, policy: policy, paused: &paused) }
    }

    private mutating func apply(_ event: LicenceEvent, validTo: Day?, policy: LicencePolicy, paused: inout Int32?) {
        let day = event.day.daysSince1970
        switch event.kind {
        case .granted:
            let term = validTo.flatMap { $0 >= event.day ? $0 : nil }
            add(day, (event.until ?? term)?.daysSince1970 ?? .max)
        case .renewed: extend(on: day, until: event.until?.daysSince1970 ?? .max)
        case .renewalAccepted:
            if policy.acceptedRenewalCounts { extend(on: day, until: event.until?.daysSince1970 ?? .max) }
        case .suspended, .stopped:
            if let last = spans.last, last.upperBound >= day { paused = last.upperBound }
            cut(from: day)
            if let until = event.until?.daysSince1970, until < .max, let end = paused { add(max(day, until + 1), end) }
        case .resumed:
            if let end = paused { add(day, end) }
            paused = nil
        case .expired:
            if day < .max { cut(from: day + 1) }
        case .cancelled:
            cut(from: day)
            paused = nil
        case .boundaryChanged, .capacityChanged: break
        }
    }

    /// A term that still runs (or ended the day before) grows; otherwise a new one starts.
    private mutating func extend(on day: Int32, until end: Int32) {
        if let last = spans.last, last.upperBound >= day - 1 {
            add(last.lowerBound, max(last.upperBound, end))
        } else {
            add(day, end)
        }
    }

    private mutating func cut(from day: Int32) {
        spans = spans.compactMap { $0.lowerBound >= day ? nil : $0.lowerBound...min($0.upperBound, day - 1) }
    }

    private mutating func add(_ from: Int32, _ to: Int32) {
        guard from <= to else { return }
        var merged: [ClosedRange<Int32>] = []
        for span in (spans + [from...to]).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, last.upperBound == .max || span.lowerBound <= last.upperBound + 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, span.upperBound)
            } else {
                merged.append(span)
            }
        }
        spans = merged
    }

    /// The same days within `from ... to`; a side that is not given is open.
    func clamped(from: Day?, to: Day?) -> ForceSpans {
        guard from != nil || to != nil else { return self }
        let (first, last) = (from?.daysSince1970 ?? .min, to?.daysSince1970 ?? .max)
        return ForceSpans(
            spans.compactMap { $0.upperBound < first || $0.lowerBound > last ? nil : max($0.lowerBound, first)...min($0.upperBound, last) })
    }

    /// In force on that day; both ends of a term count.
    public func contains(_ day: Day) -> Bool { spans.contains { $0.contains(day.daysSince1970) } }

    /// True when the licence is in force on some days of the period and not on others.
    public func changes(within period: ObservationPeriod) -> Bool {
        let (from, to) = (period.from.daysSince1970, period.to.daysSince1970)
        return spans.contains { span in
            (span.lowerBound > from && span.lowerBound <= to) || (span.upperBound >= from && span.upperBound < to)
        }
    }

    /// The last day in force before `day`; `nil` when it never was.
    public func lastDay(before day: Day) -> Day? {
        spans.last { $0.lowerBound < day.daysSince1970 }.map { Day(daysSince1970: min($0.upperBound, day.daysSince1970 - 1)) }
    }

    /// In force whatever the date.
    public var isAlways: Bool { spans == [Int32.min...Int32.max] }
}
