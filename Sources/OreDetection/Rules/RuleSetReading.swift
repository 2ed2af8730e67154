public import OreFeatures
internal import Yams

extension RuleSet {
    /// Reads a rule set from YAML. What the text does not state keeps its default (``standard``); an empty text is the standard rule set.
    ///
    /// - Parameter file: the name for messages.
    /// - Throws: ``InputError/badConfiguration(file:place:what:next:)`` with the line: not YAML, an unknown or doubled key (with the nearest
    ///   known one), a value of the wrong type or out of range.
    public init(yaml: String, file: String) throws(InputError) {
        self.init()
        guard let root = try RuleSet.compose(yaml, file: file) else { return }
        let top = try SettingsSection(
            root, path: "", file: file,
            allowed: [
                "name", "time_zone", "position_model", "registration", "position_defaults", "tolerance_factor", "covered_at_least_m2",
                "near_distance_m", "ballpark_reach_m", "register_margin_m", "prior_observation", "licences", "rules", "register_audit",
                "ledger",
            ])
        try top.text("name", into: &name)
        try top.timeZone("time_zone", into: &timeZoneMinutes)
        try top.choice("position_model", into: &positionModel)
        try top.choice("registration", into: &registration)
        try top.number("tolerance_factor", into: &toleranceFactor, in: 0...100)
        try top.number("covered_at_least_m2", into: &coveredAtLeast, in: 0...1e12)
        try top.number("near_distance_m", into: &nearDistance, in: 0...1e6)
        try top.number("ballpark_reach_m", into: &ballparkReach, in: 0...1e5)
        try top.number("register_margin_m", into: &registerMargin, in: 0...5e7)
        var prior = PriorObservation(requiresPriorObservation)
        try top.choice("prior_observation", into: &prior)
        requiresPriorObservation = prior == .required
        try readDefaults(top)
        try readRules(top)
    }

    private enum PriorObservation: String, CaseIterable {
        case required, ignored
        init(_ isRequired: Bool) { self = isRequired ? .required : .ignored }
    }

    static func compose(_ yaml: String, file: String) throws(InputError) -> Node? {
        do {
            return try Yams.compose(yaml: yaml)
        } catch let error as YamlError {
            let line: Int? =
                switch error {
                case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
                default: nil
                }
            let detail = String(describing: error).split(separator: "\n").first.map(String.init) ?? "unreadable"
            throw .badConfiguration(file: file, place: InputPlace(line: line), what: "not YAML: " + detail, next: "correct the syntax")
        } catch {
            throw .badConfiguration(file: file, place: InputPlace(), what: "not YAML: \(error)", next: "correct the syntax")
        }
    }

    private mutating func readDefaults(_ top: SettingsSection) throws(InputError) {
        let sigmas = ["footprint_sigma_m", "digitising_sigma_m", "licence_sigma_m", "zone_sigma_m"]
        if let section = try top.section("position_defaults", allowed: sigmas) {
            try section.number("footprint_sigma_m", into: &defaultErrors.footprint, in: 0...1e5)
            try section.number("digitising_sigma_m", into: &defaultErrors.digitising, in: 0...1e5)
            try section.number("licence_sigma_m", into: &defaultErrors.licence, in: 0...1e5)
            try section.number("zone_sigma_m", into: &defaultErrors.zone, in: 0...1e5)
        }
        if let section = try top.section("licences", allowed: ["accepted_renewal_counts", "undated"]) {
            try section.flag("accepted_renewal_counts", into: &licences.acceptedRenewalCounts)
            try section.choice("undated", into: &licences.undated)
        }
    }

    private mutating func readRules(_ top: SettingsSection) throws(InputError) {
        guard let rules = try top.section("rules", allowed: RuleName.allCases.map(\.rawValue)) else { return }
        for rule in RuleName.allCases {
            var allowed = ["enabled", "minimum_area_m2", "minimum_share"]
            if rule == .outsideValidity { allowed.append("fold") }
            if rule == .expansionAfterFreeze { allowed += ["freeze_date", "licences"] }
            guard let section = try rules.section(rule.rawValue, allowed: allowed) else { continue }
            try section.flag("enabled", into: &self[rule].isEnabled)
            try section.number("minimum_area_m2", into: &self[rule].minimumArea, in: 0...1e12)
            try section.number("minimum_share", into: &self[rule].minimumShare, in: 0...1)
            try section.flag("fold", into: &foldsOutsideValidity)
            try section.day("freeze_date", into: &freezeDate)
            try section.texts("licences", into: &frozenLicences)
            frozenLicences.sort()
        }
    }
}
