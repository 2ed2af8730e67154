internal import OreFeatures
public import OreLedger

/// What trusted reports make of the documented yield, or teach where none is: for people, for programs, and as records of the ledger.
public enum YieldCalibrationOutputs {
    /// Names of what was left out are listed up to this many.
    static let mostLeftOut = 40

    /// - Returns: lines without new lines at their ends.
    public static func lines(_ report: YieldCalibrationReport, style: TextStyle) -> [String] {
        let words = style.language
        var lines = [account(report, words)]
        if !report.rows.isEmpty { lines += [""] + table(report, style) }
        guard !report.leftOut.isEmpty else { return lines }
        return lines + [""] + leftOut(report, style)
    }

    private static func leftOut(_ report: YieldCalibrationReport, _ style: TextStyle) -> [String] {
        let words = style.language
        var table = TextTable([
            .init(words.pick(("left out", "未采用")), minimumWidth: 10), .init(words.pick(("year", "年度"))),
            .init(words.pick(("why", "原因")), minimumWidth: 20),
        ])
        for one in report.leftOut.prefix(mostLeftOut) {
            table.append([one.name, one.year.map { String($0) } ?? "", words.text(one.gap)])
        }
        let more = report.leftOut.count - mostLeftOut
        let rest = more > 0 ? [words.pick(("and \(more) more", "另有 \(more) 项"))] : []
        return table.rendered(width: style.width, colour: style.colour).lines + rest
    }

    /// `mine-years used: 8, of mines: 4; left out: 3; as known at commit 57, received by 2025-03-31`.
    private static func account(_ report: YieldCalibrationReport, _ words: Language) -> String {
        let mines = Set(report.rows.flatMap { $0.trusted.map(\.name) }).count
        let (used, left, commit, day) = (report.mineYears, report.leftOut.count, report.commit, report.day)
        return words.pick(
            (
                "mine-years used: \(used), of mines: \(mines); left out: \(left); as known at commit \(commit), received by \(day)",
                "采用 \(mines) 个矿山的 \(used) 个矿山年度，未采用 \(left) 项；截至提交 \(commit)，\(day) 前收到"
            ))
    }

    private static func table(_ report: YieldCalibrationReport, _ style: TextStyle) -> [String] {
        let words = style.language
        var table = TextTable([
            .init(words.pick(("district", "县区")), minimumWidth: 10), .init(words.pick(("method", "开采方法"))),
            .init(words.pick(("deposit", "矿床"))), .init(words.pick(("mines", "矿山")), .right),
            .init(words.pick(("mine-years", "矿山年度")), .right), .init(words.pick(("ratio", "比值")), .right),
            .init(words.pick(("made of it", "采用值")), .right), .init(words.pick(("own spread", "各矿离散")), .right),
            .init(words.pick(("t REO/ha before", "校准前 吨/公顷")), .right), .init(words.pick(("t REO/ha after", "校准后 吨/公顷")), .right),
        ])
        for row in report.rows {
            let (key, learnt) = (row.calibration.key, row.calibration)
            let ratio = learnt.shift.map { QuantityText.number($0.ratio, decimals: 3) }
            let made = learnt.shift.map { QuantityText.number($0.shrunkRatio, decimals: 3) }
            let own = row.record.own.map { EntryValue.share($0).text }
            let before = row.before.map { text($0) }
            table.append([
                row.district ?? words.pick(("not known", "不明")), words.name(of: key.method), key.deposit.rawValue,
                QuantityText.count(learnt.mines), QuantityText.count(row.mineYears),
                ratio ?? "", made ?? "", own ?? words.pick(("documented", "文献值")), before ?? words.pick(("none documented", "无文献值")),
                text(row.after),
            ])
        }
        return table.rendered(width: style.width, colour: style.colour).lines
    }

    /// `51.5 (22.4–123.0)`.
    private static func text(_ interval: YieldInterval) -> String {
        func number(_ tonnes: Tonnes) -> String { QuantityText.number(Double(tonnes.thousandths) / 1000, decimals: 1) }
        return "\(number(interval.median)) (\(number(interval.low))–\(number(interval.high)))"
    }

    // MARK: Programs

    /// Tonnes are texts, exact; `district` and `year` are null where there is none. Where nothing is documented `before`, `ratio`, `made_of_it` and
    /// `weight` are null, elsewhere `own_spread`.
    public static func json(_ report: YieldCalibrationReport) -> [UInt8] {
        var json = JSONBytes(capacity: 1 << 13)
        json.raw("{\"commit\":")
        json.integer(report.commit)
        json.raw(",\"day\":")
        json.string(report.day.description)
        json.raw(",\"mine_years\":")
        json.integer(report.mineYears)
        json.raw(",\n\"calibrations\":")
        json.array(report.rows) { json, row in append(row, &json) }
        json.raw(",\n\"left_out\":")
        json.array(report.leftOut) { json, one in
            json.raw("\n{\"name\":")
            json.string(one.name)
            json.raw(",\"year\":")
            if let year = one.year { json.integer(Int(year)) } else { json.null() }
            json.raw(",\"reason\":")
            json.string(one.gap.rawValue)
            json.raw("}")
        }
        json.raw("}\n")
        return json.bytes
    }

    private static func append(_ row: YieldCalibrationReport.Row, _ json: inout JSONBytes) {
        json.raw("\n{\"district\":")
        json.string(row.district)
        json.raw(",\"method\":")
        json.string(row.calibration.key.method.rawValue)
        json.raw(",\"deposit\":")
        json.string(row.calibration.key.deposit.rawValue)
        json.raw(",\"mines\":")
        json.integer(row.calibration.mines)
        json.raw(",\"mine_years\":")
        json.integer(row.mineYears)
        let (shift, own) = (row.calibration.shift, row.record.own)
        let numbers: [(name: String, value: Double?)] = [
            ("ratio", shift?.ratio), ("made_of_it", shift?.shrunkRatio), ("weight", shift?.weight),
            ("own_spread", own.map { Double($0.millionths) / 1_000_000 }),
        ]
        for (name, value) in numbers {
            json.raw(",")
            json.string(name)
            json.raw(":")
            json.number(value, decimals: 6)
        }
        json.raw(",\"before\":")
        if let before = row.before { append(before, &json) } else { json.null() }
        json.raw(",\"after\":")
        append(row.after, &json)
        json.raw(",\"trusted\":")
        json.array(row.trusted) { json, mine in
            json.raw("{\"name\":")
            json.string(mine.name)
            json.raw(",\"years\":")
            json.array(mine.years) { json, year in json.integer(Int(year)) }
            json.raw("}")
        }
        json.raw("}")
    }

    private static func append(_ interval: YieldInterval, _ json: inout JSONBytes) {
        json.raw("{\"low\":")
        json.string(interval.low.description)
        json.raw(",\"median\":")
        json.string(interval.median.description)
        json.raw(",\"high\":")
        json.string(interval.high.description)
        json.raw("}")
    }

    // MARK: Records

    /// A table that `ingest --as yields` takes: a comment, the heading, a row a district and way of working.
    public static func csv(_ report: YieldCalibrationReport) -> [UInt8] {
        var rows = CSVRow()
        rows.append("# what trusted reports make of the yield of ground: take it in with orewatch ingest --as yields")
        rows.end()
        for field in EntryKind.yields.fields { rows.append(field.name) }
        rows.end()
        for row in report.rows {
            for value in entry(row, report).values { rows.append(value?.text ?? "") }
            rows.end()
        }
        return rows.bytes.bytes
    }

    private static func entry(_ row: YieldCalibrationReport.Row, _ report: YieldCalibrationReport) -> LedgerEntry {
        var entry = LedgerEntry(
            .yields,
            [
                "method": .text(row.record.key.method.rawValue), "deposit": .text(row.record.key.deposit.rawValue),
                "tonnes_per_hectare": .tonnes(row.record.perHectare), "spread": .share(row.record.spread),
                "note": .text(note(row, commit: report.commit)), "received_at": .day(report.day),
            ])
        entry["district"] = row.district.map { EntryValue.text($0) }
        // In thousandths, as the column has it.
        entry["own_spread"] = row.record.own.map { EntryValue.amount($0.millionths / 1000) }
        if let mines = Int32(exactly: row.calibration.mines), EntryField.counts.contains(mines) { entry["mines"] = .count(mines) }
        return entry
    }

    /// Which reports it rests on, as many of them as a cell holds: `as known at commit 57: A 2022 2023, B 2023 and 4 more`.
    private static func note(_ row: YieldCalibrationReport.Row, commit: Int) -> String {
        var note = "as known at commit \(commit): "
        for (place, mine) in row.trusted.enumerated() {
            let text = (place > 0 ? ", " : "") + mine.name + " " + mine.years.map(String.init).joined(separator: " ")
            guard note.utf8.count + text.utf8.count <= 440 else { return note + " and \(row.trusted.count - place) more" }
            note += text
        }
        return note
    }
}

extension Language {
    /// Why a trusted report says nothing.
    func text(_ gap: CalibrationGap) -> String {
        switch gap {
        case .notALicence: pick(("no mine: name the licences", "不是矿山：请填写许可证"))
        case .noReport: pick(("no report in t REO", "没有以吨 REO 计的报表"))
        case .monthsMissing: pick(("reports of fewer than twelve months", "报表不足十二个月"))
        case .nothingReported: pick(("nothing was reported in the mine's trusted years", "该矿可信年度报告产量均为零"))
        case .groundNotSeen: pick(("the year's ground is not known", "当年用地情况不明"))
        case .nothingWorked: pick(("no new ground was worked in the mine's trusted years", "该矿可信年度均没有新动用土地"))
        case .severalMethods: pick(("parts worked in different ways", "各部分开采方法不同"))
        case .blockUnknown: pick(("in situ, block not known", "原地浸矿，采区范围不明"))
        case .methodUnknown: pick(("way of working not known", "开采方法不明"))
        case .underground: pick(("worked below ground", "地下开采"))
        case .areaUnknown: pick(("area not known", "面积不明"))
        case .tooFewMines:
            pick(
                (
                    "no documented yield, and fewer than \(YieldCalibration.leastMines) trusted mines of the district to learn it from",
                    "无文献产量，且该县区可信矿山不足 \(YieldCalibration.leastMines) 个，无法据以得出"
                ))
        case .implausible:
            pick(("no documented yield, and the reports of the district are too far apart or beyond belief", "无文献产量，且该县区报表相差过大或数值不可信"))
        case .tooAlike:
            pick(
                (
                    "no documented yield, and the reports of the district agree more closely than mines do: were areas worked out from tonnes?",
                    "无文献产量，且该县区各矿单位面积产量过于一致：面积是否由产量推算？"
                ))
        }
    }
}
