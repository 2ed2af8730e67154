internal import OreFeatures
internal import OreGeometry

/// What a register's rows say of themselves: stated areas, dates, the freeze, repaired and missing things.
struct StatementChecks: Sendable {
    let register: AuditRegister
    let settings: AuditSettings
    let crew: AuditCrew

    /// Ellipsoidal areas of all rows, square metres; 0 where there is none.
    func areas() throws -> [Double] {
        try crew.map(register.count, chunk: 512) { worker, row in worker.area.area(of: row, in: register.geometry) }
    }

    /// A defect of one row, with the row's outline and a place in it.
    func defect(_ kind: DefectKind, _ row: Int) -> RegisterDefect {
        let licence = register.rows[row]
        var defect = RegisterDefect(kind, of: [licence.id])
        defect.holders = licence.licence.holder.map { [$0] } ?? []
        defect.files = [licence.file]
        if register.isSpatial(row) {
            defect.place = LocalMetric.interiorPoint(of: row, in: register.geometry) ?? register.geometry.envelope(of: row).center
        }
        return defect
    }

    func append(_ defect: RegisterDefect, _ row: Int, to batch: inout DefectBatch) {
        var defect = defect
        defect.severity = AuditSeverity.of(defect)
        batch.append(defect, row, of: register.geometry)
    }

    // MARK: Stated areas

    /// Rows of one identifier may each state the whole licence's area, or their own.
    func statedAreas(_ areas: [Double]) -> (DefectBatch, AuditAccount) {
        var account = AuditAccount(.statedArea)
        var batch = DefectBatch()
        let rows = (0..<register.count).filter { register.rows[$0].statedArea != nil && register.isSpatial($0) }
        guard !rows.isEmpty else {
            let none =
                register.rows.contains { $0.statedArea != nil }
                ? "no licence that states an area has a boundary" : "no licence states an area"
            return (batch, AuditAccount(.statedArea, ran: false, notes: [none]))
        }
        let blocks = Dictionary(grouping: rows) { register.rows[$0].id }
        for row in rows {
            guard let stated = register.rows[row].statedArea else { continue }
            account.examined += 1
            let siblings = blocks[register.rows[row].id] ?? [row]
            let sum = siblings.reduce(0) { $0 + areas[$1] }
            let tolerance = settings.areaDifference + settings.areaShare * areas[row] + settings.coincidence * perimeter(of: row)
            let difference = min(abs(stated - areas[row]), abs(stated - sum))
            guard difference > tolerance else {
                account.withinTolerance += difference > 50 ? 1 : 0
                continue
            }
            var defect = defect(.statedAreaDiffers, row)
            (defect.statedArea, defect.computedArea) = (stated, areas[row])
            (defect.quantity, defect.unit) = (stated - areas[row], .squareMetres)
            (defect.tolerance, defect.area) = (tolerance, difference)
            defect.share = areas[row] > 0 ? difference / areas[row] : nil
            defect.detail = Self.unitHint(stated, areas[row])
            append(defect, row, to: &batch)
        }
        return (batch, account)
    }

    private func perimeter(of row: Int) -> Double {
        let metric = LocalMetric(.cgcs2000, latitude: register.geometry.envelope(of: row).center.y)
        return register.geometry.polygons(at: row).reduce(0) { $0 + PieceMeasure($1, metric).perimeter }
    }

    /// The unit that the stated number fits, when it is off by just that factor.
    private static func unitHint(_ stated: Double, _ computed: Double) -> String? {
        guard stated > 0, computed > 0 else { return nil }
        let names: [(Double, String)] = [
            (1e6, "km2"), (1e4, "ha"), (2000.0 / 3, "mu"), (1e-4, "m2 read as ha"), (1e-6, "m2 read as km2"), (100, "ha read as km2"),
        ]
        return names.first { abs(stated * $0.0 / computed - 1) < 0.01 }.map { "the number fits the unit " + $0.1 }
    }

    // MARK: Dates

    func dates() -> (DefectBatch, AuditAccount) {
        var account = AuditAccount(.dates)
        var batch = DefectBatch()
        for (row, licence) in register.rows.enumerated() {
            let unreadable = licence.remarks.filter { $0.kind == .unreadableValue }
            let days = Self.days(of: licence)
            guard !days.isEmpty || !unreadable.isEmpty else { continue }
            account.examined += 1
            for remark in unreadable {
                var defect = defect(.unreadableValue, row)
                defect.detail = remark.reason
                append(defect, row, to: &batch)
            }
            for (name, day) in days where isAbsurd(day, isEnd: name == "valid_to") {
                var defect = defect(.absurdDate, row)
                (defect.date, defect.detail) = (day, name)
                append(defect, row, to: &batch)
            }
            appendOrder(row, licence, to: &batch)
        }
        if account.examined == 0 { (account.ran, account.notes) = (false, ["no licence has a date"]) }
        if account.ran && settings.day == nil { account.notes.append("beginnings in the future not judged: no day of the audit (--on)") }
        return (batch, account)
    }

    private static func days(of licence: AuditLicence) -> [(name: String, day: Day)] {
        let all: [(String, Day?)] = [
            ("valid_from", licence.licence.validFrom), ("valid_to", licence.licence.validTo), ("granted_on", licence.grantedOn),
            ("enlarged_on", licence.enlargedOn),
        ]
        return all.compactMap { name, day in day.map { (name, $0) } }
    }

    private func isAbsurd(_ day: Day, isEnd: Bool) -> Bool {
        let year = day.yearMonthDay.year
        return year < settings.earliestYear || (year > settings.latestYear && !(isEnd && year == 9999))
    }

    private func appendOrder(_ row: Int, _ licence: AuditLicence, to batch: inout DefectBatch) {
        func compare(_ kind: DefectKind, _ earlier: Day?, _ later: Day?, _ words: (Day, Day) -> String) {
            guard let earlier, let later, later < earlier else { return }
            var defect = self.defect(kind, row)
            (defect.quantity, defect.unit) = (Double(earlier.daysSince1970 - later.daysSince1970), .days)
            (defect.date, defect.detail) = (later, words(earlier, later))
            append(defect, row, to: &batch)
        }
        let own = licence.licence
        compare(.endsBeforeBegins, own.validFrom, own.validTo) { "\($0) / \($1)" }
        compare(.grantedAfterBegins, licence.grantedOn, own.validFrom) { "\($0) / \($1)" }
        compare(.enlargedBeforeGranted, licence.grantedOn ?? own.validFrom, licence.enlargedOn) { "\($0) / \($1)" }
        guard let today = settings.day, let begin = own.validFrom, !isAbsurd(begin, isEnd: false) else { return }
        let ahead = Int(begin.daysSince1970) - Int(today.daysSince1970)
        guard Double(ahead) > settings.futureDays else { return }
        var defect = self.defect(.beginsInFuture, row)
        (defect.quantity, defect.unit, defect.tolerance, defect.date) = (Double(ahead), .days, settings.futureDays, begin)
        append(defect, row, to: &batch)
    }

    // MARK: The freeze

    /// A licence counts as granted on the day of its grant, else on its first day. The first day of the freeze counts as in the freeze.
    func freeze() -> (DefectBatch, AuditAccount) {
        guard let freeze = settings.freezeDate else {
            return (DefectBatch(), AuditAccount(.freeze, ran: false, notes: ["no freeze date was given"]))
        }
        var account = AuditAccount(.freeze)
        var batch = DefectBatch()
        for (row, licence) in register.rows.enumerated() {
            let granted = licence.grantedOn ?? licence.licence.events.first { $0.kind == .granted }?.day ?? licence.licence.validFrom
            guard granted != nil || licence.enlargedOn != nil else {
                account.undecided += 1
                continue
            }
            account.examined += 1
            for (kind, day) in [(DefectKind.grantedAfterFreeze, granted), (.enlargedAfterFreeze, licence.enlargedOn)] {
                guard let day, day >= freeze else { continue }
                var defect = self.defect(kind, row)
                (defect.quantity, defect.unit) = (Double(day.daysSince1970 - freeze.daysSince1970), .days)
                defect.date = day
                append(defect, row, to: &batch)
            }
        }
        if account.examined == 0 { account.ran = false }
        if account.undecided > 0 { account.notes.append("\(account.undecided) licences not judged: no day of grant or enlargement") }
        return (batch, account)
    }

    // MARK: Geometry and completeness

    func geometry() -> (DefectBatch, AuditAccount) {
        var account = AuditAccount(.geometry)
        var batch = DefectBatch()
        for (row, licence) in register.rows.enumerated() {
            for remark in licence.remarks where remark.kind != .unreadableValue {
                var defect = defect(remark.kind == .repaired ? .repairedGeometry : .unusableGeometry, row)
                defect.detail = remark.reason
                append(defect, row, to: &batch)
            }
            if register.isSpatial(row) || licence.remarks.contains(where: { $0.kind == .unusable }) { account.examined += 1 }
        }
        if account.examined == 0 { (account.ran, account.notes) = (false, ["no licence has a boundary"]) }
        return (batch, account)
    }

    /// What single rows lack that others have. What the whole register lacks is one note, not a defect of each row.
    func completeness() -> (DefectBatch, AuditAccount) {
        var account = AuditAccount(.completeness)
        var batch = DefectBatch()
        account.examined = register.count
        func check(_ kind: DefectKind, _ what: String, _ has: (Int) -> Bool) {
            let missing = (0..<register.count).filter { !has($0) }
            guard missing.count < register.count || register.count == 0 else {
                account.notes.append("no licence has " + what)
                return
            }
            for row in missing { append(defect(kind, row), row, to: &batch) }
        }
        check(.missingGeometry, "a boundary") { row in
            register.isSpatial(row) || register.rows[row].remarks.contains { $0.kind == .unusable }
        }
        check(.missingIdentifier, "an identifier") { register.rows[$0].hasOwnID }
        check(.missingHolder, "a holder") { register.rows[$0].licence.holder != nil }
        check(.missingDates, "dates") { row in
            !Self.days(of: register.rows[row]).isEmpty || register.rows[row].remarks.contains { $0.kind == .unreadableValue }
        }
        return (batch, account)
    }
}
