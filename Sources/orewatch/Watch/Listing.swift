import ArgumentParser
import OreFeatures
import OreGeometry
import OreLedger
import OreReporting

/// What is asked of a source of records.
struct ListRequest {
    /// Only records that meet it are wanted; `nil`: all.
    var box: Envelope?
    /// Of those only what meets one of these boxes is wanted; empty: all.
    var boxes: [Envelope] = []
    /// The order in which they are to come, where the source offers it (``Listing/orders``): a column's name, and from which end.
    var order: (name: String, isDescending: Bool)?
    /// So many of those that come are shown at most; `nil`: unknown.
    var limit: Int?
}

/// Narrows, sorts, limits and writes the records of a noun.
struct Listing {
    var name: String
    var columns: [RecordColumn]
    var isSpatial = true
    /// Where to look; `nil`: everywhere.
    var place: PlaceQuery?

    /// Columns by which the source itself can sort.
    var orders: Set<String> = []

    /// - Parameter source: calls its argument with every record that is asked for.
    func write(_ options: RecordOptions, title: String, from source: @escaping (ListRequest, (Record) throws -> Void) throws -> Void) throws
    {
        let format = try options.chosenFormat()
        let limit = options.limit ?? (format == .table ? 100 : 0)
        var order = try sortOrder(options.sort)
        var request = ListRequest(
            box: place?.box, boxes: place?.boxes ?? [], order: nil, limit: place == nil && limit > 0 ? limit + 1 : nil)
        let shown = place?.hasDistance == true ? columns.inserted(RecordColumn("distance_m", .length, "distance", "距离")) : columns
        if options.sort != nil, let wanted = order {
            let name = shown[wanted.column].name
            if orders.contains(name) { (request.order, order) = ((name, wanted.isDescending), nil) } else { request.limit = nil }
        }
        let keepsGeometry = ![.table, .json, .xlsx].contains(format)
        func narrowed(_ body: (Record) throws -> Void) throws {
            let test = place?.test()
            try source(request) { record in
                var record = record
                if let test {
                    guard let distance = test.distance(of: record) else { return }
                    if shown.count > columns.count { record.values.insert(.number(distance), at: 1) }
                }
                if !keepsGeometry { record.geometry = nil }
                try body(record)
            }
        }
        if order == nil && format != .table {
            let list = RecordList(name, shown, isSpatial: isSpatial) { body in try Self.first(limit, of: narrowed, body) }
            return try list.write(format, to: options.output ?? "-", style: options.style, title: title)
        }
        // One more than asked for says whether there are more.
        var kept = Kept(order: order, limit: limit == 0 ? nil : limit + 1)
        try Self.first(order == nil && limit > 0 ? limit + 1 : 0, of: narrowed) { kept.add($0) }
        let records = kept.records
        let isCut = limit > 0 && records.count > limit
        let list = RecordList(name, shown, isSpatial: isSpatial, records: isCut ? Array(records.prefix(limit)) : records)
        try list.write(format, to: options.output ?? "-", style: options.style, title: title, isCut: isCut)
        if records.isEmpty, let other = place?.exchanged, try meets(other, source) { StandardError.write([other.advice]) }
    }

    private func meets(_ query: PlaceQuery, _ source: @escaping (ListRequest, (Record) throws -> Void) throws -> Void) throws -> Bool {
        let (test, request) = (query.test(), ListRequest(box: query.box, boxes: query.boxes))
        var isMet = false
        try Self.first(1, of: { body in try source(request) { if test.distance(of: $0) != nil { try body($0) } } }) { _ in isMet = true }
        return isMet
    }

    private func sortOrder(_ text: String?) throws -> SortOrder? {
        guard let text else { return place?.hasDistance == true ? SortOrder(column: 1, isDescending: false) : nil }
        let isDescending = text.hasPrefix("-")
        let name = isDescending ? String(text.dropFirst()) : text
        let shown = place?.hasDistance == true ? columns.inserted(RecordColumn("distance_m", .length, "distance", "距离")) : columns
        let column = try SortOrder.column(name, among: shown.map(\.name))
        return SortOrder(column: shown.firstIndex { $0.name == column } ?? 0, isDescending: isDescending)
    }

    /// Stops the producer after `limit` records; 0: never. What `body` throws comes back as it was, whatever the producer makes of it.
    private static func first(_ limit: Int, of source: @escaping ((Record) throws -> Void) throws -> Void, _ body: (Record) throws -> Void)
        throws
    {
        struct Enough: Error {}
        var count = 0
        var thrown: (any Error)?
        do {
            try source { record in
                do {
                    try body(record)
                    count += 1
                    if count == limit { throw Enough() }
                } catch {
                    thrown = error
                    throw error
                }
            }
        } catch {
            if thrown is Enough { return }
            throw thrown ?? error
        }
    }
}

/// By which column, and from which end.
struct SortOrder {
    var column: Int
    var isDescending: Bool

    /// The column of this name, or the only one whose name begins so.
    /// - Throws: `ValidationError` with the nearest one.
    static func column(_ name: String, among known: [String]) throws -> String {
        if known.contains(name) { return name }
        let begun = known.filter { !name.isEmpty && $0.hasPrefix(name.lowercased()) }
        if begun.count == 1 { return begun[0] }
        throw ValidationError("--sort \(name): \(NearestMatch.advice(for: name, among: begun.isEmpty ? known : begun))")
    }

    /// Records without a value come last, whichever end is first.
    func precedes(_ a: Record, _ b: Record) -> Bool {
        let (x, y) = (a.values[column], b.values[column])
        switch (x, y) {
        case (.none, _): return false
        case (_, .none): return true
        case (.integer(let x), .integer(let y)): return isDescending ? x > y : x < y
        case (.number(let x), .number(let y)): return isDescending ? x > y : x < y
        case (.tonnes(let x), .tonnes(let y)): return isDescending ? x > y : x < y
        case (.day(let x), .day(let y)): return isDescending ? x > y : x < y
        case (.text(let x), .text(let y)): return isDescending ? x > y : x < y
        case (.words(let x), .words(let y)): return isDescending ? x.english > y.english : x.english < y.english
        case (.flag(let x), .flag(let y)): return isDescending ? x && !y : !x && y
        case (.list(let x), .list(let y)): return isDescending ? y.lexicographicallyPrecedes(x) : x.lexicographicallyPrecedes(y)
        case (.numbers(let x), .numbers(let y)): return isDescending ? y.lexicographicallyPrecedes(x) : x.lexicographicallyPrecedes(y)
        // A column has values of one kind. No `default`: a new kind is to say how it is ordered.
        case (.integer, _), (.number, _), (.tonnes, _), (.day, _), (.text, _), (.words, _), (.flag, _), (.list, _), (.numbers, _):
            return false
        }
    }
}

/// The first records in an order, in bounded memory.
private struct Kept {
    let order: SortOrder?
    let limit: Int?
    private var held: [(place: Int, record: Record)] = []
    private var count = 0

    init(order: SortOrder?, limit: Int?) { (self.order, self.limit) = (order, limit) }

    mutating func add(_ record: Record) {
        held.append((count, record))
        count += 1
        if let limit, order != nil, held.count >= 2 * limit + 1024 { held = Array(sorted.prefix(limit)) }
    }

    private var sorted: [(place: Int, record: Record)] {
        guard let order else { return held }
        return held.sorted { a, b in
            if order.precedes(a.record, b.record) { return true }
            return !order.precedes(b.record, a.record) && a.place < b.place
        }
    }

    var records: [Record] { sorted.prefix(limit ?? .max).map(\.record) }
}

extension [RecordColumn] {
    /// With a column after the first.
    fileprivate func inserted(_ column: RecordColumn) -> [RecordColumn] {
        var columns = self
        columns.insert(column, at: Swift.min(1, columns.count))
        return columns
    }
}
