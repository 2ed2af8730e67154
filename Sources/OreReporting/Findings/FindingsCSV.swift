internal import OreFeatures
public import OreDetection

/// Findings as CSV (RFC 4180, UTF-8, CRLF): the columns of ``FindingField`` in that order, without geometry.
///
/// A list (reasons, licences, the interval, the label point) is one field, its members joined by a semicolon. A field without a value is empty.
public enum FindingsCSV {
    public static func header() -> [UInt8] {
        Array((FindingField.allCases.map(\.rawValue).joined(separator: ",") + "\r\n").utf8)
    }

    /// The rows of some findings. Pure; rows of several batches can be encoded concurrently and appended in order.
    public static func encode(_ findings: [Finding]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(findings.count * 300)
        for finding in findings {
            for (index, field) in FindingField.allCases.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes.append(contentsOf: quoted(field.value(of: finding).text).utf8)
            }
            bytes.append(contentsOf: "\r\n".utf8)
        }
        return bytes
    }

    private static func quoted(_ text: String) -> String {
        let needsQuotes =
            text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D } || text.hasPrefix(" ") || text.hasSuffix(" ")
        return needsQuotes ? "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : text
    }
}

extension FieldValue {
    /// The value as one text: numbers as the GeoJSON writes them, lists joined by semicolons, nothing for no value.
    var text: String {
        switch self {
        case .none: ""
        case .text(let text): text
        case .integer(let value): String(value)
        case .number(let value, let decimals): Self.decimal(value, decimals)
        case .texts(let values): values.joined(separator: ";")
        case .numbers(let values, let decimals): values.map { Self.decimal($0, decimals) }.joined(separator: ";")
        }
    }

    private static func decimal(_ value: Double, _ decimals: Int) -> String {
        var json = JSONBytes(capacity: 256)
        json.number(value, decimals: decimals)
        return json.text
    }
}
