internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreLedger

/// Incidents as bytes, every member in order.
extension Incident {
    func write(to writer: inout RecordWriter) {
        writer.text(handle)
        writer.texts(aliases)
        writer.text(earliestFindingID)
        writer.texts(rules.map(\.rawValue))
        for word in [verdict.rawValue, certainty.rawValue, state.rawValue] { writer.text(word) }
        writer.signed(Int64(severity))
        writer.optional(probability)
        writer.count(sightings.count)
        for sighting in sightings { sighting.write(to: &writer) }
        writer.count(events.count)
        for event in events { event.write(to: &writer) }
        for day in [onset.after, onset.seenBy, firstSeen, lastSeen] { writer.optional(day) }
        writer.double(area)
        writer.double(maximumArea)
        writer.optional(growthPerYear)
        writer.texts(licenceIDs)
        writer.count(judgedLicenceCount)
        for text in [nearestLicenceID, holder, group] { writer.optional(text) }
        writer.texts(zoneIDs)
        writer.optional(district)
        writer.texts(scenes)
        writer.envelope(envelope)
        writer.optional(labelPoint)
        writer.optional(assignee)
        writer.texts(findingIDs)
        writer.optional(areaBeyondTolerance)
        writer.byte(subject == nil ? 0 : 1)
        subject?.write(to: &writer)
    }

    init(_ reader: inout RecordReader) throws(StoreError) {
        let handle = try reader.text()
        let aliases = try reader.texts()
        let earliest = try reader.text()
        var rules: [SuspectedRule] = []
        for _ in 0..<(try reader.count()) { rules.append(try reader.word(SuspectedRule.self)) }
        let verdict = try reader.word(Verdict.self)
        self.init(
            earliestFindingID: earliest, handle: handle, verdict: verdict, onset: Onset(after: nil, seenBy: nil), envelope: .empty)
        (self.aliases, self.rules) = (aliases, rules)
        certainty = try reader.word(Certainty.self)
        state = try reader.word(State.self)
        severity = Int(truncatingIfNeeded: try reader.signed())
        probability = try reader.optionalDouble()
        for _ in 0..<(try reader.count()) { sightings.append(try Sighting(&reader)) }
        for _ in 0..<(try reader.count()) { events.append(try IncidentEvent(&reader)) }
        onset = Onset(after: try reader.optionalDay(), seenBy: try reader.optionalDay())
        firstSeen = try reader.optionalDay()
        lastSeen = try reader.optionalDay()
        area = try reader.double()
        maximumArea = try reader.double()
        growthPerYear = try reader.optionalDouble()
        licenceIDs = try reader.texts()
        judgedLicenceCount = min(licenceIDs.count, Int(truncatingIfNeeded: try reader.unsigned()))
        nearestLicenceID = try reader.optionalText()
        holder = try reader.optionalText()
        group = try reader.optionalText()
        zoneIDs = try reader.texts()
        district = try reader.optionalText()
        scenes = try reader.texts()
        envelope = try reader.envelope()
        labelPoint = try reader.optionalCoordinate()
        assignee = try reader.optionalText()
        findingIDs = try reader.texts()
        areaBeyondTolerance = try reader.optionalDouble()
        if try reader.byte() != 0 { subject = try Subject(&reader) }
    }
}

extension Incident.Subject {
    func write(to writer: inout RecordWriter) {
        writer.text(name)
        writer.byte(kind.rawValue)
        writer.text(family.rawValue)
        writer.signed(Int64(years.lowerBound))
        writer.signed(Int64(years.upperBound))
        writer.byte(excess == nil ? 0 : 1)
        if let excess { writer.signed(excess.thousandths) }
        writer.byte(material.rawValue)
    }

    init(_ reader: inout RecordReader) throws(StoreError) {
        let name = try reader.text()
        guard let kind = SubjectKind(rawValue: try reader.byte()) else { throw StoreError.damagedRecord }
        let family = try reader.word(FiguresFamily.self)
        guard let first = Int32(exactly: try reader.signed()), let last = Int32(exactly: try reader.signed()), first <= last else {
            throw StoreError.damagedRecord
        }
        self.init(name: name, kind: kind, family: family, years: first...last)
        if try reader.byte() != 0 { excess = Tonnes(thousandths: try reader.signed()) }
        guard let material = MaterialKind(rawValue: try reader.byte()) else { throw StoreError.damagedRecord }
        self.material = material
    }
}

extension Incident.Sighting {
    func write(to writer: inout RecordWriter) {
        writer.text(scene)
        writer.optional(period?.from)
        writer.optional(period?.to)
        writer.optional(sensor)
        writer.text(kind.rawValue)
        writer.double(area)
        writer.count(parts)
        writer.text(content.rawValue)
        writer.double(standingArea)
    }

    init(_ reader: inout RecordReader) throws(StoreError) {
        let scene = try reader.text()
        let (from, to) = (try reader.optionalDay(), try reader.optionalDay())
        var period: ObservationPeriod?
        if let from, let to { period = ObservationPeriod(from: from, to: to) }
        self.init(
            scene: scene, period: period, sensor: try reader.optionalText(), kind: try reader.word(Kind.self), area: try reader.double(),
            parts: Int(truncatingIfNeeded: try reader.unsigned()))
        content = try reader.word(SceneContent.self)
        standingArea = try reader.double()
    }
}

extension IncidentEvent {
    func write(to writer: inout RecordWriter) {
        writer.text(kind.rawValue)
        writer.optional(day)
        writer.text(scene)
        writer.double(areaBefore)
        writer.double(areaAfter)
        writer.count(partsBefore)
        writer.count(partsAfter)
        writer.texts(handles)
    }

    init(_ reader: inout RecordReader) throws(StoreError) {
        let kind = try reader.word(Kind.self)
        self.init(
            kind, day: try reader.optionalDay(), scene: try reader.text(), areaBefore: try reader.double(), areaAfter: try reader.double(),
            partsBefore: Int(truncatingIfNeeded: try reader.unsigned()), partsAfter: Int(truncatingIfNeeded: try reader.unsigned()),
            handles: try reader.texts())
    }
}
