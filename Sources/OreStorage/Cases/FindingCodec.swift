internal import OreDetection
internal import OreFeatures
internal import OreGeometry

extension RecordWriter {
    mutating func texts(_ values: [String]) {
        count(values.count)
        for value in values { text(value) }
    }

    mutating func optional(_ place: Coordinate?) {
        guard let place else { return byte(0) }
        byte(1)
        double(place.x)
        double(place.y)
    }

    mutating func envelope(_ box: Envelope) {
        for value in [box.minX, box.minY, box.maxX, box.maxY] { double(value) }
    }
}

extension RecordReader {
    mutating func texts() throws(StoreError) -> [String] {
        var values: [String] = []
        for _ in 0..<(try count()) { values.append(try text()) }
        return values
    }

    mutating func optionalCoordinate() throws(StoreError) -> Coordinate? {
        try byte() == 0 ? nil : Coordinate(try double(), try double())
    }

    mutating func envelope() throws(StoreError) -> Envelope {
        Envelope(minX: try double(), minY: try double(), maxX: try double(), maxY: try double())
    }
}

/// Findings as bytes, every member in order.
extension Finding {
    func write(to writer: inout RecordWriter) {
        writer.text(id)
        writer.text(rule.rawValue)
        writer.text(verdict.rawValue)
        writer.optional(probability)
        writer.texts(reasons.map(\.rawValue))
        writer.signed(Int64(severity))
        writer.text(footprintID)
        for day in [observedAt, observedFrom, observedTo] { writer.optional(day) }
        writer.optional(footprintClass)
        writer.optional(confidence)
        writer.texts(licenceIDs)
        writer.texts(otherLicenceIDs)
        writer.optional(nearestLicenceID)
        writer.optional(nearestLicenceMetres)
        for text in [holder, zoneID, district] { writer.optional(text) }
        writer.double(area)
        writer.double(footprintArea)
        for number in [outsideArea, outsideAreaBeyondTolerance, outsideAreaInterval?.lowerBound, outsideAreaInterval?.upperBound] {
            writer.optional(number)
        }
        writer.optional(maximumDepthMetres)
        writer.optional(toleranceMetres)
        writer.optional(labelPoint)
    }

    init(_ reader: inout RecordReader) throws(StoreError) {
        let id = try reader.text()
        let rule = try reader.word(RuleName.self)
        let verdict = try reader.word(Verdict.self)
        self.init(id: id, rule: rule, verdict: verdict, footprintID: "", area: 0, footprintArea: 0)
        probability = try reader.optionalDouble()
        for _ in 0..<(try reader.count()) { reasons.append(try reader.word(Reason.self)) }
        severity = Int(truncatingIfNeeded: try reader.signed())
        footprintID = try reader.text()
        observedAt = try reader.optionalDay()
        observedFrom = try reader.optionalDay()
        observedTo = try reader.optionalDay()
        footprintClass = try reader.optionalText()
        confidence = try reader.optionalDouble()
        licenceIDs = try reader.texts()
        otherLicenceIDs = try reader.texts()
        nearestLicenceID = try reader.optionalText()
        nearestLicenceMetres = try reader.optionalDouble()
        holder = try reader.optionalText()
        zoneID = try reader.optionalText()
        district = try reader.optionalText()
        area = try reader.double()
        footprintArea = try reader.double()
        outsideArea = try reader.optionalDouble()
        outsideAreaBeyondTolerance = try reader.optionalDouble()
        let (low, high) = (try reader.optionalDouble(), try reader.optionalDouble())
        if let low, let high {
            guard low <= high else { throw .damagedRecord }
            outsideAreaInterval = low...high
        }
        maximumDepthMetres = try reader.optionalDouble()
        toleranceMetres = try reader.optionalDouble()
        labelPoint = try reader.optionalCoordinate()
    }
}
