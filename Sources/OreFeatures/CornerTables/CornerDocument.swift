/// One corner as it stands in a table, not yet read as a position.
struct CornerRow: Hashable {
    var line: Int
    /// The corner's number as written: `1`, `J1`, `K3`.
    var label: String
    /// The two coordinates in the order of the heading.
    var first: String
    var second: String
    /// The ring it belongs to, where the table says.
    var ring: String?
    /// Whether the ring is a hole, where the table says.
    var isHole: Bool?
}

/// One licence as it stands in a table.
struct CornerLicence {
    var line: Int
    var key: String?
    var rows: [CornerRow] = []
    /// The first value met for each attribute, with the unit its heading states.
    var fields: [LicenceField: (text: String, unit: String)] = [:]
    /// Cells of other columns, by heading.
    var others: [String: String] = [:]
    /// Corners that the document says there are.
    var statedCorners: Int?
}

/// What a reader of one of the forms found, before coordinates are read.
struct CornerDocument {
    var licences: [CornerLicence] = []
    /// Headings of the two coordinates.
    var headings = (first: "", second: "")
    var roles = (first: CoordinateRole.x, second: CoordinateRole.y)
    /// Headings that have no role, in order.
    var otherHeadings: [String] = []
    /// What the heading says in words, by the field it speaks of, for profiles that name columns.
    var fieldHeadings: [String: LicenceField] = [:]
    var crs = CRSWords()
    /// What was decided, skipped or not used, for people.
    var remarks: [String] = []
    /// Corners in all: bounded.
    var cornerCount = 0
    /// Prefix of places: the sheet of a workbook.
    var sheet: String?
}

/// Builds the errors of one file.
struct CornerFaults {
    let file: String
    var sheet: String?

    func refused(_ line: Int?, _ column: String? = nil, _ what: String, _ next: String) -> InputError {
        .refused(
            file: file, place: InputPlace(line: line, column: column), what: (sheet.map { "sheet \"\($0)\": " } ?? "") + what, next: next)
    }
}

/// How much a corner table may hold.
enum CornerLimits {
    static let bytes = 64 << 20
    static let rows = 1_048_576
    static let cells = 8 << 20
    static let columns = 256
    static let cellLength = 1 << 20
    static let ringsOfLicence = 1000
}
