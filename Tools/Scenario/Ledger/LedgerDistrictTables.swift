internal import Foundation

/// The books of a district as its offices would deliver them: plain tables with the headings of `orewatch ledger template`.
struct LedgerDistrictTables {
    let district: LedgerDistrict

    /// By name of the file.
    var tables: [(name: String, rows: [[String]])] { figures + register + duties + behind + land + truth }

    func write(to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for table in tables {
            let text = table.rows.map { $0.map(Self.quoted).joined(separator: ",") }.joined(separator: "\n") + "\n"
            try Data(text.utf8).write(to: folder.appending(path: table.name))
        }
    }

    private static func quoted(_ cell: String) -> String { cell.contains(",") ? "\"\(cell)\"" : cell }

    private typealias Table = (name: String, rows: [[String]])

    private var figures: [Table] {
        let mines = district.mines
        return [
            (
                "quotas.csv",
                [["licence_id", "year", "batch", "quota (t REO)", "issued_at"]]
                    + mines.flatMap { mine in mine.batches.map { [mine.id, "\($0.year)", $0.batch, tonnesText($0.kilograms), $0.issued] } }
            ),
            (
                "reports.csv",
                [["licence_id", "month", "output (t REO)", "received_at"]]
                    + mines.flatMap { mine in
                        mine.reports.map { [mine.id, LedgerCalendar.month($0.year, $0.month), tonnesText($0.kilograms), $0.received] }
                    }
            ),
            (
                "invoices.csv",
                [["licence_id", "invoice_number", "date", "sold (t REO)"]]
                    + mines.flatMap { mine in mine.invoices.map { [mine.id, $0.number, $0.day, tonnesText($0.kilograms)] } }
            ),
        ]
    }

    private var register: [Table] {
        let mines = district.mines
        return [
            (
                "licences.csv",
                [["licence_id", "holder", "group", "mineral", "method", "capacity", "valid_from", "valid_to"]]
                    + mines.map {
                        [
                            $0.id, $0.holder, $0.group, $0.method == .hardRock ? "rare_earth_light" : "rare_earth_ionic",
                            $0.method.rawValue, "\($0.capacity / 1000) t REO/a",
                            "2015-01-01", $0.validTo,
                        ]
                    }
            ),
            (
                "events.csv",
                [["licence_id", "event", "date", "until"]]
                    + mines.flatMap { mine in mine.events.map { [mine.id, $0.event, $0.day, $0.until] } }
            ),
            ("members.csv", [["member", "member_kind", "parent", "parent_kind", "from", "to"]] + members),
        ]
    }

    private var members: [[String]] {
        var rows = district.mines.map { [$0.id, "licence", $0.holder, "enterprise", "2015-01-01", ""] }
        var seen: Set<String> = []
        for mine in district.mines where seen.insert(mine.holder).inserted {
            rows.append([mine.holder, "enterprise", mine.group, "group", "2015-01-01", ""])
        }
        return rows
    }

    private var duties: [Table] {
        let mines = district.mines
        return [
            (
                "stock.csv",
                [["licence_id", "date", "stage", "tonnes"]]
                    + mines.flatMap { mine in mine.stock.map { [mine.id, $0.day, "mining", tonnesText($0.kilograms)] } }
                    + district.trade.stock.map { [$0.facility, $0.day, "separation", tonnesText($0.kilograms)] }
            ),
            (
                // At 30 a tonne.
                "taxes.csv",
                [["licence_id", "month", "paid", "rate", "material"]]
                    + mines.flatMap { mine in
                        mine.taxes.map {
                            [mine.id, LedgerCalendar.month($0.year, $0.month), tonnesText($0.kilograms * 30), "30.00", "oxide"]
                        }
                    }
            ),
            (
                "permits.csv",
                [["licence_id", "permit", "number", "from", "to"]]
                    + mines.map { [$0.id, "discharge", "P-\($0.number)", "2015-01-01", "2032-12-31"] }
            ),
        ]
    }

    private var behind: [Table] {
        let trade = district.trade
        return [
            ("facilities.csv", [["facility", "enterprise", "from"]] + trade.facilities.map { [$0, $0 + " Ltd", "2015-01-01"] }),
            (
                "separation.csv",
                [["facility", "month", "flow", "source", "tonnes"]]
                    + trade.separation.map {
                        [$0.facility, LedgerCalendar.month($0.year, $0.month), $0.flow, $0.source, tonnesText($0.kilograms)]
                    }
            ),
            (
                "recycled.csv",
                [["facility", "month", "tonnes"]]
                    + trade.recycled.map { [$0.facility, LedgerCalendar.month($0.year, $0.month), tonnesText($0.kilograms)] }
            ),
            (
                "trade.csv",
                [["reporter", "partner", "hs_code", "month", "direction", "tonnes", "re_export_tonnes"]]
                    + trade.flows.map {
                        [
                            $0.reporter, $0.partner, LedgerTrade.code, LedgerCalendar.month($0.year, $0.month), $0.direction,
                            tonnesText($0.kilograms), $0.reExported == 0 ? "" : tonnesText($0.reExported),
                        ]
                    }
            ),
            (
                "exports.csv",
                [["number", "enterprise", "date", "hs_code", "licence_number", "tonnes"]]
                    + trade.exports.map { [$0.number, $0.enterprise, $0.day, LedgerTrade.code, $0.licence, tonnesText($0.kilograms)] }
            ),
            (
                "export-licences.csv",
                [["number", "enterprise", "hs_code", "from", "to", "tonnes"]]
                    + trade.licences.map { [$0.number, $0.enterprise, LedgerTrade.code, $0.from, $0.to, tonnesText($0.kilograms)] }
            ),
        ]
    }

    /// Areas of blocks and pits, worked in the year; what nobody can see stays empty.
    private var land: [Table] {
        let heading = [
            "subject", "year", "method", "deposit", "district", "area_m2", "area_sigma_m2", "clear_views", "working_seen", "block_known",
        ]
        return [
            (
                "land.csv",
                [heading]
                    + district.mines.flatMap { mine in
                        mine.land.map { land in
                            [
                                mine.id, "\(land.year)", mine.method.rawValue, mine.deposit, "D1",
                                land.area.map { String(format: "%.0f", $0) } ?? "",
                                land.area == nil ? "" : String(format: "%.0f", land.sigma),
                                "\(land.clearViews)", "\(land.workingSeen)", mine.isBlockKnown ? "yes" : "no",
                            ]
                        }
                    }
            )
        ]
    }

    private var truth: [Table] {
        [
            (
                "truth.csv",
                [["subject", "year", "planted", "lawful", "aftermath", "rules", "also"]]
                    + district.truth.map {
                        [
                            $0.subject, "\($0.year)", $0.story.rawValue, $0.story.isLawful ? "yes" : "no", $0.isAftermath ? "yes" : "no",
                            $0.story.rules.joined(separator: ";"), $0.story.also.joined(separator: ";"),
                        ]
                    }
            ),
            (
                "truth-land.csv",
                [["subject", "year", "dug_t"]]
                    + district.mines.flatMap { mine in mine.land.map { [mine.id, "\($0.year)", tonnesText($0.trueKilograms)] } }
            ),
        ]
    }
}
