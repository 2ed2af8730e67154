public import OreFeatures
public import OreGeometry

/// How the features of one file came into the monitoring CRS: what a mapped row cannot say itself.
public struct FileCircumstances: Sendable, Hashable {
    /// Takes the place of missing position errors (`--sigma SIDE=METRES`), metres; a stated one of a feature wins.
    public var positionSigma: Double?
    /// A datum step of unknown accuracy was applied that is not an accepted null shift.
    public var isBallpark = false

    public init(positionSigma: Double? = nil, isBallpark: Bool = false) {
        self.positionSigma = positionSigma
        self.isBallpark = isBallpark
    }
}

extension FootprintBatch {
    /// Maps a batch of features to footprints, row for row.
    ///
    /// - Parameters:
    ///   - geometry: the features' geometries in the monitoring CRS, repaired; rows set aside have no parts.
    ///   - isWanted: false for a row whose attributes are not to be read (skipped by the profile); `nil` reads all.
    /// - Throws: `InputError.refused` with feature, column and value for a cell that cannot be what the profile says, or a negative error.
    public init(
        _ mapped: MappedAttributes, file: String, geometry: GeometryColumns, isWanted: [Bool]? = nil,
        circumstances: FileCircumstances = .init()
    ) throws(InputError) {
        self.init()
        self.geometry = geometry
        firstFeature = mapped.batch.firstFeature
        isBallpark = circumstances.isBallpark
        for row in 0..<mapped.count {
            guard isWanted?[row] ?? true else {
                appendUnread()
                continue
            }
            let name = try mapped.identifier(row)
            appendMapped(
                id: name, observed: try mapped.period(row), footprintClass: try mapped.text(.classification, row),
                scene: try mapped.text(.sceneID, row), source: try mapped.text(.source, row),
                confidence: try mapped.number(.confidence, row),
                positionSigma: try mapped.sigma(.positionSigma, row, name, file) ?? circumstances.positionSigma,
                digitisingSigma: try mapped.sigma(.digitisingSigma, row, name, file))
        }
    }
}

extension LicenceTable {
    /// Appends one mapped feature.
    ///
    /// - Parameters:
    ///   - index: of the feature's geometry in `columns`, in the monitoring CRS, repaired; no parts where it is not spatial.
    ///   - wasRepaired: a ring crossed itself.
    /// - Throws: `InputError.refused` for a cell that cannot be what the profile says, or a negative error.
    public mutating func append(
        _ mapped: MappedAttributes, row: Int, file: String, geometry index: Int, of columns: GeometryColumns, wasRepaired: Bool,
        circumstances: FileCircumstances = .init()
    ) throws(InputError) {
        var licence = Licence(
            id: try mapped.identifier(row), validFrom: try mapped.day(.validFrom, row), validTo: try mapped.day(.validTo, row))
        licence.holder = try mapped.text(.holder, row)
        licence.group = try mapped.text(.group, row)
        licence.mineral = try mapped.text(.mineral, row)
        licence.method = try mapped.text(.method, row)
        licence.status = try mapped.text(.status, row)
        licence.capacity = try mapped.text(.capacity, row)
        licence.positionSigma = try mapped.sigma(.positionSigma, row, licence.id, file) ?? circumstances.positionSigma
        licence.wasRepaired = wasRepaired
        licence.isBallpark = circumstances.isBallpark
        append(licence, index, of: columns)
    }
}

extension ZoneTable {
    /// Appends one mapped feature; a zone without a kind is forbidden.
    /// - Throws: `InputError.refused` for a cell that cannot be what the profile says, a kind that is neither `forbidden` nor `planned_area`,
    ///   or an end before the beginning.
    public mutating func append(
        _ mapped: MappedAttributes, row: Int, file: String, geometry index: Int, of columns: GeometryColumns,
        circumstances: FileCircumstances = .init()
    ) throws(InputError) {
        var zone = Zone(id: try mapped.identifier(row), since: try mapped.day(.since, row), until: try mapped.day(.until, row))
        if let word = try mapped.text(.zoneKind, row) {
            guard let kind = ZoneKind(rawValue: word) else {
                throw mapped.refusal(
                    row, .zoneKind, zone.id, file, "\"\(word.prefix(80))\" is not a kind of zone", "write forbidden or planned_area")
            }
            zone.kind = kind
        }
        if let since = zone.since, let until = zone.until, until < since {
            throw mapped.refusal(row, .until, zone.id, file, "\(until) lies before since \(since)", "correct one of the two")
        }
        zone.name = try mapped.text(.name, row)
        zone.authority = try mapped.text(.authority, row)
        zone.positionSigma = circumstances.positionSigma
        zone.isBallpark = circumstances.isBallpark
        append(zone, index, of: columns)
    }
}

extension DistrictTable {
    /// Appends one mapped feature.
    public mutating func append(
        _ mapped: MappedAttributes, row: Int, geometry index: Int, of columns: GeometryColumns
    ) throws(InputError) {
        append(District(id: try mapped.identifier(row), name: try mapped.text(.name, row)), index, of: columns)
    }
}

extension MappedAttributes {
    /// A position error: metres, not negative.
    fileprivate func sigma(_ attribute: Attribute, _ row: Int, _ name: String, _ file: String) throws(InputError) -> Double? {
        guard let value = try number(attribute, row) else { return nil }
        guard value >= 0 else {
            throw refusal(row, attribute, name, file, "\(value) is negative", "an error is given in metres, 1 sigma per axis")
        }
        return value
    }

    fileprivate func refusal(
        _ row: Int, _ attribute: Attribute, _ name: String, _ file: String, _ what: String, _ next: String
    ) -> InputError {
        var place = InputPlace(feature: batch.firstFeature + row, identifier: name, column: attribute.rawValue)
        if row < batch.lines.count { place.line = batch.lines[row] }
        return .refused(file: file, place: place, what: what, next: next)
    }
}
