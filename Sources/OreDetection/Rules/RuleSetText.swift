internal import OreFeatures

extension RuleSet {
    /// The rule set as YAML with every value stated, in a fixed order: reading it gives an equal rule set, and equal rule sets give equal
    /// text. Its SHA-256 identifies the rules of a run.
    public var canonicalText: String {
        var lines = [
            "name: " + RuleSet.quoted(name),
            "time_zone: " + RuleSet.timeZoneText(minutes: timeZoneMinutes),
            "position_model: \(positionModel.rawValue)",
            "registration: \(registration.rawValue)",
            "position_defaults:",
            "  footprint_sigma_m: \(defaultErrors.footprint)",
            "  digitising_sigma_m: \(defaultErrors.digitising)",
            "  licence_sigma_m: \(defaultErrors.licence)",
            "  zone_sigma_m: \(defaultErrors.zone)",
            "tolerance_factor: \(toleranceFactor)",
            "covered_at_least_m2: \(coveredAtLeast)",
            "near_distance_m: \(nearDistance)",
            "ballpark_reach_m: \(ballparkReach)",
            "register_margin_m: \(registerMargin)",
            "prior_observation: " + (requiresPriorObservation ? "required" : "ignored"),
            "licences:",
            "  accepted_renewal_counts: \(licences.acceptedRenewalCounts)",
            "  undated: \(licences.undated.rawValue)",
            "rules:",
        ]
        for rule in RuleName.allCases { lines += text(of: rule) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func text(of rule: RuleName) -> [String] {
        let threshold = self[rule]
        var lines = [
            "  \(rule.rawValue):",
            "    enabled: \(threshold.isEnabled)",
            "    minimum_area_m2: \(threshold.minimumArea)",
            "    minimum_share: \(threshold.minimumShare)",
        ]
        if rule == .outsideValidity { lines.append("    fold: \(foldsOutsideValidity)") }
        if rule == .expansionAfterFreeze {
            lines.append("    freeze_date: " + (freezeDate?.description ?? "null"))
            lines.append("    licences: [" + frozenLicences.sorted().map(RuleSet.quoted).joined(separator: ", ") + "]")
        }
        return lines
    }

    static func timeZoneText(minutes: Int) -> String {
        if minutes == 0 { return "UTC" }
        let (hours, rest) = abs(minutes).quotientAndRemainder(dividingBy: 60)
        return "\"" + (minutes < 0 ? "-" : "+") + (hours < 10 ? "0" : "") + "\(hours):" + (rest < 10 ? "0" : "") + "\(rest)\""
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
