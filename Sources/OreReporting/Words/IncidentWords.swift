public import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreLedger

extension Phrase {
    var incidentWords: (en: String, zh: String)? {
        switch self {
        case .incident: ("incident", "疑似事件")
        case .incidents: ("incidents", "疑似事件")
        case .noIncidents: ("No incidents.", "没有疑似事件。")
        case .incidentRowsCut: ("The first {1} of {2}; use --limit or an output file for more.", "列出前 {1} 项，共 {2} 项；更多请用 --limit 或输出文件。")
        case .state: ("state", "状态")
        case .certainty: ("certainty", "可靠性")
        case .growthPerYear: ("ha/year", "公顷/年")
        case .growth: ("growth", "增长")
        case .hectaresPerYear: ("ha per year", "公顷/年")
        case .subject: ("subject", "主体")
        case .beyond: ("beyond", "超出")
        case .years: ("years", "年度")
        case .firstSeen: ("first seen", "首次见于")
        case .lastSeen: ("last seen", "最近见于")
        case .lastEvent: ("last event", "最近变化")
        case .assignee: ("assigned to", "负责人")
        case .expectedArea: ("expected ha", "预期公顷")
        case .sightings: ("what the scenes say", "各期影像所见")
        case .events: ("events", "变化记录")
        case .decisions: ("decisions", "处理记录")
        case .scene: ("scene", "影像")
        case .sensor: ("sensor", "传感器")
        case .view: ("view", "所见")
        case .parts: ("parts", "块数")
        case .maximumArea: ("largest area", "最大面积")
        case .onset: ("began", "开始时间")
        case .onsetBetween: ("after {1}, seen by {2}", "{1} 之后，{2} 已见")
        case .onsetUnknown:
            ("unknown: seen by {1}, never seen clear before; it may be an old scar", "不明：{1} 已见，此前无清晰影像，可能是旧有扰动")
        case .group: ("group", "集团")
        case .aliases: ("also known as", "曾用编号")
        case .rankProduct: ("expected confirmed area of a visit: {1}", "一次核查预期确认面积：{1}")
        case .incidentTitle: ("Incident {1}", "疑似事件 {1}")
        case .areaByMonth: ("area by month", "逐月面积")
        case .areaByMonthNote:
            ("Filled: observed in that month; hollow: carried over from the month before.", "实心：当月有观测；空心：沿用上月。")
        case .noDatedSighting: ("No sighting is dated: there is nothing to plot.", "各期所见均无日期，无法绘图。")
        case .acceleration: ("acceleration", "加速度")
        case .outlinesThroughTime: ("outlines through time", "各期边界")
        case .mapThroughTimeDescription: ("Outlines of {1} in {2} scenes, from {3} to {4}", "{1} 在 {2} 期影像中的边界，自 {3} 至 {4}")
        case .plotDescription: ("Suspected area of {1} by month, at most {2}", "{1} 逐月疑似面积，最大 {2}")
        default: nil
        }
    }
}

extension Language {
    public func name(of state: Incident.State) -> String {
        switch state {
        case .open: pick(("open", "待核"))
        case .confirmed: pick(("confirmed", "已确认疑似"))
        case .dismissed: pick(("dismissed", "已排除"))
        case .returned: pick(("returned", "重新出现"))
        case .withdrawn: pick(("withdrawn", "已撤回"))
        }
    }

    public func name(of certainty: Incident.Certainty) -> String {
        switch certainty {
        case .provisional: pick(("provisional", "初步"))
        case .confirmed: pick(("seen again", "多次见到"))
        }
    }

    public func name(of kind: Incident.Sighting.Kind) -> String {
        switch kind {
        case .seen: pick(("seen", "可见"))
        case .clear: pick(("clear view, nothing outlined", "清晰，未见图斑"))
        case .cloudy: pick(("cloudy", "云遮"))
        case .unsuspected: pick(("outlined, not suspected", "有图斑，无疑似"))
        }
    }

    public func name(of kind: IncidentEvent.Kind) -> String {
        switch kind {
        case .appeared: pick(("appeared", "出现"))
        case .grown: pick(("grown", "扩大"))
        case .shrunk: pick(("shrunk", "缩小"))
        case .split: pick(("split", "分裂"))
        case .merged: pick(("merged", "合并"))
        case .gone: pick(("gone", "消失"))
        case .reappeared: pick(("reappeared", "再现"))
        }
    }

    public func name(of change: IncidentDifference.Change) -> String {
        switch change {
        case .new: pick(("new", "新增"))
        case .grown: pick(("grown", "扩大"))
        case .shrunk: pick(("shrunk", "缩小"))
        case .merged: pick(("merged", "合并"))
        case .changed: pick(("changed", "变化"))
        case .gone: pick(("gone", "消失"))
        }
    }

    public func name(of kind: Decision.Kind) -> String {
        switch kind {
        case .confirm: pick(("confirm", "确认"))
        case .dismiss: pick(("dismiss", "排除"))
        case .note: pick(("note", "备注"))
        case .assign: pick(("assign", "指派"))
        case .reopen: pick(("reopen", "重开"))
        }
    }

    /// "2025-02-01 grown: 1.20 ha → 1.50 ha (scene S2)".
    public func sentence(for event: IncidentEvent) -> String {
        let areas = "\(QuantityText.hectares(event.areaBefore)) → \(QuantityText.hectares(event.areaAfter)) \(self(.hectares))"
        var text = "\(event.day?.description ?? "–")  \(name(of: event.kind))  \(areas)"
        if event.partsBefore > 0 { text += "  (\(self(.parts)) \(event.partsBefore) → \(event.partsAfter))" }
        if !event.handles.isEmpty { text += "  " + event.handles.joined(separator: " + ") }
        return text + "  [\(event.scene)]"
    }

    /// "2025-02-03T10:00:00+08:00 Li: dismiss, fish pond".
    public func sentence(for decision: Decision) -> String {
        let parts = [decision.reason, decision.note, decision.assignee.map { "→ " + $0 }].compactMap { $0 }.filter { !$0.isEmpty }
        return "\(decision.time)  \(decision.actor)  \(name(of: decision.kind))" + (parts.isEmpty ? "" : "  " + list(parts))
    }

    /// The day, or the period; "–" when undated.
    func period(_ period: ObservationPeriod?) -> String {
        guard let period else { return "–" }
        return FindingText.period(from: period.from, to: period.to)
    }

    func reason(_ factor: IncidentRank.Factor) -> String {
        func two(_ value: Double) -> String { QuantityText.number(value, decimals: 2) }
        switch factor {
        case .area(let area, let isBeyond):
            let text = QuantityText.area(area, self)
            return isBeyond ? pick(("\(text) beyond the tolerance", "超出容差 \(text)")) : pick(("\(text) suspected", "疑似 \(text)"))
        case .tonnes(let excess, let area):
            let (tonnes, ground) = (LedgerQuantity.text(excess, .oxide, self), QuantityText.area(area, self))
            return pick(("\(tonnes) beyond: what \(ground) of leached ground give", "超出 \(tonnes)，相当于 \(ground) 浸矿面积的产出"))
        case .probability(let p): return pick(("x \(two(p)): its stated probability", "× \(two(p))：给出的概率"))
        case .verdict(let verdict, let prior):
            return pick(
                (
                    "x \(two(prior)): a \(name(of: verdict)) suspicion without a stated probability",
                    "× \(two(prior))：判定为\(name(of: verdict))，未给出概率"
                ))
        case .confirmedShare(let rule, let share, let confirmed, let judged):
            return pick(
                (
                    "x \(two(share)): of \(judged) judged under \"\(name(of: rule))\", \(confirmed) confirmed (prior 1 of 4)",
                    "× \(two(share))：“\(name(of: rule))”已处理 \(judged) 件，确认 \(confirmed) 件（先验 4 件中 1 件）"
                ))
        case .confirmedAtDesk: return pick(("x 1.00: a person confirmed the suspicion", "× 1.00：人员已确认疑似"))
        case .returned: return pick(("was dismissed, and has grown since", "曾排除，此后又扩大"))
        case .seenAgain: return pick(("x 1.00: seen on several days or by several sensors", "× 1.00：多日或多传感器见到"))
        case .provisional(let f): return pick(("x \(two(f)): seen once only", "× \(two(f))：仅见一次"))
        case .notSeenLast(let f): return pick(("x \(two(f)): not there in the last clear view", "× \(two(f))：最近清晰影像中未见"))
        case .growing(let rate, let f):
            let text = IncidentFacts.growthText(rate, self)
            return pick(("x \(two(f)): grows by \(text)", "× \(two(f))：扩大 \(text)"))
        }
    }
}
