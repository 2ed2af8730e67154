internal import OreGeometry

extension StatementChecks {
    /// Rows that share an identifier: the same row again, or rows that differ. Several blocks of one licence, apart from each other and with
    /// the same dates and holder, are no defect.
    func identifiers() throws -> (DefectBatch, AuditAccount) {
        var account = AuditAccount(.identifiers)
        account.examined = register.count
        var groups: [String: [Int]] = [:]
        for (row, licence) in register.rows.enumerated() where licence.hasOwnID { groups[licence.id, default: []].append(row) }
        let repeated = groups.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map(\.value)
        let found = try crew.map(repeated.count, chunk: 16) { worker, i in differences(among: repeated[i], worker) }
        var batch = DefectBatch()
        var blocks = 0
        for (rows, difference) in zip(repeated, found) {
            switch difference {
            case .blocks: blocks += 1
            case .none: append(count(.duplicateRow, rows), rows[0], to: &batch)
            case .some(let words):
                var defect = count(.identifierReused, rows)
                defect.detail = words.joined(separator: ", ")
                append(defect, rows[0], to: &batch)
            }
        }
        if blocks > 0 { account.notes.append("\(blocks) licences consist of several rows that lie apart: taken as blocks") }
        return (batch, account)
    }

    private enum Difference: Sendable {
        case none
        case blocks
        case some([String])
    }

    private func count(_ kind: DefectKind, _ rows: [Int]) -> RegisterDefect {
        var defect = defect(kind, rows[0])
        (defect.quantity, defect.unit) = (Double(rows.count), .rows)
        defect.files = Set(rows.map { register.rows[$0].file }).sorted()
        return defect
    }

    /// Rows compared at most: an identifier that hundreds of rows carry differs in more than can be listed.
    private static let comparedRows = 64

    private func differences(among rows: [Int], _ worker: AuditWorker) -> Difference {
        func differ<Value: Hashable>(_ value: (AuditLicence) -> Value) -> Bool { Set(rows.map { value(register.rows[$0]) }).count > 1 }
        var words: [String] = []
        if differ({ [$0.licence.validFrom, $0.licence.validTo, $0.grantedOn] }) { words.append("dates") }
        if differ({ $0.licence.holder.map { EnterpriseName($0).key } }) { words.append("holder") }
        let spatial = rows.filter(register.isSpatial)
        var areSame = spatial.isEmpty || spatial.count == rows.count
        var areApart = true
        let compared = spatial.prefix(Self.comparedRows)
        for (place, a) in compared.enumerated() {
            for b in compared[compared.index(compared.startIndex, offsetBy: place + 1)...] {
                switch relation(a, b, worker) {
                case .same: areApart = false
                case .apart: areSame = false
                default: (areSame, areApart) = (false, false)
                }
            }
        }
        if areSame { return words.isEmpty ? .none : .some(words) }
        if words.isEmpty && areApart { return .blocks }
        return .some(["geometry"] + words)
    }

    private func relation(_ a: Int, _ b: Int, _ worker: AuditWorker) -> PairRelation.Kind? {
        let isOnePlane = register.rows[a].plane == register.rows[b].plane
        let columns = isOnePlane ? register.stated : register.geometry
        let middle = columns.envelope(of: a).center.y
        let metric = isOnePlane ? register.plane(of: a).metric(at: middle) : LocalMetric(.cgcs2000, latitude: middle)
        let pair = LicencePair(
            first: PreparedPolygon(columns, a), second: PreparedPolygon(columns, b), row: a, secondRow: b, columns: columns,
            secondColumns: columns, metric: metric)
        return (try? worker.relation(of: pair, coincidence: settings.coincidence, sliverWidth: settings.sliverWidth))?.kind
    }
}
