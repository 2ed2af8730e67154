public import OreFeatures

/// A table of figures with their sources, shipped in `GeoData/reference`: quotas, yields, recoveries, codes, what a white paper said.
///
/// Every row has a source. Rows whose figure nobody has checked are `unverified`, and left out unless asked for. Figures are read exactly.
public struct ReferenceTable: Sendable {
    public struct Row: Sendable, Hashable {
        /// Base name of the file and row in it, for messages.
        public var file: String
        public var line: Int
        /// One a column of the table.
        public var cells: [String]
        public var isVerified: Bool
        fileprivate var columns: [String]
    }

    public let name: String
    /// Lower-case headings in the order of the file.
    public let columns: [String]
    /// In the order of the file.
    public let rows: [Row]
    /// Rows left out because nobody has checked them.
    public let leftOut: Int

    static let folder = "reference"
    private static let required = ["source", "status"]

    /// The names that ``init(named:includingUnverified:)`` knows, sorted.
    public static var shippedNames: [String] { ShippedData.names(in: folder, extension: "csv") }

    /// A shipped table by its name, or any such table by its path (a word with a `/` or ending in `.csv`).
    /// - Throws: `InputError.badConfiguration` for an unknown name, with the nearest one, and for a row without a source or a known status;
    ///   whatever reading the file throws.
    public init(named nameOrPath: String, includingUnverified: Bool = false) throws(InputError) {
        let isPath = nameOrPath.contains("/") || nameOrPath.hasSuffix(".csv")
        guard let path = isPath ? nameOrPath : ShippedData.path("\(Self.folder)/\(nameOrPath).csv") else {
            throw .badConfiguration(
                file: nameOrPath, place: InputPlace(), what: "no reference table of this name is shipped",
                next: NearestMatch.advice(for: nameOrPath, among: Self.shippedNames))
        }
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let table = try TableFile(path, requiring: Self.required)
        (name, columns) = (file.hasSuffix(".csv") ? String(file.dropLast(4)) : file, table.headings)
        var all: [Row] = []
        for row in table.rows { all.append(try Self.row(row, of: table, file)) }
        rows = includingUnverified ? all : all.filter(\.isVerified)
        leftOut = all.count - rows.count
    }

    private static func row(_ row: TableFile.Row, of table: TableFile, _ file: String) throws(InputError) -> Row {
        let status = table.cell("status", of: row)
        guard status == "verified" || status == "unverified" else {
            throw .badConfiguration(
                file: file, place: InputPlace(line: row.line, column: "status"), what: "\"\(status)\" is no status",
                next: "verified or unverified")
        }
        guard !table.cell("source", of: row).isEmpty else {
            throw .badConfiguration(
                file: file, place: InputPlace(line: row.line, column: "source"), what: "the row has no source", next: "name one")
        }
        return Row(
            file: file, line: row.line, cells: table.headings.map { table.cell($0, of: row) }, isVerified: status == "verified",
            columns: table.headings)
    }
}

extension ReferenceTable.Row {
    /// The cell of a column; empty where there is no such column.
    public func text(_ column: String) -> String {
        columns.firstIndex(of: column).flatMap { $0 < cells.count ? cells[$0] : nil } ?? ""
    }

    public var source: String { text("source") }

    /// A whole number: a year, a count.
    /// - Throws: `InputError.badConfiguration`; so do the others.
    public func integer(_ column: String) throws(InputError) -> Int {
        guard let value = Int(text(column)) else { throw fault(column, "\"\(text(column))\" is no whole number") }
        return value
    }

    /// Tonnes to the thousandth.
    public func tonnes(_ column: String) throws(InputError) -> Tonnes { Tonnes(thousandths: try scaled(column, by: 3)) }

    /// A figure in `%`, `ppm` or as a plain share, by the row's `unit`, to the millionth.
    public func share(_ column: String) throws(InputError) -> Share {
        switch text("unit") {
        case "%": Share(millionths: try scaled(column, by: 4))
        case "ppm": Share(millionths: try scaled(column, by: 0))
        case "", "1": Share(millionths: try scaled(column, by: 6))
        default: throw fault("unit", "\"\(text("unit"))\" is no unit of a share")
        }
    }

    private func scaled(_ column: String, by power: Int) throws(InputError) -> Int64 {
        do {
            return try DecimalNumber(Array(text(column).utf8), .point).scaled(by: power)
        } catch {
            throw fault(column, "\"\(text(column))\" is no figure")
        }
    }

    private func fault(_ column: String, _ what: String) -> InputError {
        .badConfiguration(file: file, place: InputPlace(line: line, column: column), what: what, next: "mend the table")
    }
}
