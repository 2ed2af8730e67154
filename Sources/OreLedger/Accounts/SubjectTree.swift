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

    /// - Throws: `LedgerFault.circularMembership`.
    public init(_ links: [SubjectLink] = []) throws(LedgerFault) {
        func rows(_ isDistrict: Bool) -> [Membership.Row] {
            links.filter { ($0.parentKind == .district) == isDistrict }
                .map { Membership.Row($0.member, in: $0.parent, from: $0.from, to: $0.to) }
        }
        holding = try Membership(rows(false))
        districts = try Membership(rows(true))
        self.links = links
        ofNow = Dictionary(grouping: links.filter(\.isOfNow)) { Pair(member: $0.member, parent: $0.parent) }
        doubtful = Dictionary(grouping: links.filter(\.isDoubtful)) { Pair(member: $0.member, parent: $0.parent) }
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

    private static func rank(_ kind: SubjectKind) -> Int {
        switch kind {
        case .group: 3
        case .enterprise: 2
        case .district: 1
        case .licence, .facility, .flow: 0
        }
    }

    /// A tree of links of several sources; where they make a circle its links are left out, those of the first source that has any.
    /// - Parameter sources: those that yield first come first.
    /// - Throws: `LedgerFault.circularMembership` of a circle that `firm` links make by themselves.
    public static func yielding(
        _ sources: [[SubjectLink]], firm: [SubjectLink] = []
    ) throws(LedgerFault) -> (tree: SubjectTree, isCircular: Bool) {
        var (sources, isCircular) = (sources, false)
        while true {
            do {
                return (try SubjectTree(sources.flatMap(\.self) + firm), isCircular)
            } catch {
                guard case .circularMembership(let chain) = error else { throw error }
                func isOfCircle(_ link: SubjectLink) -> Bool { chain.contains(link.member) && chain.contains(link.parent) }
                guard let part = sources.indices.first(where: { sources[$0].contains(where: isOfCircle) }) else { throw error }
                sources[part].removeAll(where: isOfCircle)
                isCircular = true
            }
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
