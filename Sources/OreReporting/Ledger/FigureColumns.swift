public import OreLedger

/// Columns of figures with the unit of their material, in names (`quota_t`, `quota_m3`) and headings (`quota t of ore`).
struct FigureColumns {
    private let material: MaterialKind

    init(_ material: MaterialKind) { self.material = material }

    /// - Parameter isBare: the English heading names no unit where it is the usual one.
    func column(_ name: String, _ english: String, _ chinese: String, expendability: Int = 0, isBare: Bool = false) -> RecordColumn {
        let suffix = isBare && material == .oxide ? "" : " " + LedgerQuantity.unit(material, .english)
        return RecordColumn(
            name + (material == .volume ? "_m3" : "_t"), .number(decimals: 3), english + suffix,
            chinese + " " + LedgerQuantity.unit(material, .chinese), expendability: expendability)
    }

    /// A single figure, headed by its unit: `tonnes`, `cubic_metres`.
    var amount: RecordColumn {
        RecordColumn(
            material == .volume ? "cubic_metres" : "tonnes", .number(decimals: 3), LedgerQuantity.unit(material, .english),
            LedgerQuantity.unit(material, .chinese))
    }
}

extension Language {
    /// The unit of figures of a material: `t`, `t of ore`, `m³`.
    public func unit(of material: MaterialKind) -> String { LedgerQuantity.unit(material, self) }

    /// Of which stage and material figures are: `separation`, `mining, t of ore`; `nil` for t REO of mining, which goes without saying.
    public func name(of lines: LineSelection) -> String? {
        guard lines.stage != .mining || lines.material != .oxide else { return nil }
        return list([name(of: lines.stage)] + (lines.material == .oxide ? [] : [unit(of: lines.material)]))
    }

    /// Which records a sum is of.
    func source(of item: AccountItem) -> String {
        switch item {
        case .separationOutput: pick(("records of output", "产出记录"))
        case .exported: pick(("records of exports", "出口记录"))
        default: pick(("reports", "报表"))
        }
    }

    /// What stands before the sum of a year's months.
    func sum(of item: AccountItem, months: Int) -> String {
        switch item {
        case .separationOutput: pick(("put out in \(months) months: ", "\(months) 个月产出："))
        case .exported: pick(("exported in \(months) months: ", "\(months) 个月出口："))
        default: pick(("reported in \(months) months: ", "\(months) 个月上报："))
        }
    }
}
