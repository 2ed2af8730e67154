public import ArgumentParser
public import OreCases
public import OreDetection
import OreFeatures

/// Filters that findings and incidents share.
struct CaseFilterOptions: ParsableArguments {
    @Option(name: .customLong("rule"), parsing: .singleValue, help: "unlicensed, out_of_boundary, ...; repeatable.")
    var rules: [RuleName] = []
    @Option(name: .customLong("verdict"), parsing: .singleValue, help: "strong, possible, undecidable; repeatable.")
    var verdicts: [Verdict] = []
    @Option(help: "District, by its name.") var district: String?
    @Option(help: "Holder of the licence, by name.") var holder: String?
    @Option(help: "Group of the holder, by name.") var group: String?
    @Option(help: "Licence that it touches, by id.") var licence: String?
    @Option(help: "Seen on or after that day (2025-06-30).") var from: Day?
    @Option(help: "Seen on or before that day.") var to: Day?
    @Option(name: .customLong("min-area"), help: "Square metres.") var minimumArea: Double?
    @Option(name: .customLong("max-area"), help: "Square metres.") var maximumArea: Double?
    @Option(name: .customLong("min-probability"), help: "0 to 1.") var minimumProbability: Double?

    var filter: CaseFilter {
        var filter = CaseFilter()
        (filter.rules, filter.verdicts) = (Set(rules), Set(verdicts))
        (filter.district, filter.holder, filter.group, filter.licence) = (district, holder, group, licence)
        (filter.from, filter.to) = (from, to)
        (filter.minimumArea, filter.maximumArea, filter.minimumProbability) = (minimumArea, maximumArea, minimumProbability)
        return filter
    }
}

/// Filters of incidents.
struct IncidentFilterOptions: ParsableArguments {
    @OptionGroup var cases: CaseFilterOptions
    @Option(name: .customLong("state"), parsing: .singleValue, help: "open, confirmed, dismissed, returned, withdrawn; repeatable.")
    var states: [Incident.State] = []
    @Option(name: .customLong("certainty"), parsing: .singleValue, help: "provisional or confirmed by observation; repeatable.")
    var certainties: [Incident.Certainty] = []
    @Option(help: "Assigned to this person.") var assignee: String?

    var filter: CaseFilter {
        var filter = cases.filter
        (filter.states, filter.certainties, filter.assignee) = (Set(states), Set(certainties), assignee)
        return filter
    }
}

extension RuleName: ExpressibleByArgument {}
extension Verdict: ExpressibleByArgument {}
extension Incident.State: ExpressibleByArgument {}
extension Incident.Certainty: ExpressibleByArgument {}
extension IncidentDimension: ExpressibleByArgument {}
