public import OreFeatures

/// Who belonged to whom and when: licences to enterprises, enterprises to groups, either to districts.
public struct Membership: Sendable {
    public struct Row: Sendable, Hashable {
        public var member: SubjectID
        public var parent: SubjectID
        /// Both inclusive; open where `nil`.
        public var from: Day?
        public var to: Day?

        public init(_ member: SubjectID, in parent: SubjectID, from: Day? = nil, to: Day? = nil) {
            (self.member, self.parent, self.from, self.to) = (member, parent, from, to)
        }

        func holds(on day: Day) -> Bool { from.map { $0 <= day } ?? true && to.map { day <= $0 } ?? true }
        fileprivate var start: Int32 { from?.daysSince1970 ?? .min }
    }

    /// Of each member, the rows by their first day.
    private let rows: [SubjectID: [Row]]

    /// Nobody belongs to anybody.
    static let empty = Membership(sorted: [:])

    private init(sorted rows: [SubjectID: [Row]]) { self.rows = rows }

    /// - Throws: `LedgerFault.circularMembership` with the chain that returns to its start on some day.
    /// - Complexity: O(rows · depth).
    public init(_ rows: [Row]) throws(LedgerFault) {
        self.init(sorted: Self.byMember(rows))
        if let chain = circles.first { throw .circularMembership(chain) }
    }

    private static func byMember(_ rows: [Row]) -> [SubjectID: [Row]] {
        Dictionary(grouping: rows, by: \.member).mapValues { $0.sorted { ($0.start, $0.parent) < ($1.start, $1.parent) } }
    }

    /// The chains that return to their start on some day; a circle of several members as often as it is met.
    /// - Complexity: O(rows · depth).
    static func circles(of rows: [Row]) -> [[SubjectID]] { Membership(sorted: byMember(rows)).circles }

    private var circles: [[SubjectID]] {
        var found: [[SubjectID]] = []
        // All links of a circle hold together on the first day of the one that came last, or on the day after the one that stood before it ended.
        for row in rows.values.joined().sorted(by: { ($0.member, $0.start, $0.parent) < ($1.member, $1.start, $1.parent) }) {
            if let chain = circle(of: row.member, on: Day(daysSince1970: row.start)) { found.append(chain) }
            guard let to = row.to, to.daysSince1970 < .max else { continue }
            if let chain = circle(of: row.member, on: Day(daysSince1970: to.daysSince1970 + 1)) { found.append(chain) }
        }
        return found
    }

    private func circle(of member: SubjectID, on day: Day) -> [SubjectID]? {
        var chain = [member]
        var next = parent(of: member, on: day)
        while let at = next {
            if at == member { return chain }
            // A circle further up is found from a member of it.
            if chain.contains(at) { return nil }
            chain.append(at)
            next = parent(of: at, on: day)
        }
        return nil
    }

    /// The parent on that day; of several at once the one since the latest day, `nil` when there is none.
    public func parent(of member: SubjectID, on day: Day) -> SubjectID? { rows[member]?.last { $0.holds(on: day) }?.parent }

    /// Whoever its parent is, it is the same on every day.
    func isSteady(_ member: SubjectID) -> Bool { rows[member].map { $0.count == 1 && $0[0].from == nil && $0[0].to == nil } ?? true }

    /// Every parent above, the nearest first.
    public func chain(of member: SubjectID, on day: Day) -> [SubjectID] {
        var result: [SubjectID] = []
        var next = parent(of: member, on: day)
        while let at = next, at != member, !result.contains(at) {
            result.append(at)
            next = parent(of: at, on: day)
        }
        return result
    }
}
