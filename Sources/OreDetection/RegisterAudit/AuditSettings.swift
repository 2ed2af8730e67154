public import OreFeatures
internal import Yams

/// The tolerances of a register audit, with the reasons for their defaults.
public struct AuditSettings: Sendable, Hashable {
    /// Metres. Boundaries that lie nearer than this are the same boundary: corner tables round metres to 2 decimals and seconds to 3 (0.03 m),
    /// so that two statements of one corner differ by up to 0.044 m.
    public var coincidence = 0.05
    /// Metres. An overlap narrower than this is a sliver of digitising, not a conflict.
    public var sliverWidth = 1.0
    /// Metres. A strip between neighbours up to this width is a gap in the mosaic.
    public var gapWidth = 1.0
    /// Metres that boundaries must run side by side for a gap.
    public var gapLength = 10.0
    /// Square metres by which a stated area may differ: one unit of the fourth decimal of a square kilometre, as licences state it
    /// (ellipsoidal area, TD/T 1055-2019).
    public var areaDifference = 100.0
    /// Part of the computed area by which a stated area may differ: covers areas taken in a map projection (UTM on its central meridian: 0.0008).
    public var areaShare = 0.001
    /// Metres by which the corners of a table and a polygon may differ: both rounded, and WGS 84 written with 7 decimals (0.01 m).
    public var tableDistance = 0.1
    /// Years outside which a date is absurd. 9999 as the year of an end means "no end".
    public var earliestYear = 1900
    public var latestYear = 2150
    /// Days after the day of the audit on which a licence may begin.
    public var futureDays = 366.0
    /// 1-sigma position errors per axis in metres, for positions against zones, where none is stated.
    public var licenceSigma = 5.0
    public var zoneSigma = 5.0
    /// Tolerance against zones = this factor times the combined sigma; 2.448 holds 95 % of a circular normal error.
    public var toleranceFactor = 2.448
    /// The first day of the freeze.
    public var freezeDate: Day?
    /// The day of the audit; `nil` leaves what depends on it unjudged.
    public var day: Day?
    public var licences = LicencePolicy()

    public init() {}

    /// The section `register_audit` of a rule file, beside the errors, the factor, the freeze date and the licence policy of its rule set.
    /// - Throws: `InputError.badConfiguration` with the line.
    public init(yaml: String, file: String, ruleSet: RuleSet) throws(InputError) {
        licenceSigma = ruleSet.defaultErrors.licence
        zoneSigma = ruleSet.defaultErrors.zone
        toleranceFactor = ruleSet.toleranceFactor
        freezeDate = ruleSet.freezeDate
        licences = ruleSet.licences
        guard let node = try RuleSet.compose(yaml, file: file)?.mapping?["register_audit"] else { return }
        let section = try SettingsSection(
            node, path: "register_audit", file: file,
            allowed: [
                "coincidence_m", "sliver_width_m", "gap_width_m", "gap_length_m", "stated_area_m2", "stated_area_share", "table_distance_m",
                "earliest_year", "latest_year", "future_days",
            ])
        try section.number("coincidence_m", into: &coincidence, in: 0...100)
        try section.number("sliver_width_m", into: &sliverWidth, in: 0...1000)
        try section.number("gap_width_m", into: &gapWidth, in: 0...1000)
        try section.number("gap_length_m", into: &gapLength, in: 0...1e6)
        try section.number("stated_area_m2", into: &areaDifference, in: 0...1e12)
        try section.number("stated_area_share", into: &areaShare, in: 0...1)
        try section.number("table_distance_m", into: &tableDistance, in: 0...1e5)
        try section.number("future_days", into: &futureDays, in: 0...1e6)
        var years = (Double(earliestYear), Double(latestYear))
        try section.number("earliest_year", into: &years.0, in: 1...9999)
        try section.number("latest_year", into: &years.1, in: 1...9999)
        (earliestYear, latestYear) = (Int(years.0), Int(years.1))
    }

    /// Every value in a fixed order, for the record: name and value as text that is JSON.
    public var values: [(name: String, value: Double)] {
        [
            ("coincidence_m", coincidence), ("sliver_width_m", sliverWidth), ("gap_width_m", gapWidth), ("gap_length_m", gapLength),
            ("stated_area_m2", areaDifference), ("stated_area_share", areaShare), ("table_distance_m", tableDistance),
            ("earliest_year", Double(earliestYear)), ("latest_year", Double(latestYear)), ("future_days", futureDays),
            ("licence_sigma_m", licenceSigma), ("zone_sigma_m", zoneSigma), ("tolerance_factor", toleranceFactor),
        ]
    }
}
