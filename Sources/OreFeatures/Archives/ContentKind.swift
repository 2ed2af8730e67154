/// What the first bytes of an input say that it is.
enum ContentKind: Hashable, Sendable {
    case geoPackage, zip, gzip, json, kml, gml, gpx, otherXML, flatGeobuf, dxf, shapefile, text, binary

    init(head: [UInt8]) {
        func starts(_ text: String) -> Bool { head.starts(with: text.utf8) }
        if starts("SQLite format 3\0") {
            self = .geoPackage
        } else if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
            self = .zip
        } else if head.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if head.starts(with: [0x66, 0x67, 0x62]) && head.dropFirst(4).starts(with: [0x66, 0x67, 0x62]) {
            self = .flatGeobuf
        } else if head.starts(with: [0, 0, 0x27, 0x0A]) {
            self = .shapefile
        } else if starts("AutoCAD Binary DXF") {
            self = .dxf
        } else {
            self = ContentKind(text: ContentKind.ascii(head))
        }
    }

    /// The head without byte order mark, zero bytes (UTF-16) and leading white space: enough to tell the kinds apart.
    private static func ascii(_ head: [UInt8]) -> [UInt8] {
        var text = head.prefix(4096)
        var isWide = false
        for mark: [UInt8] in [[0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF], [0x84, 0x31, 0x95, 0x33]] where text.starts(with: mark) {
            text = text.dropFirst(mark.count)
            // UTF-16 that begins in Chinese has its first zero byte later.
            isWide = mark.count == 2
            break
        }
        isWide = isWide || text.prefix(4).contains(0)
        return Array((isWide ? Array(text.filter { $0 != 0 })[...] : text).drop { $0 == 0x20 || (0x09...0x0D).contains($0) })
    }

    private init(text: [UInt8]) {
        switch text.first {
        // `[属性描述]` begins survey text: no JSON value begins with such a byte.
        case UInt8(ascii: "[") where text.count > 1 && !ContentKind.beginsJSON(text[1]): self = text.contains(0) ? .binary : .text
        case UInt8(ascii: "{"), UInt8(ascii: "["), 0x1E: self = .json
        case UInt8(ascii: "<"): self = ContentKind.xml(String(decoding: text, as: UTF8.self))
        case nil: self = .text
        default:
            let lines = String(decoding: text.prefix(64), as: UTF8.self).split(whereSeparator: \.isNewline).map { $0.trimmingSpaces }
            let isDXF = lines.count > 1 && (lines[0] == "0" && lines[1] == "SECTION" || lines[0] == "999")
            self = isDXF ? .dxf : text.contains(0) ? .binary : .text
        }
    }

    private static func beginsJSON(_ byte: UInt8) -> Bool { byte < 0x80 && byte != UInt8(ascii: "^") && byte != UInt8(ascii: "\\") }

    private static func xml(_ text: String) -> ContentKind {
        for (root, kind) in [("kml", ContentKind.kml), ("gpx", .gpx), ("FeatureCollection", .gml)] {
            if text.contains("<\(root)") || text.contains(":\(root) ") || text.contains(":\(root)>") { return kind }
        }
        return text.contains("gml") ? .gml : .otherXML
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring { drop { $0 == " " } }
}
