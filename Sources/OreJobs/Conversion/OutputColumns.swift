internal import OreFeatures

/// The columns of a table to be written: every attribute that any feature has, and what its cells are.
struct OutputColumns: Sendable {
    struct Column: Sendable, Hashable {
        /// The attribute's name in the features.
        var source: String
        /// Its heading, different from all others even where case does not count.
        var title: String
        var kind: GeoPackageWriter.Field.Kind
    }
    private(set) var columns: [Column] = []
    /// The features' own identifiers go first, as a column `id`.
    private(set) var hasIdentifiers = false

    /// What the cells of one attribute have been so far.
    struct Look: Sendable {
        var integers = 0
        var numbers = 0
        var booleans = 0
        var others = 0

        mutating func add(_ column: AttributeColumn) {
            for row in 0..<column.count {
                switch column.kinds[row] {
                case .missing, .null: break
                case .bool: booleans += 1
                case .number: if Int(column.string(at: row) ?? "") == nil { numbers += 1 } else { integers += 1 }
                case .string, .json: others += 1
                }
            }
        }

        static func += (a: inout Look, b: Look) {
            a.integers += b.integers
            a.numbers += b.numbers
            a.booleans += b.booleans
            a.others += b.others
        }

        var kind: GeoPackageWriter.Field.Kind {
            switch (integers > 0, numbers > 0, booleans > 0, others > 0) {
            case (true, false, false, false): .integer
            case (_, true, false, false): .real
            case (false, false, true, false): .boolean
            default: .text
            }
        }
    }

    /// - Parameters:
    ///   - looks: the attributes in the order they were met.
    ///   - dates: the attributes whose values are days.
    ///   - reserved: headings that the format uses itself, in lower case.
    init(_ survey: ColumnSurvey, dates: Set<String>, reserved: Set<String>) {
        let (looks, hasIdentifiers) = (survey.looks, survey.hasIdentifiers)
        var taken = reserved
        if hasIdentifiers && !looks.contains(where: { $0.name.lowercased() == "id" }) {
            self.hasIdentifiers = true
            taken.insert("id")
        }
        for (name, look) in looks {
            var title = name.isEmpty ? "column" : name
            var number = 2
            while taken.contains(title.lowercased()) {
                title = "\(name)_\(number)"
                number += 1
            }
            taken.insert(title.lowercased())
            columns.append(Column(source: name, title: title, kind: dates.contains(name) ? .date : look.kind))
        }
    }

    var titles: [String] { (hasIdentifiers ? ["id"] : []) + columns.map(\.title) }

    /// The columns of a batch in the order of the table; `nil` where it has none of that name.
    func cells(of batch: ConvertedBatch) -> [AttributeColumn?] {
        var places: [String: Int] = [:]
        for (i, column) in batch.columns.enumerated() { places[column.name] = i }
        let identifiers: [AttributeColumn?] = hasIdentifiers ? [batch.identifiers] : []
        return identifiers + columns.map { places[$0.source].map { batch.columns[$0] } }
    }
}

/// Collects the columns of several files, batch by batch.
struct ColumnSurvey: Sendable {
    private(set) var looks: [(name: String, look: OutputColumns.Look)] = []
    private var places: [String: Int] = [:]
    private(set) var hasIdentifiers = false

    mutating func add(_ columns: [AttributeColumn], identifiers: AttributeColumn?) {
        for column in columns {
            var look = OutputColumns.Look()
            look.add(column)
            add(column.name, look)
        }
        hasIdentifiers = hasIdentifiers || identifiers?.kinds.contains { $0 != .missing } ?? false
    }

    private mutating func add(_ name: String, _ look: OutputColumns.Look) {
        guard let place = places[name] else {
            places[name] = looks.count
            looks.append((name, look))
            return
        }
        looks[place].look += look
    }

    mutating func add(_ later: ColumnSurvey) {
        for (name, look) in later.looks { add(name, look) }
        hasIdentifiers = hasIdentifiers || later.hasIdentifiers
    }
}
