import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import OreReporting

/// The columns that every stored record ends with: where it came from, and since when the store knows it.
enum ProvenanceColumns {
    static let all = [
        RecordColumn("file", .text, "file", "文件", isShown: false),
        RecordColumn("row", .integer, "row", "行", isShown: false),
        RecordColumn("sha256", .text, "SHA-256", "SHA-256", isShown: false),
        RecordColumn("profile", .text, "profile", "配置", isShown: false),
        RecordColumn("crs", .text, "CRS", "坐标系", isShown: false),
        RecordColumn("operation", .text, "operation", "坐标转换", isShown: false),
        RecordColumn("repair", .text, "repair", "修复", isShown: false),
        RecordColumn("known_from", .integer, "known from commit", "入库批次", isShown: false),
        RecordColumn("known_to", .integer, "known to commit", "失效批次", isShown: false),
    ]

    static func values<Value>(_ stored: Stored<Value>) -> [RecordValue] {
        let from = stored.provenance
        return [
            .text(from.file), .integer(from.row), .text(from.sha256), RecordValue(from.profile), .text(from.crs),
            RecordValue(from.operation), RecordValue(from.repair), .integer(stored.knownFrom), RecordValue(stored.knownTo),
        ]
    }

    /// For histories: the versions first, then what they say.
    static func history(_ columns: [RecordColumn]) -> [RecordColumn] {
        let shown = ["file", "known_from", "known_to", "repair"]
        return columns.map { column in
            var column = column
            column.isShown = column.isShown || shown.contains(column.name)
            return column
        }
    }
}

/// Case-insensitive parts of texts.
func contains(_ text: String?, _ part: String?) -> Bool {
    guard let part, !part.isEmpty else { return true }
    return text?.lowercased().contains(part.lowercased()) ?? false
}
