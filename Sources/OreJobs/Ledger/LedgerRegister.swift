internal import Foundation
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreLedger
internal import Synchronization

/// Licences and their events, as far as the rules over figures need them: no geometry.
struct LedgerRegister {
    /// By the key that figures name: the licence's id, or its holder.
    var force: [String: ForceSpans] = [:]
    var orders: [String: StopOrders] = [:]
    var capacities: [String: LicensedCapacity] = [:]
    /// By licence: who holds it, and on which days it is in force.
    var holders: [String: Holding] = [:]
    /// Capacities are stated with their material.
    var capacityMaterial: MaterialKind?
    var unreadCapacities = 0
    var hasEvents = false
    /// What figures name are enterprises, not licences.
    var namesHolders = false
    var inputs: [LedgerInput] = []
    var setAside: [SetAsideRow] = []

    struct Holding {
        /// Of the latest term.
        var holder: String
        var force: ForceSpans
        /// Rows of the licence name others, too.
        var isOneOfSeveral: Bool
        /// Who of them held it when, where their rows begin on different days.
        var steps: HolderSteps?

        func holder(on day: Day) -> String { steps?.holder(on: day) ?? holder }
    }

    struct Term {
        var id: String
        var from: Day?
        var to: Day?
        var capacity: String?
        var holder: String?
        /// Since when it is the holder's.
        var since: Day?
    }

    init() {}

    /// - Parameter byHolder: figures name enterprises, not licences.
    init(licences: [String], events: [String], profile: Profile?, eventProfile: Profile?, encoding: TextEncoding?, byHolder: Bool) throws {
        var terms: [Term] = []
        for path in licences {
            let profile = profile ?? .standard(for: .licences)
            try read(path, profile, encoding, side: "licences") { mapped, row throws(InputError) in
                let from = try mapped.day(.validFrom, row)
                terms.append(
                    Term(
                        id: try mapped.identifier(row), from: from, to: try mapped.day(.validTo, row),
                        capacity: try mapped.text(.capacity, row), holder: try mapped.text(.holder, row), since: from))
            }
        }
        var byLicence: [String: [LicenceEvent]] = [:]
        for path in events {
            let profile = eventProfile ?? .standard(for: .licenceEvents)
            try read(path, profile, encoding, side: "licence-events") { mapped, row throws(InputError) in
                let (id, event) = try Self.event(mapped, row, path)
                byLicence[id, default: []].append(event)
            }
        }
        hasEvents = !events.isEmpty
        judge(terms, byLicence, byHolder)
    }

    mutating func judge(_ terms: [Term], _ events: [String: [LicenceEvent]], _ byHolder: Bool) {
        for (id, own) in Dictionary(grouping: terms, by: \.id) {
            // Of several, the one of the latest term.
            let last = own.max { ($0.from?.daysSince1970 ?? .min) < ($1.from?.daysSince1970 ?? .min) }
            if let holder = last?.holder, !holder.isEmpty {
                holders[id] = Holding(
                    holder: holder, force: Self.spans(own, Self.granted(own, events[id] ?? [])),
                    isOneOfSeveral: Set(own.compactMap(\.holder)).count > 1,
                    steps: HolderSteps(own.map { HolderSteps.Row(holder: $0.holder, from: $0.since, to: $0.to) }))
            }
        }
        let groups = Dictionary(grouping: terms) { byHolder ? $0.holder ?? $0.id : $0.id }
        for (key, terms) in groups {
            let all = Self.granted(terms, Set(terms.map(\.id)).sorted().flatMap { events[$0] ?? [] })
            let spans = Self.spans(terms, all)
            force[key] = spans
            let stops = StopOrders(all, spans: spans)
            if !stops.isEmpty { orders[key] = stops }
            // The capacity of several licences is of none of them alone.
            guard Set(terms.map(\.id)).count == 1 else { continue }
            capacities[key] = capacity(terms)
        }
    }

    /// Further rows of a licence are later grants of it.
    private static func granted(_ terms: [Term], _ events: [LicenceEvent]) -> [LicenceEvent] {
        events + terms.dropFirst().compactMap { term in term.from.map { LicenceEvent(.granted, on: $0, until: term.to) } }
    }

    private static func spans(_ terms: [Term], _ events: [LicenceEvent]) -> ForceSpans {
        ForceSpans(validFrom: terms.first?.from, validTo: terms.first?.to, events: events, policy: LicencePolicy())
    }

    /// Who holds a licence that is in force on a day, where either has figures: a register may be of other minerals, too.
    func holders(
        on day: Day, hasFigures: (String) -> Bool, _ number: (String, SubjectKind) -> SubjectID
    ) -> [LicenceHolder] {
        holders.filter { id, held in
            held.force.spans.contains { $0.contains(day.daysSince1970) } && (hasFigures(id) || hasFigures(held.holder(on: day)))
        }.sorted { $0.key < $1.key }.map { id, held in
            LicenceHolder(number(id, .licence), held: number(held.holder(on: day), .enterprise))
        }
    }

    /// Licences in their holders.
    /// - Parameter links: what records of members say stands before it.
    func links(beside links: [SubjectLink], _ number: (String, SubjectKind) -> SubjectID) -> [SubjectLink] {
        let stated = Set(links.filter { $0.parentKind != .district }.map(\.member))
        return holders.sorted { $0.key < $1.key }.flatMap { id, held -> [SubjectLink] in
            let member = number(id, .licence)
            guard !stated.contains(member) else { return [] }
            if let steps = held.steps { return steps.links(of: member, id, number) }
            guard held.holder != id else { return [] }
            var link = SubjectLink(member, in: number(held.holder, .enterprise), .enterprise)
            link.isOfNow = held.isOneOfSeveral
            return [link]
        }
    }

    private mutating func capacity(_ terms: [Term]) -> LicensedCapacity? {
        var steps: [LicensedCapacity.Step] = []
        for term in terms {
            guard let text = term.capacity else { continue }
            guard let read = CapacityText(text), let from = term.from ?? Day(year: 1, month: 1, day: 1) else {
                unreadCapacities += 1
                continue
            }
            capacityMaterial = capacityMaterial ?? read.material
            steps.append(LicensedCapacity.Step(from: from, perYear: read.perYear))
        }
        return steps.isEmpty ? nil : LicensedCapacity(steps)
    }

    private static func event(_ mapped: MappedAttributes, _ row: Int, _ path: String) throws(InputError) -> (String, LicenceEvent) {
        func required<Value>(_ value: Value?, _ attribute: Attribute) throws(InputError) -> Value {
            if let value { return value }
            throw .refused(
                file: path, place: InputPlace(column: attribute.rawValue), what: "the event has no \(attribute.rawValue)", next: "give one")
        }
        let licence = try required(try mapped.text(.licenceID, row), .licenceID)
        let word = try required(try mapped.text(.event, row), .event)
        guard let kind = LicenceEvent.Kind(rawValue: word) else {
            let known = LicenceEvent.Kind.allCases.map(\.rawValue)
            throw .refused(
                file: path, place: InputPlace(column: "event"), what: "\"\(word.prefix(80))\" is not an event",
                next: NearestMatch.advice(for: word, among: known))
        }
        let day = try required(try mapped.day(.date, row), .date)
        return (licence, LicenceEvent(kind, on: day, until: try mapped.day(.until, row)))
    }

    // MARK: Files

    private mutating func read(
        _ path: String, _ profile: Profile, _ encoding: TextEncoding?, side: String,
        _ take: (MappedAttributes, Int) throws(InputError) -> Void
    ) throws {
        var input = LedgerInput(side: side, name: URL(filePath: path).lastPathComponent)
        input.profile = profile.file == profile.name ? nil : profile.name
        let (batches, lines) = try batches(path, profile, encoding, &input)
        for batch in batches {
            let mapped = MappedAttributes(batch, profile: profile, file: path)
            for row in 0..<batch.count {
                input.read += 1
                guard mapped.reasonToSkip(row) == nil else {
                    input.skipped += 1
                    continue
                }
                do {
                    try take(mapped, row)
                    input.used += 1
                } catch {
                    guard case .refused(_, let place, let what, let next) = error else { throw error }
                    input.quarantined += 1
                    setAside.append(
                        SetAsideRow(
                            file: input.name, row: lines.isEmpty ? batch.firstFeature + row + 1 : lines[batch.firstFeature + row],
                            column: place.column ?? "", reason: what, next: next, name: (try? mapped.identifier(row)) ?? ""))
                }
            }
        }
        inputs.append(input)
    }

    /// A table of an office, or any layer without a look at its geometry.
    private func batches(
        _ path: String, _ profile: Profile, _ encoding: TextEncoding?, _ input: inout LedgerInput
    ) throws -> ([FeatureBatch], lines: [Int]) {
        let key = profile.fields[profile.kind.identifier]?.columns ?? []
        let names = RegisterHeadings(profile)
        if let table = try? OfficeTable(path, encoding: encoding, isHeading: { names.renamed($0).contains { key.contains($0) } }) {
            var columns = names.renamed(table.headings).map { AttributeColumn(name: $0) }
            for row in table.rows {
                for column in columns.indices {
                    let text = column < row.cells.count ? row.cells[column] : ""
                    if text.isEmpty { columns[column].appendEmpty(.null) } else { columns[column].append(.string, text) }
                }
            }
            var batch = FeatureBatch(firstFeature: 0, columns: columns)
            for row in table.rows {
                batch.identifiers.appendEmpty(.missing)
                batch.lines.append(row.line)
                batch.geometry.append(nil)
            }
            input.sha256 = table.sha256
            input.format = table.isWorkbook ? "workbook, sheet \(table.sheet ?? "")" : "text, \(table.encoding)"
            return ([batch], table.rows.map(\.line))
        }
        let source = try FeatureFile.open(path, options: profile.readOptions(ReadOptions(encoding: encoding, allowsNoGeometry: true)))
        let found = Mutex([FeatureBatch]())
        let summary = try source.process(
            threads: 1, progress: nil, makeWorker: {}, map: { (_: inout Void, batch) in batch },
            consume: { batch in found.withLock { $0.append(batch) } })
        input.sha256 = summary.sha256
        input.format = source.info.format.rawValue
        return (found.withLock { $0 }, [])
    }
}

/// Headings of registers in Chinese, under the default names.
struct RegisterHeadings {
    private let isUsed: Bool
    private static let words: [String: Attribute] = [
        "许可证号": .licenceID, "采矿许可证号": .licenceID, "证号": .licenceID, "采矿权人": .holder, "企业名称": .holder, "矿山企业": .holder,
        "有效期起": .validFrom, "有效期始": .validFrom, "起始日期": .validFrom, "发证日期": .validFrom, "有效期止": .validTo, "有效期至": .validTo,
        "终止日期": .validTo, "到期日期": .validTo, "生产规模": .capacity, "设计生产规模": .capacity, "生产能力": .capacity, "事件": .event, "日期": .date,
    ]

    init(_ profile: Profile) { isUsed = profile.file == profile.name }

    func renamed(_ headings: [String]) -> [String] {
        guard isUsed else { return headings }
        return headings.map { heading in
            let plain = LedgerHeading(heading)
            return Self.words[plain.name]?.columnName ?? heading.lowercased()
        }
    }
}
