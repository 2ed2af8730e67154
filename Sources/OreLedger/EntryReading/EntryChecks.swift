internal import OreFeatures

/// What the values of one entry must be to each other, and to the day on which they are read.
struct EntryChecks {
    private let columns: EntryColumns
    private let today: Day

    init(_ columns: EntryColumns, _ today: Day) { (self.columns, self.today) = (columns, today) }

    /// Of what was done, counted or paid: it has come.
    private static let past: Set<String> = ["date", "received_at", "paid_on", "done_on"]

    func check(_ entry: LedgerEntry) throws(LedgerRowFault) {
        for field in entry.kind.fields { if let value = entry[field.name] { try checkTime(field, value) } }
        if let from = entry.day("from"), let to = entry.day("to"), to < from {
            throw fault("to", "\(to) is before \(from), when it begins", "correct one of the two")
        }
        if (entry["longitude"] == nil) != (entry["latitude"] == nil) {
            throw fault(
                entry["longitude"] == nil ? "longitude" : "latitude", "is empty beside the other of the two", "fill in both, or none")
        }
        switch entry.kind {
        case .trade: try checkTrade(entry)
        case .members:
            if entry.text("member") == entry.text("parent") {
                throw fault("parent", "\"\((entry.text("parent") ?? "").prefix(40))\" belongs to itself", "name the one above it")
            }
        case .deposits:
            if entry["paid_on"] != nil, entry["paid"] == nil {
                throw fault("paid", "is empty beside a day of payment", "fill in what was paid")
            }
        case .yields: try checkYield(entry)
        case .flows:
            if let seller = entry.text("seller"), seller == entry.text("buyer") {
                throw fault("buyer", "\"\(seller.prefix(40))\" is the seller, too", "name who bought it")
            }
        default: break
        }
    }

    private func checkTime(_ field: EntryField, _ value: EntryValue) throws(LedgerRowFault) {
        switch value {
        case .day(let day) where Self.past.contains(field.name) && day > today:
            throw fault(field.name, "\(day) has not come", "correct the day")
        case .month(let month) where month > CalendarMonth(today):
            throw fault(field.name, "speaks of a month that has not come", "correct the month")
        case .year(let year) where Int(year) > today.yearMonthDay.year:
            throw fault(field.name, "speaks of a year that has not come", "correct the year")
        default: break
        }
    }

    /// What sets mines apart is documented, or the record has to say it; one that takes another back need not.
    private func checkYield(_ entry: LedgerEntry) throws(LedgerRowFault) {
        guard let method = entry.text("method").flatMap({ MiningMethod(rawValue: $0) }),
            let deposit = entry.text("deposit").flatMap({ DepositType(rawValue: $0) })
        else { return }
        let key = YieldKey(method, deposit)
        if let perHectare = entry.tonnes("tonnes_per_hectare"), !YieldRecord.believed(key).contains(perHectare) {
            throw fault("tonnes_per_hectare", "\(perHectare) t from a hectare is no yield of ground", "state t REO from a hectare")
        }
        guard !entry.isWithdrawn else { return }
        switch (key.isDocumented, entry.amount("own_spread")) {
        case (true, nil): return
        case (true, _):
            throw fault("own_spread", "is stated for ground of which it is documented how far mines lie apart", "leave the cell empty")
        case (false, nil):
            throw fault(
                "own_spread", "is empty: of such ground it is not documented how far mines lie apart",
                "run orewatch ledger calibrate, or fill in one standard deviation of the natural logarithm")
        case (false, let own?):
            guard YieldRecord.ownSpread(thousandths: own) != nil else {
                throw fault(
                    "own_spread", "\(EntryValue.amount(own).text) is no spread of mines from 0.1 to 2",
                    "state one standard deviation of the natural logarithm")
            }
        }
    }

    private func checkTrade(_ entry: LedgerEntry) throws(LedgerRowFault) {
        let (month, year) = (entry.month("month"), entry.year("year"))
        if month == nil, year == nil { throw fault("month", "is empty, and so is the year", "write the month as 2024-03, or the year") }
        if let month, let year, month.year != Int(year) {
            throw fault("month", "is \(month), of another year than \(year)", "correct one of the two")
        }
        if let part = entry.tonnes("re_export_tonnes"), let all = entry.tonnes("tonnes"), part > all {
            throw fault("re_export_tonnes", "\(part) t is more than the \(all) t it is part of", "correct one of the two")
        }
    }

    private func fault(_ name: String, _ what: String, _ next: String) -> LedgerRowFault {
        LedgerRowFault(Attribute(rawValue: name).map(columns.table.heading) ?? name, what, next)
    }
}
