internal import OreDetection
internal import OreFeatures

/// Attributes of register records as bytes: a version, then each member in order, absent ones as a zero.
extension RecordWriter {
    mutating func optional(_ text: String?) {
        guard let text else { return byte(0) }
        byte(1)
        self.text(text)
    }

    mutating func optional(_ number: Double?) {
        guard let number else { return byte(0) }
        byte(1)
        double(number)
    }

    mutating func optional(_ day: Day?) {
        guard let day else { return byte(0) }
        byte(1)
        signed(Int64(day.daysSince1970))
    }

    mutating func flag(_ value: Bool) { byte(value ? 1 : 0) }
}

extension RecordReader {
    mutating func optionalText() throws(StoreError) -> String? { try byte() == 0 ? nil : try text() }
    mutating func optionalDouble() throws(StoreError) -> Double? { try byte() == 0 ? nil : try double() }
    mutating func day() throws(StoreError) -> Day {
        guard let day = Int32(exactly: try signed()) else { throw .damagedRecord }
        return Day(daysSince1970: day)
    }
    mutating func optionalDay() throws(StoreError) -> Day? { try byte() == 0 ? nil : try day() }
    mutating func flag() throws(StoreError) -> Bool { try byte() != 0 }

    mutating func word<Word: RawRepresentable>(_ type: Word.Type) throws(StoreError) -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: try text()) else { throw .damagedRecord }
        return word
    }
}

/// A value that register rows keep as bytes.
protocol RegisterValue: Sendable {
    /// Its identifier.
    var key: String { get }
    func write(to writer: inout RecordWriter)
    init(_ reader: inout RecordReader) throws(StoreError)
}

extension Licence: RegisterValue {
    var key: String { id }

    /// The sheet is not part of it: it is the file, and a new file with the same contents changes nothing.
    func write(to writer: inout RecordWriter) {
        writer.text(id)
        for text in [holder, group, mineral, method, status, capacity] { writer.optional(text) }
        writer.optional(validFrom)
        writer.optional(validTo)
        writer.optional(positionSigma)
        writer.flag(wasRepaired)
        writer.flag(isBallpark)
        writer.count(events.count)
        for event in events { event.write(to: &writer) }
    }

    init(_ reader: inout RecordReader) throws(StoreError) {
        self.init(id: try reader.text())
        holder = try reader.optionalText()
        group = try reader.optionalText()
        mineral = try reader.optionalText()
        method = try reader.optionalText()
        status = try reader.optionalText()
        capacity = try reader.optionalText()
        validFrom = try reader.optionalDay()
        validTo = try reader.optionalDay()
        positionSigma = try reader.optionalDouble()
        wasRepaired = try reader.flag()
        isBallpark = try reader.flag()
        for _ in 0..<(try reader.count()) { events.append(try LicenceEvent(&reader)) }
    }
}

extension LicenceEvent {
    func write(to writer: inout RecordWriter) {
        writer.text(kind.rawValue)
        writer.optional(day)
        writer.optional(until)
        writer.optional(note)
    }

    init(_ reader: inout RecordReader) throws(StoreError) {
        let kind = try reader.word(Kind.self)
        guard let day = try reader.optionalDay() else { throw .damagedRecord }
        self.init(kind, on: day, until: try reader.optionalDay(), note: try reader.optionalText())
    }
}

extension Zone: RegisterValue {
    var key: String { id }

    func write(to writer: inout RecordWriter) {
        writer.text(id)
        writer.optional(name)
        writer.text(kind.rawValue)
        writer.optional(authority)
        writer.optional(since)
        writer.optional(until)
        writer.optional(positionSigma)
        writer.flag(isBallpark)
    }

    init(_ reader: inout RecordReader) throws(StoreError) {
        self.init(id: try reader.text())
        name = try reader.optionalText()
        kind = try reader.word(ZoneKind.self)
        authority = try reader.optionalText()
        since = try reader.optionalDay()
        until = try reader.optionalDay()
        positionSigma = try reader.optionalDouble()
        isBallpark = try reader.flag()
    }
}

extension District: RegisterValue {
    var key: String { id }

    func write(to writer: inout RecordWriter) {
        writer.text(id)
        writer.optional(name)
    }

    init(_ reader: inout RecordReader) throws(StoreError) {
        self.init(id: try reader.text(), name: try reader.optionalText())
    }
}

extension Scene: RegisterValue {
    var key: String { id }

    func write(to writer: inout RecordWriter) {
        writer.text(id)
        for text in [sensor, source, detector, detectorVersion] { writer.optional(text) }
        writer.optional(period?.from)
        writer.optional(period?.to)
        writer.optional(positionSigma)
        writer.optional(statedContent?.rawValue)
        writer.optional(cloudShare)
    }

    init(_ reader: inout RecordReader) throws(StoreError) {
        self.init(id: try reader.text())
        sensor = try reader.optionalText()
        source = try reader.optionalText()
        detector = try reader.optionalText()
        detectorVersion = try reader.optionalText()
        // Both are always there to be read, whatever the first says.
        let (from, to) = (try reader.optionalDay(), try reader.optionalDay())
        if let from, let to { period = ObservationPeriod(from: from, to: to) }
        positionSigma = try reader.optionalDouble()
        if let word = try reader.optionalText() {
            guard let content = SceneContent(rawValue: word) else { throw .damagedRecord }
            statedContent = content
        }
        cloudShare = try reader.optionalDouble()
    }
}

extension LicenceEventTable.Row: RegisterValue {
    var key: String { licenceID + "\u{1F}" + event.kind.rawValue + "\u{1F}" + event.day.description }

    /// The licence that the event of a key speaks of.
    static func licence(ofKey key: String) -> String {
        String(key.split(separator: "\u{1F}", maxSplits: 1, omittingEmptySubsequences: false)[0])
    }

    func write(to writer: inout RecordWriter) {
        writer.text(licenceID)
        event.write(to: &writer)
    }

    init(_ reader: inout RecordReader) throws(StoreError) {
        self.init(licenceID: try reader.text(), event: try LicenceEvent(&reader))
    }
}
