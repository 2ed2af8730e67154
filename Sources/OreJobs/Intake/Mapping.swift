internal import OreDetection
internal import OreFeatures
internal import OreGeometry

extension FootprintBatch {
    /// The footprints of a batch after intake. Rows that are not usable stay, without geometry, so that places keep their meaning.
    init(intake: IntakeBatch, context: SideReader.Context) throws {
        let mapped = MappedAttributes(intake.features, profile: context.profile, file: context.file)
        let sigmas = try mapped.numbers(.positionSigma).map { $0 ?? context.sigma }
        self.init(
            geometry: intake.features.geometry, ids: AttributeColumn(name: "footprint_id", texts: try mapped.identifiers()),
            observed: try mapped.periods(), classes: AttributeColumn(name: "class", texts: try mapped.texts(.classification)),
            scenes: AttributeColumn(name: "scene_id", texts: try mapped.texts(.sceneID)),
            sources: AttributeColumn(name: "source", texts: try mapped.texts(.source)), confidence: try mapped.numbers(.confidence),
            positionSigma: sigmas, digitisingSigma: try mapped.numbers(.digitisingSigma), firstFeature: intake.features.firstFeature)
        isBallpark = context.isBallpark
        ballparkRows = intake.ballparkRows
    }
}

extension LicenceTable {
    /// Appends the licences of a batch after intake, those without geometry included: they are known, though not spatial.
    mutating func append(_ intake: IntakeBatch, _ context: SideReader.Context) throws {
        let mapped = MappedAttributes(intake.features, profile: context.profile, file: context.file)
        for row in 0..<intake.features.count where intake.isUsable[row] {
            var licence = Licence(
                id: try mapped.identifier(row), validFrom: try mapped.day(.validFrom, row), validTo: try mapped.day(.validTo, row))
            licence.holder = try mapped.text(.holder, row)
            licence.group = try mapped.text(.group, row)
            licence.mineral = try mapped.text(.mineral, row)
            licence.method = try mapped.text(.method, row)
            licence.status = try mapped.text(.status, row)
            licence.capacity = try mapped.text(.capacity, row)
            licence.positionSigma = try mapped.number(.positionSigma, row) ?? context.sigma
            licence.sheet = context.file.split(separator: "/").last.map(String.init)
            licence.wasRepaired = intake.rebuiltRows.contains(row)
            licence.isBallpark = context.isBallpark || intake.ballparkRows.contains(row)
            append(licence, row, of: intake.features.geometry)
        }
    }
}

extension ZoneTable {
    mutating func append(_ intake: IntakeBatch, _ context: SideReader.Context) throws {
        let mapped = MappedAttributes(intake.features, profile: context.profile, file: context.file)
        for row in 0..<intake.features.count where intake.isUsable[row] {
            var zone = Zone(id: try mapped.identifier(row), since: try mapped.day(.since, row), until: try mapped.day(.until, row))
            if let word = try mapped.text(.zoneKind, row) {
                guard let kind = ZoneKind(rawValue: word) else {
                    throw InputError.refused(
                        file: context.file, place: intake.features.place(of: row), what: "kind \"\(word)\" is not a kind of zone",
                        next: "use forbidden or planned_area, or map the words in a profile")
                }
                zone.kind = kind
            }
            zone.name = try mapped.text(.name, row)
            zone.authority = try mapped.text(.authority, row)
            zone.isBallpark = context.isBallpark || intake.ballparkRows.contains(row)
            append(zone, row, of: intake.features.geometry)
        }
    }
}

extension DistrictTable {
    mutating func append(_ intake: IntakeBatch, _ context: SideReader.Context) throws {
        let mapped = MappedAttributes(intake.features, profile: context.profile, file: context.file)
        for row in 0..<intake.features.count where intake.isUsable[row] {
            append(District(id: try mapped.identifier(row), name: try mapped.text(.name, row)), row, of: intake.features.geometry)
        }
    }
}

extension AttributeColumn {
    init(name: String, texts: some Sequence<String?>) {
        self.init(name: name)
        for text in texts {
            if let text { append(.string, text) } else { appendEmpty(.null) }
        }
    }
}

extension FeatureBatch {
    /// Where a row stands in its file.
    func place(of row: Int) -> InputPlace {
        InputPlace(feature: firstFeature + row, identifier: identifiers.string(at: row), line: row < lines.count ? lines[row] : nil)
    }
}

extension FeatureDefect {
    /// The defect in words, for messages and the account.
    var reason: String {
        switch self {
        case .nonFiniteCoordinate: "a coordinate is not a finite number"
        case .tooFewPositions(let ring): "ring \(ring) has too few positions"
        case .ringNotClosed(let ring, let gap): "ring \(ring) is open by \(gap) units"
        case .emptyGeometry: "the geometry is empty"
        case .zeroArea: "the geometry has no area"
        case .repairChangesArea(let from, let to): "repair would change the area from \(from) to \(to) m2"
        case .repairFailed(let words): "repair failed: \(words)"
        case .outOfRange(let c): "position \(c) lies outside the range of the CRS"
        case .badValue(let column, let value, let expected): "\(column) is \"\(value)\", expected \(expected)"
        }
    }
}
