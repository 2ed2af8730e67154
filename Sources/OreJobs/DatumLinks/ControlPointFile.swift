internal import OreFeatures
internal import OreGeometry
public import OreReferencing
internal import Synchronization

/// Control points as an office lists them: a table with the columns `name`, `source_x`, `source_y`, `target_x`, `target_y`, easting or longitude first.
public enum ControlPointFile {
    private static let columns = ["name", "source_x", "source_y", "target_x", "target_y"]

    /// - Throws: `InputError.refused` with the line for a missing column, a missing name, or what is no number; `cannotOpen`.
    public static func read(_ path: String) throws -> [ControlPair] {
        var options = ReadOptions(fields: columns)
        options.allowsNoGeometry = true
        let source = try FeatureFile.open(path, options: options)
        guard source.info.format == .csv else {
            throw InputError.refused(
                file: path, place: InputPlace(), what: "\(source.info.format.rawValue) is no table of control points",
                next: "give a CSV with the columns " + columns.joined(separator: ", "))
        }
        let pairs = Mutex([ControlPair]())
        _ = try source.process(
            threads: 1, progress: nil, makeWorker: {}, map: { (_: inout Void, batch: FeatureBatch) in try rows(of: batch, path) },
            consume: { rows in
                try pairs.withLock {
                    $0 += rows
                    guard $0.count <= LinkFitter.maximumPoints else {
                        throw InputError.refused(
                            file: path, place: InputPlace(), what: "more than \(LinkFitter.maximumPoints) control points",
                            next: "leave some out")
                    }
                }
            })
        return pairs.withLock { $0 }
    }

    private static func rows(of batch: FeatureBatch, _ path: String) throws -> [ControlPair] {
        try (0..<batch.count).map { row in
            func text(_ column: String) throws -> String {
                if let text = batch.column(named: column)?.string(at: row)?.trimmed, !text.isEmpty { return text }
                let isMissing = batch.column(named: column)?.kinds.allSatisfy { $0 == .missing } ?? true
                throw InputError.refused(
                    file: path, place: InputPlace(line: line(of: row, batch), column: column),
                    what: isMissing ? "there is no such column" : "the cell is empty",
                    next: "control points need the columns " + columns.joined(separator: ", "))
            }
            func number(_ column: String) throws -> Double {
                let text = try text(column)
                if let value = Double(text), value.isFinite { return value }
                throw InputError.refused(
                    file: path, place: InputPlace(line: line(of: row, batch), column: column),
                    what: "\"\(text.prefix(40))\" is not a number", next: "write metres or decimal degrees")
            }
            return ControlPair(
                name: try text("name"), source: Coordinate(try number("source_x"), try number("source_y")),
                target: Coordinate(try number("target_x"), try number("target_y")))
        }
    }

    private static func line(of row: Int, _ batch: FeatureBatch) -> Int? { row < batch.lines.count ? batch.lines[row] : nil }
}

extension String {
    fileprivate var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[first...last])
    }
}
