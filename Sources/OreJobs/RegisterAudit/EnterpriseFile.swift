internal import Foundation
internal import OreDetection
internal import OreFeatures
internal import Synchronization

/// Reads a list of enterprises: a table with a column of names and, where the list is dated, columns of first and last days.
enum EnterpriseFile {
    private static let names = ["name", "enterprise", "company", "holder", "企业名称", "企业", "名称", "单位名称", "采矿权人", "矿山企业"]
    private static let firstDays = ["from", "since", "valid_from", "start", "起", "自", "起始日期", "开始日期", "有效期起", "公布日期", "列入日期"]
    private static let lastDays = ["to", "until", "valid_to", "end", "止", "至", "终止日期", "结束日期", "有效期止", "移出日期"]
    /// Names at most: published lists have dozens to thousands.
    private static let maximumEntries = 1_000_000

    /// - Returns: the list, and the input as the record cites it.
    /// - Throws: `InputError.refused` when no column is named as one of names, for a day that cannot be read, or an empty list.
    static func read(_ path: String, encoding: TextEncoding?) throws -> (EnterpriseList, RunInput) {
        let source = try FeatureFile.open(path, options: ReadOptions(encoding: encoding, allowsNoGeometry: true))
        let entries = Mutex([EnterpriseList.Entry]())
        let summary = try source.process(
            threads: 1, progress: nil, makeWorker: {}, map: { (_: inout Void, batch) in try read(batch, path) },
            consume: { more in
                try entries.withLock {
                    $0 += more
                    guard $0.count <= maximumEntries else {
                        throw InputError.refused(
                            file: path, place: InputPlace(), what: "more than \(maximumEntries) enterprises", next: "split the list")
                    }
                }
            })
        let list = entries.withLock { $0 }
        guard !list.isEmpty else {
            throw InputError.refused(
                file: path, place: InputPlace(), what: "the list of enterprises is empty", next: "leave --enterprises out, or give a list")
        }
        var input = RunInput(side: "enterprises", name: URL(filePath: path).lastPathComponent)
        (input.sha256, input.format, input.encoding) = (summary.sha256, source.info.format.rawValue, source.info.encoding.rawValue)
        (input.read, input.stored) = (summary.featureCount, list.count)
        input.skipped = summary.featureCount - list.count
        return (EnterpriseList(list), input)
    }

    private static func read(_ batch: FeatureBatch, _ path: String) throws(InputError) -> [EnterpriseList.Entry] {
        func column(_ known: [String]) -> AttributeColumn? {
            known.lazy.compactMap { name in batch.columns.first { $0.name.trimmingCharacters(in: .whitespaces).lowercased() == name } }
                .first
        }
        guard let name = column(names) else {
            throw .refused(
                file: path, place: InputPlace(), what: "no column of names; there are " + batch.columns.map(\.name).joined(separator: ", "),
                next: "name it \"name\" or \"企业名称\"; \"from\" and \"to\" (\"起\", \"止\") may give days")
        }
        let (from, to) = (column(firstDays), column(lastDays))
        var entries: [EnterpriseList.Entry] = []
        for row in 0..<batch.count {
            guard let text = name.string(at: row)?.trimmingCharacters(in: .whitespacesAndNewlines), !text.isEmpty else { continue }
            let first = try day(from, row, batch, path)?.from
            let last = try day(to, row, batch, path)?.to
            entries.append(EnterpriseList.Entry(text, from: first, to: last))
        }
        return entries
    }

    private static func day(
        _ column: AttributeColumn?, _ row: Int, _ batch: FeatureBatch, _ path: String
    ) throws(InputError) -> ObservationPeriod? {
        guard let column, let text = column.string(at: row)?.trimmingCharacters(in: .whitespaces), !text.isEmpty else { return nil }
        switch DateParser.read(Array(text.utf8), as: .auto) {
        case .period(let period): return period
        case .undated: return nil
        case .ambiguous, .unreadable:
            var place = batch.place(of: row)
            place.column = column.name
            throw .refused(file: path, place: place, what: "\"\(text.prefix(40))\" is not a day", next: "write it as 2012-06-30")
        }
    }
}
