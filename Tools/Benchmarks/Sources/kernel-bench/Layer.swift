import Foundation
import OreGeometry

/// The polygons and dates of a generated GeoJSON file, one feature a line; reads what the scenario generator writes and no more.
struct Layer {
    var columns = GeometryColumns()
    var observed: [String] = []
    var from: [String] = []
    var to: [String] = []

    init(_ path: String) throws {
        let data = try Data(contentsOf: URL(filePath: path))
        data.withUnsafeBytes { bytes in
            for line in bytes.split(separator: UInt8(ascii: "\n")) where line.count > 60 { append(UnsafeRawBufferPointer(rebasing: line)) }
        }
    }

    private mutating func append(_ line: UnsafeRawBufferPointer) {
        guard let place = Self.find("\"coordinates\":", in: line) else { return }
        observed.append(Self.text(after: "\"observed_at\":\"", in: line))
        from.append(Self.text(after: "\"valid_from\":\"", in: line))
        to.append(Self.text(after: "\"valid_to\":\"", in: line))
        let isMulti = Self.find("\"MultiPolygon\"", in: line) != nil
        // Nesting depth 1 closes a position's ring list: positions are the innermost brackets.
        var depth = 0
        let ringDepth = isMulti ? 3 : 2
        var i = place
        var pair: [Double] = []
        while i < line.count {
            switch line[i] {
            case UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "]"):
                if depth == ringDepth + 1 { columns.appendPosition(Coordinate(pair[0], pair[1])) }
                if depth == ringDepth { columns.closeRing() }
                if depth == ringDepth - 1 { columns.closePart() }
                pair.removeAll(keepingCapacity: true)
                depth -= 1
                if depth == 0 {
                    columns.closeGeometry(isMulti ? .multiPolygon : .polygon)
                    return
                }
            case UInt8(ascii: ","): break
            default:
                var end: UnsafeMutablePointer<CChar>?
                let start = line.baseAddress!.advanced(by: i).assumingMemoryBound(to: CChar.self)
                pair.append(strtod(start, &end))
                i += end! - UnsafeMutablePointer(mutating: start) - 1
            }
            i += 1
        }
    }

    /// The place behind `text`, which starts with a quotation mark.
    private static func find(_ text: String, in line: UnsafeRawBufferPointer) -> Int? {
        let wanted = Array(text.utf8)
        guard let base = line.baseAddress, line.count >= wanted.count else { return nil }
        for i in 0...line.count - wanted.count where line[i] == wanted[0] && memcmp(base + i, wanted, wanted.count) == 0 {
            return i + wanted.count
        }
        return nil
    }

    private static func text(after key: String, in line: UnsafeRawBufferPointer) -> String {
        guard let start = find(key, in: line) else { return "" }
        return String(decoding: line[start..<start + 10], as: UTF8.self)
    }
}
