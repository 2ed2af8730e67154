public import OreFeatures

/// One subject belongs to another one for a time.
public struct SubjectLink: Sendable, Hashable {
    public var member: SubjectID
    public var parent: SubjectID
    /// `enterprise`, `group` or `district`.
    public var parentKind: SubjectKind
    /// Both inclusive; open where `nil`.
    public var from: Day?
    public var to: Day?
    /// Told by a register that says who belongs to whom now, not since when.
    public var isOfNow = false
    /// Another record says otherwise of these days, or nothing tells whose the member was on them.
    public var isDoubtful = false

    public init(_ member: SubjectID, in parent: SubjectID, _ parentKind: SubjectKind, from: Day? = nil, to: Day? = nil) {
        (self.member, self.parent, self.parentKind, self.from, self.to) = (member, parent, parentKind, from, to)
    }

    func holds(on day: Day) -> Bool { from.map { $0 <= day } ?? true && to.map { day <= $0 } ?? true }

    /// On the days of another one alone; `nil` where they share none.
    fileprivate func narrowed(to other: SubjectLink) -> SubjectLink? {
        var own = self
        own.from = [from, other.from].compactMap(\.self).max()
        own.to = [to, other.to].compactMap(\.self).min()
        if let from = own.from, let to = own.to, to < from { return nil }
        return own
    }
}

/// Who belonged to whom through time: licences and separators to enterprises, enterprises to groups; and any of them to districts.
public struct SubjectTree: Sendable {
    private let holding: Membership
    private let districts: Membership
    /// Everybody who ever was a member, ascending.
    private var below: [SubjectID: [SubjectID]] = [:]
    private var belowDistrict: [SubjectID: [SubjectID]] = [:]
    /// Of parents, what they are.
    private var kinds: [SubjectID: SubjectKind] = [:]
    private let links: [SubjectLink]
    /// Links that are known of now alone.
    private let ofNow: [Pair: [SubjectLink]]
    private let doubtful: [Pair: [SubjectLink]]
    private var above: [SubjectID: [SubjectID]] = [:]

    private struct Pair: Hashable {
        var member: SubjectID
        var parent: SubjectID
    }

    /// Nobody belongs to anybody.
    public static let empty = SubjectTree(holding: .empty)

    private init(holding: Membership) { (self.holding, districts, links, ofNow, doubtful) = (holding, .empty, [], [:], [:]) }

    /// - Parameter doubts: days of links on which these are doubtful, whoever says them; a link that is not in the tree stays out of it.
    /// - Throws: `LedgerFault.circularMembership`.
    public init(_ links: [SubjectLink] = [], doubts: [SubjectLink] = []) throws(LedgerFault) {
        holding = try Membership(Self.rows(links, ofDistricts: false))
        districts = try Membership(Self.rows(links, ofDistricts: true))
        self.links = links
        ofNow = Dictionary(grouping: links.filter(\.isOfNow)) { Pair(member: $0.member, parent: $0.parent) }
        doubtful = Dictionary(grouping: links.filter(\.isDoubtful) + doubts) { Pair(member: $0.member, parent: $0.parent) }
        for link in links {
            above[link.member, default: []].append(link.parent)
            if link.parentKind == .district {
                belowDistrict[link.parent, default: []].append(link.member)
            } else {
                below[link.parent, default: []].append(link.member)
            }
            // Of a name that is several the highest, whatever their order.
            if Self.rank(link.parentKind) >= kinds[link.parent].map(Self.rank) ?? 0 { kinds[link.parent] = link.parentKind }
        }
        below = below.mapValues { Set($0).sorted() }
        belowDistrict = belowDistrict.mapValues { Set($0).sorted() }
    }

    private static func rows(_ links: [SubjectLink], ofDistricts: Bool) -> [Membership.Row] {
        links.filter { ($0.parentKind == .district) == ofDistricts }
            .map { Membership.Row($0.member, in: $0.parent, from: $0.from, to: $0.to) }
    }

    private static func rank(_ kind: SubjectKind) -> Int {
        switch kind {
        case .group: 3
        case .enterprise: 2
        case .district: 1
        case .licence, .facility, .flow: 0
        }
    }

    /// A tree of links of several sources; where they make a circle its links are left out, those of the first source that has any. What they made
    /// the circle with is doubtful on their days where they are of the first source of all: it says the reverse.
    /// - Parameters:
    ///   - sources: those that yield first come first.
    ///   - doubts: see `init(_:doubts:)`.
    /// - Throws: `LedgerFault.circularMembership` of a circle that `firm` links make by themselves.
    /// - Complexity: O(links · depth) for circles without a member in common, however many they are.
    public static func yielding(
        _ sources: [[SubjectLink]], firm: [SubjectLink] = [], doubts: [SubjectLink] = []
    ) throws(LedgerFault) -> (tree: SubjectTree, isCircular: Bool) {
        var (sources, doubts, isCircular) = (sources, doubts, false)
        while true {
            let links = sources.flatMap(\.self) + firm
            do {
                return (try SubjectTree(links, doubts: doubts), isCircular)
            } catch {
                guard case .circularMembership = error else { throw error }
                let circles = [false, true].flatMap { Membership.circles(of: rows(links, ofDistricts: $0)) }
                doubts += try loosen(circles, &sources, firm)
                isCircular = true
            }
        }
    }

    /// - Returns: what is doubtful for it.
    private static func loosen(
        _ circles: [[SubjectID]], _ sources: inout [[SubjectLink]], _ firm: [SubjectLink]
    ) throws(LedgerFault) -> [SubjectLink] {
        var (places, met): ([SubjectID: Int], Set<SubjectID>) = ([:], [])
        // One that shares a member with another may be none any more when that one is open.
        for (place, chain) in circles.enumerated() {
            if met.isDisjoint(with: chain) { for member in chain { places[member] = place } }
            met.formUnion(chain)
        }
        let chosen = places
        func circle(_ link: SubjectLink) -> Int? { chosen[link.member].flatMap { chosen[link.parent] == $0 ? $0 : nil } }
        var yields: [Int: Int] = [:]
        for (source, links) in sources.enumerated() {
            for link in links { if let place = circle(link), yields[place] == nil { yields[place] = source } }
        }
        if let place = Set(chosen.values).filter({ yields[$0] == nil }).min() { throw .circularMembership(circles[place]) }
        var left: [Int: [SubjectLink]] = [:]
        for link in sources.first ?? [] { if let place = circle(link), yields[place] == 0 { left[place, default: []].append(link) } }
        for source in sources.indices {
            sources[source].removeAll { link in circle(link).map { yields[$0] == source } ?? false }
        }
        guard !left.isEmpty else { return [] }
        return (sources.flatMap(\.self) + firm).flatMap { link in
            (circle(link).flatMap { left[$0] } ?? []).compactMap { link.narrowed(to: $0) }
        }
    }

    /// What a subject with members is; `nil` for one that never had any.
    public func kind(of subject: SubjectID) -> SubjectKind? { kinds[subject] }

    /// Whether somebody belonged to a holder, directly or not, at the end of any month of a year.
    public func belonged(_ member: SubjectID, to holder: SubjectID, in year: Int32) -> Bool {
        for month in isSteady(member) ? 0..<1 : 0..<12 {
            guard let day = CalendarMonth(number: Int(year) * 12 + month).lastDay else { continue }
            if holding.chain(of: member, on: day).contains(holder) { return true }
        }
        return false
    }

    /// Whether somebody belonged to a holder on a day by a link that is known of now alone.
    func restsOnNow(_ subject: SubjectID, below holder: SubjectID, on day: Day) -> Bool { rests(on: ofNow, subject, holder, day) }

    /// Whether somebody belonged to a holder on a day by a link that is doubtful.
    func restsOnDoubt(_ subject: SubjectID, below holder: SubjectID, on day: Day) -> Bool { rests(on: doubtful, subject, holder, day) }

    private func rests(on links: [Pair: [SubjectLink]], _ subject: SubjectID, _ holder: SubjectID, _ day: Day) -> Bool {
        guard !links.isEmpty else { return false }
        var member = subject
        for parent in holding.chain(of: subject, on: day) {
            if links[Pair(member: member, parent: parent)]?.contains(where: { $0.holds(on: day) }) ?? false { return true }
            if parent == holder { return false }
            member = parent
        }
        return false
    }

    /// Everybody who ever had members.
    public var holders: Set<SubjectID> { Set(kinds.keys) }

    /// Everybody who ever had members, of that kind, ascending.
    public func parents(_ kind: SubjectKind) -> [SubjectID] { kinds.filter { $0.value == kind }.keys.sorted() }

    /// Links in which a subject is the member or the parent.
    public func links(of subject: SubjectID) -> [SubjectLink] { links.filter { $0.member == subject || $0.parent == subject } }

    /// The holder, the group; `nil` where nobody is.
    public func parent(of subject: SubjectID, on day: Day) -> SubjectID? { holding.parent(of: subject, on: day) }

    /// Every holder above, the nearest first.
    public func holders(of subject: SubjectID, on day: Day) -> [SubjectID] { holding.chain(of: subject, on: day) }

    /// Its holders and its district are the same on every day.
    func isSteady(_ subject: SubjectID) -> Bool {
        let anyDay = Day(daysSince1970: 0)
        return ([subject] + holding.chain(of: subject, on: anyDay)).allSatisfy { holding.isSteady($0) && districts.isSteady($0) }
    }

    /// Those whose holder it was on that day, ascending.
    public func members(of subject: SubjectID, on day: Day) -> [SubjectID] {
        (below[subject] ?? []).filter { holding.parent(of: $0, on: day) == subject }
    }

    /// Those whose holder it was at the end of any month of a year, ascending.
    func members(of subject: SubjectID, in year: Int32) -> [SubjectID] {
        let days = (0..<12).compactMap { CalendarMonth(number: Int(year) * 12 + $0).lastDay }
        return (below[subject] ?? []).filter { member in
            (holding.isSteady(member) ? days.prefix(1) : days[...]).contains { holding.parent(of: member, on: $0) == subject }
        }
    }

    /// Its own district, or that of the nearest holder with one.
    public func district(of subject: SubjectID, on day: Day) -> SubjectID? {
        if let own = districts.parent(of: subject, on: day) { return own }
        for holder in holding.chain(of: subject, on: day) {
            if let own = districts.parent(of: holder, on: day) { return own }
        }
        return nil
    }

    /// These, and everybody to whom any of them ever belonged, directly or not.
    /// - Complexity: O(those found).
    public func everyone(above subjects: Set<SubjectID>) -> Set<SubjectID> {
        var (found, open) = (subjects, Array(subjects))
        while let next = open.popLast() {
            for parent in above[next] ?? [] where found.insert(parent).inserted { open.append(parent) }
        }
        return found
    }

    /// Itself, and everybody who ever was below it, directly or not.
    /// - Complexity: O(members).
    public func everyone(below subject: SubjectID) -> Set<SubjectID> {
        var found: Set<SubjectID> = [subject]
        var open = [subject]
        while let next = open.popLast() {
            for member in (below[next] ?? []) + (belowDistrict[next] ?? []) where found.insert(member).inserted { open.append(member) }
        }
        return found
    }
}
