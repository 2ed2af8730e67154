internal import Foundation
internal import GRDB
internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreLedger

/// What lists of findings are narrowed and sorted by, beside the record: copies of its members, found without reading it.
struct FindingFacts: Sendable {
    static let columns = "rule, verdict, severity, probability, area, first_day, last_day, district, holder, marks"
    static let places = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?"

    private var rule: String, verdict: String
    private var severity: Int
    private var probability: Double?
    private var area: Double
    private var firstDay: Int32?, lastDay: Int32?
    private var district: String?, holder: String?
    private var marks: Int64

    init(_ finding: Finding) {
        (rule, verdict, severity) = (finding.rule.rawValue, finding.verdict.rawValue, finding.severity)
        (probability, area) = (finding.probability, finding.area)
        firstDay = (finding.observedAt ?? finding.observedFrom)?.daysSince1970
        lastDay = (finding.observedAt ?? finding.observedTo)?.daysSince1970
        (district, holder) = (Facts.name(finding.district), Facts.name(finding.holder))
        marks = Facts.marks(
            licences: finding.licenceIDs + finding.otherLicenceIDs + [finding.nearestLicenceID].compactMap(\.self),
            zones: [finding.zoneID].compactMap(\.self))
    }

    var values: [(any DatabaseValueConvertible)?] {
        [rule, verdict, severity, probability, area, firstDay, lastDay, district, holder, marks]
    }
}

/// The columns of an incident.
enum IncidentFacts {
    static let columns = "handle, earliest, " + changing
    /// All but those that name it.
    static let changing = """
        state, severity, area, first_day, last_day, rules, verdict, certainty, probability, growth, visit, district, holder, \
        holder_group, assignee, marks, record
        """
    static let places = "?, ?, " + changingPlaces
    static let changingPlaces = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"

    static func values(of incident: Incident, _ record: Data) -> [(any DatabaseValueConvertible)?] {
        [Int64(IncidentHandle(incident.handle)?.value ?? 0), incident.earliestFindingID] + changing(of: incident, record)
    }

    static func changing(of incident: Incident, _ record: Data) -> [(any DatabaseValueConvertible)?] {
        [
            incident.state.rawValue, incident.severity, incident.area, incident.firstSeen?.daysSince1970, incident.lastSeen?.daysSince1970,
            Facts.bits(incident.rules),
            incident.verdict.rawValue, incident.certainty.rawValue, incident.probability, incident.growthPerYear,
            IncidentRank.areaBeforeShare(incident), Facts.name(incident.district), Facts.name(incident.holder), Facts.name(incident.group),
            Facts.name(incident.assignee),
            Facts.marks(licences: incident.licenceIDs + [incident.nearestLicenceID].compactMap(\.self), zones: incident.zoneIDs), record,
        ]
    }
}

enum Facts {
    /// Names are compared byte by byte: those that differ in composition only must not differ.
    static func name(_ text: String?) -> String? {
        guard let text, !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
        return text.precomposedStringWithCanonicalMapping
    }

    /// As SQLite's `lower`: ASCII letters only.
    static func lowercased(_ text: String?) -> String {
        String(decoding: (name(text) ?? "").utf8.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    /// Three bits of 63 for each id: a row whose marks lack one of an id's does not name it; one that has them may.
    static func marks(licences: [String] = [], zones: [String] = []) -> Int64 {
        (licences + zones.map { "zone " + $0 }).reduce(0) { marks, id in
            let hash = ContentHash.of(id)
            return marks | 1 << Int64(hash % 63) | 1 << Int64((hash >> 20) % 63) | 1 << Int64((hash >> 40) % 63)
        }
    }

    /// A name as a store may have it that compares as equal: as it was given, composed and decomposed.
    static func spellings(_ name: String) -> [String] {
        guard !name.utf8.allSatisfy({ $0 < 0x80 }) else { return [name] }
        return [name, name.precomposedStringWithCanonicalMapping, name.decomposedStringWithCanonicalMapping]
    }

    /// So many are looked up one by one; more are found by reading all.
    static let fewHandles = 8_192

    static func bits(_ rules: some Sequence<SuspectedRule>) -> Int64 { rules.reduce(0) { $0 | bit($1) } }

    static func rules(of bits: Int64) -> [SuspectedRule] { SuspectedRule.allCases.filter { bits & bit($0) != 0 } }

    /// Which of the bits of a set of rules is its own, from 0.
    static func number(of rule: LedgerRuleName) -> Int64 { Int64(bit(rule).trailingZeroBitCount) }

    /// Kept in stores: never renumbered.
    static func number(of verdict: Verdict) -> Int64 {
        switch verdict {
        case .strong: 1
        case .possible: 2
        case .undecidable: 3
        case .consistent: 4
        }
    }

    /// Kept in stores: never renumbered.
    private static func bit(_ rule: SuspectedRule) -> Int64 {
        switch rule {
        case .land(let rule): bit(rule)
        case .figures(let rule): bit(rule)
        }
    }

    /// Below this the rules of an incident are those over land; it has no others.
    static let firstOfFigures: Int64 = 1 << 16

    private static func bit(_ rule: RuleName) -> Int64 {
        switch rule {
        case .unlicensed: 1
        case .outOfBoundary: 1 << 1
        case .outsideValidity: 1 << 2
        case .protectedZone: 1 << 3
        case .outsidePlannedArea: 1 << 4
        case .expansionAfterFreeze: 1 << 5
        case .afterStopOrder: 1 << 6
        }
    }

    private static func bit(_ rule: LedgerRuleName) -> Int64 {
        switch rule {
        case .quotaOverrun: 1 << 16
        case .quotaOverrunProjected: 1 << 17
        case .capacityExceeded: 1 << 18
        case .reportMissing: 1 << 19
        case .reportLate: 1 << 20
        case .reportImplausible: 1 << 21
        case .productionOutsideValidity: 1 << 22
        case .productionAfterStopOrder: 1 << 23
        case .productionWithoutQuota: 1 << 24
        case .soldExceedsProduced: 1 << 25
        case .separationExceedsFeed: 1 << 26
        case .exportWithoutLicence: 1 << 27
        case .exportMirrorGap: 1 << 28
        case .ghostProduction: 1 << 29
        case .outputExceedsLand: 1 << 30
        case .landExceedsOutput: 1 << 31
        case .recoveryLow: 1 << 32
        case .highGrading: 1 << 33
        case .exhaustion: 1 << 34
        case .taxImpliedGap: 1 << 35
        case .operatingWithoutPermit: 1 << 36
        case .depositShort: 1 << 37
        case .restorationOverdue: 1 << 38
        case .holderNotListed: 1 << 39
        case .bannedProcess: 1 << 40
        }
    }
}

extension [(any DatabaseValueConvertible)?] {
    /// Whether the columns of a row hold these values.
    func agree(with row: Row, from column: Int) -> Bool {
        enumerated().allSatisfy { ($1?.databaseValue ?? .null) == (row[column + $0] as DatabaseValue) }
    }
}

/// A part of a `WHERE`.
struct FactsCondition {
    private(set) var sql: [String] = []
    private(set) var arguments = StatementArguments()
    /// Rows that it selects pass the filter; otherwise their records have the last word.
    private(set) var isExact = true

    var text: String { sql.isEmpty ? "1" : sql.joined(separator: " AND ") }

    mutating func add(_ condition: String, _ values: StatementArguments = []) {
        sql.append(condition)
        arguments += values
    }

    private mutating func words(_ column: String, _ words: [String]) {
        guard !words.isEmpty else { return }
        add("\(column) IN (\(words.map { _ in "?" }.joined(separator: ", ")))", StatementArguments(words.sorted()))
    }

    private mutating func numbers(_ column: String, _ numbers: [Int64]) {
        guard !numbers.isEmpty else { return }
        add("\(column) IN (\(numbers.sorted().map(String.init).joined(separator: ", ")))")
    }

    /// Of very many the records decide.
    private mutating func handles(_ handles: Set<String>) {
        let numbers = Set(handles.compactMap { IncidentHandle($0).map { Int64($0.value) } })
        if numbers.isEmpty {
            add("handle < 0")
        } else if numbers.count <= Facts.fewHandles {
            add("handle IN (\(numbers.sorted().map(String.init).joined(separator: ", ")))")
        } else {
            isExact = false
        }
    }

    /// The name has this part, whatever the case of its ASCII letters.
    private mutating func part(_ column: String, _ name: String?) {
        guard let name, !name.isEmpty else { return }
        add("has_part(\(column), ?)", [Facts.lowercased(name)])
    }

    /// The name may have this part: no name that has it is left out, however it or the part is composed.
    private mutating func possiblePart(_ column: String, _ name: String?) {
        guard let name, !name.isEmpty else { return }
        add("name_has_part(\(column), ?)", [name.lowercased()])
    }

    private mutating func shared(_ filter: CaseFilter) {
        words("verdict", filter.verdicts.map(\.rawValue))
        part("district", filter.district)
        part("holder", filter.holder)
        if let area = filter.minimumArea { add("area >= ?", [area]) }
        if let area = filter.maximumArea { add("area <= ?", [area]) }
        if let probability = filter.minimumProbability { add("coalesce(probability, 0) >= ?", [probability]) }
        if let day = filter.from { add("last_day >= ?", [day.daysSince1970]) }
        if let day = filter.to { add("first_day <= ?", [day.daysSince1970]) }
        if let licence = filter.licence { marked(licences: [licence]) }
        if !filter.zones.isEmpty { marked(filter.zones.flatMap(Facts.spellings).map { Facts.marks(zones: [$0]) }) }
        if let licences = filter.licences { marked(licences: licences) }
    }

    private mutating func marked(licences: Set<String>) {
        marked(licences.flatMap(Facts.spellings).map { Facts.marks(licences: [$0]) })
    }

    /// Has all marks of one of those asked for. Of very many it is not asked: most rows would have those of one. Marks are never negative.
    private mutating func marked(_ all: [Int64]) {
        isExact = false
        let wanted = Set(all).sorted()
        guard wanted.count <= 64 else { return }
        let text = wanted.map { _ in "marks & ? = ?" }.joined(separator: " OR ")
        add(wanted.isEmpty ? "marks < 0" : "(\(text))", StatementArguments(wanted.flatMap { [$0, $0] }))
    }

    /// All of the filter but the box. Findings of places have no subject.
    static func findings(_ filter: CaseFilter) -> FactsCondition {
        var condition = FactsCondition()
        if filter.subject?.isEmpty == false { condition.add("0") }
        condition.words("rule", filter.rules.map(\.rawValue))
        condition.shared(filter)
        return condition
    }

    /// Of `figures_findings g`, beside that it stands and is suspect: what it leaves out does not pass, and of the others the records have the
    /// last word. Empty where all may pass.
    static func figures(_ filter: CaseFilter) -> FactsCondition {
        var condition = FactsCondition()
        condition.isExact = false
        let rules = filter.rules.compactMap(\.figures)
        if rules.count < LedgerRuleName.allCases.count { condition.numbers("g.rule", rules.map { Facts.number(of: $0) }) }
        condition.numbers("g.verdict", filter.verdicts.map { Facts.number(of: $0) })
        if let probability = filter.minimumProbability { condition.add("coalesce(g.probability, 0) >= ?", [probability]) }
        if let day = filter.from { condition.add("g.last_day >= ?", [day.daysSince1970]) }
        if let day = filter.to { condition.add("g.first_day <= ?", [day.daysSince1970]) }
        var subject = FactsCondition()
        subject.possiblePart("subject", filter.subject)
        if !subject.sql.isEmpty {
            let source = "figures_findings INDEXED BY figures_findings_of_subject"
            condition.add("g.id IN (SELECT id FROM \(source) WHERE \(subject.text))", subject.arguments)
        }
        condition.place(filter)
        return condition
    }

    /// What incidents over figures say of their subjects.
    private mutating func place(_ filter: CaseFilter) {
        let incidents = "SELECT id FROM incidents INDEXED BY incidents_facts WHERE rules >= \(Facts.firstOfFigures) AND"
        var place = FactsCondition()
        place.possiblePart("district", filter.district)
        place.possiblePart("holder", filter.holder)
        place.possiblePart("holder_group", filter.group)
        // Licences that were asked for by their group: the group says more.
        if let licences = filter.licences, filter.group?.isEmpty ?? true { place.marked(licences: licences) }
        if !place.sql.isEmpty { add("g.incident IN (\(incidents) \(place.text))", place.arguments) }
        if let licence = filter.licence {
            // A name that no register has may still be that of a licence.
            var (register, own) = (FactsCondition(), FactsCondition())
            register.marked(licences: [licence])
            own.words("subject", Facts.spellings(licence))
            let subjects = "SELECT incident FROM figures_findings WHERE \(own.text)"
            add("g.incident IN (\(incidents) \(register.text) UNION ALL \(subjects))", register.arguments + own.arguments)
        }
        // The point where an incident lies is in its box.
        let boxes = filter.boxes.isEmpty ? [filter.box].compactMap(\.self) : filter.boxes
        if !boxes.isEmpty { add(incidentsMeeting: boxes, "g.incident") }
    }

    /// All of the filter but the box. Withdrawn incidents only when that state is named.
    static func incidents(_ filter: CaseFilter) -> FactsCondition {
        var condition = FactsCondition()
        if filter.states.isEmpty { condition.add("state <> 'withdrawn'") }
        condition.words("state", filter.states.map(\.rawValue))
        condition.words("certainty", filter.certainties.map(\.rawValue))
        if !filter.rules.isEmpty { condition.add("rules & ? <> 0", [Facts.bits(filter.rules)]) }
        if let handles = filter.handles { condition.handles(handles) }
        if filter.subject?.isEmpty == false {
            condition.add("rules >= ?", [Facts.firstOfFigures])
            condition.isExact = false
        }
        condition.part("holder_group", filter.group)
        if filter.assignee?.isEmpty == true { condition.add("assignee IS NULL") } else { condition.part("assignee", filter.assignee) }
        condition.shared(filter)
        return condition
    }
}
