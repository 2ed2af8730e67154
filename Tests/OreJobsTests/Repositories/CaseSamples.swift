import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import TestSupport

/// Random filters, and what they mean, told once more and without a database.
enum CaseSamples {
    static func filter(of findings: [Finding], _ random: inout SplitMix) -> CaseFilter {
        var filter = CaseFilter()
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            guard let one = findings.randomElement(using: &random) else { return filter }
            switch Int.random(in: 0..<13, using: &random) {
            case 0: filter.rules = [.land(one.rule)]
            case 1: filter.verdicts = [one.verdict]
            case 2: filter.district = one.district.map(part)
            case 3: filter.holder = one.holder.map(part)
            case 4: filter.licence = one.licenceIDs.first ?? one.nearestLicenceID
            case 5: filter.from = one.observedAt
            case 6: filter.to = one.observedAt
            case 7: filter.minimumArea = one.area
            case 8: filter.maximumArea = one.area
            case 9: filter.minimumProbability = one.probability
            case 10: filter.zones = Set([one.zoneID].compactMap(\.self))
            case 11: filter.licences = Bool.random(using: &random) ? Set(one.licenceIDs + one.otherLicenceIDs.prefix(1)) : ["L1", "L99"]
            default: (filter.box, filter.boxes) = boxes(&random)
            }
        }
        return filter
    }

    static func filter(of incidents: [Incident], _ random: inout SplitMix) -> CaseFilter {
        var filter = CaseFilter()
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            guard let one = incidents.randomElement(using: &random) else { return filter }
            switch Int.random(in: 0..<16, using: &random) {
            case 0: filter.rules = Set(one.rules.prefix(1))
            case 1: filter.verdicts = [one.verdict]
            case 2: filter.district = one.district.map(part)
            case 3: filter.holder = one.holder.map(part)
            case 4: filter.licence = one.licenceIDs.first ?? one.nearestLicenceID
            case 5: filter.from = one.lastSeen
            case 6: filter.to = one.firstSeen
            case 7: filter.minimumArea = one.area
            case 8: filter.maximumArea = one.area
            case 9: filter.minimumProbability = one.probability
            case 10: filter.states = [one.state]
            case 11: filter.certainties = [one.certainty]
            case 12: filter.group = one.group
            case 13: filter.zones = Set(one.zoneIDs.prefix(1))
            case 14: filter.licences = Set(one.licenceIDs + ["L99"])
            default: filter.assignee = one.assignee
            }
        }
        return filter
    }

    /// Names are asked for by a part, in any case of ASCII letters.
    private static func part(_ name: String) -> String { lowercased(String(name.dropFirst().isEmpty ? name[...] : name.dropFirst())) }

    private static func has(_ name: String?, _ part: String) -> Bool { name.map { lowercased($0).contains(lowercased(part)) } ?? false }

    private static func lowercased(_ text: String) -> String {
        String(decoding: text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
    }

    static func box(_ random: inout SplitMix) -> Envelope {
        func span(_ low: Double, _ high: Double) -> (Double, Double) {
            let (a, b) = (Double.random(in: low...high, using: &random), Double.random(in: low...high, using: &random))
            return (min(a, b), max(a, b))
        }
        let (x, y) = (span(114.99, 115.06), span(24.99, 25.04))
        return Envelope(minX: x.0, minY: y.0, maxX: x.1, maxY: y.1)
    }

    /// One, or two in one.
    static func boxes(_ random: inout SplitMix) -> (Envelope, [Envelope]) {
        var one = box(&random)
        let other = box(&random)
        if Bool.random(using: &random) { return (one, []) }
        let both = [one, other]
        one.expand(toInclude: other)
        return (one, both)
    }

    static func admits(_ filter: CaseFilter, _ stored: StoredFinding) -> Bool {
        let f = stored.finding
        func within<T>(_ wanted: T?, _ test: (T) -> Bool) -> Bool { wanted.map(test) ?? true }
        var columns = GeometryColumns()
        columns.append(stored.geometry)
        return (filter.rules.isEmpty || filter.rules.contains(.land(f.rule)))
            && (filter.verdicts.isEmpty || filter.verdicts.contains(f.verdict))
            && within(filter.district) { has(f.district, $0) } && within(filter.holder) { has(f.holder, $0) }
            && (filter.zones.isEmpty || f.zoneID.map(filter.zones.contains) ?? false)
            && within(filter.licence) { (f.licenceIDs + f.otherLicenceIDs + [f.nearestLicenceID ?? ""]).contains($0) }
            && within(filter.licences) { !$0.isDisjoint(with: f.licenceIDs + f.otherLicenceIDs) }
            && within(filter.from) { day in (f.observedAt ?? f.observedTo).map { $0 >= day } ?? false }
            && within(filter.to) { day in (f.observedAt ?? f.observedFrom).map { $0 <= day } ?? false }
            && within(filter.minimumArea) { f.area >= $0 } && within(filter.maximumArea) { f.area <= $0 }
            && within(filter.minimumProbability) { (f.probability ?? 0) >= $0 }
            && within(filter.box) { columns.envelope(of: 0).intersects($0) }
            && (filter.boxes.isEmpty || filter.boxes.contains { columns.envelope(of: 0).intersects($0) })
    }

    static func admits(_ filter: CaseFilter, _ i: Incident) -> Bool {
        func within<T>(_ wanted: T?, _ test: (T) -> Bool) -> Bool { wanted.map(test) ?? true }
        return (filter.rules.isEmpty || !filter.rules.isDisjoint(with: i.rules))
            && (filter.verdicts.isEmpty || filter.verdicts.contains(i.verdict))
            && (filter.states.isEmpty ? i.state != .withdrawn : filter.states.contains(i.state))
            && (filter.certainties.isEmpty || filter.certainties.contains(i.certainty))
            && within(filter.district) { has(i.district, $0) } && within(filter.holder) { has(i.holder, $0) }
            && (filter.zones.isEmpty || !filter.zones.isDisjoint(with: i.zoneIDs))
            && within(filter.group) { has(i.group, $0) } && within(filter.assignee) { has(i.assignee, $0) }
            && within(filter.licence) { (i.licenceIDs + [i.nearestLicenceID ?? ""]).contains($0) }
            && within(filter.licences) { !$0.isDisjoint(with: i.licenceIDs) }
            && within(filter.from) { day in i.lastSeen.map { $0 >= day } ?? false }
            && within(filter.to) { day in i.firstSeen.map { $0 <= day } ?? false }
            && within(filter.minimumArea) { i.area >= $0 } && within(filter.maximumArea) { i.area <= $0 }
            && within(filter.minimumProbability) { (i.probability ?? 0) >= $0 }
    }

    /// What lists are sorted by, of whatever kind.
    enum Key: Hashable {
        case none
        case number(Double)
        case text(String)

        init(_ number: Double?) { self = number.map { .number($0) } ?? .none }
        init(_ text: String?) { self = text.map { .text($0) } ?? .none }
        init(_ day: Day?) { self = day.map { .number(Double($0.daysSince1970)) } ?? .none }
    }

    static func key(_ order: FindingOrder, _ finding: Finding) -> Key {
        switch order {
        case .severity: Key(Double(finding.severity))
        case .probability: Key(finding.probability)
        case .area: Key(finding.area)
        case .holder: Key(finding.holder)
        case .district: Key(finding.district)
        case .rule: Key(finding.rule.rawValue)
        case .verdict: Key(finding.verdict.rawValue)
        case .observedAt: Key(finding.observedAt)
        case .observedFrom: Key(finding.observedFrom)
        case .observedTo: Key(finding.observedTo)
        }
    }

    static func key(_ order: IncidentOrder, _ incident: Incident) -> Key {
        switch order {
        case .handle: Key(incident.handle)
        case .state: Key(incident.state.rawValue)
        case .severity: Key(Double(incident.severity))
        case .probability: Key(incident.probability)
        case .area: Key(incident.area)
        case .growth: Key(incident.growthPerYear)
        case .firstSeen: Key(incident.firstSeen)
        case .lastSeen: Key(incident.lastSeen)
        case .holder: Key(incident.holder)
        case .district: Key(incident.district)
        }
    }

    static func precedes(_ a: Key, _ b: Key, _ isDescending: Bool) -> Bool {
        switch (a, b) {
        case (.number(let x), .number(let y)): isDescending ? x > y : x < y
        case (.text(let x), .text(let y)): isDescending ? x > y : x < y
        case (.none, _): false
        default: true
        }
    }

    static func keys(_ dimension: IncidentDimension, _ incident: Incident) -> [String] {
        switch dimension {
        case .district: [incident.district ?? ""]
        case .holder: [incident.holder ?? ""]
        case .group: [incident.group ?? ""]
        case .rule: incident.rules.map(\.rawValue)
        case .state: [incident.state.rawValue]
        case .verdict: [incident.verdict.rawValue]
        case .assignee: [incident.assignee ?? ""]
        case .month: [incident.firstSeen.map { String("\($0)".prefix(7)) } ?? ""]
        }
    }
}
