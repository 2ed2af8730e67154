internal import CZip
internal import Glibc

/// Writes workbooks for Excel, LibreOffice and WPS: several sheets, a bold frozen header with filter, column widths, real dates.
///
/// Every text is an inline string, so that one that begins with `=` stays text: no formula is ever written. Characters that XML forbids are
/// dropped; a cell is cut at 32,767 UTF-16 units; more than 1,048,576 rows are refused. Sheets are streamed through temporary files.
public enum XLSXWriter {
    public enum Value: Sendable, Hashable {
        case empty
        case text(String)
        case number(Double)
        case integer(Int)
        case date(Day)
        case boolean(Bool)
    }

    /// How the numbers of a column are shown.
    public enum Format: Int, Sendable, Hashable {
        case general = 0
        /// `#,##0`
        case whole = 2
        /// `#,##0.00`
        case twoDecimals = 3
        /// Six decimals: coordinates.
        case coordinate = 4
    }

    public struct Column: Sendable, Hashable {
        public var title: String
        /// In characters of the default font.
        public var width: Double
        public var format: Format

        public init(_ title: String, width: Double = 16, format: Format = .general) {
            self.title = title
            self.width = width
            self.format = format
        }
    }

    public struct Sheet {
        public var name: String
        public var columns: [Column]
        /// Calls its argument once for each row, with one value a column. Throwing leaves no file.
        public var rows: (_ append: ([Value]) throws -> Void) throws -> Void

        public init(name: String, columns: [Column], rows: @escaping (_ append: ([Value]) throws -> Void) throws -> Void) {
            self.name = name
            self.columns = columns
            self.rows = rows
        }
    }

    public static let maximumRows = 1_048_576
    public static let maximumColumns = 16_384
    public static let maximumCellUnits = 32_767

    /// Writes the workbook to `path`.
    /// - Throws: ``OutputError``, also for more rows than a sheet holds; what a sheet's `rows` throws.
    public static func write(_ sheets: [Sheet], to path: String) throws {
        let folder = try scratchFolder(for: path)
        defer { withExtendedLifetime(folder) {} }
        let names = XLSXParts.sheetNames(sheets.map(\.name))
        var files: [String] = []
        for (i, sheet) in sheets.enumerated() {
            let file = folder.path + "/sheet\(i + 1).xml"
            try XLSXSheet(sheet, path: path).write(to: file)
            files.append(file)
        }
        try AtomicFile.make(path) { partial in
            try pack(XLSXParts.all(names: names), files, partial: partial, path: path)
        }
    }

    private static func scratchFolder(for path: String) throws(OutputError) -> PrivateFolder {
        do { return try PrivateFolder() } catch {
            throw .cannotCreate(file: path, reason: error.description, next: "set TMPDIR to a folder with free space")
        }
    }

    private static func pack(
        _ parts: [(name: String, xml: String)], _ sheets: [String], partial: String, path: String
    ) throws(OutputError) {
        var code: Int32 = 0
        guard let archive = zip_open(partial, ZIP_CREATE | ZIP_EXCL, &code) else { throw .cannotCreate(path, errno: errno) }
        // libzip reads the buffers when it closes the archive.
        let copies = parts.map { part in strdup(part.xml) }
        defer { for copy in copies { free(copy) } }
        var isAdded = true
        for (part, copy) in zip(parts, copies) {
            isAdded = isAdded && add(part.name, zip_source_buffer(archive, copy, UInt64(part.xml.utf8.count), 0), to: archive)
        }
        for (i, sheet) in sheets.enumerated() {
            isAdded = isAdded && add("xl/worksheets/sheet\(i + 1).xml", zip_source_file(archive, sheet, 0, -1), to: archive)
        }
        guard isAdded, zip_close(archive) == 0 else {
            let code = zip_error_code_system(zip_get_error(archive))
            zip_discard(archive)
            throw .writeFailed(path, errno: code)
        }
    }

    private static func add(_ name: String, _ source: OpaquePointer?, to archive: OpaquePointer) -> Bool {
        guard let source else { return false }
        let index = zip_file_add(archive, name, source, UInt32(ZIP_FL_ENC_UTF_8))
        guard index >= 0 else {
            zip_source_free(source)
            return false
        }
        // The same rows give the same bytes: 1980-01-01 is the first day that zip can say.
        zip_file_set_dostime(archive, UInt64(index), 0, 33, 0)
        return true
    }
}
