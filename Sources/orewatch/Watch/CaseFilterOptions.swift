public import ArgumentParser
public import OreCases
import OreDetection
import OreFeatures

/// Filters that findings and incidents share.
struct CaseFilterOptions: ParsableArguments {
    @Option(name: .customLong("rule"), parsing: .singleValue, help: "Suspected under this rule; repeatable.")
    var rules: [SuspectedRule] = []
    @Option(name: .customLong("verdict"), parsing: .singleValue, help: "Repeatable.")
    var verdicts: [Verdict] = []
    @Option(help: "Part of the district's name.") var district: String?
    @Option(help: "Part of the name of the licence's holder.") var holder: String?
    @Option(help: "Part of the name of the holder's group.") var group: String?
    @Option(help: "Licence that it touches, by id.") var licence: String?
    @Option(help: "Part of the name of whom figures speak of: a licence, an enterprise, a group, a separator.") var subject: String?
    @Option(help: "Zone that it touches, by id or part of its name.") var zone: String?
    @Option(help: "Seen on or after that day (2025-06-30).") var from: Day?
    @Option(help: "Seen on or before that day.") var to: Day?
    @OptionGroup var area: AreaFilterOptions
    @Option(name: .customLong("min-probability"), help: "0 to 1.") var minimumProbability: Double?

    func filter(_ store: any WatchRepository) throws -> CaseFilter {
        var filter = CaseFilter()
        (filter.rules, filter.verdicts) = (Set(rules), Set(verdicts))
        (filter.district, filter.holder, filter.group, filter.licence) = (district, holder, group, licence)
        (filter.from, filter.to) = (from, to)
        (filter.minimumArea, filter.maximumArea) = (area.minimum?.squareMetres, area.maximum?.squareMetres)
        (filter.subject, filter.minimumProbability) = (subject, minimumProbability)
        if let zone { filter.zones = try Self.zones(zone, store) }
        return filter
    }

    /// The zone of this id, else those whose names have this part.
    /// - Throws: ``WatchError/unknown(what:id:near:)`` when the store knows none.
    private static func zones(_ text: String, _ store: any WatchRepository) throws -> Set<String> {
        var (found, known): (Set<String>, [String]) = ([], [])
        var exact: String?
        try store.forEachZone(meeting: nil) { stored in
            let zone = stored.value
            if zone.id.lowercased() == text.lowercased() { exact = zone.id }
            if contains(zone.name, text) && zone.name != nil { found.insert(zone.id) }
            known += [zone.id] + [zone.name].compactMap(\.self)
        }
        if let exact { return [exact] }
        if found.isEmpty { throw WatchError.unknown(what: "zone", id: text, near: WatchError.nearest(to: text, among: known)) }
        return found
    }
}

/// Filters of incidents.
struct IncidentFilterOptions: ParsableArguments {
    @OptionGroup var cases: CaseFilterOptions
    @Option(name: .customLong("state"), parsing: .singleValue, help: "What people decided; repeatable.")
    var states: [Incident.State] = []
    @Option(name: .customLong("certainty"), parsing: .singleValue, help: "provisional, or confirmed: seen again; repeatable.")
    var certainties: [Incident.Certainty] = []
    @Option(help: "Part of the name of the person it is assigned to.") var assignee: String?
    @Flag(help: "Only those assigned to nobody.") var unassigned = false

    func validate() throws {
        if unassigned && assignee != nil { throw ValidationError("give --assignee or --unassigned") }
    }

    func filter(_ store: any WatchRepository) throws -> CaseFilter {
        var filter = try cases.filter(store)
        (filter.states, filter.certainties, filter.assignee) = (Set(states), Set(certainties), unassigned ? "" : assignee)
        return filter
    }

    /// As the store compares; tens of thousands of names are looked at.
    private func hasBytes(_ part: [UInt8], in text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard let first = part.first, bytes.count >= part.count else { return part.isEmpty }
            return (0...(bytes.count - part.count)).contains { start in
                bytes[start] == first && bytes[start..<start + part.count].elementsEqual(part)
            }
        }
    }

    /// For a list that came out empty: the name that no incident has, with the nearest one; `nil` when every name is known.
    func unknownName(_ store: any WatchRepository) throws -> String? {
        let asked: [(name: String?, dimension: IncidentDimension)] = [
            (cases.district, .district), (cases.holder, .holder), (cases.group, .group), (assignee, .assignee),
        ]
        for (name, dimension) in asked {
            guard let name, !name.isEmpty else { continue }
            let known = try store.incidentNames(dimension)
            let part = Array(name.lowercased().utf8)
            if known.contains(where: { hasBytes(part, in: $0.lowercased()) }) { continue }
            let near = WatchError.nearest(to: name, among: known)
            let advice = near.isEmpty ? known.prefix(5).joined(separator: ", ") : near.joined(separator: ", ")
            return "no incident has the \(dimension.rawValue) \"\(name)\""
                + (advice.isEmpty ? "" : near.isEmpty ? "; known: \(advice)" : "; did you mean \(advice)?")
        }
        return nil
    }
}

extension IncidentDimension: ExpressibleByArgument {}
