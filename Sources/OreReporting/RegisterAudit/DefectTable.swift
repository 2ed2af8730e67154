public import OreDetection

/// Register defects as a table, in rank order.
public enum DefectTable {
    /// - Parameters:
    ///   - defects: in rank order.
    ///   - limit: rows at most; a line under the table says when it cuts.
    /// - Returns: the lines of the table with its notes; one line that says so when there are no defects.
    public static func lines(_ defects: [RegisterDefect], style: TextStyle, limit: Int = 100) -> [String] {
        let words = style.language
        guard !defects.isEmpty else { return [words.pick(("No defects under the checks that were made.", "按已执行的检查，未发现缺陷。"))] }
        var table = TextTable([
            .init("#", .right), .init(words(.severity), .right), .init(words.pick(("defect", "缺陷")), minimumWidth: 12),
            .init(words(.licences), minimumWidth: 10), .init(words.pick(("quantity", "数值")), .right), .init(words.pick(("unit", "单位"))),
            .init(words.pick(("place", "位置")), expendability: 1),
            .init(words.pick(("in words", "说明")), minimumWidth: 24, expendability: 2),
        ])
        for (place, defect) in defects.prefix(limit).enumerated() {
            table.append([
                String(place + 1), String(defect.severity), words.name(of: defect.kind), licences(defect, words),
                defect.quantity.map { QuantityText.number($0, decimals: decimals(defect)) } ?? "",
                defect.quantity == nil ? "" : words.name(of: defect.unit), defect.place.map(PositionText.decimal) ?? "",
                words.message(of: defect),
            ])
        }
        let rendering = table.rendered(width: style.width, colour: style.colour)
        var lines = rendering.lines
        if defects.count > limit { lines.append(words(.accountRowsCut, QuantityText.count(limit), QuantityText.count(defects.count))) }
        if !rendering.hidden.isEmpty { lines.append(words(.accountColumnsHidden, words.list(rendering.hidden))) }
        return lines
    }

    private static func decimals(_ defect: RegisterDefect) -> Int {
        switch defect.unit {
        case .metres: 2
        case .squareMetres: (defect.quantity ?? 0) < 10 ? 2 : 0
        default: 0
        }
    }

    private static func licences(_ defect: RegisterDefect, _ words: Language) -> String { defect.licenceIDs.joined(separator: "; ") }
}

extension Language {
    func name(of unit: DefectUnit?) -> String {
        switch unit {
        case .squareMetres: self(.squareMetres)
        case .metres: self(.metres)
        case .days: pick(("days", "天"))
        case .rows: pick(("rows", "条"))
        case nil: ""
        }
    }
}

/// The plain account at the end of an audit: what was read, how many defects of each kind, and what was not checked.
public enum AuditAccountText {
    /// - Parameter defects: all of them.
    /// - Returns: lines without new lines at their ends.
    public static func lines(_ record: AuditRecord, defects: [RegisterDefect], language words: Language) -> [String] {
        var lines = record.inputs.map { input in
            words(
                .accountInput, name(ofSide: input.side, words), SafeText.forTerminal(input.name), QuantityText.count(input.read),
                QuantityText.count(input.stored), QuantityText.count(input.repaired), QuantityText.count(input.quarantined),
                QuantityText.count(input.skipped))
        }
        var counts: [DefectKind: (count: Int, area: Double)] = [:]
        for defect in defects {
            counts[defect.kind, default: (0, 0)].count += 1
            counts[defect.kind, default: (0, 0)].area += defect.area ?? 0
        }
        for kind in DefectKind.allCases {
            guard let (count, area) = counts[kind] else { continue }
            let sum = area > 0 ? ", " + QuantityText.area(area, words) : ""
            lines.append("  \(words.name(of: kind)): \(QuantityText.count(count))\(sum)")
        }
        for account in record.accounts {
            let name = words.name(of: account.check)
            let notes = account.notes.map(SafeText.forTerminal).joined(separator: "; ")
            if !account.ran {
                lines.append(words(.accountNotEvaluated, name, notes))
            } else if !notes.isEmpty {
                lines.append("  \(name): \(notes)")
            }
        }
        lines.append(words(.notALegalFinding))
        return lines
    }

    private static func name(ofSide side: String, _ words: Language) -> String {
        switch side {
        case "tables": words.name(of: AuditCheck.tables)
        case "enterprises": words.pick(("list of enterprises", "企业名单"))
        default: words.name(ofSide: side)
        }
    }
}
