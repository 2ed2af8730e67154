internal import OreDetection
internal import OreGeometry

/// How a report speaks of the register: always with its date and its coverage, because a finding can only be as complete as the register.
struct RegisterWording {
    /// "no licence found in the supplied register (its date; its coverage)".
    let unlicensed: String

    init(_ run: RunRecord, _ language: Language) {
        let registers = run.inputs.filter { $0.side == "licences" }
        let dates = Set(registers.compactMap(\.statedDate)).sorted()
        let extent = registers.reduce(into: Envelope.empty) { if let box = $1.extent { $0.expand(toInclude: box) } }
        unlicensed = language(
            .unlicensedWording,
            dates.isEmpty ? language(.registerUndated) : language(.registerDated, language.list(dates)),
            extent.isEmpty ? language(.registerCoverageUnknown) : language(.registerCovers, PositionText.box(extent)))
    }
}

extension Language {
    /// What a finding says, citing the register where the rule is about its silence.
    func sentence(for rule: RuleName, in run: RunRecord) -> String {
        guard rule == .unlicensed else { return meaning(of: rule) }
        let wording = RegisterWording(run, self).unlicensed
        return self == .english ? wording.prefix(1).uppercased() + wording.dropFirst() + "." : wording + "。"
    }
}
