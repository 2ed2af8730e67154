internal import Foundation
internal import OreFeatures
internal import OreLedger

/// One line of evidence of a finding of rules over entries and land, and of patterns.
struct LedgerEvidenceWords {
    private let words: Language
    private let finding: LedgerFinding
    private let material: MaterialKind

    init(_ words: Language, _ finding: LedgerFinding, _ material: MaterialKind) {
        (self.words, self.finding, self.material) = (words, finding, material)
    }

    /// Empty for rules that ``Language/evidence(_:_:)`` words itself.
    var line: String {
        switch finding.rule {
        case .quotaOverrunProjected: projected
        case .separationExceedsFeed: finding.scope == .flows ? undocumented : overFeed
        case .exportWithoutLicence:
            pick(
                "\(value(.code)): sent \(value(.exported)), licensed \(value(.licensed)); \(value(.excess)) without a licence",
                "\(value(.code))：出口 \(value(.exported))，许可 \(value(.licensed))，其中 \(value(.excess)) 无许可证")
        case .exportMirrorGap: mirror
        case .ghostProduction:
            pick(
                "reported \(value(.reported)), no working seen in \(value(.clearViews)) clear views",
                "上报 \(value(.reported))，\(value(.clearViews)) 次无云观测均未见开采")
        case .outputExceedsLand, .landExceedsOutput:
            pick("reported \(value(.reported)), from land \(value(.land)) (99.8 %)", "上报 \(value(.reported))，地面估算 \(value(.land))（99.8 %）")
        case .recoveryLow:
            pick("recovery \(value(.recovery)), minimum \(value(.legalRecovery))", "回采率 \(value(.recovery))，下限 \(value(.legalRecovery))")
        case .highGrading:
            pick(
                "grade mined \(value(.grade)), of the reserve \(value(.reserveGrade))", "入采品位 \(value(.grade))，储量品位 \(value(.reserveGrade))"
            )
        case .exhaustion:
            pick(
                "\(value(.produced)) produced since the reserve was stated, \(value(.reserve)) could be won",
                "储量核实以来上报 \(value(.produced))，可采 \(value(.reserve))")
        case .taxImpliedGap:
            pick(
                "reported \(value(.reported)), taxes paid speak of \(value(.implied)): \(value(.excess)) above",
                "上报 \(value(.reported))，完税对应 \(value(.implied))，超出 \(value(.excess))")
        case .operatingWithoutPermit: permits
        case .depositShort: duties { pick("due \($0) by \($1): paid \($2)", "\($1) 前应缴 \($0)：已缴 \($2)") }
        case .restorationOverdue: overdue
        case .holderNotListed:
            pick(
                "\(value(.holder)) is not listed on the day\(more(.list, " by: ", ""))\(more(.listed, "; listed: ", ""))",
                "\(value(.holder)) 当日不在名录\(more(.list, "", "："))\(more(.listed, "", "；名录中有："))")
        case .bannedProcess:
            words.list(signs)
        case .quotaOverrun, .capacityExceeded, .reportMissing, .reportLate, .reportImplausible, .productionOutsideValidity,
            .productionAfterStopOrder, .productionWithoutQuota, .soldExceedsProduced:
            ""
        }
    }

    private var signs: [String] {
        finding.evidence.enumerated().filter { $1.kind == .sign }.map { i, sign in
            let next = i + 1 < finding.evidence.count ? finding.evidence[i + 1] : nil
            let shown = next?.kind == .footprint ? next.map { text($0.value, sign: 1) } : nil
            return text(sign.value, sign: 1) + (sign.month.map { " \($0)" } ?? "")
                + (shown.map { pick(" (footprint \($0))", "（图斑 \($0)）") } ?? "")
        }
    }

    /// Jumps of at most five months, then patterns.
    var implausible: String {
        var parts: [String] = []
        let jumps = finding.evidence.filter { $0.kind == .median }
        for median in jumps.count > 5 ? Array(jumps.prefix(3) + jumps.suffix(1)) : jumps {
            guard let month = median.month else { continue }
            let amount = finding.evidence.first { $0.kind == .reported && $0.month == month }.map { text($0.value, sign: 1) } ?? ""
            let usual = text(median.value, sign: 1)
            parts.append(pick("\(month): \(amount), usual \(usual)", "\(month)：\(amount)，通常为 \(usual)"))
        }
        if jumps.count > 5, let last = parts.last {
            parts[parts.count - 1] = last + pick(" (\(jumps.count) months)", "（共 \(jumps.count) 个月）")
        }
        for (i, entry) in finding.evidence.enumerated() where entry.kind == .run {
            let amount = i + 1 < finding.evidence.count ? text(finding.evidence[i + 1].value, sign: 1) : ""
            let (run, month) = (text(entry.value, sign: 1), entry.month?.description ?? "")
            parts.append(pick("\(run) equal figures in a row: \(amount), \(month)", "连续 \(run) 期相同：\(amount)，\(month)"))
        }
        return words.list(parts + digits)
    }

    private var digits: [String] {
        var parts: [String] = []
        for (i, entry) in finding.evidence.enumerated() where entry.kind == .figures && i + 1 < finding.evidence.count {
            let (all, chance) = (text(entry.value, sign: 1), text(finding.evidence[i + 1].value, sign: 1))
            if i > 0, finding.evidence[i - 1].kind == .round {
                let round = text(finding.evidence[i - 1].value, sign: 1)
                parts.append(pick("\(round) of \(all) figures are round, chance \(chance)", "\(all) 个数值中 \(round) 个为整数，偶然概率 \(chance)"))
            } else {
                parts.append(pick("last digits of \(all) figures, chance \(chance)", "\(all) 个数值的末位分布，偶然概率 \(chance)"))
            }
        }
        return parts
    }

    // MARK: Single rules

    private var overFeed: String {
        let more = more(.recycled, ", recycled ", "，回收料 ") + more(.flows, ", flows to it ", "，流向该企业 ")
        return pick(
            "feed \(value(.intake))\(more), output \(value(.output)): short by up to \(value(.balance, sign: -1))",
            "投料 \(value(.intake))\(more)，产出 \(value(.output))，最多短缺 \(value(.balance, sign: -1))")
    }

    private var undocumented: String {
        pick(
            "bought \(value(.intake)), flows to it \(value(.flows)): \(value(.excess)) above",
            "外购投料 \(value(.intake))，流向该企业 \(value(.flows))，超出 \(value(.excess))")
    }

    private var projected: String {
        let chance = finding.probability.map { String(format: "%.0f %%", $0 * 100) } ?? ""
        return pick(
            "\(value(.reported)) so far, quota known \(value(.limit)); the year may come to \(value(.projected)): chance of passing \(chance)",
            "目前上报 \(value(.reported))，已知指标 \(value(.limit))，全年预计 \(value(.projected))，超指标概率 \(chance)")
    }

    private var mirror: String {
        let (low, high) = (value(.gapShareLow), value(.gapShareHigh))
        return pick(
            "partners took in \(value(.partnerImports)), own customs let out \(value(.exported)): \(value(.gapShare)) above (\(low) to \(high) over the lags), \(value(.gap))",
            "伙伴国进口 \(value(.partnerImports))，本国出口 \(value(.exported))：高出 \(value(.gapShare))（按时滞为 \(low) 至 \(high)），即 \(value(.gap))")
    }

    private var permits: String {
        let kinds = Set(finding.evidence.filter { $0.kind == .permit }.map { text($0.value, sign: 1) }).sorted()
        let months = finding.months
        let named = months.count > 5 ? Array(months.prefix(3) + months.suffix(1)) : months
        let ended = finding.evidence.last { $0.kind == .permitEnd }.map { text($0.value, sign: 1) }
        let count = months.count > 5 ? pick(" (\(months.count) months)", "（共 \(months.count) 个月）") : ""
        return words.list(kinds) + pick(": ", "：") + words.list(named.map(\.description)) + count
            + (ended.map { pick(", last permit until \($0)", "，上一许可止于 \($0)") } ?? "")
    }

    private func duties(_ make: (String, String, String) -> String) -> String {
        var parts: [String] = []
        for (i, entry) in finding.evidence.enumerated() where entry.kind == .amountDue && i + 1 < finding.evidence.count {
            let paid = i + 2 < finding.evidence.count && finding.evidence[i + 2].kind == .amountPaid ? finding.evidence[i + 2] : nil
            parts.append(
                make(
                    text(entry.value, sign: 1), text(finding.evidence[i + 1].value, sign: 1),
                    paid.map { text($0.value, sign: 1) } ?? pick("not stated", "未注明")))
        }
        return words.list(parts)
    }

    private var overdue: String {
        var parts: [String] = []
        for (i, entry) in finding.evidence.enumerated() where entry.kind == .due {
            let area = i + 1 < finding.evidence.count && finding.evidence[i + 1].kind == .area ? finding.evidence[i + 1] : nil
            let due = text(entry.value, sign: 1)
            parts.append(pick("due \(due)", "应于 \(due) 前完成") + (area.map { ", \(text($0.value, sign: 1)) m²" } ?? ""))
        }
        return words.list(parts)
    }

    // MARK: Values

    private func pick(_ english: String, _ chinese: String) -> String { words.pick((english, chinese)) }

    private func more(_ kind: LedgerEvidence.Kind, _ english: String, _ chinese: String) -> String {
        guard finding.evidence.contains(where: { $0.kind == kind }) else { return "" }
        return pick(english, chinese) + value(kind)
    }

    private func value(_ kind: LedgerEvidence.Kind, sign: Int64 = 1) -> String {
        finding.evidence.first { $0.kind == kind }.map { text($0.value, sign: sign) } ?? ""
    }

    private func text(_ value: LedgerEvidence.Value, sign: Int64) -> String {
        switch value {
        case .tonnes(let tonnes):
            LedgerQuantity.text(Tonnes(thousandths: tonnes.thousandths.multipliedReportingOverflow(by: sign).partialValue), material, words)
        case .day(let day): day.description
        case .share(let share): Self.percent(share)
        case .number(let number): Self.number(number)
        case .range(let low, let high):
            LedgerQuantity.grouped(low) + pick(" to ", " 至 ") + LedgerQuantity.text(high, material, words)
        case .text(let text): SafeText.forTerminal(text)
        }
    }

    private static func percent(_ share: Share) -> String {
        // Grades are small: four decimals of a percent, without the zeros at the end.
        var text = String(format: "%.4f", Double(share.millionths) / 10_000)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text + " %"
    }

    private static func number(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e15 { return QuantityText.count(Int(value)) }
        return value < 0.0001 ? "< 0.0001" : String(format: "%.4f", value)
    }
}
