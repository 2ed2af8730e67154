/// A workbook of Excel (ECMA-376, SpreadsheetML): its sheets, shared strings and number formats.
///
/// Bounded: 128 MiB for each part, 1,048,576 strings, ``CornerLimits`` for the cells of a sheet, and the archive's own limits.
struct Workbook {
    struct SheetEntry: Hashable {
        var name: String
        var part: String
        var isHidden: Bool
    }

    static let mainPart = "xl/workbook.xml"
    static let longestPart = 128 << 20

    let path: String
    let sheets: [SheetEntry]
    let strings: [String]
    let formats: WorkbookFormats
    private let archive: ZipArchive

    init(path: String, archive: ZipArchive) throws(InputError) {
        (self.path, self.archive) = (path, archive)
        guard let main = try Self.part(Self.mainPart, archive, path) else {
            throw WorkbookPart.damaged(path, Self.mainPart, "it is missing")
        }
        let relations = try Self.relations(try Self.part("xl/_rels/workbook.xml.rels", archive, path) ?? Array("<r/>".utf8), path)
        let (sheets, isFrom1904) = try Self.sheets(main, relations, path)
        self.sheets = sheets
        strings =
            try Self.part("xl/sharedStrings.xml", archive, path).map { (bytes) throws(InputError) in try Self.strings(bytes, path) } ?? []
        let styles = try Self.part("xl/styles.xml", archive, path)
        formats = try WorkbookFormats(styles: styles, isFrom1904: isFrom1904, path: path)
    }

    func sheet(_ entry: SheetEntry) throws(InputError) -> WorkbookSheet {
        guard let bytes = try Self.part(entry.part, archive, path) else { throw WorkbookPart.damaged(path, entry.part, "it is missing") }
        do {
            return try WorkbookSheet(bytes, strings: strings, formats: formats)
        } catch {
            throw WorkbookPart.damaged(path, entry.part, error.what + " at byte \(error.byte)")
        }
    }

    // MARK: Parts

    private static func part(_ name: String, _ archive: ZipArchive, _ path: String) throws(InputError) -> [UInt8]? {
        guard let member = archive.members.first(where: { $0.name == name }) else { return nil }
        guard member.size <= longestPart else { throw WorkbookPart.damaged(path, name, "it unpacks to more than \(longestPart >> 20) MiB") }
        let reader = try archive.open(member)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try InputError.wrapping(path) { try chunk.withUnsafeMutableBytes { try reader.read(into: $0) } }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= longestPart else {
                throw WorkbookPart.damaged(path, name, "it unpacks to more than \(longestPart >> 20) MiB")
            }
        }
    }

    private static func relations(_ bytes: [UInt8], _ path: String) throws(InputError) -> [String: String] {
        var targets: [String: String] = [:]
        try WorkbookPart.read(bytes, path, "xl/_rels/workbook.xml.rels") { event, attributes in
            guard event == .start("Relationship"), let id = attributes["Id"], let target = attributes["Target"], targets.count < 10_000
            else { return }
            targets[id] = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
        }
        return targets
    }

    private static func sheets(
        _ bytes: [UInt8], _ relations: [String: String], _ path: String
    ) throws(InputError) -> (sheets: [SheetEntry], isFrom1904: Bool) {
        var sheets: [SheetEntry] = []
        var isFrom1904 = false
        try WorkbookPart.read(bytes, path, mainPart) { event, attributes in
            if event == .start("workbookPr") { isFrom1904 = attributes["date1904"].map { $0 == "1" || $0 == "true" } ?? false }
            guard event == .start("sheet"), sheets.count < 1000, let id = attributes["id"], let part = relations[id] else { return }
            sheets.append(
                SheetEntry(name: attributes["name"] ?? "", part: part, isHidden: attributes["state"].map { $0 != "visible" } ?? false))
        }
        return (sheets, isFrom1904)
    }

    private static func strings(_ bytes: [UInt8], _ path: String) throws(InputError) -> [String] {
        var strings: [String] = []
        var text = RichText()
        try WorkbookPart.read(bytes, path, "xl/sharedStrings.xml") { (event, _) throws(XMLReader.Fault) in
            if event == .start("si") { text = RichText() }
            text.take(event)
            if event == .end("si") {
                guard strings.count < CornerLimits.rows else {
                    throw XMLReader.Fault(byte: 0, what: "more than \(CornerLimits.rows) strings")
                }
                strings.append(text.value)
            }
        }
        return strings
    }
}
