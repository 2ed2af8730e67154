internal import OreDetection
internal import OreFeatures
public import OreLedger

/// A balance as JSON (`balance-1.schema.json`). Its words are English, because programs read it.
public enum BalanceJSON {
    /// - Returns: one object, UTF-8. The same balance gives the same bytes. Tonnes are texts with three decimals: exact.
    public static func bytes(_ report: BalanceReport) -> [UInt8] {
        var json = JSONBytes(capacity: 1 << 16)
        json.raw("{\"schema_version\":")
        json.string(Balance.schemaVersion)
        json.raw(",\"program\":\"orewatch\",\"program_version\":")
        json.string(RunRecord.programVersion)
        json.raw(",\n\"notice\":")
        json.string(Language.english(.notALegalFinding))
        json.raw(",\n\"region\":")
        json.string(report.region)
        json.raw(",\"kind\":")
        json.string(report.kind.map { "\($0)" })
        json.raw(",\"material\":")
        json.string("\(report.material)")
        json.raw(",\"commit\":")
        json.integer(report.commit)
        if let day = report.receivedBy {
            json.raw(",\"received_by\":")
            json.day(day)
        }
        json.raw(",\n\"balance\":")
        append(report.balance, &json)
        json.raw(",\n\"series\":")
        json.array(report.series) { append($1, &$0) }
        json.raw(",\n\"parts\":")
        json.array(report.parts) { json, part in
            json.raw("\n{\"name\":")
            json.string(part.name)
            json.raw(",\"balance\":")
            append(part.balance, &json)
            json.raw("}")
        }
        json.raw(",\n\"reserves\":")
        json.array(report.reserves, write: append)
        json.raw(",\n\"concentration\":")
        json.array(report.concentration) { append($1, report, &$0) }
        json.raw("}\n")
        return json.bytes
    }

    /// One figure with its tree, in the form that dossiers have.
    public static func bytes(_ figure: BalanceFigure, of trace: BalanceTrace) -> [UInt8] { FigureJSON.bytes(figure, trace.names) }

    private static func append(_ balance: Balance, _ json: inout JSONBytes) {
        json.raw("{\"year\":")
        json.integer(Int(balance.year))
        json.raw(",\"lines\":")
        json.array(balance.lines) { json, line in
            json.raw("\n{\"item\":")
            json.string(line.item.rawValue)
            json.raw(",\"basis\":")
            json.string(line.basis.rawValue)
            append(line.amount, &json)
            json.raw(",\"from\":")
            json.string(line.fact?.rawValue)
            json.raw(",\"figures\":")
            json.integer(line.figures)
            json.raw("}")
        }
        json.raw(",\n\"flows\":")
        json.array(balance.flows) { json, flow in
            json.raw("\n{\"item\":")
            json.string(flow.item.rawValue)
            json.raw(",\"from\":")
            json.string(flow.from?.rawValue)
            json.raw(",\"to\":")
            json.string(flow.to?.rawValue)
            json.raw(",\"remainder\":")
            json.bool(flow.isRemainder)
            append(flow.amount, &json)
            json.raw("}")
        }
        json.raw(",\n\"notes\":")
        json.strings(balance.notes.map(\.rawValue))
        json.raw(",\"unlicensed_ground\":")
        if let land = balance.figures.land { append(land, &json) } else { json.null() }
        json.raw("}")
    }

    private static func append(_ amount: BalanceAmount?, _ json: inout JSONBytes) {
        json.raw(",\"low\":")
        json.string(amount?.low.description)
        json.raw(",\"tonnes\":")
        json.string(amount?.central.description)
        json.raw(",\"high\":")
        json.string(amount?.high.description)
    }

    private static func append(_ land: BalanceLand, _ json: inout JSONBytes) {
        json.raw("{\"places\":")
        json.integer(land.sites)
        json.raw(",\"area_m2\":")
        json.number(land.area, decimals: 3)
        json.raw(",\"may_be_older\":")
        json.integer(land.undated)
        json.raw(",\"assessed\":")
        json.integer(land.sum.assessed)
        json.raw(",\"not_assessable\":{")
        for (place, one) in land.sum.notAssessable.sorted(by: { $0.key.rawValue < $1.key.rawValue }).enumerated() {
            if place > 0 { json.raw(",") }
            json.string(one.key.rawValue)
            json.raw(":")
            json.integer(one.value)
        }
        json.raw("}")
        if !land.calibratedBy.isEmpty {
            json.raw(",\"calibrated_by\":")
            json.strings(land.calibratedBy.map(\.description))
        }
        json.raw("}")
    }

    private static func append(_ json: inout JSONBytes, _ life: RegionReserves) {
        json.raw("{\"year\":")
        json.integer(Int(life.year))
        json.raw(",\"licences\":")
        json.integer(life.licences)
        json.raw(",\"left\":")
        json.string(life.left.description)
        json.raw(",\"mined\":")
        json.string(life.perYear.description)
        json.raw(",\"years\":")
        json.number(life.years, decimals: 3)
        json.raw("}")
    }

    private static func append(_ one: Concentration, _ report: BalanceReport, _ json: inout JSONBytes) {
        json.raw("{\"year\":")
        json.integer(Int(one.year))
        json.raw(",\"reported\":")
        json.string(one.total.description)
        json.raw(",\"owners\":")
        json.integer(one.owners.count)
        json.raw(",\"hhi\":")
        json.integer(one.index)
        json.raw(",\"largest\":")
        json.array(one.owners.prefix(10)) { json, owner in
            json.raw("{\"name\":")
            json.string(report.name(of: owner.subject))
            json.raw(",\"tonnes\":")
            json.string(owner.amount.description)
            json.raw(",\"share\":")
            json.number(Double(owner.share.millionths) / 1_000_000, decimals: 6)
            json.raw("}")
        }
        json.raw("}")
    }
}
