internal import OreDetection
internal import OreFeatures

extension LicenceEventTable {
    /// The events of a batch after intake, with the rows that they stand in.
    ///
    /// - Throws: ``InputError/refused`` with row and column for a row without licence, event or day, for a word that is not an event (with the
    ///   nearest one), and for an end before the day.
    static func rows(of intake: IntakeBatch, _ context: SideReader.Context) throws -> [(row: Int, value: Row)] {
        let mapped = MappedAttributes(intake.features, profile: context.profile, file: context.file)
        return try (0..<intake.features.count).filter { intake.isUsable[$0] }.map { row in
            func required<Value>(_ value: Value?, _ attribute: Attribute) throws -> Value {
                if let value { return value }
                throw fault(row, attribute, "the event has no \(attribute.rawValue)", "give one, or name its column in a profile")
            }
            func fault(_ row: Int, _ column: Attribute, _ what: String, _ next: String) -> InputError {
                var place = intake.features.place(of: row)
                place.column = column.rawValue
                return .refused(file: context.file, place: place, what: what, next: next)
            }
            let licence = try required(try mapped.text(.licenceID, row), .licenceID)
            let word = try required(try mapped.text(.event, row), .event)
            guard let kind = LicenceEvent.Kind(rawValue: word) else {
                let known = LicenceEvent.Kind.allCases.map(\.rawValue)
                throw fault(
                    row, .event, "\"\(word.prefix(80))\" is not an event",
                    NearestMatch.advice(for: word, among: known) + "; other words are mapped in a profile")
            }
            let day = try required(try mapped.day(.date, row), .date)
            let until = try mapped.day(.until, row)
            if let until, until < day { throw fault(row, .until, "\(until) lies before the event's day \(day)", "correct one of the two") }
            return (row, Row(licenceID: licence, event: LicenceEvent(kind, on: day, until: until, note: try mapped.text(.note, row))))
        }
    }

    /// Appends the events of a batch after intake.
    mutating func append(_ intake: IntakeBatch, _ context: SideReader.Context) throws {
        for (_, value) in try Self.rows(of: intake, context) { append(value) }
    }
}
