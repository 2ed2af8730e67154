/// The member names met in the `properties` of a batch: which column each goes to, and in which feature it was seen last.
///
/// Features of one file mostly have the same members in the same order, so the name at a place is compared first with the name that the
/// feature before had there. The feature stamp finds duplicates without a set per feature.
struct PropertyTable {
    private struct Entry {
        let nameStart: Int
        let nameCount: Int
        let column: Int
        var stamp: Int
    }

    private var entries: [Entry] = []
    private var names: [UInt8] = []
    /// Entry by place in the previous feature.
    private var order: [Int] = []
    private var byName: [[UInt8]: Int] = [:]
    private let wanted: [[UInt8]: Int]?

    init(fields: [String]?) {
        wanted = fields.map { Dictionary($0.enumerated().map { (Array($1.utf8), $0) }, uniquingKeysWith: { first, _ in first }) }
    }

    /// What to do with a member: its column, -1 to skip it, `nil` when this feature had it already.
    /// - Parameter newColumn: makes the column of a name not met before (when all are wanted).
    @inline(__always)
    mutating func column(of name: JSONText, place: Int, feature: Int, newColumn: ([UInt8]) -> Int) -> Int? {
        if place < order.count {
            let index = order[place]
            if isSame(entries[index], name) { return mark(index, feature) }
        }
        return lookUp(name, place: place, feature: feature, newColumn: newColumn)
    }

    @inline(__always)
    private func isSame(_ entry: Entry, _ name: JSONText) -> Bool {
        guard entry.nameCount == name.count, !name.isEscaped else { return false }
        return names.withUnsafeBufferPointer { names in
            for i in 0..<name.count where names[entry.nameStart + i] != name.start[i] { return false }
            return true
        }
    }

    @inline(__always)
    private mutating func mark(_ index: Int, _ feature: Int) -> Int? {
        guard entries[index].stamp != feature else { return nil }
        entries[index].stamp = feature
        return entries[index].column
    }

    @inline(never)
    private mutating func lookUp(_ name: JSONText, place: Int, feature: Int, newColumn: ([UInt8]) -> Int) -> Int? {
        let key = name.decoded()
        let index: Int
        if let known = byName[key] {
            index = known
        } else {
            index = entries.count
            let column = if let wanted { wanted[key] ?? -1 } else { newColumn(key) }
            entries.append(Entry(nameStart: names.count, nameCount: key.count, column: column, stamp: -1))
            names.append(contentsOf: key)
            byName[key] = index
        }
        if place < order.count { order[place] = index } else if place == order.count { order.append(index) }
        return mark(index, feature)
    }
}
