/// Shares licences out among exports so that as much is covered as can be: a maximum flow, found by augmenting paths.
///
/// A search that fails has come to used-up licences alone, and every export that took of one of them has no other than those. Nothing that is moved later can
/// leave them, so they are never asked again: later exports that only reach these are refused at a glance.
struct LicenceSharing {
    private var left: [Int64]
    /// Of each export, the licences that cover it, those that end first before the others.
    private let covering: [[Int]]
    /// Of each licence, who took how much of it; above 0.
    private var taken: [[Int: Int64]]
    /// Of each licence, that a search came to it and failed.
    private var isExhausted: [Bool]

    /// - Parameters:
    ///   - left: of each licence, thousandths of a tonne.
    ///   - covering: of each export, the licences that cover it, none twice; those that end first before the others.
    init(_ left: [Int64], _ covering: [[Int]]) {
        (self.left, self.covering) = (left, covering)
        taken = Array(repeating: [:], count: left.count)
        isExhausted = Array(repeating: false, count: left.count)
    }

    /// - Returns: how much of it is covered; what others took of its licences is moved where those can do without.
    /// - Complexity: of all exports, O(pairs of an export and a licence that covers it) for the searches that fail, together; a search that succeeds costs one
    ///   look at the export's own licences where any of them has something left, else at most every such pair.
    mutating func cover(_ export: Int, _ tonnes: Int64) -> Int64 {
        var open = tonnes
        while open > 0, let path = path(from: export) {
            var most = min(open, left[path[path.count - 1].licence])
            for (before, step) in zip(path, path.dropFirst()) { most = min(most, taken[before.licence][step.export] ?? 0) }
            for (before, step) in zip(path, path.dropFirst()) {
                let rest = (taken[before.licence][step.export] ?? 0) - most
                taken[before.licence][step.export] = rest > 0 ? rest : nil
            }
            for step in path { taken[step.licence][step.export, default: 0] += most }
            left[path[path.count - 1].licence] -= most
            open -= most
        }
        return tonnes - open
    }

    /// Exports and the licences that they go to, from this one to a licence that has something left; the shortest.
    private mutating func path(from export: Int) -> [(export: Int, licence: Int)]? {
        // By licence: the export that asks for it.
        var asked: [Int: Int] = [:]
        // By export: the licence that it gives up.
        var given: [Int: Int] = [:]
        var queue = [export]
        var next = 0
        while next < queue.count {
            let at = queue[next]
            next += 1
            var full: [Int] = []
            for licence in covering[at] where !isExhausted[licence] && asked[licence] == nil {
                asked[licence] = at
                if left[licence] > 0 { return Self.path(to: licence, asked, given) }
                full.append(licence)
            }
            for licence in full {
                for other in taken[licence].keys.sorted() where other != export && other != at && given[other] == nil {
                    given[other] = licence
                    queue.append(other)
                }
            }
        }
        for licence in asked.keys { isExhausted[licence] = true }
        return nil
    }

    private static func path(to end: Int, _ asked: [Int: Int], _ given: [Int: Int]) -> [(export: Int, licence: Int)] {
        var path: [(export: Int, licence: Int)] = []
        var next: Int? = end
        while let licence = next, let export = asked[licence] {
            path.append((export, licence))
            next = given[export]
        }
        return path.reversed()
    }
}
